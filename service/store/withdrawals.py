"""Withdrawals of submissions, and the files that revisions came in: rows in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from service.store.rows import insert_rows, table_of
from service.store.tables import Revision, Submission, Upload, Withdrawal


def newest_to_withdraw(connection: Connection, submission: str) -> int:
    """Return the newest revision's number of a submission that is known to exist; nothing is filed for it until this
    transaction ends."""
    lock = select(col(Submission.id)).where(col(Submission.id) == submission).with_for_update()
    connection.execute(lock)
    newest = select(func.max(col(Revision.number))).where(col(Revision.submission) == submission)
    return int(connection.execute(newest).scalar_one())


def is_withdrawn(connection: Connection, submission: str, revision: int) -> bool:
    """Whether a submission was withdrawn as it stood at a revision."""
    query = select(col(Withdrawal.sequence)).where(
        col(Withdrawal.submission) == submission, col(Withdrawal.revision) == revision
    )
    return connection.execute(query).first() is not None


def add_withdrawal(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a withdrawal (`submission revision withdrawn reason` and an author)."""
    insert_rows(connection, Withdrawal, [row])


def withdrawals(connection: Connection, submission: str) -> list[Withdrawal]:
    """Return every withdrawal of a submission, oldest first."""
    query = (
        select(table_of(Withdrawal)).where(col(Withdrawal.submission) == submission).order_by(col(Withdrawal.sequence))
    )
    return [Withdrawal(**row) for row in connection.execute(query).mappings()]


def upload_of(connection: Connection, sha256: str) -> bytes | None:
    """Return a file as it was received, None where it was erased."""
    content = connection.execute(select(col(Upload.content)).where(col(Upload.sha256) == sha256)).scalar()
    return None if content is None else bytes(content)
