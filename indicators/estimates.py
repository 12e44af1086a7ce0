"""What sums mean: the consolidated value of each kind of indicator, and its weight. Pure arithmetic on sums.

Ratio: sum of numerators / sum of denominators. Rate ratio: the pooled lowest rate / the pooled highest. Level: the
share of companies at 2 or more. Derived: the pooled rate of one group minus that of the other, in percentage points.
Count and amount: the sum (framework, section 7).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from indicators.figures import Estimate
from indicators.model import Indicator
from indicators.plans import Extra
from indicators.statistics import Cell, ExtraCell, exact

Sums = tuple[int, int, int, int]


def claimed(indicator: Indicator, cell: Cell) -> Estimate:
    """Return the figure as the companies claim it."""
    return _estimate(indicator, cell.statuses[0], cell.sums, cell.bands, cell)


def set_aside(indicator: Indicator, cell: Cell) -> Estimate:
    """Return the figure without the contested answers."""
    sums = tuple(a - c for a, c in zip(cell.sums, cell.contested_sums, strict=True))
    bands = tuple(a - c for a, c in zip(cell.bands, cell.contested_bands, strict=True))
    n = cell.statuses[0] - cell.contested
    return _estimate(indicator, n, (sums[0], sums[1], sums[2], sums[3]), bands, cell, aside=True)


def _estimate(
    indicator: Indicator, n: int, sums: Sums, bands: tuple[int, ...], cell: Cell, *, aside: bool = False
) -> Estimate:
    order = cell.own_set_aside if aside else cell.own
    value = as_decimal(value_of(indicator, n, sums, bands))
    if indicator.kind == "level":
        return Estimate(n, value, levels=(bands[0], bands[1], bands[2], bands[3]), spread=None)
    numerator, denominator = sides(indicator, sums)
    return Estimate(n, value, numerator, denominator, spread=order.spread())


def value_of(indicator: Indicator, n: int, sums: Sums, bands: tuple[int, ...]) -> Fraction | None:
    """Return the consolidated value exactly, None where it is undefined; `sums` in millionths."""
    a, b, c, d = sums
    if indicator.kind == "level":
        return Fraction(bands[2] + bands[3], n) if n else None
    if indicator.kind == "derived":
        return 100 * (Fraction(a, b) - Fraction(c, d)) if b and d else None
    if indicator.method == "rate_ratio":
        return Fraction(a * d, b * c) if b and c else None
    if indicator.kind == "ratio":
        return Fraction(a, b) if b else None
    return Fraction(a, 10**6) if n else None


def sides(indicator: Indicator, sums: Sums) -> tuple[Decimal | None, Decimal | None]:
    """Return the numerator and denominator to show: sums, or for a rate ratio the two pooled rates."""
    a, b, c, d = sums
    if indicator.method == "rate_ratio":
        return as_decimal(Fraction(a, b) if b else None), as_decimal(Fraction(c, d) if d else None)
    if indicator.kind == "ratio":
        return exact(a, 6), exact(b, 6)
    return None, None


def as_decimal(value: Fraction | None) -> Decimal | None:
    """Return a fraction as a Decimal: exact where it can be, else to 28 significant digits."""
    if value is None:
        return None
    if value.denominator == 1:
        return Decimal(value.numerator)
    return Decimal(value.numerator) / Decimal(value.denominator)


def weights(indicator: Indicator, cell: Cell) -> Decimal | None:
    """Return the share of the figure's weight that is contested, None where nothing weighs.

    Ratios weigh by their denominators (both bases of a rate ratio, both groups of a difference), counts and amounts by
    themselves, levels by company.
    """
    total, contested = _weight(indicator, cell.sums), _weight(indicator, cell.contested_sums)
    if indicator.kind == "level":
        total, contested = cell.statuses[0], cell.contested
    return as_decimal(Fraction(contested, total)) if total else None


def _weight(indicator: Indicator, sums: Sums) -> int:
    a, b, _, d = sums
    return b + d if indicator.kind in ("ratio", "derived") else a


def extra_estimate(extra: Extra, cell: ExtraCell) -> Estimate:
    """Return the consolidated value of an extra: a sum, the companies' median, or the ratio of a group."""
    spread = cell.own.spread()
    if extra.summary == "ratio":
        value = as_decimal(Fraction(cell.a, cell.b)) if cell.b else None
        return Estimate(cell.n, value, exact(cell.a, 6), exact(cell.b, 6), spread=spread)
    if extra.summary == "median":
        return Estimate(cell.n, spread.median if spread else None, spread=spread)
    return Estimate(cell.n, exact(cell.a, 6), spread=spread)
