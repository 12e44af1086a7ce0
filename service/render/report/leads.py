"""The lead of a figure: its number, the words beside it, and both denominators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from indicators.figures import Figure
from indicators.model import Indicator
from service.render.report.facts import is_percent
from service.render.report.language import Words


@dataclass(frozen=True, slots=True)
class Lead:
    """The big number with its kind of format, the sentence beside it and the line of denominators under it."""

    number: Decimal | int | None
    kind: str
    sentence: str
    line: str


def lead(indicator: Indicator, figure: Figure, words: Words) -> Lead:
    """Return the lead of a figure; with low coverage, the count of answers only (interface, charts 6)."""
    answered = figure.coverage.answered
    line = answers_line(figure, words)
    if figure.low_coverage:
        return Lead(answered, "whole", words.count("lead_low", answered), line)
    if indicator.kind == "level":
        return _level(figure, words)
    value = figure.claimed.value
    if value is None:
        return Lead(answered, "whole", words("lead_no_value"), line)
    if indicator.kind == "derived":
        unit = words.of(indicator.result_unit)
        sentence = words.count(
            "lead_derived", figure.claimed.contributors, unit=unit, contributors=figure.claimed.contributors
        )
        return Lead(value, "two", sentence, line)
    if indicator.kind == "ratio":
        return Lead(
            value, "percent" if is_percent(indicator) else "two", ratio_sentence(indicator, figure, words), line
        )
    return Lead(value, "whole", words("lead_other", unit=words.of(indicator.result_unit)), line)


def _level(figure: Figure, words: Words) -> Lead:
    levels = figure.claimed.levels or (0, 0, 0, 0)
    high, answered, signatories = levels[2] + levels[3], sum(levels), figure.coverage.signatories
    shares = words(
        "lead_level_shares",
        answered=words.percent(_share(high, answered)),
        n_answered=answered,
        all=words.percent(_share(high, signatories)),
        signatories=signatories,
    )
    return Lead(high, "whole", words.count("lead_level", high), shares)


def ratio_sentence(indicator: Indicator, figure: Figure, words: Words) -> str:
    """Return what the ratio is made of: "412 systems out of 1,329 systems"."""
    claimed = figure.claimed
    if indicator.method != "pooled" or claimed.numerator is None or claimed.denominator is None:
        return words("lead_other", unit=words.of(indicator.result_unit))
    return words(
        "lead_ratio" if is_percent(indicator) else "lead_rate",
        unit=words.of(indicator.result_unit),
        numerator=claimed.numerator,
        unit_n=words.of(indicator.field("numerator").unit),
        denominator=claimed.denominator,
        unit_d=words.of(indicator.field("denominator").unit),
    )


def answers_line(figure: Figure, words: Words) -> str:
    """Return how many answered, out of those that submitted and out of all signatories."""
    coverage = figure.coverage
    return words.count(
        "answers_line",
        coverage.answered,
        submitted=words.percent(_share(coverage.answered, coverage.submitted)),
        n_submitted=coverage.submitted,
        all=words.percent(_share(coverage.answered, coverage.signatories)),
        signatories=coverage.signatories,
    )


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
