"""Workbooks handed in to see what they would do: rows in and out. Nothing here is on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, delete, select
from sqlmodel import col

from service.actors import Actor
from service.store.rows import insert_rows
from service.store.tables import WorkbookOnTrial


def put_on_trial(
    connection: Connection, id_: str, place: tuple[str, str], content: bytes, actor: Actor, now: datetime
) -> None:
    """Keep a workbook at a `place` (cycle and signatory) instead of the one that the same person handed in before."""
    cycle, signatory = place
    row = WorkbookOnTrial
    mine = (col(row.account).is_not_distinct_from(actor.person), col(row.token).is_not_distinct_from(actor.token))
    connection.execute(delete(row).where(col(row.cycle) == cycle, col(row.signatory) == signatory, *mine))
    who = {"account": actor.person, "token": actor.token}
    values = {"id": id_, "cycle": cycle, "signatory": signatory, **who, "received": now, "content": content}
    insert_rows(connection, WorkbookOnTrial, [values])


def on_trial(connection: Connection, id_: str, place: tuple[str, str]) -> bytes | None:
    """Return a workbook that stands on trial at a place, None where there is none of that id any more."""
    row = WorkbookOnTrial
    here = and_(col(row.id) == id_, col(row.cycle) == place[0], col(row.signatory) == place[1])
    return connection.execute(select(col(row.content)).where(here)).scalar()


def end_trial(connection: Connection, id_: str) -> None:
    """Forget a workbook."""
    connection.execute(delete(WorkbookOnTrial).where(col(WorkbookOnTrial.id) == id_))
