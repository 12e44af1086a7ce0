"""Bulk uploads: jobs and their files, rows in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from service.store.rows import find, insert_rows, table_of
from service.store.tables import BulkFile, BulkJob

_TOLD = tuple(column for column in table_of(BulkFile).columns if column.name != "content")


def add_job(connection: Connection, row: Mapping[str, Any], files: Iterable[Mapping[str, Any]]) -> None:
    """Insert a job and its files (`position name sha256 size content`), all waiting."""
    insert_rows(connection, BulkJob, [row])
    for file in files:
        insert_rows(connection, BulkFile, [{"job": row["id"], "status": "waiting", **file}])


def find_job(connection: Connection, id_: str) -> BulkJob | None:
    """Return a job by id."""
    return find(connection, BulkJob, col(BulkJob.id) == id_)


def unfinished(connection: Connection) -> list[BulkJob]:
    """Return the jobs that are not finished, oldest first."""
    query = select(table_of(BulkJob)).where(col(BulkJob.finished).is_(None))
    rows = connection.execute(query.order_by(col(BulkJob.received), col(BulkJob.id))).mappings()
    return [BulkJob(**row) for row in rows]


def waiting(connection: Connection, job: str) -> list[int]:
    """Return the positions of the files of a job that nothing became of yet, in their order."""
    here = (col(BulkFile.job) == job, col(BulkFile.status) == "waiting")
    query = select(col(BulkFile.position)).where(*here).order_by(col(BulkFile.position))
    return list(connection.execute(query).scalars())


def file_with_content(connection: Connection, job: str, position: int) -> BulkFile | None:
    """Return one file of a job."""
    return find(connection, BulkFile, col(BulkFile.job) == job, col(BulkFile.position) == position)


def settle_file(
    connection: Connection, job: str, position: int, values: Mapping[str, Any], *, keep: bool = False
) -> bool:
    """Write what became of a file that waits, and let its content go, unless told to `keep` it.

    False where somebody else has done so.
    """
    here = (col(BulkFile.job) == job, col(BulkFile.position) == position, col(BulkFile.status) == "waiting")
    act = update(BulkFile).where(*here).values(**values, **({} if keep else {"content": None}))
    return bool(connection.execute(act).rowcount)


def finish(connection: Connection, job: str, now: datetime) -> None:
    """Say that nothing of a job waits any more."""
    here = (col(BulkJob.id) == job, col(BulkJob.finished).is_(None))
    connection.execute(update(BulkJob).where(*here).values(finished=now))


def counts(connection: Connection, job: str) -> dict[str, int]:
    """Return how many files of a job there are by status."""
    query = select(col(BulkFile.status), func.count()).where(col(BulkFile.job) == job).group_by(col(BulkFile.status))
    return {row[0]: row[1] for row in connection.execute(query)}


def files(connection: Connection, job: str, *, after: int = 0, limit: int | None = None) -> list[Mapping[str, Any]]:
    """Return the files of a job without their content, beginning after position `after`."""
    query = select(*_TOLD).where(col(BulkFile.job) == job, col(BulkFile.position) > after)
    return [dict(row) for row in connection.execute(query.order_by(col(BulkFile.position)).limit(limit)).mappings()]


def filed_names(connection: Connection, job: str, signatory: str) -> list[str]:
    """Return the names of the files of a job that were filed for a signatory."""
    here = (col(BulkFile.job) == job, col(BulkFile.signatory) == signatory, col(BulkFile.status) == "filed")
    return list(connection.execute(select(col(BulkFile.name)).where(*here)).scalars())
