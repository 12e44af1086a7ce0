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


def mark(connection: Connection) -> Mark:
    """Return where revisions, annotations, the record of acts and the registers stand in this snapshot."""
    found = tuple(int(value) for value in connection.execute(_NEWEST).one())
    if connection.dialect.name == "postgresql":
        return (*found, int(connection.execute(_UNDER_WAY).scalar_one()))
    return found


def position(found: Mark) -> int:
    """Return the newest leaf of the public log in a mark."""
    return found[2]
