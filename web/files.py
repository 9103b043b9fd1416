"""The static files: style sheets and scripts as one each, texts compressed once, each address marked with its content.

On a line of 50 kbit/s seven sheets cost seven waits and 23 kB; joined and compressed they are one answer of 6 kB.
Only what is the same for everybody is compressed here: pages carry secrets, and their length must not tell them.
"""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import Scope

FOLDER: Final = Path(__file__).parent / "static"
# No name that would tell a passer-by what this is.
SHEET: Final = "page.css"
# In this order: later sheets build on earlier ones.
SHEETS: Final = ("tokens", "base", "forms", "components", "board", "calendar", "print")
# Sent with pages that listen for changes; any other is sent htmx alone.
SCRIPT: Final = "page.js"
SCRIPTS: Final = ("vendor/htmx.min.js", "vendor/htmx-sse.min.js", "live.js")
TEXTS: Final = {".css": "text/css", ".js": "text/javascript"}


@cache
def content(name: str) -> bytes:
    """Read a static file, or one that is made of several; a file that is not there is empty."""
    if name == SHEET:
        return b"".join(content(f"{sheet}.css") for sheet in SHEETS)
    if name == SCRIPT:
        return b";\n".join(content(script) for script in SCRIPTS)
    file = FOLDER / name
    return file.read_bytes() if file.is_file() else b""


@cache
def packed(name: str) -> bytes:
    """Compress a static file, once."""
    return gzip.compress(content(name), 9, mtime=0)


def address(name: str) -> str:
    """Give the address of a static file, with a mark that changes when its content does."""
    return f"/static/{name}?v={sha256(content(name)).hexdigest()[:10]}"


class Files(StaticFiles):
    """Serves the folder, its texts compressed for browsers that take it."""

    def __init__(self) -> None:
        """Serve the one folder there is."""
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer for a file; anything that is not a known text is served as it lies."""
        kind = TEXTS.get(Path(path).suffix)
        inside = path in {SHEET, SCRIPT} or self.lookup_path(path)[1] is not None
        if kind is None or not inside or not content(path) or scope["method"] not in {"GET", "HEAD"}:
            return await super().get_response(path, scope)
        takes_it = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if takes_it else {})
        return Response(packed(path) if takes_it else content(path), headers=headers, media_type=kind)
