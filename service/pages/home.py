"""The front door: `/` leads to the language a visitor prefers; the home page says what is here and how it stands."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from service.dependencies import language_of
from service.pages.route import page_router
from service.pages.visit import VisitDep
from service.store import cycles
from service.store.beside import on_clauses, unions

router = page_router()


@router.get("/", name="pages.door")
async def door(request: Request) -> Response:
    """Lead to the home page in the visitor's language."""
    return RedirectResponse(f"/{language_of(request)}", 307, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


@router.get("/{language:language}", name="pages.home")
def home(visit: VisitDep) -> Response:
    """The page."""
    framework = visit.house.frameworks.find(visit.house.settings.framework)
    with visit.house.database.reading() as connection:
        open_cycles = cycles.cycles(connection, limit=20)
        noted = on_clauses(connection, visit.actor, framework.ref)
        speaking = unions(connection)
    context = {"framework": framework, "cycles": open_cycles, "noted": noted, "unions": speaking}
    return visit.page("public/home.html", context)
