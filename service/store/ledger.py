"""Leaves of the public log, their openings, and the queue of those that no checkpoint covers yet: rows in and out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from service.store.rows import table_of
from service.store.tables import LedgerLeaf, LedgerOpening, LedgerPending


def add_leaf(
    connection: Connection,
    *,
    hash_: bytes,
    kind: str,
    subject: str,
    commitment: bytes,
    salt: bytes,
    content: bytes,
    now: datetime,
) -> None:
    """Insert a leaf with its opening and queue it for the next checkpoint: three rows, however long the log is."""
    row = {"hash": hash_, "kind": kind, "subject": subject, "commitment": commitment, "recorded": now}
    key = connection.execute(insert(table_of(LedgerLeaf)).values(**row)).inserted_primary_key
    assert key is not None
    connection.execute(insert(table_of(LedgerOpening)).values(leaf=hash_, salt=salt, content=content.decode()))
    connection.execute(insert(table_of(LedgerPending)).values(leaf=key[0], hash=hash_, recorded=now))
