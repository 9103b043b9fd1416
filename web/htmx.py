"""Everything this program says to htmx or hears from it; no other module names an `HX-` header."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from fastapi.responses import RedirectResponse, Response

if TYPE_CHECKING:
    from fastapi import Request

# No eval, no injected style or script (the content policy refuses them anyway), no page kept in the browser's storage.
# Refused forms (409, 422) replace what was asked for; any other error goes to the notices, and the page stays.
CONFIG: Final = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "selfRequestsOnly": True,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "4(09|22)", "swap": True},
            {"code": "[45]..", "swap": True, "error": True, "target": "#notices", "swapOverride": "innerHTML"},
        ],
    },
    separators=(",", ":"),
)

# A page that looks again by itself says so.
BY_ITSELF: Final = "HX-By-Itself"
HEADERS_BY_ITSELF: Final = json.dumps({BY_ITSELF: "true"})

# A cache must tell a page from its fragment, and one language from another.
VARY: Final = "HX-Request, Cookie"


def asked_by_htmx(request: Request) -> bool:
    """Tell whether htmx sent the request."""
    return request.headers.get("HX-Request") == "true"


def wants_fragment(request: Request) -> bool:
    """Tell whether only the fragment is wanted: not for boosted links and restored pages, which need all of it."""
    whole = "HX-Boosted" in request.headers or "HX-History-Restore-Request" in request.headers
    return asked_by_htmx(request) and not whole


def by_itself(request: Request) -> bool:
    """Tell whether a page asked without anybody's doing, which is no sign that somebody is still there."""
    return BY_ITSELF in request.headers or wants_changes(request)


def wants_changes(request: Request) -> bool:
    """Tell whether a page wants to hear of changes for as long as it is open."""
    return request.headers.get("Accept") == "text/event-stream"


def see_other(request: Request, url: str) -> Response:
    """Send the browser on after a form: 303, or for htmx a header that loads the whole page."""
    if asked_by_htmx(request):
        return Response(status_code=204, headers={"HX-Redirect": url})
    return RedirectResponse(url, status_code=303)
