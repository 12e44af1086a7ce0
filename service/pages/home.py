"""The front door: `/` leads to the language a visitor prefers; the home page says what is here and how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from indicators.annotations import Annotation
from service.dependencies import language_of
from service.pages.parts import parts
from service.pages.readings import readings
from service.pages.route import page_router
from service.pages.share import LOOKED_AT, face_of_home, shared
from service.pages.shown import newest
from service.pages.visit import Visit, VisitDep
from service.render.charts.staff import staff
from service.render.html.card import beside, cards_of
from service.store.beside import lately_on_clauses

router = page_router()
_SHORT, _LONG = 120, 420
"""Letters of an annotation that the home page may quote."""


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
        quoted = telling(lately_on_clauses(connection, visit.actor, framework, most=LOOKED_AT), visit.language)
    levels = {id_: read.bindingness for id_, read in readings(framework, framework.official_languages[0]).items()}
    return {
        "share": shared(visit, "home", face=face_of_home(visit, report) if report else None),
        "framework": framework,
        "report": report,
        "coverage": report.consolidation.coverage if report else None,
        "parts": parts(report) if report else (),
        "card": cards_of(quoted, beside(framework, quoted), visit.language),
        "levels": Counter(levels.values()),
        "staff": staff([(c.objective, levels.get(c.id, 0)) for c in framework.clauses], visit.language),
    }


def telling(newest: Iterable[Annotation], language: str) -> list[Annotation]:
    """Return the newest standing annotation on words of the pledge that is short enough to quote, in its language."""
    short = (
        one
        for one in newest
        if one.legible and language in one.texts and one.target.selector and _SHORT < len(one.texts[language]) < _LONG
    )
    return list(islice(short, 1))
