"""Frameworks: which versions there are, which cycles stand under each, and what changed between two of them."""

from __future__ import annotations

from fastapi import Response

from indicators.versions import what_changed
from service.pages.route import page_router
from service.pages.visit import VisitDep
from service.store import cycles

router = page_router()


@router.get("/{language:language}/secretariat/frameworks", name="secretariat.frameworks")
def frameworks(visit: VisitDep, since: str = "", version: str = "") -> Response:
    """The page; with two versions, what changed from one to the other."""
    house = visit.house
    known = house.frameworks.versions()
    with house.database.reading() as connection:
        under = [(one.framework, one.id) for one in cycles.cycles(connection)]
    old, new = (house.frameworks.find(ref) if ref else None for ref in (since, version))
    context = {
        "versions": known,
        "under": {one.ref: [cycle for ref, cycle in under if ref == one.ref] for one in known},
        "old": old,
        "new": new,
        "changes": what_changed(old, new) if old and new else None,
        "options": [(one.ref, one.ref) for one in known],
        "since": since or known[-1].ref,
        "version": version or known[0].ref,
    }
    return visit.page("secretariat/frameworks.html", context)
