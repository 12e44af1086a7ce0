"""One invented company with a clean self-assessment, and the ways to change one thing in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from indicators.answers import Answer, Commitment, Evidence, Profile, Submission, Unreadable, Value
from indicators.loader import bundled
from indicators.model import Indicator
from indicators.wording.model import Reading

FRAMEWORK = bundled()
EMP, SYS, EXP = 1000, 10, 400
POPULATIONS = {"EMP": EMP, "SYS": SYS, "EXP": EXP}
MINUTES = Evidence("minutes", "Minutes of the works council (invented)", reference="CSE 2026-03-12")


def numbers(**values: int | str | Unreadable) -> dict[str, Value]:
    """Field keys and numbers, as an answer holds them."""
    return {key: v if isinstance(v, Unreadable) else Decimal(v) for key, v in values.items()}


def unflagged(text: str, language: str) -> Reading:
    """A reader that finds nothing to flag."""
    return Reading(language, ())


def _plausible(indicator: Indicator) -> dict[str, Value]:
    if indicator.method == "rate_ratio":
        return numbers(numerator=20, numerator_base=100, denominator=30, denominator_base=100)
    values: dict[str, Value] = {}
    for field in indicator.fields:
        whole = POPULATIONS.get(field.population or "", 8)
        size = {"numerator": whole_numerator(indicator), "level": 2}.get(field.role, whole)
        share = {"women": 3, "men": 5, "other": 0}.get(field.group or "", 8)
        if field.group:
            total = values[field.part_of or ""]
            assert isinstance(total, Decimal)
            values[field.key] = total * share / 8
        else:
            values[field.key] = Decimal(4 if field.part_of else size)
    return values


def whole_numerator(indicator: Indicator) -> int:
    """Half of the denominator; for hours, eight a head."""
    population = next((f.population for f in indicator.fields if f.role == "denominator" and f.population), None)
    size = POPULATIONS.get(population or "", 8)
    return size * 8 if indicator.unbounded else size // 2


CLEAN = Submission(
    framework=FRAMEWORK.ref,
    cycle="2026",
    language="fr",
    organisation=Profile(
        "Aciéries du Ponant-Gris (fictive)", "FR", "C", "EX-001", {k: Decimal(v) for k, v in POPULATIONS.items()}
    ),
    answers=tuple(Answer(indicator.id, "answered", _plausible(indicator)) for indicator in FRAMEWORK.entered()),
    commitments=(Commitment("1.1", "Nous consultons le CSE avant tout déploiement.", Decimal(12), "systèmes"),),
)


def with_answer(indicator: str, submission: Submission = CLEAN, **changes: Any) -> Submission:
    """The submission with one answer changed; `values` are merged, a value of None is taken away."""
    answer = submission.answer(indicator) or Answer(indicator, "answered")
    if "values" in changes:
        merged = {**answer.values, **changes["values"]}
        changes["values"] = {key: value for key, value in merged.items() if value is not None}
    changed = replace(answer, **changes)
    answers = tuple(changed if a.indicator == indicator else a for a in submission.answers)
    return replace(submission, answers=answers)


def without(*indicators: str, submission: Submission = CLEAN) -> Submission:
    """The submission without the answers to some indicators."""
    return replace(submission, answers=tuple(a for a in submission.answers if a.indicator not in indicators))


def with_profile(**changes: Any) -> Submission:
    """The submission with something of the organisation changed; `populations` are merged."""
    if "populations" in changes:
        merged = {**CLEAN.organisation.populations, **changes["populations"]}
        changes["populations"] = {key: value for key, value in merged.items() if value is not None}
    return replace(CLEAN, organisation=replace(CLEAN.organisation, **changes))


def with_commitment(**changes: Any) -> Submission:
    """The submission with its commitment changed."""
    return replace(CLEAN, commitments=(replace(CLEAN.commitments[0], **changes),))
