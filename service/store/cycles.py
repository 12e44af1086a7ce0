"""Cycles and their rosters: rows in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, select, update
from sqlmodel import col

from indicators import figures
from service.store.prepared import Prepared
from service.store.rows import find, insert_if_absent, table_of
from service.store.tables import Cycle, Signatory

_ROSTER: Final = tuple(one.name for one in fields(figures.Signatory))
"""What the rules know of a signatory: columns of the same names."""

# Statements that every submission needs are made once: making one costs more than the database takes to answer it.
_QUERY = select(table_of(Cycle)).where(col(Cycle.id) == bindparam("id"))
_BY_ID, _HELD = Prepared(_QUERY), Prepared(_QUERY.with_for_update(read=True))
_BEFORE = Prepared(
    select(col(Cycle.id), col(Signatory.id))
    .join(Signatory, col(Signatory.cycle) == col(Cycle.id))
    .where(
        col(Signatory.organisation) == bindparam("organisation"),
        col(Cycle.closes) < bindparam("closes"),
        col(Cycle.id) != bindparam("cycle"),
    )
    .order_by(col(Cycle.closes).desc(), col(Cycle.id).desc())
    .limit(1)
)


@lru_cache(maxsize=64)
def cycle_of(*row: Any) -> Cycle:
    """Return a cycle from its row, all columns in their order; the same row, the same object, which nobody changes."""
    return Cycle(**dict(zip(table_of(Cycle).columns.keys(), row, strict=True)))


def add_cycle(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Insert a cycle (`id framework framework_hash opens closes created`); False where the id is taken."""
    return insert_if_absent(connection, Cycle, row)


def find_cycle(connection: Connection, id_: str) -> Cycle | None:
    """Return a cycle by id."""
    row = _BY_ID.first(connection, {"id": id_})
    return cycle_of(*row) if row else None


def held_cycle(connection: Connection, id_: str) -> Cycle:
    """Return a cycle that is known to exist, held as it is until this transaction ends: its phase cannot be changed
    under an act that depends on it. Acts of this kind do not wait for each other.
    """
    (row,) = _HELD.rows(connection, {"id": id_})
    return cycle_of(*row)


def cycles(connection: Connection, *, after: str = "", limit: int = 100) -> list[Cycle]:
    """Return at most `limit` cycles by id, beginning after id `after`."""
    query = select(table_of(Cycle)).where(col(Cycle.id) > after).order_by(col(Cycle.id)).limit(limit)
    return [Cycle(**row) for row in connection.execute(query).mappings()]


def under_framework(connection: Connection, framework: str) -> list[str]:
    """Return the ids of the cycles under any version of the framework of a reference (`id@version`), by id."""
    versions = col(Cycle.framework).startswith(framework.partition("@")[0] + "@", autoescape=True)
    return list(connection.execute(select(col(Cycle.id)).where(versions).order_by(col(Cycle.id))).scalars())


def place_before(connection: Connection, cycle: Cycle, organisation: str) -> tuple[str, str] | None:
    """Return cycle and signatory under which an organisation stood in the latest cycle that closed before `cycle`."""
    given = {"organisation": organisation, "closes": cycle.closes, "cycle": cycle.id}
    row = _BEFORE.first(connection, given)
    return (row[0], row[1]) if row else None


def put_signatories(connection: Connection, cycle: str, roster: Iterable[figures.Signatory]) -> tuple[int, int]:
    """Write a roster: new signatories are added, known ones brought up to date, none removed. Returns both numbers."""
    added = updated = 0
    for signatory in roster:
        facts = {
            "name": signatory.name,
            "country": signatory.country,
            "sector": signatory.sector,
            "headcount": signatory.headcount,
            "status": signatory.status,
            "left_on": signatory.left_on,
        }
        if insert_if_absent(connection, Signatory, {"cycle": cycle, "id": signatory.id, **facts}):
            added += 1
            continue
        here = (col(Signatory.cycle) == cycle, col(Signatory.id) == signatory.id)
        connection.execute(update(Signatory).where(*here).values(**facts, version=col(Signatory.version) + 1))
        updated += 1
    return added, updated


def add_signatory(connection: Connection, cycle: str, id_: str, name: str) -> bool:
    """Put one company on a roster, of which only the name is known; False where the id is taken."""
    return insert_if_absent(connection, Signatory, {"cycle": cycle, "id": id_, "name": name, "status": "joined"})


def find_signatory(connection: Connection, cycle: str, id_: str) -> Signatory | None:
    """Return one signatory of a cycle."""
    return find(connection, Signatory, col(Signatory.cycle) == cycle, col(Signatory.id) == id_)


def give_account(connection: Connection, cycle: str, id_: str, organisation: str) -> None:
    """Say which organisation's account stands for a signatory."""
    here = (col(Signatory.cycle) == cycle, col(Signatory.id) == id_)
    values = {"organisation": organisation, "version": col(Signatory.version) + 1}
    connection.execute(update(Signatory).where(*here).values(**values))


def signatory_to_change(connection: Connection, cycle: str, id_: str) -> Signatory | None:
    """Return one signatory of a cycle, locked until this transaction ends."""
    query = select(table_of(Signatory)).where(col(Signatory.cycle) == cycle, col(Signatory.id) == id_)
    row = connection.execute(query.with_for_update()).mappings().first()
    return Signatory(**row) if row else None


def signatories(connection: Connection, cycle: str, *, after: str = "", limit: int | None = None) -> list[Signatory]:
    """Return the signatories of a cycle with their accounts, by id, beginning after id `after`."""
    query = select(table_of(Signatory)).where(col(Signatory.cycle) == cycle, col(Signatory.id) > after)
    rows = connection.execute(query.order_by(col(Signatory.id)).limit(limit)).mappings()
    return [Signatory(**row) for row in rows]


def note_opened(connection: Connection, cycle: str, id_: str, now: datetime) -> None:
    """Say when a company first fetched its workbook or its draft; the first time stays."""
    here = (col(Signatory.cycle) == cycle, col(Signatory.id) == id_, col(Signatory.opened).is_(None))
    connection.execute(update(Signatory).where(*here).values(opened=now))


def roster(connection: Connection, cycle: str, *, only: str | None = None) -> tuple[figures.Signatory, ...]:
    """Return the signatories of a cycle by id (or `only` the one with an id), as the rules see them."""
    named = (getattr(Signatory, name) for name in _ROSTER)
    query = select(*map(col, named)).where(col(Signatory.cycle) == cycle).order_by(col(Signatory.id))
    if only is not None:
        query = query.where(col(Signatory.id) == only)
    return tuple(figures.Signatory(*row) for row in connection.execute(query))


def as_signatory(row: RowMapping) -> figures.Signatory:
    """Return a row of a roster as the rules see it."""
    return figures.Signatory(**{name: row[name] for name in _ROSTER})
