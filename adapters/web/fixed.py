"""What never changes: the style sheet, the script, the picture of the tab; read once, by name."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@lru_cache
def held() -> dict[str, tuple[bytes, str]]:
    """Every file that is served, and its media type."""
    folder = files("adapters.web").joinpath("static")
    return {
        one.name: (one.read_bytes(), kind)
        for one in folder.iterdir()
        if (kind := KINDS.get(f".{one.name.rpartition('.')[2]}"))
    }


@lru_cache
def version() -> str:
    """Changes with any of them, so that a browser may keep what it has."""
    digest = hashlib.sha256()
    for name in sorted(held()):
        digest.update(held()[name][0])
    return digest.hexdigest()[:8]


async def serve(request: Request) -> Response:
    """One file, by its exact name."""
    found = held().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, kind = found
    kept = {"Cache-Control": "public, max-age=86400"}
    return Response(content, media_type=None, headers={"Content-Type": kind, **kept})
