"""Erasing: the record first, then the bytes or words, which the database lets go only where a record names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlmodel import col

from service.store.erasable import ErasableText
from service.store.guards import ERASED
from service.store.rows import table_of
from service.store.tables import BulkFile, Erasure, IdempotencyKey, LedgerLeaf, LedgerOpening, Upload

_ERASURE = "urn:enregard:erasure:"


def leaf_of_subject(connection: Connection, subject: str) -> bytes | None:
    """Return the hash of the leaf that filed `subject`, None where there is none. The leaf of an erasure bears the name
    of what went: it is found by the erasure's own name, and left aside under that of what went."""
    leaf = (col(LedgerLeaf.subject) == subject, col(LedgerLeaf.kind) != "erasure")
    if subject.startswith(_ERASURE):
        of = select(col(Erasure.subject)).where(col(Erasure.id) == subject.removeprefix(_ERASURE)).scalar_subquery()
        leaf = (col(LedgerLeaf.subject) == of, col(LedgerLeaf.kind) == "erasure")
    found = connection.execute(select(col(LedgerLeaf.hash)).where(*leaf)).scalar()
    return None if found is None else bytes(found)


def opened(connection: Connection, leaf: bytes) -> Any:
    """Return the kind of a leaf and the content that opens it: None where it was erased, or is not there."""
    query = select(col(LedgerLeaf.kind), col(LedgerOpening.content)).join(
        LedgerOpening, col(LedgerOpening.leaf) == col(LedgerLeaf.hash)
    )
    return connection.execute(query.where(col(LedgerLeaf.hash) == leaf)).first()


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
    """Remove the bytes of an upload, those of a bulk upload that were kept for want of a filing too; returns whether
    there were any."""
    gone = connection.execute(delete(Upload).where(col(Upload.sha256) == sha256)).rowcount
    kept = (col(BulkFile.sha256) == sha256, col(BulkFile.status) == "refused", col(BulkFile.content).is_not(None))
    return gone + connection.execute(update(BulkFile).where(*kept).values(content=None)).rowcount > 0


def reword(connection: Connection, words: ErasableText, key: Mapping[str, str | int]) -> bool:
    """Put the tombstone in the place of the words in the row of `key`; returns whether there were any."""
    as_json = connection.dialect.name == "postgresql" and words.column in ("content", "texts")
    value = "CAST(:words AS JSON)" if as_json else ":words"
    where = " AND ".join(f'"{name}" = :{name}' for name in key)
    act = f'UPDATE "{words.table}" SET "{words.column}" = {value} WHERE "{words.column}" IS NOT NULL AND {where}'  # noqa: S608 - names from `erasable.TEXTS`
    return connection.execute(text(act), {"words": ERASED[words.table], **key}).rowcount > 0


def forget_answers(connection: Connection, words: str) -> None:
    """Remove kept answers to retried requests that mention `words` (the name of what is erased)."""
    connection.execute(delete(IdempotencyKey).where(col(IdempotencyKey.body).contains(words, autoescape=True)))
