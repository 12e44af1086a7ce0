"""`SubmissionIn`: the one shape in which JSON, web form and workbook meet on their way to the checks.

Shape faults (an unknown key, a list where an object belongs) are pydantic's; everything about the values themselves is
left to `indicators.checks`, so that all faults of a submission come back at once.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from indicators.answers import Answer, Commitment, Evidence, Profile, Submission
from schemas.text import IsoDate, Line, Number, SafeText

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$", max_length=64)]


class In(BaseModel):
    """What comes in: an unknown key is an error, never dropped."""

    model_config = ConfigDict(extra="forbid")


class EvidenceIn(In):
    """A document named in support of an answer."""

    kind: SafeText = Field(examples=["minutes"])
    title: SafeText = Field(examples=["Minutes of the works council, 12 March 2026"])
    link: SafeText | None = None
    reference: SafeText | None = None


class AnswerIn(In):
    """One answer; `values` by field key of the indicator, as numbers (a percentage is never entered)."""

    indicator: Annotated[SafeText, StringConstraints(max_length=40)] = Field(examples=["SD-1"])
    status: Annotated[SafeText, StringConstraints(max_length=40)] | None = Field(
        default="answered", examples=["answered", "not_applicable", "not_available"]
    )
    values: dict[Annotated[str, StringConstraints(max_length=60)], Number] = Field(
        default_factory=dict, max_length=40, examples=[{"numerator": 4, "denominator": 9}]
    )
    reason: SafeText | None = None
    comment: SafeText | None = None
    evidence: list[EvidenceIn] = Field(default_factory=list, max_length=50)


class CommitmentIn(In):
    """A company's own commitment, in its own words."""

    clause: Annotated[SafeText, StringConstraints(max_length=20)] | None = Field(default=None, examples=["2.1"])
    text: SafeText
    target: Number | None = None
    unit: SafeText | None = None
    target_date: IsoDate | None = None
    role: SafeText | None = None


class OrganisationIn(In):
    """Who answers, and the three populations that denominators default to (EMP, SYS, EXP)."""

    name: Line = Field(examples=["Aciéries du Ponant (invented)"])
    country: Annotated[SafeText, StringConstraints(max_length=60)] | None = Field(default=None, examples=["FR"])
    sector: Annotated[SafeText, StringConstraints(max_length=60)] | None = Field(default=None, examples=["C"])
    reference: Code | None = Field(default=None, examples=["EX-017"])
    populations: dict[Annotated[str, StringConstraints(max_length=20)], Number] = Field(
        default_factory=dict, max_length=20, examples=[{"EMP": 1200, "SYS": 9, "EXP": 400}]
    )
    publication: Literal["full", "consolidated"] = "consolidated"


class SubmissionIn(In):
    """A self-assessment of one company for one cycle."""

    framework: Code = Field(examples=["paris-2025@1"])
    cycle: Code = Field(examples=["2026"])
    language: Literal["fr", "en"] = "fr"
    organisation: OrganisationIn
    answers: list[AnswerIn] = Field(default_factory=list, max_length=500)
    commitments: list[CommitmentIn] = Field(default_factory=list, max_length=200)

    def as_submission(self) -> Submission:
        """Return the domain value that the checks take."""
        organisation = self.organisation
        return Submission(
            framework=self.framework,
            cycle=self.cycle,
            language=self.language,
            organisation=Profile(
                name=organisation.name,
                country=organisation.country,
                sector=organisation.sector,
                reference=organisation.reference,
                populations=dict(organisation.populations),
                publication=organisation.publication,
            ),
            answers=tuple(
                Answer(
                    indicator=answer.indicator,
                    status=answer.status,
                    values=dict(answer.values),
                    reason=answer.reason,
                    comment=answer.comment,
                    evidence=tuple(Evidence(**evidence.model_dump()) for evidence in answer.evidence),
                )
                for answer in self.answers
            ),
            commitments=tuple(
                Commitment(
                    clause=commitment.clause,
                    text=commitment.text,
                    target=commitment.target,
                    unit=commitment.unit,
                    target_date=commitment.target_date,
                    role=commitment.role,
                )
                for commitment in self.commitments
            ),
        )
