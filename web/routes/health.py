"""Whether the server can work, for whatever watches over it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from shelters.database.schema import is_ready

router = APIRouter()


@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Say ok when the database can be reached and its schema is ours; nothing else, to nobody in particular."""
    ready = await is_ready(request.app.state.engine)
    return JSONResponse({"status": "ok" if ready else "unavailable"}, status_code=200 if ready else 503)
