"""Erasing: the record first, then the bytes or words, which the database lets go only where a record names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text
from sqlmodel import col

from service.store.guards import ERASED
from service.store.rows import table_of
from service.store.tables import Erasure, IdempotencyKey, LedgerLeaf, LedgerOpening, Upload

_WORDS = {
    "version": ("annotation_version", "content", "number"),
    "reply": ("reply", "texts", "sequence"),
    "dissent": ("dissent", "text", "sequence"),
}


def leaf_of_subject(connection: Connection, subject: str) -> bytes | None:
    """Return the hash of the leaf that filed `subject`, None where there is none (an erasure's own leaf left aside)."""
    query = select(col(LedgerLeaf.hash)).where(col(LedgerLeaf.subject) == subject, col(LedgerLeaf.kind) != "erasure")
    found = connection.execute(query).scalar()
    return None if found is None else bytes(found)


def is_erased(connection: Connection, subject: str) -> bool:
    """Whether `subject` was erased."""
    return connection.execute(select(col(Erasure.id)).where(col(Erasure.subject) == subject)).first() is not None


def add_erasure(connection: Connection, row: Mapping[str, Any]) -> None:
    """Record an erasure, before anything goes."""
    connection.execute(insert(table_of(Erasure)).values(**row))


def erasures(connection: Connection) -> list[Erasure]:
    """Return every erasure, oldest first."""
    query = select(table_of(Erasure)).order_by(col(Erasure.created), col(Erasure.id))
    return [Erasure(**row) for row in connection.execute(query).mappings()]


def drop_opening(connection: Connection, leaf: bytes) -> None:
    """Remove the salt and content of a leaf whose erasure is recorded; the leaf and its place stay."""
    connection.execute(delete(LedgerOpening).where(col(LedgerOpening.leaf) == leaf))


def drop_upload(connection: Connection, sha256: str) -> bool:
    """Remove the bytes of an upload; returns whether there were any."""
    return connection.execute(delete(Upload).where(col(Upload.sha256) == sha256)).rowcount > 0


def reword(connection: Connection, annotation: str, part: str, number: int) -> bool:
    """Put the tombstone in the place of a text's words (`part`: version, reply or dissent); returns whether there is
    such a text."""
    table, column, key = _WORDS[part]
    kind = "CAST(:words AS JSON)" if connection.dialect.name == "postgresql" and column != "text" else ":words"
    act = text(f'UPDATE "{table}" SET "{column}" = {kind} WHERE annotation = :annotation AND "{key}" = :number')  # noqa: S608 - names from `_WORDS`
    values = {"words": ERASED[table], "annotation": annotation, "number": number}
    return connection.execute(act, values).rowcount > 0


def forget_answers(connection: Connection, words: str) -> None:
    """Remove kept answers to retried requests that mention `words` (the name of what is erased)."""
    connection.execute(delete(IdempotencyKey).where(col(IdempotencyKey.body).contains(words, autoescape=True)))
