"""Unions: who speaks, and everything one of them has published."""

from __future__ import annotations

from fastapi import Response

from service.errors import ServiceError
from service.pages.paging import Page, paging
from service.pages.parts import SPOKEN
from service.pages.route import page_router
from service.pages.share import face_of_union, shared
from service.pages.visit import Visit, VisitDep
from service.render.html.card import beside, cards_of
from service.store.annotation_queues import revisions_now
from service.store.annotations import IRI
from service.store.beside import (
    annotation_counts,
    by_one_union,
    count_unions,
    find_union,
    signatories_of,
    tally_of_union,
    unions,
)
from service.store.organisations import Known

router = page_router()
MOST, MOST_UNIONS = 30, 100
"""Annotations of one union, and unions, on one page."""


@router.get("/{language:language}/unions", name="pages.unions")
def every_union(visit: VisitDep, page: Page = 1) -> Response:
    """The list by name, a page at a time."""

    def context() -> dict[str, object]:
        with visit.house.database.reading() as connection:
            paged = paging(page, count_unions(connection), MOST_UNIONS, visit.address("pages.unions"))
            listed = unions(connection, paged.first, MOST_UNIONS)
            return {"unions": listed, "counts": annotation_counts(connection), "paging": paged}

    return visit.published("public/unions.html", SPOKEN, context)


@router.get("/{language:language}/unions/{union}", name="pages.union")
def one_union(visit: VisitDep, union: str, page: Page = 1) -> Response:
    """What one union has published, the newest first, a page at a time."""
    with visit.house.database.reading() as connection:
        known = find_union(connection, union)
    if known is None:
        raise ServiceError("not_found", 404)
    return visit.published("public/union.html", SPOKEN, lambda: _context(visit, known, page))


def _context(visit: Visit, known: Known, page: int) -> dict[str, object]:
    with visit.house.database.reading() as connection:
        count, motives = tally_of_union(connection, visit.actor, known.id)
        paged = paging(page, count, MOST, visit.address("pages.union", union=known.id))
        listed = by_one_union(connection, visit.actor, known.id, paged.first, paged.after)
        face = face_of_union(visit, connection, known, count, listed if page == 1 else ())
        names = signatories_of(connection, listed)
        now = revisions_now(connection, [one.id.removeprefix(IRI) for one in listed])
    cards = cards_of(listed, beside(visit.framework, listed, names, now), visit.language)
    return {
        "union": known,
        "share": shared(visit, "union", known.id, face=face),
        "rows": list(zip(listed, cards, strict=True)),
        "count": count,
        "motives": motives,
        "framework": visit.framework,
        "paging": paged,
    }
