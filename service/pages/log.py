"""The public log: its newest checkpoint, its last leaves, and how anyone checks that nothing was rewritten."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from service.pages.route import page_router
from service.pages.visit import VisitDep
from service.store import log_tree
from service.workflows.log_key import signing_key

router = page_router()
LEAVES = 40
"""Leaves on one page."""

From = Annotated[int | None, Query(alias="from", ge=0, le=10**15)]


@router.get("/{language:language}/log", name="pages.log")
def log(visit: VisitDep, start: From = None) -> Response:
    """The page; without `from`, the newest leaves."""
    with visit.house.database.reading() as connection:
        newest = log_tree.newest_checkpoint(connection)
        size = newest.size if newest else 0
        first = max(0, size - LEAVES) if start is None else min(start, size)
        leaves = log_tree.leaves_from(connection, first, min(LEAVES, size - first)) if newest else []
    key, here = signing_key(visit.house.settings), visit.address("pages.log")
    context = {
        "checkpoint": newest,
        "size": size,
        "leaves": leaves[::-1],
        "verifier": key.verifier if key else "",
        "previous": f"{here}?from={first + LEAVES}" if first + LEAVES < size else "",
        "next": f"{here}?from={max(0, first - LEAVES)}" if first else "",
    }
    return visit.page("public/log.html", context)
