"""The front door: `/` leads to the language a visitor prefers; the home page says what is here and how it stands."""

from __future__ import annotations

from collections import Counter

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from indicators.annotations import Annotation
from service.dependencies import language_of
from service.pages.parts import parts
from service.pages.readings import readings
from service.pages.route import page_router
from service.pages.share import shared
from service.pages.shown import newest
from service.pages.visit import Visit, VisitDep
from service.render.charts.staff import staff
from service.render.html.card import beside, cards_of
from service.store.beside import on_clauses

router = page_router()
_SHORT, _LONG = 120, 420
"""Letters of an annotation that the home page may quote."""

_LOOKED_AT = 60
"""Newest annotations among which it looks for one."""


@router.get("/", name="pages.door")
async def door(request: Request) -> Response:
    """Lead to the home page in the visitor's language."""
    return RedirectResponse(f"/{language_of(request)}", 307, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


@router.get("/{language:language}", name="pages.home")
def home(visit: VisitDep) -> Response:
    """The page."""
    return visit.published("public/home.html", ("editions", "record"), lambda: _context(visit))


def _context(visit: Visit) -> dict[str, object]:
    framework, report = visit.framework, newest(visit.house)
    with visit.house.database.reading() as connection:
        noted = on_clauses(connection, visit.actor, framework.ref, newest=_LOOKED_AT)
    levels = {id_: read.bindingness for id_, read in readings(framework, framework.official_languages[0]).items()}
    quoted = telling(noted, visit.language)
    return {
        "share": shared(visit, "home"),
        "framework": framework,
        "report": report,
        "coverage": report.consolidation.coverage if report else None,
        "parts": parts(report) if report else (),
        "noted": noted,
        "card": cards_of(quoted, beside(framework, quoted), visit.language),
        "levels": Counter(levels.values()),
        "staff": staff([(c.objective, levels.get(c.id, 0)) for c in framework.clauses], visit.language),
    }


def telling(noted: list[Annotation], language: str) -> list[Annotation]:
    """Return the newest standing annotation on words of the pledge that is short enough to quote, in its language."""
    short = [
        one
        for one in noted
        if one.legible and language in one.texts and one.target.selector and _SHORT < len(one.texts[language]) < _LONG
    ]
    return short[-1:]
