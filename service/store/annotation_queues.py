"""What waits to be read or replied to: answers a union has not read, annotations a company has not replied to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, and_, func, select
from sqlmodel import col

from indicators.annotations import Target
from service.store import tables
from service.store.annotation_life import IRI
from service.store.tables import AnnotationTarget


def revisions_now(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the number of the current revision of the answers that annotations are about, by annotation (as IRI)."""
    target, submission, revision = AnnotationTarget, tables.Submission, tables.Revision
    query = (
        select(col(target.annotation), func.max(col(revision.number)))
        .join(
            submission,
            and_(col(submission.cycle) == col(target.cycle), col(submission.signatory) == col(target.signatory)),
        )
        .join(revision, col(revision.submission) == col(submission.id))
        .where(col(target.annotation).in_(list(ids)))
        .group_by(col(target.annotation))
    )
    return {IRI + id_: number for id_, number in connection.execute(query)}


def reply_ends(connection: Connection) -> dict[str, datetime | None]:
    """Return when the time for replies ends, by cycle; None where no end was set."""
    return {row[0]: row[1] for row in connection.execute(select(col(tables.Cycle.id), col(tables.Cycle.replies_until)))}


def editions_named(connection: Connection, edition: str | None) -> frozenset[str]:
    """Return the edition of that name, if it was published; empty otherwise."""
    if edition is None:
        return frozenset()
    found = connection.execute(select(col(tables.Edition.id)).where(col(tables.Edition.id) == edition))
    return frozenset(row[0] for row in found)


def framework_of(connection: Connection, target: Target) -> str | None:
    """Return the framework of the edition that a target names, None where it names none that is there."""
    here = select(col(tables.Edition.framework)).where(col(tables.Edition.id) == target.edition)
    return connection.execute(here).scalar() if target.edition is not None else None
