"""Unions: who speaks, and everything one of them has published."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import Query, Response

from indicators.annotations import Annotation
from service.errors import ServiceError
from service.pages.route import page_router
from service.pages.visit import VisitDep
from service.render.html.card import beside, cards_of
from service.store.beside import annotation_counts, by_one_union, signatories_of, unions

router = page_router()
MOST = 30
"""Annotations on one page."""

Page = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/{language:language}/unions", name="pages.unions")
def every_union(visit: VisitDep) -> Response:
    """The list."""
    with visit.house.database.reading() as connection:
        listed = unions(connection)
        counts = annotation_counts(connection)
    return visit.page("public/unions.html", {"unions": listed, "counts": counts})


@router.get("/{language:language}/unions/{union}", name="pages.union")
def one_union(visit: VisitDep, union: str, page: Page = 1) -> Response:
    """What one union has published, the newest first, a page at a time."""
    with visit.house.database.reading() as connection:
        known = next((one for one in unions(connection) if one.id == union), None)
        if known is None:
            raise ServiceError("not_found", 404)
        said = by_one_union(connection, visit.actor, union)[::-1]
        names = signatories_of(connection, {one.target.cycle for one in said if one.target.cycle})
    listed = said[(page - 1) * MOST : page * MOST]
    cards = cards_of(listed, beside(visit.framework, listed, names), visit.language)
    address = visit.address("pages.union", union=union)
    context = {
        "union": known,
        "rows": list(zip(listed, cards, strict=True)),
        "count": len(said),
        "motives": counted(said),
        "framework": visit.framework,
        "previous": f"{address}?page={page - 1}" if page > 1 else "",
        "next": f"{address}?page={page + 1}" if page * MOST < len(said) else "",
    }
    return visit.page("public/union.html", context)


def counted(said: list[Annotation]) -> list[tuple[str, int]]:
    """Return how often each motive is given, the most frequent first."""
    return Counter(code for one in said for code in one.motives).most_common()
