"""What happened to cycles and to their signatories: rows in and out, insert-only, numbered by cycle or signatory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from service.actors import Actor
from service.store.rows import insert_rows, table_of
from service.store.tables import Cycle, CycleTransition, SignatoryEvent


def author_of(actor: Actor | None) -> dict[str, str | None]:
    """Return whose act it is, in the columns of a record; all empty for the clock (None) and for the operator."""
    if actor is None:
        return {"organisation": None, "account": None, "token": None}
    return {"organisation": actor.organisation or None, "account": actor.person, "token": actor.token}


def cycle_to_change(connection: Connection, id_: str) -> Cycle | None:
    """Return a cycle locked until this transaction ends, against changes and against acts that depend on its phase."""
    query = select(table_of(Cycle)).where(col(Cycle.id) == id_).with_for_update()
    row = connection.execute(query).mappings().first()
    return Cycle(**row) if row else None


def change_cycle(connection: Connection, cycle: Cycle, values: Mapping[str, Any]) -> Cycle:
    """Write new dates or moments of a locked cycle and count the change; returns the cycle as it now is."""
    changed = {**values, "version": cycle.version + 1}
    connection.execute(update(Cycle).where(col(Cycle.id) == cycle.id).values(**changed))
    return Cycle(**{**cycle.model_dump(), **changed})


def add_transition(connection: Connection, cycle: str, row: Mapping[str, Any]) -> int:
    """Insert the record of a transition (`phase cause at recorded opens closes replies_until reason` and an author);
    returns its number. The cycle is locked, or made in this transaction."""
    last = select(func.max(col(CycleTransition.number))).where(col(CycleTransition.cycle) == cycle)
    number: int = (connection.execute(last).scalar() or 0) + 1
    insert_rows(connection, CycleTransition, [{**row, "cycle": cycle, "number": number}])
    return number


def transitions(connection: Connection, cycle: str) -> list[CycleTransition]:
    """Return the recorded transitions of a cycle, oldest first."""
    query = (
        select(table_of(CycleTransition))
        .where(col(CycleTransition.cycle) == cycle)
        .order_by(col(CycleTransition.number))
    )
    return [CycleTransition(**row) for row in connection.execute(query).mappings()]


def last_transition(connection: Connection, cycle: str) -> CycleTransition | None:
    """Return the newest recorded transition of a cycle."""
    query = (
        select(table_of(CycleTransition))
        .where(col(CycleTransition.cycle) == cycle)
        .order_by(col(CycleTransition.number).desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return CycleTransition(**row) if row else None


def add_events(connection: Connection, cycle: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert records of what became of signatories (`signatory status on recorded reason` and an author)."""
    if not rows:
        return
    highest = (
        select(col(SignatoryEvent.signatory), func.max(col(SignatoryEvent.number)))
        .where(col(SignatoryEvent.cycle) == cycle)
        .group_by(col(SignatoryEvent.signatory))
    )
    numbers: dict[str, int] = {row[0]: row[1] for row in connection.execute(highest)}
    numbered = []
    for row in rows:
        numbers[row["signatory"]] = numbers.get(row["signatory"], 0) + 1
        numbered.append({**row, "cycle": cycle, "number": numbers[row["signatory"]]})
    insert_rows(connection, SignatoryEvent, numbered)


def events(connection: Connection, cycle: str, signatory: str) -> list[SignatoryEvent]:
    """Return what became of one signatory, oldest first."""
    query = (
        select(table_of(SignatoryEvent))
        .where(col(SignatoryEvent.cycle) == cycle, col(SignatoryEvent.signatory) == signatory)
        .order_by(col(SignatoryEvent.number))
    )
    return [SignatoryEvent(**row) for row in connection.execute(query).mappings()]


def add_joined(connection: Connection, cycle: str, signatory: str, now: datetime) -> None:
    """Record that a signatory joined because it was given an account; the day is that of UTC."""
    row = {"signatory": signatory, "status": "joined", "on": now.date().isoformat(), "recorded": now, "reason": None}
    add_events(connection, cycle, [{**row, **author_of(None)}])
