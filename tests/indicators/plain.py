"""Consolidation written a second time, slowly and plainly, to compare with: one loop a figure, in fractions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.annotations import Contest, contest_of
from indicators.case import Cycle, Filed
from indicators.figures import Signatory, size_band
from indicators.model import Framework, Indicator


@dataclass(frozen=True)
class PlainFigure:
    """What the plain way finds for one indicator and one set of signatories."""

    answered: int
    not_applicable: int
    not_available: int
    unanswered: int
    silent: int
    value: Fraction | None
    set_aside: Fraction | None
    contested: int
    quartiles: tuple[Fraction, Fraction, Fraction] | None
    mean: Fraction | None


def plain_figure(
    framework: Framework, cycle: Cycle, indicator: Indicator, of: Callable[[Signatory], bool]
) -> PlainFigure:
    """Work out one figure over the active signatories that `of` picks."""
    entries = {entry.signatory: entry for entry in cycle.filed}
    signatories = [s for s in cycle.signatories if s.status != "left" and of(s)]
    answers = [(entries[s.id], _numbers(indicator, entries[s.id], framework)) for s in signatories if s.id in entries]
    counted = [(entry, numbers) for entry, numbers in answers if numbers is not None]
    calm = [numbers for entry, numbers in counted if not _contested(framework, cycle, entry, indicator)]
    own = sorted(v for _, numbers in counted if (v := _value(indicator, [numbers])) is not None)
    statuses = [_status(entry, indicator) for entry, numbers in answers if numbers is None]
    return PlainFigure(
        answered=len(counted),
        not_applicable=statuses.count("not_applicable"),
        not_available=statuses.count("not_available"),
        unanswered=len(statuses) - statuses.count("not_applicable") - statuses.count("not_available"),
        silent=len(signatories) - len(answers),
        value=_pooled(indicator, [numbers for _, numbers in counted]),
        set_aside=_pooled(indicator, calm),
        contested=len(counted) - len(calm),
        quartiles=(_quantile(own, 1), _quantile(own, 2), _quantile(own, 3)) if own else None,
        mean=sum(own, Fraction(0)) / len(own) if own else None,
    )


def picked(dimension: str, value: str) -> Callable[[Signatory], bool]:
    """The signatories of one cut."""
    if dimension == "all":
        return lambda signatory: True
    if dimension == "size":
        return lambda signatory: (size_band(signatory.headcount) or "unknown") == value
    return lambda signatory: (getattr(signatory, dimension) or "unknown") == value


def _source(indicator: Indicator) -> str:
    return indicator.derived.indicator if indicator.derived else indicator.id


def _status(entry: Filed, indicator: Indicator) -> str | None:
    answer = entry.submission.answer(_source(indicator))
    return answer.status if answer else None


def _numbers(indicator: Indicator, entry: Filed, framework: Framework) -> list[Fraction] | None:
    answer = entry.submission.answer(_source(indicator))
    if answer is None or answer.status != "answered":
        return None
    found = [answer.number(key) for key in _keys(indicator)]
    return None if None in found else [Fraction(number) for number in found if number is not None]


def _keys(indicator: Indicator) -> list[str]:
    if indicator.derived:
        return [f"{role}_{group}" for group in ("women", "men") for role in ("numerator", "denominator")]
    if indicator.method == "rate_ratio":
        return ["numerator", "numerator_base", "denominator", "denominator_base"]
    return ["numerator", "denominator"] if indicator.kind == "ratio" else [indicator.kind]


def _pooled(indicator: Indicator, answers: Sequence[list[Fraction]]) -> Fraction | None:
    """The figure over all answers; for levels the share of companies at 2 or more."""
    if indicator.kind == "level":
        return Fraction(sum(level >= 2 for (level,) in answers), len(answers)) if answers else None
    return _value(indicator, answers)


def _value(indicator: Indicator, answers: Sequence[list[Fraction]]) -> Fraction | None:
    """The quotient, sum or difference over the answers; over a single one, the company's own value."""
    sums = [sum(column, Fraction(0)) for column in zip(*answers, strict=True)]
    if not sums:
        return None
    if indicator.derived or indicator.method == "rate_ratio":
        if 0 in (sums[1], sums[3]):
            return None
        first, second = sums[0] / sums[1], sums[2] / sums[3]
        if indicator.derived:
            return 100 * (first - second)
        return first / second if second else None
    if indicator.kind == "ratio":
        return sums[0] / sums[1] if sums[1] else None
    return sums[0]


def _contested(framework: Framework, cycle: Cycle, entry: Filed, indicator: Indicator) -> bool:
    motives = frozenset(motive.id for motive in framework.motives if motive.contests)
    on_it = tuple(
        annotation
        for annotation in cycle.annotations
        if annotation.target.signatory == entry.signatory and annotation.target.indicator == _source(indicator)
    )
    return contest_of(on_it, entry.revision, motives) in (Contest.OPEN, Contest.ANSWERED)


def _quantile(ordered: Sequence[Fraction], quarter: int) -> Fraction:
    position = Fraction((len(ordered) - 1) * quarter, 4)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (position - low) * (ordered[high] - ordered[low])


def near(value: Decimal | None, expected: Fraction | None, within: Fraction = Fraction(1, 10**11)) -> bool:
    """Whether a Decimal is a fraction, but for its last digits."""
    if value is None or expected is None:
        return value is None and expected is None
    return abs(Fraction(value) - expected) <= within * max(1, abs(expected))
