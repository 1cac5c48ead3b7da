"""Word's "single file web page" and saved pages (MHTML, RFC 2557): the part that is the page."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from parsing.errors import TooLargeError

# Word puts the page first and its pictures behind it.
MAX_BYTES = 16 * 1024 * 1024
MAX_PARTS = 200


def page_part(data: bytes) -> tuple[bytes, str | None] | None:
    """The bytes of the first HTML part and its charset; None where there is none. Raises `TooLargeError`."""
    if len(data) > MAX_BYTES or data.count(b"\n--") > MAX_PARTS * 10 or data.lower().count(b"boundary") > MAX_PARTS:
        raise TooLargeError(f"an MHTML file of more than {MAX_BYTES} bytes or {MAX_PARTS} parts")
    part = _first_html(message_from_bytes(data.lstrip()))
    payload = part.get_payload(decode=True) if part is not None else None
    return (payload, part.get_content_charset()) if part is not None and isinstance(payload, bytes) else None


def _first_html(message: Message) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
