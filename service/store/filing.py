"""Filing a revision: one submission's content into rows, insert-only. What may be filed is decided by the workflow."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import col

from indicators.answers import Submission, Unreadable
from indicators.findings import Finding
from service.actors import Actor
from service.store import tables
from service.store.prepared import Prepared
from service.store.rows import insert_if_absent, insert_lines, insert_row, insert_rows


@dataclass(frozen=True, slots=True)
class Filing:
    """All that a revision records besides its content: for whom, by whom, when, through which door."""

    cycle: str
    signatory: str
    actor: Actor
    source: str
    received: datetime
    late: bool
    framework_hash: str
    upload: bytes | None = None


_LOCK = select(col(tables.Submission.id)).where(col(tables.Submission.id) == bindparam("id")).with_for_update()
_LAST = Prepared(
    select(func.max(col(tables.Revision.number))).where(col(tables.Revision.submission) == bindparam("id"))
)


def submission_id(cycle: str, signatory: str) -> str:
    """Return the id of what a signatory declares in a cycle: the same for all its revisions."""
    return f"{cycle}.{signatory}"


def file_revision(
    connection: Connection, filing: Filing, submission: Submission, findings: Sequence[Finding]
) -> tuple[str, int, str | None]:
    """Insert the next revision of a submission; returns the submission's id, the revision's number and the upload's
    SHA-256.

    Two filings for one signatory take their numbers one after the other: SQLite has one writer, PostgreSQL locks the
    submission's row. Raises TypeError on a value that is not a number: such a submission is never filed.
    """
    id_ = submission_id(filing.cycle, filing.signatory)
    insert_if_absent(connection, tables.Submission, {"id": id_, "cycle": filing.cycle, "signatory": filing.signatory})
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCK, {"id": id_})
    ((last,),) = _LAST.rows(connection, {"id": id_})
    number = (last or 0) + 1
    digest = _keep_upload(connection, filing)
    key = insert_row(connection, tables.Revision, _revision_row(filing, submission, id_, number, digest), "id")
    insert_lines(connection, tables.Population, POPULATION, _populations(key, submission))
    insert_lines(connection, tables.Answer, ANSWER, _answers(key, submission))
    insert_lines(connection, tables.AnswerValue, VALUE, _values(key, submission))
    insert_lines(connection, tables.Evidence, EVIDENCE, _evidence(key, submission))
    insert_rows(connection, tables.Commitment, _commitments(key, submission))
    insert_rows(connection, tables.FindingRow, [_finding(key, place, one) for place, one in enumerate(findings)])
    return id_, number, digest


def _keep_upload(connection: Connection, filing: Filing) -> str | None:
    if filing.upload is None:
        return None
    digest = hashlib.sha256(filing.upload).hexdigest()
    row = {"sha256": digest, "size": len(filing.upload), "received": filing.received, "content": filing.upload}
    insert_if_absent(connection, tables.Upload, row)
    return digest


def _revision_row(
    filing: Filing, submission: Submission, id_: str, number: int, digest: str | None
) -> Mapping[str, Any]:
    organisation = submission.organisation
    return {
        "submission": id_,
        "number": number,
        "source": filing.source,
        "received": filing.received,
        "late": filing.late,
        "organisation": filing.actor.organisation,
        "token": filing.actor.token,
        "account": filing.actor.person,
        "upload": digest,
        "framework": submission.framework,
        "framework_hash": filing.framework_hash,
        "language": submission.language,
        "name": organisation.name,
        "country": organisation.country,
        "sector": organisation.sector,
        "reference": organisation.reference,
        "publication": organisation.publication,
    }


Rows = list[dict[str, Any]]
Lines = list[tuple[Any, ...]]
POPULATION = ("revision", "population", "value")
ANSWER = ("revision", "indicator", "position", "status", "reason", "comment")
VALUE = ("revision", "indicator", "field", "position", "value")
EVIDENCE = ("revision", "indicator", "position", "kind", "title", "link", "reference")
"""The columns of the lines below. The tables with many rows a submission are given lines, which cost less than rows."""


def _populations(revision: int, submission: Submission) -> Lines:
    return [(revision, name, _number(value)) for name, value in submission.organisation.populations.items()]


def _number(value: Decimal | Unreadable) -> Decimal:
    if isinstance(value, Unreadable):
        raise TypeError("a value that is not a number cannot be filed")
    return value


def _answers(revision: int, submission: Submission) -> Lines:
    return [
        (revision, answer.indicator, place, answer.status, answer.reason, answer.comment)
        for place, answer in enumerate(submission.answers)
    ]


def _values(revision: int, submission: Submission) -> Lines:
    return [
        (revision, answer.indicator, key, place, _number(value))
        for answer in submission.answers
        for place, (key, value) in enumerate(answer.values.items())
    ]


def _evidence(revision: int, submission: Submission) -> Lines:
    return [
        (revision, answer.indicator, place, item.kind, item.title, item.link, item.reference)
        for answer in submission.answers
        for place, item in enumerate(answer.evidence)
    ]


def _commitments(revision: int, submission: Submission) -> Rows:
    rows: Rows = []
    for place, given in enumerate(submission.commitments):
        if isinstance(given.target_date, Unreadable):
            raise TypeError("a date that cannot be read cannot be filed")
        row = {"clause": given.clause, "text": given.text, "unit": given.unit, "role": given.role}
        target = None if given.target is None else _number(given.target)
        rows.append({"revision": revision, "position": place, "target": target, "target_date": given.target_date} | row)
    return rows


def _finding(revision: int, position: int, finding: Finding) -> dict[str, Any]:
    return {
        "revision": revision,
        "position": position,
        "code": finding.code,
        "path": list(finding.path),
        "indicator": finding.indicator,
        "field": finding.field,
        "found": finding.found,
        "params": dict(finding.params),
    }
