"""nanio with `If-None-Match: *`: what is there is not written over, and of two at once one is refused, as S3 has it since 2024.

Where FORGETFUL is set in its environment the first such write is kept and answered by an error, as where a network loses the answer.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import nanio.app
import nanio.cli

_REFUSED = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified'
    b" did not hold</Message><Condition>If-None-Match</Condition></Error>"
)
_build = nanio.app.build_app


class Conditional:
    """The application, one conditional write at a time."""

    def __init__(self, inner: Any, folder: str) -> None:
        self._inner, self._folder, self._one = inner, folder, asyncio.Lock()
        self._forgets = "FORGETFUL" in os.environ

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asked = dict(scope.get("headers") or ())
        if scope.get("method") != "PUT" or asked.get(b"if-none-match") != b"*":
            await self._inner(scope, receive, send)
            return
        async with self._one:
            if os.path.exists(self._folder + scope["path"]):  # noqa: PTH110
                await send({"type": "http.response.start", "status": 412, "headers": [(b"content-type", b"application/xml")]})
                await send({"type": "http.response.body", "body": _REFUSED})
            elif self._forgets:
                self._forgets = False
                await self._inner(scope, receive, _unheard)
                await send({"type": "http.response.start", "status": 500, "headers": []})
                await send({"type": "http.response.body", "body": b""})
            else:
                await self._inner(scope, receive, send)


async def _unheard(_: Any) -> None:
    """An answer that never arrives."""


def build_app(settings: Any = None) -> Any:
    return Conditional(_build(settings), sys.argv[sys.argv.index("--data-dir") + 1])


if __name__ == "__main__":
    nanio.app.build_app = build_app
    sys.exit(nanio.cli.main())
