"""Leaves of the public log, their openings, and the queue of those that no checkpoint covers yet: rows in and out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from service.store.rows import insert_row, insert_rows
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
    leaf = insert_row(connection, LedgerLeaf, row, "id")
    insert_rows(connection, LedgerOpening, [{"leaf": hash_, "salt": salt, "content": content.decode()}])
    insert_rows(connection, LedgerPending, [{"leaf": leaf, "hash": hash_, "recorded": now}])
