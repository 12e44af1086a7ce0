"""The start page: what is here and where, for a person who opens the service's address. No script, nothing from
another host.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from fastapi import APIRouter, Response

import service
from service.dependencies import HouseDep
from service.store import cycles

router = APIRouter(include_in_schema=False)

_STATIC = Path(service.__file__).with_name("static")
_LINKS = {
    "fr": "<li>Cycle {name} : classeur à remplir, <a href='/api/v1/cycles/{id}/template.xlsx?language=fr'>en "
    "français</a> ou <a href='/api/v1/cycles/{id}/template.xlsx?language=en'>en anglais</a> (.xlsx)</li>",
    "en": "<li>Cycle {name}: workbook to fill in, <a href='/api/v1/cycles/{id}/template.xlsx?language=en'>in "
    "English</a> or <a href='/api/v1/cycles/{id}/template.xlsx?language=fr'>in French</a> (.xlsx)</li>",
}


@cache
def _file(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


@router.get("/", name="start")
def start(house: HouseDep) -> Response:
    """The start page, in French and English side by side."""
    with house.database.reading() as connection:
        ids = [cycle.id for cycle in cycles.cycles(connection, limit=20)]
    page = _file("start.html")
    for language, link in _LINKS.items():
        links = "\n".join(link.format(name=escape(id_), id=escape(id_)) for id_ in ids)
        page = page.replace(f"<!-- cycles:{language} -->", links)
    page = page.replace("<!-- url -->", escape(house.settings.public_url.rstrip("/")))
    page = page.replace("<!-- cycle -->", escape(ids[-1] if ids else "CYCLE"))
    return Response(page, headers={"Content-Language": "fr, en"}, media_type="text/html")


@router.get("/static/start.css", name="start.style")
async def style() -> Response:
    """The start page's style sheet."""
    return Response(_file("start.css"), headers={"Cache-Control": "public, max-age=3600"}, media_type="text/css")
