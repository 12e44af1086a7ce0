"""Withdrawing a submission with a reason: it stops counting, its revisions stay readable to who could read them, and a
new revision stands again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.ledger.canonical import moment
from service.store import cycles, filed, happenings, withdrawals
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.once import Key, once
from service.workflows.phases import require_phase
from service.workflows.public_log import handed, record


def withdraw(
    database: Database,
    actor: Actor,
    submission: str,
    *,
    revision: int,
    reason: str,
    present: Callable[[dict[str, Any]], Answered],
    key: Key | None = None,
    clock: Clock = utc_now,
) -> Answered:
    """Withdraw the asking company's submission as it stands at `revision`; returns what `present` makes of the record.

    Raises ServiceError `not_found` (404) where it is not its own, `revision_superseded`, `already_withdrawn`,
    `cycle_closed`, `cycle_frozen` (409), `idempotency_mismatch` (422).
    """
    now = clock()

    def act(connection: Connection) -> Answered:
        found = filed.current_revision(connection, actor, submission)
        if found is None or not actor.organisation or found.owner != actor.organisation:
            raise ServiceError("not_found", 404)
        require_phase(cycles.held_cycle(connection, found.cycle), "withdraw", now)
        row = _row(connection, actor, submission, revision, reason, now)
        content = {"submission": submission, "revision": revision, "withdrawn": moment(now), "reason": reason}
        content["by"] = row["by"]
        urn = f"urn:enregard:submission:{submission}:withdrawal:{revision}"
        return handed(present(row), record(connection, "withdrawal", urn, content, now))

    return database.write(lambda connection: once(connection, actor, key, now, act))


def _row(
    connection: Connection, actor: Actor, submission: str, revision: int, reason: str, now: datetime
) -> dict[str, Any]:
    newest = withdrawals.newest_to_withdraw(connection, submission)
    if revision != newest:
        raise ServiceError("revision_superseded", 409, {"found": str(revision), "current": str(newest)})
    if withdrawals.is_withdrawn(connection, submission, revision):
        raise ServiceError("already_withdrawn", 409, {"submission": submission, "revision": str(revision)})
    row = {"submission": submission, "revision": revision, "withdrawn": now, "reason": reason}
    withdrawals.add_withdrawal(connection, {**row, **happenings.author_of(actor)})
    return {**row, "by": actor.organisation}
