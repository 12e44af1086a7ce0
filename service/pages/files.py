"""What pages load: style sheets, fonts, scripts, under names that change with their content."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from service.render.html.assets import PREFIX, by_address

router = APIRouter(include_in_schema=False)
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Cross-Origin-Resource-Policy": "same-origin"}


@router.get(PREFIX + "{name:path}", name="static")
async def static_file(name: str) -> Response:
    """One file; an old name is not answered with new content."""
    found = by_address().get(PREFIX + name)
    if found is None:
        raise HTTPException(404)
    return Response(found.content, headers=_FOR_EVER, media_type=found.media_type)
