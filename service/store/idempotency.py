"""What a request with an idempotency key was answered. A key belongs to one organisation and lasts a day.

The row is written in the transaction of what it stands for, so both are stored or neither is, and a key whose request
failed is free again. Requests with one key that run at once wait for each other: on SQLite because there is one writer,
on PostgreSQL because an insert waits for the transaction that holds the same key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, update
from sqlmodel import col

from service.actors import Actor
from service.errors import ServiceError
from service.store.prepared import Prepared
from service.store.rows import find, insert_if_absent
from service.store.tables import IdempotencyKey

LIFETIME = timedelta(days=1)

# Made once: making one costs more than the database takes to carry it out.
_MINE = (
    col(IdempotencyKey.organisation) == bindparam("of_organisation"),
    col(IdempotencyKey.key) == bindparam("of_key"),
)
_LAPSED = Prepared(delete(IdempotencyKey).where(*_MINE, col(IdempotencyKey.created) < bindparam("before")))
_KEPT = Prepared(
    update(IdempotencyKey)
    .where(*_MINE)
    .values(status=bindparam("said_status"), body=bindparam("said_body"), location=bindparam("said_location"))
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A finished request's answer, kept to be given again."""

    status: int
    body: str
    location: str | None = None
    replayed: bool = False


def claim(connection: Connection, actor: Actor, key: str, fingerprint: str, now: datetime) -> Answered | None:
    """Take a key for a request, or return what the same request was answered before.

    Raises ServiceError `idempotency_mismatch` (422) where the key was used for another request.
    """
    row = {"organisation": actor.organisation, "key": key, "fingerprint": fingerprint, "status": 0, "body": ""}
    mine = (col(IdempotencyKey.organisation) == actor.organisation, col(IdempotencyKey.key) == key)
    _LAPSED.rows(connection, {"of_organisation": actor.organisation, "of_key": key, "before": now - LIFETIME})
    if insert_if_absent(connection, IdempotencyKey, {**row, "created": now}):
        return None
    earlier = find(connection, IdempotencyKey, *mine)
    assert earlier is not None
    if earlier.fingerprint != fingerprint:
        raise ServiceError("idempotency_mismatch", 422)
    return Answered(earlier.status, earlier.body, earlier.location)


def remember(connection: Connection, actor: Actor, key: str, answered: Answered) -> None:
    """Keep the answer of the request that claimed `key` in this transaction."""
    said = {"said_status": answered.status, "said_body": answered.body, "said_location": answered.location}
    _KEPT.rows(connection, {"of_organisation": actor.organisation, "of_key": key, **said})


def forget_old(connection: Connection, now: datetime) -> int:
    """Remove every key older than a day; returns how many."""
    return connection.execute(delete(IdempotencyKey).where(col(IdempotencyKey.created) < now - LIFETIME)).rowcount
