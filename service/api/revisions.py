"""Revisions as they go out: from what is filed, or would be, to the answers of `/submissions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import Response
from pydantic_core import to_json

from indicators.answers import Status
from indicators.model import Framework, Language
from schemas.content import content_json
from schemas.out import (
    Change,
    DryRunOut,
    RevisionHead,
    RevisionOut,
    SubmissionHead,
    SubmissionOut,
    WithdrawalOut,
    content_of,
    json_value,
)
from schemas.problem import FindingOut
from service.api.findings import findings_out
from service.store.filed import Author, FiledRevision, PastRevision
from service.store.idempotency import Answered
from service.store.tables import Withdrawal
from service.workflows.differences import Differences
from service.workflows.submit import Trial


def dry(would: Trial, told: Sequence[FindingOut]) -> Response:
    """Return what filing would do; `told` are the findings in words."""
    out = DryRunOut(
        accepted=would.accepted,
        revision=would.revision,
        findings=list(told),
        changes=changes_out(would.differences),
        unchanged=would.differences.unchanged,
    )
    return Response(out.model_dump_json(), 200, media_type="application/json")


def changes_out(found: Differences) -> list[Change]:
    """Return the places that differ, as they go out."""
    return [
        Change(path=path, before=json_value(before), after=json_value(after)) for path, before, after in found.changes
    ]


def present(
    revision: FiledRevision, language: Language, framework: Framework, told: Sequence[FindingOut] | None = None
) -> Answered:
    """Return the answer to a filing: 201 with the revision, as `revision_out` gives it to its owner but written without
    a model for each of its parts, and its address; `told`: its findings, where they are in words already."""
    location = f"/api/v1/submissions/{revision.submission_id}/revisions/{revision.filed.revision}"
    if told is None:
        told = findings_out(revision.filed.findings, language, framework, revision.filed.submission)
    body = {
        **_head(revision, revision.owner),
        "current": revision.current,
        "content": content_json(revision.filed.submission),
        "findings": told,
    }
    return Answered(201, to_json(body).decode(), location)


def revision_out(
    revision: FiledRevision,
    language: Language,
    framework: Framework,
    asker: str | None,
    told: Sequence[FindingOut] | None = None,
) -> RevisionOut:
    """Return a revision as it goes out to the organisation `asker`."""
    submission = revision.filed.submission
    return RevisionOut(
        **_head(revision, asker),
        current=revision.current,
        content=content_of(submission),
        findings=list(findings_out(revision.filed.findings, language, framework, submission) if told is None else told),
    )


def _head(revision: FiledRevision, asker: str | None) -> dict[str, Any]:
    """The fields of a `RevisionHead`, in their order."""
    return {
        "submission": revision.submission_id,
        "cycle": revision.cycle,
        "signatory": revision.filed.signatory,
        "revision": revision.filed.revision,
        "received": revision.received,
        "source": revision.filed.source,
        "late": revision.filed.late,
        "sha256": revision.upload,
        "by": None,
        "account": None,
        "token": None,
        **_author(revision.author, own=revision.owner is not None and revision.owner == asker),
    }


def _author(author: Author, *, own: bool) -> dict[str, str | None]:
    """Who filed, as it goes out: persons and tokens are told to their own organisation only."""
    mine = {"account": author.account, "token": author.token} if own else {}
    return {"by": author.organisation, **mine}


def submission_out(
    current: FiledRevision, history: Iterable[PastRevision], withdrawn: Iterable[Withdrawal], asker: str
) -> SubmissionOut:
    """Return a submission with its history as it goes out to the organisation `asker`."""
    own = current.owner is not None and current.owner == asker
    return SubmissionOut(
        id=current.submission_id,
        cycle=current.cycle,
        signatory=current.filed.signatory,
        name=current.filed.submission.organisation.name,
        current=current.current,
        revisions=[
            RevisionHead(
                submission=current.submission_id,
                cycle=current.cycle,
                signatory=current.filed.signatory,
                revision=past.number,
                received=past.received,
                source=past.source,
                late=past.late,
                sha256=past.upload,
                **_author(past.author, own=own),
            )
            for past in history
        ],
        withdrawn=current.withdrawn,
        withdrawals=[withdrawal_out({**one.model_dump(), "by": one.organisation}) for one in withdrawn],
    )


def withdrawal_out(row: Mapping[str, Any]) -> WithdrawalOut:
    """Return a withdrawal as it goes out."""
    return WithdrawalOut.model_validate({name: row[name] for name in WithdrawalOut.model_fields})


def listed(revisions: Sequence[FiledRevision]) -> list[SubmissionHead]:
    """Return submissions as they stand in a list."""
    return [
        SubmissionHead(
            id=revision.submission_id,
            cycle=revision.cycle,
            signatory=revision.filed.signatory,
            name=revision.filed.submission.organisation.name,
            current=revision.current,
            received=revision.received,
            late=revision.filed.late,
            withdrawn=revision.withdrawn,
            answered=sum(answer.status == Status.ANSWERED for answer in revision.filed.submission.answers),
        )
        for revision in revisions
    ]
