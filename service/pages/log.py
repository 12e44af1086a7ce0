"""The public log: its newest checkpoint, its last leaves, and how anyone checks that nothing was rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Response
from sqlalchemy import Connection

from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store import log_tree
from service.store.tables import LedgerLeaf

router = page_router()
LEAVES = 40
"""Leaves on one page."""

From = Annotated[int | None, Query(alias="from", ge=0, le=10**15)]
Asked = Annotated[str | None, Query(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class LeafShown:
    """The leaf of a hash: what the log knows of it, and its place in the tree, None until the next checkpoint."""

    hash: str
    known: LedgerLeaf | None = None
    place: int | None = None


@router.get("/{language:language}/log", name="pages.log")
def log(visit: VisitDep, start: From = None, leaf: Asked = None) -> Response:
    """The page; without `from`, the newest leaves. With the hash of a `leaf`, what became of it, and its neighbours."""
    if leaf is not None:  # asked for before it has a place: nothing that such a page rests on tells of new leaves
        return visit.page("public/log.html", _context(visit, start, leaf))
    return visit.published("public/log.html", ("log",), lambda: _context(visit, start))


def _context(visit: Visit, start: int | None, leaf: str | None = None) -> dict[str, object]:
    with visit.house.database.reading() as connection:
        shown = _leaf(connection, leaf) if leaf is not None else None
        if shown is not None and shown.place is not None and start is None:
            start = max(0, shown.place - LEAVES // 2)
        newest = log_tree.newest_checkpoint(connection)
        size = newest.size if newest else 0
        first = max(0, size - LEAVES) if start is None else min(start, size)
        leaves = log_tree.leaves_from(connection, first, min(LEAVES, size - first)) if newest else []
    here = visit.address("pages.log")
    return {
        "leaf": shown,
        "checkpoint": newest,
        "size": size,
        "leaves": leaves[::-1],
        "previous": f"{here}?from={first + LEAVES}" if first + LEAVES < size else "",
        "next": f"{here}?from={max(0, first - LEAVES)}" if first else "",
    }


def _leaf(connection: Connection, hash_: str) -> LeafShown:
    found = log_tree.leaf_by_hash(connection, bytes.fromhex(hash_))
    return LeafShown(hash_, found, log_tree.place_of(connection, found.id or 0) if found else None)
