"""Handing in a workbook to see what it would do before anything is recorded, then to submit that very workbook."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import Connection

from service.errors import ServiceError
from service.store import trials
from service.store.engine import Database
from service.store.filed import FiledRevision
from service.workflows.submit import Desk


def hand_in(database: Database, desk: Desk, content: bytes) -> str:
    """Keep a workbook until its author submits it or hands in another; returns the id it has meanwhile."""
    id_, now = f"w_{secrets.token_hex(8)}", desk.clock()
    place = (desk.cycle.id, desk.signatory.id)
    database.write(lambda connection: trials.put_on_trial(connection, id_, place, content, desk.actor, now))
    return id_


def handed_in(database: Database, desk: Desk, id_: str) -> bytes:
    """Return a workbook that was handed in. Raises ServiceError `workbook_gone` (410)."""
    with database.reading() as connection:
        content = trials.on_trial(connection, id_, (desk.cycle.id, desk.signatory.id))
    if content is None:
        raise ServiceError("workbook_gone", 410)
    return content


def ended(id_: str) -> Callable[[Connection, FiledRevision], None]:
    """Return what goes with submitting a workbook that was handed in: it is kept no longer.

    What is returned raises ServiceError `workbook_gone` (410) where it was submitted a moment ago.
    """

    def act(connection: Connection, revision: FiledRevision) -> None:
        place = (revision.cycle, revision.filed.signatory)
        if trials.on_trial(connection, id_, place) is None:
            raise ServiceError("workbook_gone", 410)
        trials.end_trial(connection, id_)

    return act
