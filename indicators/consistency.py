"""What a figure's published parts say of each other: values from sums, bounds from counts, wholes from their parts.

No answer is needed for it; figures against answers are in `verification.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from indicators.bounds import SUPPRESSED, Missing, bounds
from indicators.cuts import CUTS
from indicators.estimates import as_decimal
from indicators.figures import Bounds, Cut, Estimate, Figure
from indicators.model import Framework, Indicator
from indicators.statistics import Cell, empty_cell

Key = tuple[str, Cut]


@dataclass(frozen=True, slots=True)
class Difference:
    """A published value that is not what it should be. `code`: V05 not what the answers give; V06 a figure too many or
    too few; V08 less than the public answers in it; V09 the parts do not add up; V10 not what its components give."""

    code: str
    indicator: str
    cut: Cut
    part: str
    published: str
    expected: str


def difference(code: str, figure: Figure, part: str, published: object, expected: object) -> Difference:
    """Return a difference in one part of a figure."""
    return Difference(code, figure.indicator, figure.cut, part, _shown(published), _shown(expected))


def _shown(value: object) -> str:
    return str(value) if isinstance(value, str | int | Decimal) else repr(value)


def components(indicator: Indicator, figure: Figure) -> Iterator[Difference]:
    """Yield every value that does not follow from the sums and counts published beside it."""
    for part, estimate in (("claimed", figure.claimed), ("set_aside", figure.set_aside)):
        expected = _value(indicator, estimate)
        if expected is not None and estimate.value is not None and not _follows(indicator, estimate.value, expected):
            yield difference("V10", figure, f"{part}.value", estimate.value, expected)
    claimed, previous = figure.claimed.value, figure.previous.value if figure.previous else None
    if None not in (figure.raw_change, claimed, previous) and figure.raw_change != (claimed or 0) - (previous or 0):
        yield difference("V10", figure, "raw_change", figure.raw_change, f"{claimed} − {previous}")
    yield from _weight(indicator, figure)
    yield from _bounds(indicator, figure)


_ROUNDED: Final = Decimal("1e-26")
"""How far, relatively, a value may lie from its components where these are rates: they are published to 28 digits."""


def _follows(indicator: Indicator, value: Decimal, expected: Decimal) -> bool:
    """Whether a value is what its components give: to the digit where they are sums, which are published exactly."""
    if indicator.kind != "ratio" or indicator.method == "pooled":
        return value == expected
    return abs(value - expected) <= abs(expected) * _ROUNDED


def _value(indicator: Indicator, estimate: Estimate) -> Decimal | None:
    if indicator.kind == "level" and estimate.levels:
        n = sum(estimate.levels)
        return as_decimal(Fraction(estimate.levels[2] + estimate.levels[3], n)) if n else None
    numerator, denominator = estimate.numerator, estimate.denominator
    if indicator.kind == "ratio" and numerator is not None and denominator:
        return as_decimal(Fraction(numerator) / Fraction(denominator))
    return None


def _weight(indicator: Indicator, figure: Figure) -> Iterator[Difference]:
    """The share of the weight that is contested, from the two denominators (ratios) or counts of companies (levels)."""
    if figure.contested_weight is None or figure.set_aside.value is None:
        return
    whole: Fraction | None = None
    rest: Fraction | None = None
    if indicator.kind == "level" and figure.claimed.levels and figure.set_aside.levels:
        whole, rest = Fraction(sum(figure.claimed.levels)), Fraction(sum(figure.set_aside.levels))
    elif indicator.kind == "ratio" and indicator.method == "pooled":
        pair = figure.claimed.denominator, figure.set_aside.denominator
        if pair[0] is not None and pair[1] is not None:
            whole, rest = Fraction(pair[0]), Fraction(pair[1])
    if whole and rest is not None:
        expected = as_decimal((whole - rest) / whole)
        if figure.contested_weight != expected:
            yield difference("V10", figure, "contested_weight", figure.contested_weight, expected)


def _bounds(indicator: Indicator, figure: Figure) -> Iterator[Difference]:
    """Bounds of levels and of ratios over nobody missing, from the published counts and sums."""
    cell = _cell(indicator, figure)
    if cell is None:
        return
    missing = Missing(figure.coverage.silent, 0, 0)
    for name, contested in (("bounds_silent", False), ("bounds_contested", True)):
        published: Bounds = getattr(figure, name)
        if published.reason == SUPPRESSED or (indicator.kind != "level" and missing.companies):
            continue
        expected = bounds(indicator, cell, missing, contested=contested)
        if published != expected:
            yield difference("V10", figure, name, published, expected)


def _cell(indicator: Indicator, figure: Figure) -> Cell | None:
    """The sums of a level or a pooled ratio, as far as its two estimates tell them."""
    claimed, aside = figure.claimed, figure.set_aside
    if figure.withheld.keys() & {"claimed", "set_aside"}:
        return None
    answered = figure.coverage.answered
    if indicator.kind == "level" and claimed.levels and aside.levels:
        disputed = tuple(a - b for a, b in zip(claimed.levels, aside.levels, strict=True))
        padding = (0,) * (len(empty_cell().bands) - 4)
        return replace(
            empty_cell(),
            statuses=(answered, 0, 0, 0),
            bands=(*claimed.levels, *padding),
            contested_bands=(*disputed, *padding),
            contested=figure.contested,
        )
    sums = (claimed.numerator, claimed.denominator, aside.numerator, aside.denominator)
    if indicator.kind != "ratio" or indicator.method != "pooled" or None in sums:
        return None
    a, b, c, d = (int(value * 10**6) for value in sums if value is not None)
    disputed_sums = (a - c, b - d, 0, 0)
    return replace(
        empty_cell(),
        statuses=(answered, 0, 0, 0),
        sums=(a, b, 0, 0),
        contested_sums=disputed_sums,
        contested=figure.contested,
    )


def sums(framework: Framework, published: Mapping[Key, Figure]) -> Iterator[Difference]:
    """Yield every breakdown whose cells are all told and do not add up to the figure of all signatories."""
    for indicator in framework.indicators:
        whole = published.get((indicator.id, Cut()))
        if whole is None:
            continue
        for dimension in CUTS[1:]:
            cells = [f for (id_, cut), f in published.items() if id_ == indicator.id and cut.dimension == dimension]
            yield from _added(indicator, whole, cells)


def _added(indicator: Indicator, whole: Figure, cells: list[Figure]) -> Iterator[Difference]:
    if not cells:
        return
    answered = sum(cell.coverage.answered for cell in cells)
    if answered != whole.coverage.answered:
        yield difference("V09", cells[0], "coverage.answered", answered, whole.coverage.answered)
    if indicator.kind != "ratio" or indicator.method != "pooled":
        return
    for name in ("numerator", "denominator"):
        parts = [getattr(cell.claimed, name) for cell in cells if cell.coverage.answered]
        total = getattr(whole.claimed, name)
        if total is not None and None not in parts and sum(parts) != total:
            yield difference("V09", cells[0], f"claimed.{name}", sum(parts), total)
