"""Data: every form in which the record may be taken away, and what each column means."""

from __future__ import annotations

from fastapi import Response

from service.pages.route import page_router
from service.pages.shown import newest
from service.pages.visit import VisitDep
from service.store import cycles

router = page_router()


@router.get("/{language:language}/data", name="pages.data")
def data(visit: VisitDep) -> Response:
    """The page."""

    def context() -> dict[str, object]:
        with visit.house.database.reading() as connection:
            listed = cycles.cycles(connection, limit=20)
        return {"cycles": listed, "framework": visit.framework, "report": newest(visit.house)}

    return visit.published("public/data.html", ("editions", "record"), context)
