"""Shell pages are followed as redirects are: every hop archived, the chain kept, the guard passed again."""

from __future__ import annotations

from typing import Final

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.transport.archiving import ENDING_KEY
from crawler.transport.shells import leads_to

_MAX_HOPS: Final = 3
_REASON: Final = "shell"


class Shells(BaseRedirectMiddleware):
    """Follows at most three such pages in a row; stands in the place of Scrapy's MetaRefreshMiddleware."""

    enabled_setting = "METAREFRESH_ENABLED"

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The request for the page behind, or the response. Challenge pages lead nowhere. Raises IgnoreRequest behind the third."""
        target = None if request.meta.get(ENDING_KEY) else leads_to(response)
        if target is None:
            return response
        if request.meta.get("redirect_reasons", []).count(_REASON) >= _MAX_HOPS:
            raise IgnoreRequest(f"more than {_MAX_HOPS} pages that only lead to another one")
        return self._redirect(self._redirect_request_using_get(request, response, target), request, _REASON)
