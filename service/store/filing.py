"""Filing a revision: one submission's content into rows, insert-only. What may be filed is decided by the workflow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import SQLModel, col

from indicators.answers import Answer, Submission, Unreadable
from indicators.findings import Finding
from service.actors import Actor
from service.store import tables
from service.store.rows import insert_if_absent, insert_row, insert_rows


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
_LAST = select(func.max(col(tables.Revision.number))).where(col(tables.Revision.submission) == bindparam("id"))


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
    number = (connection.execute(_LAST, {"id": id_}).scalar() or 0) + 1
    digest = _keep_upload(connection, filing)
    key = insert_row(connection, tables.Revision, _revision_row(filing, submission, id_, number, digest), "id")
    for model, rows in _content(key, submission, findings):
        insert_rows(connection, model, rows)
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


def _content(
    revision: int, submission: Submission, findings: Sequence[Finding]
) -> Iterable[tuple[type[SQLModel], Rows]]:
    populations: Rows = [
        {"revision": revision, "population": name, "value": _number(value)}
        for name, value in submission.organisation.populations.items()
    ]
    yield tables.Population, populations
    yield tables.Answer, [_answer(revision, place, answer) for place, answer in enumerate(submission.answers)]
    yield tables.AnswerValue, [row for answer in submission.answers for row in _values(revision, answer)]
    yield tables.Evidence, [row for answer in submission.answers for row in _evidence(revision, answer)]
    yield tables.Commitment, _commitments(revision, submission)
    yield tables.FindingRow, [_finding(revision, place, finding) for place, finding in enumerate(findings)]


def _number(value: Decimal | Unreadable) -> Decimal:
    if isinstance(value, Unreadable):
        raise TypeError("a value that is not a number cannot be filed")
    return value


def _answer(revision: int, position: int, answer: Answer) -> dict[str, Any]:
    return {
        "revision": revision,
        "indicator": answer.indicator,
        "position": position,
        "status": answer.status,
        "reason": answer.reason,
        "comment": answer.comment,
    }


def _values(revision: int, answer: Answer) -> Rows:
    here = {"revision": revision, "indicator": answer.indicator}
    return [
        {**here, "field": key, "position": place, "value": _number(value)}
        for place, (key, value) in enumerate(answer.values.items())
    ]


def _evidence(revision: int, answer: Answer) -> Rows:
    here = {"revision": revision, "indicator": answer.indicator}
    return [
        {**here, "position": place, "kind": item.kind, "title": item.title, "link": item.link}
        | {"reference": item.reference}
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
