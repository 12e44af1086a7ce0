"""Texts that the secretariat withholds now, and where the newest annotations begin."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, func, select
from sqlmodel import col

from service.store.rows import table_of
from service.store.tables import Annotation, Withholding


def withheld_now(connection: Connection, *, limit: int) -> list[Any]:
    """Return the rows by which texts are withheld (`annotation part item ground reason created`), the newest first."""
    table = table_of(Withholding)
    row, later = table.alias("row"), table.alias("later")
    same = and_(
        later.c.annotation == row.c.annotation,
        later.c.part == row.c.part,
        later.c.item.is_not_distinct_from(row.c.item),
        later.c.sequence > row.c.sequence,
    )
    after = select(later.c.sequence).where(same)
    query = select(row).where(row.c.lifted.is_(False), ~after.exists())
    return list(connection.execute(query.order_by(row.c.sequence.desc()).limit(limit)))


def beginning_of_page(connection: Connection, size: int, until: int | None) -> int:
    """Return the sequence number after which the `size` newest annotations up to `until` (None: all) begin."""
    query = select(col(Annotation.sequence)).order_by(col(Annotation.sequence).desc()).offset(size).limit(1)
    if until is not None:
        query = query.where(col(Annotation.sequence) <= until)
    found: int = connection.execute(select(func.coalesce(query.scalar_subquery(), 0))).scalar_one()
    return found
