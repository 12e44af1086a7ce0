"""Where everything a report rests on stands, in one cheap question: equal marks, equal reports.

A mark is made of the newest ids of what is only ever added to, and of the count of changes to registers. On PostgreSQL
ids may become visible out of order; while a writing transaction is under way the mark holds its number too, so that a
report read then is not taken for one read later.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select, text
from sqlmodel import col

from service.store.tables import Annotation, LedgerLeaf, RegisterChange, Revision

Mark = tuple[int, ...]

_UNDER_WAY: Final = text(
    "SELECT CASE WHEN pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot()) THEN 0 "
    "ELSE pg_snapshot_xmin(pg_current_snapshot())::text::bigint END"
)

_NEWEST: Final = select(
    *(
        select(func.coalesce(func.max(one), 0)).scalar_subquery()
        for one in (col(Revision.id), col(Annotation.sequence), col(LedgerLeaf.id))
    ),
    select(col(RegisterChange.number)).scalar_subquery(),
)

_IDS: Final = 4
"""Elements of a mark before the number of the transaction under way."""

_SINCE: Final = "age(xmin) <= age(CAST(CAST(CAST(:under_way AS text) AS xid8) AS xid))"
_LATE: Final = text(
    f"SELECT EXISTS (SELECT 1 FROM {Revision.__tablename__} WHERE id <= :revision AND {_SINCE}) "  # noqa: S608  names
    f"OR EXISTS (SELECT 1 FROM {Annotation.__tablename__} WHERE sequence <= :annotation AND {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM {LedgerLeaf.__tablename__} WHERE id <= :leaf AND {_SINCE})"
)
"""Whether rows up to a mark were written by the oldest transaction then under way or a later one (PostgreSQL)."""


def mark(connection: Connection) -> Mark:
    """Return where revisions, annotations, the record of acts and the registers stand in this snapshot."""
    found = tuple(int(value) for value in connection.execute(_NEWEST).one())
    if connection.dialect.name == "postgresql":
        return (*found, int(connection.execute(_UNDER_WAY).scalar_one()))
    return found


def moved(connection: Connection, then: Mark) -> bool:
    """Return whether anything came after a mark, in this snapshot: a new id, or on PostgreSQL a row with an older id
    that a transaction under way at the mark has written since.

    What is still under way now is not seen: who must know waits for it first, by a lock that writers share.
    """
    if mark(connection)[:_IDS] != then[:_IDS]:
        return True
    return any(then[_IDS:]) and bool(connection.execute(_LATE, _late(then)).scalar_one())


def _late(then: Mark) -> dict[str, int]:
    revision, annotation, leaf, _, under_way = then
    return {"revision": revision, "annotation": annotation, "leaf": leaf, "under_way": under_way}


def position(found: Mark) -> int:
    """Return the newest leaf of the public log in a mark."""
    return found[2]
