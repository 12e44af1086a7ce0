"""What one company says in one cycle: profile, answers, commitments, as read and not yet judged.

A value that could not be read as a number stays here as `Unreadable`, so that the checks name it beside every other
fault; nothing is dropped on the way. No rule lives here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Why = Literal["text", "formula", "error", "percent", "boolean", "date", "not_finite", "too_precise"]


class Status(StrEnum):
    """What a company does with a question."""

    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"


EVIDENCE_KINDS = ("agreement", "minutes", "register", "hr_extract", "audit", "policy", "contract")
"""Kinds of evidence a company may attach."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something stood where a number (or a date) belongs: `found` is quoted to its author, `why` says what it is."""

    found: str
    why: Why


Value = Decimal | Unreadable
"""An entered number: exact, or unreadable."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document named in support of an answer; the link is never fetched by the service."""

    kind: str
    title: str
    link: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One indicator's answer: `values` by field key (`numerator`, `denominator`, `count`, `level`, ...)."""

    indicator: str
    status: str | None
    values: Mapping[str, Value] = field(default_factory=dict)
    reason: str | None = None
    comment: str | None = None
    evidence: tuple[Evidence, ...] = ()

    def number(self, key: str) -> Decimal | None:
        """Return the number in field `key`, or None where none was read."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None


_COMMITMENT = re.compile(r"commitment-([1-9][0-9]{0,2})")


def commitment_name(number: int) -> str:
    """Return the name by which the commitment number `number` (from 1) of a revision is annotated, as answers are."""
    return f"commitment-{number}"


def commitment_number(name: str) -> int:
    """Return the number, from 1, of the commitment that a name names, or 0 where it names none."""
    found = _COMMITMENT.fullmatch(name)
    return int(found[1]) if found else 0


def is_commitment(name: str | None) -> bool:
    """Whether a name is that of a commitment, not of an indicator."""
    return commitment_number(name or "") > 0


@dataclass(frozen=True, slots=True)
class Commitment:
    """A company's own commitment, in its own words."""

    clause: str | None
    text: str
    target: Value | None = None
    unit: str | None = None
    target_date: date | Unreadable | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Who answers: `sector` is a NACE Rev. 2.1 section (A to V), `country` an ISO 3166-1 alpha-2 code.

    `populations` holds EMP (headcount), SYS (AI systems in use that affect workers) and EXP (workers who use or are
    managed by them). `publication` is `full` where the company lets the public see its answers.
    """

    name: str
    country: str | None = None
    sector: str | None = None
    reference: str | None = None
    populations: Mapping[str, Value] = field(default_factory=dict)
    publication: Literal["full", "consolidated"] = "consolidated"

    @property
    def headcount(self) -> Decimal | None:
        """EMP, where it was read."""
        value = self.populations.get("EMP")
        return value if isinstance(value, Decimal) else None


@dataclass(frozen=True, slots=True)
class Submission:
    """A self-assessment as read from any door; `framework` is written `id@version`."""

    framework: str
    cycle: str
    language: Literal["fr", "en"]
    organisation: Profile
    answers: tuple[Answer, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    def answer(self, indicator: str) -> Answer | None:
        """Return the answer to `indicator`, or None where there is none."""
        return next((answer for answer in self.answers if answer.indicator == indicator), None)

    def commitment(self, name: str) -> Commitment | None:
        """Return the commitment of a name (`commitment-1` is the first), or None where there is none."""
        number = commitment_number(name)
        return self.commitments[number - 1] if 0 < number <= len(self.commitments) else None
