"""The record of what unions are accredited for: rows in, and what they amount to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, or_, select
from sqlmodel import col

from service.actors import NONE, Accreditation
from service.store import tables
from service.store.rows import table_of

_ACTS = (
    select(
        col(tables.Accreditation.organisation),
        col(tables.Accreditation.act),
        col(tables.Accreditation.cycle),
    )
    .where(col(tables.Accreditation.organisation).in_(bindparam("organisations", expanding=True)))
    .order_by(col(tables.Accreditation.sequence))
)


def record(connection: Connection, row: Mapping[str, Any]) -> tuple[int, Accreditation]:
    """Insert one act (`organisation act cycle ground account speaker created`); returns its number and what then
    stands."""
    number: Any = connection.execute(
        insert(table_of(tables.Accreditation)).values(**row).returning(col(tables.Accreditation.sequence))
    ).scalar_one()
    return number, standing_for(connection, row["organisation"])


def acts(
    connection: Connection, organisation: str, *, after: int = 0, limit: int | None = None
) -> list[tables.Accreditation]:
    """Return the acts on one union, oldest first."""
    query = (
        select(table_of(tables.Accreditation))
        .where(
            col(tables.Accreditation.organisation) == organisation,
            col(tables.Accreditation.sequence) > after,
        )
        .order_by(col(tables.Accreditation.sequence))
        .limit(limit)
    )
    return [tables.Accreditation(**row) for row in connection.execute(query).mappings()]


def standing_for(connection: Connection, organisation: str) -> Accreditation:
    """Return what a union is accredited for now."""
    query = (
        select(col(tables.Accreditation.act), col(tables.Accreditation.cycle))
        .where(col(tables.Accreditation.organisation) == organisation)
        .order_by(col(tables.Accreditation.sequence))
    )
    return standing((act, cycle) for act, cycle in connection.execute(query))


def standings(connection: Connection, organisations: Iterable[str]) -> dict[str, Accreditation]:
    """Return what each of several unions is accredited for now, by its id; one query however many there are."""
    acts_of: dict[str, list[tuple[str, str | None]]] = {organisation: [] for organisation in organisations}
    for organisation, act, cycle in connection.execute(_ACTS, {"organisations": sorted(acts_of)}):
        acts_of[organisation].append((act, cycle))
    return {organisation: standing(found) for organisation, found in acts_of.items()}


@cache
def accredited() -> ColumnElement[bool]:
    """The condition, over `organisation`, that it is no union, or one accredited for at least one cycle now.

    The same as `standing(...).stands`: an act that grants, and no later one on the same cycle or on all of them.
    """
    act, later = table_of(tables.Accreditation).alias("act"), table_of(tables.Accreditation).alias("later")
    over = or_(later.c.cycle.is_(None), later.c.cycle == act.c.cycle)
    undone = select(later.c.sequence).where(
        and_(later.c.organisation == act.c.organisation, later.c.sequence > act.c.sequence, over)
    )
    granted = select(act.c.sequence).where(
        act.c.organisation == col(tables.Organisation.id), act.c.act == "granted", ~undone.exists()
    )
    return or_(col(tables.Organisation.kind) != "union", granted.exists())


def standing(acts_in_order: Iterable[tuple[str, str | None]]) -> Accreditation:
    """Return what (act, cycle) pairs amount to, oldest first: the last one that covers a cycle decides."""
    result = NONE
    for act, cycle in acts_in_order:
        if cycle is None:
            result = Accreditation(every=act == "granted")
        elif act == "granted":
            result = Accreditation(result.every, result.granted | {cycle}, result.ended - {cycle})
        else:
            result = Accreditation(result.every, result.granted - {cycle}, result.ended | {cycle})
    return result
