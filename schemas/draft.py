"""Drafts: what a company has typed so far, part by part. Saving never blocks, so nothing here is required, and a value
that is no number yet is kept as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, WithJsonSchema

from indicators.answers import Answer, Commitment, Evidence, Profile, Submission
from schemas.out import Out, json_value
from schemas.problem import FindingOut
from schemas.submission import AnswerIn, In
from schemas.text import IsoDate, SafeText, readable

Short = Annotated[SafeText, StringConstraints(max_length=300)]
Publication = Literal["full", "consolidated"]


def _typed_number(value: object) -> object:
    return None if value in (None, "") else readable(value)


Typed = Annotated[
    Any, BeforeValidator(_typed_number), WithJsonSchema({"type": ["number", "string", "null"], "examples": [12]})
]
"""A number, or what stands in its place so far; an emptied cell is nothing."""
Values = Annotated[dict[Annotated[str, StringConstraints(max_length=60)], Typed], Field(max_length=40)]


class EvidenceDraft(In):
    """A document named in support of an answer, as far as it is typed."""

    kind: Short = ""
    title: SafeText = ""
    link: SafeText | None = None
    reference: SafeText | None = None


class AnswerDraft(AnswerIn):
    """One answer, as far as it is typed; without a status it counts as answered."""

    status: Short | None = None
    values: Values = Field(default_factory=dict, examples=[{"numerator": 4, "denominator": 9}])
    evidence: list[EvidenceDraft] = Field(default_factory=list, max_length=50)  # type: ignore[assignment]


class CommitmentDraft(In):
    """A commitment, as far as it is typed."""

    clause: Short | None = None
    text: SafeText = ""
    target: Typed = None
    unit: SafeText | None = None
    target_date: IsoDate | None = None
    role: SafeText | None = None


class OrganisationDraft(In):
    """Who answers, as far as it is typed."""

    name: Short | None = None
    country: Short | None = None
    sector: Short | None = None
    populations: Values = Field(default_factory=dict, examples=[{"EMP": 1200}])
    publication: Publication | None = None
    language: Literal["fr", "en"] | None = Field(default=None, description="The language of the company's own words.")


class PartIn(In):
    """The content of one part: the organisation, the answers of an objective, or the commitments."""

    organisation: OrganisationDraft | None = None
    answers: list[AnswerDraft] | None = Field(default=None, max_length=200)
    commitments: list[CommitmentDraft] | None = Field(default=None, max_length=200)

    def as_typed(self) -> dict[str, Any]:
        """Return the content as JSON, everything as it was typed; what was not given is left out."""
        typed: dict[str, Any] = _plain(self)
        return typed


class DraftIn(In):
    """Several parts at once, by name; parts that are not named stay as they are."""

    parts: dict[Annotated[str, StringConstraints(max_length=20)], PartIn] = Field(max_length=20)


Origin = Literal["saved", "revision", "previous_cycle", "empty"]


class ProgressOut(Out):
    """How much is done: `answered` of `asked` questions."""

    answered: int = Field(examples=[28])
    asked: int = Field(examples=[37])


class PartOut(Out):
    """One part of a draft. `origin` says whether it was `saved`, or is shown from the current `revision`, or offered
    from the `previous_cycle` (which counts for nothing until saved)."""

    part: str = Field(examples=["objective-1"])
    etag: str = Field(examples=['"v3"'])
    origin: Origin
    saved: datetime | None = None
    done: int
    asked: int
    content: dict[str, Any]


class DraftOut(Out):
    """A whole draft."""

    cycle: str
    signatory: str
    framework: str
    progress: ProgressOut
    parts: list[PartOut]


class DraftFindingsOut(Out):
    """What the checks say of a draft as it stands; only submitting asks for it to be free of errors."""

    accepted: bool
    progress: ProgressOut
    findings: list[FindingOut]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {
            name: _plain(getattr(value, name)) for name in type(value).model_fields if name in value.model_fields_set
        }
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else json_value(value)


def part_of_submission(submission: Submission, indicators: frozenset[str] | None, part: str) -> dict[str, Any]:
    """Return the content of one part as a submission has it; `indicators` are those that the part asks."""
    if part == "organisation":
        return {"organisation": {**_profile(submission.organisation), "language": submission.language}}
    if part == "commitments":
        return {"commitments": [_commitment(one) for one in submission.commitments]}
    asked = indicators or frozenset()
    return {"answers": [_answer(one) for one in submission.answers if one.indicator in asked]}


def _profile(profile: Profile) -> dict[str, Any]:
    typed = {name: getattr(profile, name) for name in ("name", "country", "sector", "publication")}
    return {**typed, "populations": _plain(dict(profile.populations))}


def _answer(answer: Answer) -> dict[str, Any]:
    typed = {name: getattr(answer, name) for name in ("indicator", "status", "reason", "comment")}
    evidence = [_slots(one, ("kind", "title", "link", "reference")) for one in answer.evidence]
    return {**typed, "values": _plain(dict(answer.values)), "evidence": evidence}


def _commitment(one: Commitment) -> dict[str, Any]:
    return _slots(one, ("clause", "text", "target", "unit", "target_date", "role"))


def _slots(value: Evidence | Commitment, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: json_value(getattr(value, name)) for name in names}


def submission_of(contents: Mapping[str, Mapping[str, Any]], *, framework: str, cycle: str, name: str) -> Submission:
    """Return what the parts of a draft say together, by part in the order of the form; `name`: where none was typed."""
    parts = [PartIn.model_validate(content) for content in contents.values()]
    organisation = next((part.organisation for part in parts if part.organisation), OrganisationDraft())
    return Submission(
        framework=framework,
        cycle=cycle,
        language=organisation.language or "fr",
        organisation=Profile(
            name=organisation.name or name,
            country=organisation.country,
            sector=organisation.sector,
            populations=_filled(organisation.populations),
            publication=organisation.publication or "consolidated",
        ),
        answers=tuple(_as_answer(one) for part in parts for one in part.answers or ()),
        commitments=tuple(_as_commitment(one) for part in parts for one in part.commitments or ()),
    )


def _as_answer(one: AnswerDraft) -> Answer:
    return Answer(
        indicator=one.indicator,
        status=one.status or "answered",
        values=_filled(one.values),
        reason=one.reason,
        comment=one.comment,
        evidence=tuple(Evidence(**piece.model_dump()) for piece in one.evidence),
    )


def _as_commitment(one: CommitmentDraft) -> Commitment:
    return Commitment(one.clause, one.text, one.target, one.unit, one.target_date, one.role)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
