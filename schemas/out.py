"""What goes out about organisations, cycles and submissions. Nothing here comes from a table model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from indicators.answers import Submission, Unreadable
from indicators.phases import CycleAct, Phase
from schemas.log import ReceiptOut
from schemas.problem import FindingOut

Item = TypeVar("Item")


def json_number(value: Decimal) -> int | float:
    """Return a decimal as a JSON number: whole numbers as such, others at the precision of a double."""
    return int(value) if value == value.to_integral_value() else float(value)


def json_value(value: object) -> object:
    """Return a value of a submission as JSON takes it: numbers as numbers, dates in ISO 8601, texts as they are."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, Unreadable):
        return value.found
    return value.isoformat() if isinstance(value, date) else value


NumberOut = Annotated[Decimal, PlainSerializer(json_number), WithJsonSchema({"type": "number"})]
"""A number on its way out."""


class Out(BaseModel):
    """What goes out: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class Page(Out, Generic[Item]):
    """A list, one page at a time: pass `next` as `cursor` to go on; null at the end."""

    items: list[Item]
    next: str | None = None


class CycleOut(Out):
    """A cycle and its dates: moments in UTC, and `zone`, in which they were set and are shown to people.

    `phase` follows from the server's clock and, for `frozen` and `published`, from an act of the secretariat.
    """

    id: str = Field(examples=["2026"])
    framework: str = Field(examples=["paris-2025@1"])
    framework_hash: str
    opens: datetime
    closes: datetime
    replies_until: datetime | None = None
    frozen: datetime | None = None
    published: datetime | None = None
    zone: str = Field(default="UTC", examples=["Europe/Paris"])
    phase: Phase
    late: bool = Field(default=False, description="Whether what is submitted now is marked late.")
    permits: list[CycleAct] = Field(default_factory=list, description="What this phase lets companies and unions do.")


class EvidenceOut(Out):
    """A document named in support of an answer; the service never fetches its link."""

    kind: str
    title: str
    link: str | None = None
    reference: str | None = None


class AnswerOut(Out):
    """One answer as filed."""

    indicator: str
    status: str | None
    values: dict[str, NumberOut]
    reason: str | None = None
    comment: str | None = None
    evidence: list[EvidenceOut] = Field(default_factory=list)


class CommitmentOut(Out):
    """A company's own commitment, as filed."""

    clause: str | None = None
    text: str
    target: NumberOut | None = None
    unit: str | None = None
    target_date: date | None = None
    role: str | None = None


class OrganisationOut(Out):
    """Who answered."""

    name: str
    country: str | None = None
    sector: str | None = None
    reference: str | None = None
    populations: dict[str, NumberOut]
    publication: Literal["full", "consolidated"]


class ContentOut(Out):
    """What a revision declares, in the shape in which it can be posted again."""

    framework: str
    cycle: str
    language: Literal["fr", "en"]
    organisation: OrganisationOut
    answers: list[AnswerOut]
    commitments: list[CommitmentOut]


class RevisionHead(Out):
    """A revision without its content. `sha256` is that of the workbook as received."""

    submission: str = Field(examples=["2026.EX-017"])
    cycle: str
    signatory: str
    revision: int
    received: datetime
    source: str = Field(
        examples=["json", "workbook"],
        description="The door it came through: json, workbook, form, or bulk (filed by the secretariat on its behalf).",
    )
    late: bool
    sha256: str | None = None
    by: str | None = Field(default=None, description="The organisation that filed it.")
    account: str | None = Field(default=None, description="The person who filed it; told to the company itself.")
    token: str | None = Field(default=None, description="The token it was filed with; told to the company itself.")


class RevisionOut(RevisionHead):
    """One immutable revision: what was declared, and the warnings that stand beside it."""

    current: int = Field(description="The newest revision of the same submission.")
    content: ContentOut
    findings: list[FindingOut]


class RevisionFiledOut(RevisionOut):
    """The answer to a filing: the revision, and the receipt of its leaf in the public log, given this once."""

    receipt: ReceiptOut


class Change(Out):
    """One place where a revision differs from the current one; a side is null where there is nothing."""

    path: str = Field(examples=["/answers/SD-1/values/numerator"])
    before: Any = None
    after: Any = None


class WithdrawalOut(Out):
    """A submission withdrawn as it stood at `revision`, and why; a later revision stands again."""

    submission: str
    revision: int
    withdrawn: datetime
    reason: str
    by: str | None = None


class WithdrawalFiledOut(WithdrawalOut):
    """The answer to a withdrawal, with the receipt of its leaf in the public log."""

    receipt: ReceiptOut


class DifferencesOut(Out):
    """How revision `after` differs from revision `before` of the same submission."""

    submission: str
    before: int
    after: int
    changes: list[Change]
    unchanged: int


class SubmissionOut(Out):
    """A submission: its current revision's head and the history; `withdrawn`: since when it does not stand."""

    id: str
    cycle: str
    signatory: str
    name: str
    current: int
    withdrawn: datetime | None = None
    revisions: list[RevisionHead]
    withdrawals: list[WithdrawalOut] = Field(default_factory=list)


class SubmissionHead(Out):
    """A submission in a list."""

    id: str
    cycle: str
    signatory: str
    name: str
    current: int
    received: datetime
    late: bool
    answered: int
    withdrawn: datetime | None = None


class DryRunOut(Out):
    """What would happen: every finding, and the difference from the current revision; nothing was written."""

    accepted: bool
    revision: int = Field(description="The number that the revision would get.")
    findings: list[FindingOut]
    changes: list[Change]
    unchanged: int


def content_of(submission: Submission) -> ContentOut:
    """Return a submission as it goes out. Values that were never readable do not occur in a filed one."""
    organisation = submission.organisation
    return ContentOut(
        framework=submission.framework,
        cycle=submission.cycle,
        language=submission.language,
        organisation=OrganisationOut(
            name=organisation.name,
            country=organisation.country,
            sector=organisation.sector,
            reference=organisation.reference,
            populations=_numbers(organisation.populations.items()),
            publication=organisation.publication,
        ),
        answers=[
            AnswerOut(
                indicator=answer.indicator,
                status=answer.status,
                values=_numbers(answer.values.items()),
                reason=answer.reason,
                comment=answer.comment,
                evidence=[
                    EvidenceOut(kind=item.kind, title=item.title, link=item.link, reference=item.reference)
                    for item in answer.evidence
                ],
            )
            for answer in submission.answers
        ],
        commitments=[
            CommitmentOut(
                clause=given.clause,
                text=given.text,
                target=given.target if isinstance(given.target, Decimal) else None,
                unit=given.unit,
                target_date=None if isinstance(given.target_date, Unreadable) else given.target_date,
                role=given.role,
            )
            for given in submission.commitments
        ],
    )


def _numbers(values: Any) -> dict[str, Decimal]:
    pairs: Sequence[tuple[str, Any]] = list(values)
    return {key: value for key, value in pairs if isinstance(value, Decimal)}
