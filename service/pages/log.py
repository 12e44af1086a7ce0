"""The public log: its newest checkpoint, its last leaves, and how anyone checks that nothing was rewritten."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store import log_tree

router = page_router()
LEAVES = 40
"""Leaves on one page."""

From = Annotated[int | None, Query(alias="from", ge=0, le=10**15)]


@router.get("/{language:language}/log", name="pages.log")
def log(visit: VisitDep, start: From = None) -> Response:
    """The page; without `from`, the newest leaves."""
    return visit.published("public/log.html", ("log",), lambda: _context(visit, start))


def _context(visit: Visit, start: int | None) -> dict[str, object]:
    with visit.house.database.reading() as connection:
        newest = log_tree.newest_checkpoint(connection)
        size = newest.size if newest else 0
        first = max(0, size - LEAVES) if start is None else min(start, size)
        leaves = log_tree.leaves_from(connection, first, min(LEAVES, size - first)) if newest else []
    here = visit.address("pages.log")
    return {
        "checkpoint": newest,
        "size": size,
        "leaves": leaves[::-1],
        "previous": f"{here}?from={first + LEAVES}" if first + LEAVES < size else "",
        "next": f"{here}?from={max(0, first - LEAVES)}" if first else "",
    }
