"""The table of facts under a figure: as claimed, contested set aside, bounds, and what the figure rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from indicators.bounds import REASONS as WITHOUT_BOUNDS
from indicators.figures import Estimate, Figure
from indicators.model import Indicator
from service.render.report.language import Words
from service.render.report.styles import Styles

Format = Literal["head", "value", "whole", "percent", "text", "points", "note"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: a label and two values. `kind` says how both are shown; a `head` row names its two columns."""

    label: str
    first: object
    second: object
    kind: Format = "value"


def is_percent(indicator: Indicator) -> bool:
    """Whether the indicator's result is a share of one."""
    return indicator.kind == "level" or (indicator.kind == "ratio" and indicator.result_unit.en.strip() == "%")


def number_format(indicator: Indicator, kind: Format, styles: Styles) -> str:
    """Return the cell format of a fact's values."""
    if kind == "percent" or (kind == "value" and is_percent(indicator)):
        return styles.percent
    if kind == "value" and indicator.kind in {"ratio", "derived"}:
        return styles.two
    return styles.whole


def facts(indicator: Indicator, figure: Figure, words: Words) -> tuple[Fact, ...]:
    """Return the facts of a figure in the order they are shown; values of low coverage are named, not shown."""
    return (
        Fact("", words("facts_claimed"), words("facts_set_aside"), "head"),
        *_values(indicator, figure, words),
        Fact(words("facts_bounds"), words("facts_worst"), words("facts_best"), "head"),
        *_bounds(figure, words),
        Fact(words("facts_ground"), words("facts_number"), words("facts_share"), "head"),
        *_ground(figure, words),
    )


def _values(indicator: Indicator, figure: Figure, words: Words) -> Iterator[Fact]:
    claimed, aside = figure.claimed, figure.set_aside
    yield Fact(words("fact_contributors"), claimed.contributors, aside.contributors, "whole")
    if figure.low_coverage:
        yield Fact(words("fact_value"), words("low_coverage"), words("low_coverage"), "text")
        return
    yield Fact(words(_value_label(indicator)), claimed.value, aside.value)
    if indicator.kind == "level":
        yield Fact(words("fact_share_3"), _share_3(claimed), _share_3(aside), "percent")
    if claimed.numerator is not None and indicator.method == "pooled":
        unit = words.of(indicator.field("numerator").unit)
        yield Fact(words("fact_numerator", unit=unit), claimed.numerator, aside.numerator, "whole")
        unit = words.of(indicator.field("denominator").unit)
        yield Fact(words("fact_denominator", unit=unit), claimed.denominator, aside.denominator, "whole")
    if claimed.spread:
        for name in ("q1", "median", "q3"):
            yield Fact(words(f"fact_{name}"), getattr(claimed.spread, name), getattr(aside.spread, name, None))
    yield from _extras(indicator, figure, words)
    if figure.previous:
        yield Fact(words("fact_previous"), figure.previous.value, None)
        yield Fact(words("fact_change"), figure.raw_change, figure.matched_change, "points")


def _extras(indicator: Indicator, figure: Figure, words: Words) -> Iterator[Fact]:
    """Yield what is counted beside the value: a sum or a median of a field, or the rate of one group."""
    fields = {field.key: field for field in indicator.fields}
    for key, extra in figure.extras.items():
        if key in fields:
            yield Fact(words.of(fields[key].label), extra.value, None, "whole")
        else:
            yield Fact(words(f"group_{key}"), extra.value, None)


def _value_label(indicator: Indicator) -> str:
    return {"count": "fact_sum", "amount": "fact_sum", "level": "fact_share_2"}.get(indicator.kind, "fact_value")


def _share_3(estimate: Estimate) -> Decimal | None:
    if not estimate.levels or not sum(estimate.levels):
        return None
    return Decimal(estimate.levels[3]) / sum(estimate.levels)


def _bounds(figure: Figure, words: Words) -> Iterator[Fact]:
    pairs = (
        ("fact_bounds_silent", figure.bounds_silent),
        ("fact_bounds_contested", figure.bounds_contested),
        ("fact_bounds_missing", figure.bounds_missing),
    )
    for key, pair in pairs:
        if pair.lower is not None or pair.upper is not None:
            yield Fact(words(key), pair.lower, pair.upper)
    if figure.bounds_silent.lower is None:
        yield Fact(words.of(WITHOUT_BOUNDS[figure.bounds_silent.reason]), None, None, "note")


def _ground(figure: Figure, words: Words) -> Iterator[Fact]:
    coverage = figure.coverage
    yield Fact(words("fact_coverage"), coverage.answered, coverage.share, "percent")
    yield Fact(words("fact_headcount"), coverage.headcount_answered, coverage.headcount_share, "percent")
    yield Fact(words("fact_weight"), figure.contested, figure.contested_weight, "percent")
    share = Decimal(figure.evidence_attached) / coverage.answered if coverage.answered else None
    yield Fact(words("fact_evidence"), figure.evidence_attached, share, "percent")
    status = f"{figure.obs_status} · {figure.conf_status}"
    yield Fact(words("fact_status"), status, figure.contest_status, "text")
