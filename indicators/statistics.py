"""Columns of answers -> sums, counts and order statistics for every indicator and every value of one cut.

Exact: sums are over whole numbers. What the sums mean is said in `estimates.py`, what a company's own value is in
`own_values.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

import polars as pl

from indicators.columns import ANSWERED, NOT_APPLICABLE, SCALE, Columns
from indicators.contests import CONTESTED
from indicators.figures import Spread
from indicators.own_values import MOST_BANDS, NO_BAND, OWN, Measured, divided, ordered, summable

WIDE: Final = Context(prec=60, rounding=ROUND_HALF_UP)
"""Enough digits for any sum of millionths over any number of companies."""

_QUARTERS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Order:
    """Companies' own values in order, in parts of OWN: how many, their sum, and the pairs the quartiles lie between."""

    n: int
    total: int
    lower: tuple[int, ...]
    upper: tuple[int, ...]

    def spread(self) -> Spread | None:
        """Return minimum, quartiles, maximum and mean; None without a value.

        Quartiles interpolate between neighbours at (n - 1) * p, Hyndman and Fan's definition 7 (The American
        Statistician 50, 1996), the one spreadsheets call QUARTILE.INC.
        """
        if self.n == 0:
            return None
        points = [
            exact((4 * low + (high - low) * ((self.n - 1) * quarter % 4)) * 25, 14)
            for quarter, low, high in zip(_QUARTERS, self.lower, self.upper, strict=True)
        ]
        minimum, q1, median, q3, maximum = points
        return Spread(self.n, Decimal(self.total) / (self.n * OWN), minimum, q1, median, q3, maximum)


_MOST_VALUES: Final = 10_000
"""More than any cut has values."""

_NO_ORDER: Final = Order(0, 0, (0,) * 5, (0,) * 5)


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator and one value of a cut, summed. Names with `contested` are over the contested answers only;
    a, b, c and d are sums in millionths; `own` and `own_set_aside` order the companies' own values."""

    statuses: tuple[int, int, int, int]
    headcount_answered: int
    headcount_missing: int
    unknown_missing: int
    evidence: int
    contest: int
    contested: int
    sums: tuple[int, int, int, int]
    contested_sums: tuple[int, int, int, int]
    bands: tuple[int, ...]
    contested_bands: tuple[int, ...]
    own: Order
    own_set_aside: Order


def empty_cell() -> Cell:
    """Return the cell of a cut in which nobody submitted."""
    none, no_bands = (0, 0, 0, 0), (0,) * MOST_BANDS
    return Cell(none, 0, 0, 0, 0, 0, 0, none, none, no_bands, no_bands, _NO_ORDER, _NO_ORDER)


@dataclass(frozen=True, slots=True)
class ExtraCell:
    """The same for an extra number: contributors, sums, and the order of the companies' own values."""

    n: int
    a: int
    b: int
    own: Order


def exact(whole: int, decimals: int) -> Decimal:
    """Return `whole` / 10**decimals exactly, without an exponent or trailing zeros."""
    quotient, rest = divmod(whole, 10**decimals)
    return Decimal(quotient) if rest == 0 else Decimal(whole).scaleb(-decimals, WIDE).normalize(WIDE)


def cells(measured: Measured, cut: pl.Series | None) -> Iterator[tuple[int, int, Cell]]:
    """Yield (indicator, value of the cut, cell); `cut` numbers each company's value (None: all of them are 0)."""
    orders = _orders(measured.valued, cut)
    disputed = measured.undisputed.height < measured.valued.height
    aside = _orders(measured.undisputed, cut) if disputed else orders
    for key, parts in _counted(measured.rows, cut).items():
        yield *key, _cell(parts, orders.get(key, _NO_ORDER), aside.get(key, _NO_ORDER))


def counted_cells(rows: pl.DataFrame, cut: pl.Series | None) -> Iterator[tuple[int, int, Cell]]:
    """The same without order statistics, from coded rows."""
    for key, parts in _counted(rows, cut).items():
        yield *key, _cell(parts, _NO_ORDER, _NO_ORDER)


def _keyed(rows: pl.DataFrame, cut: pl.Series | None) -> pl.DataFrame:
    """Add `place`: the indicator and the value of the cut in one number, which groups faster than two."""
    indicator = pl.col("indicator").cast(pl.UInt32) * _MOST_VALUES
    return rows.with_columns(place=indicator if cut is None else indicator + cut.gather(rows["company"]))


def _counted(rows: pl.DataFrame, cut: pl.Series | None) -> dict[tuple[int, int], list[tuple[int, ...]]]:
    """By (indicator, cut): for each code how many rows, their sums a, b, c, d, headcount, unknown headcounts and rows
    with evidence."""
    counted: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    sums = (pl.col(name).sum() for name in (*"abcd", "headcount"))
    unknown, evidence = pl.col("headcount").null_count().alias("unknown"), pl.col("evidence").sum()
    grouped = _keyed(rows, cut).group_by("place", "code").agg(pl.len(), *sums, unknown, evidence)
    for place, *part in grouped.iter_rows():
        counted.setdefault(divmod(place, _MOST_VALUES), []).append(tuple(part))
    return counted


def _cell(parts: list[tuple[int, ...]], own: Order, aside: Order) -> Cell:
    """Add up the parts of one cell."""
    statuses, bands, contested_bands = [0] * 4, [0] * (NO_BAND + 1), [0] * (NO_BAND + 1)
    sums, contested_sums = [0] * 4, [0] * 4
    answering = missing = unknown = documented = worst = contested = 0
    for code, n, a, b, c, d, headcount, unknown_headcounts, with_evidence in parts:
        status, band, contest = code & 3, code >> 2 & 7, code >> 5
        statuses[status] += n
        worst = max(worst, contest)
        if status == ANSWERED:
            bands[band] += n
            answering += headcount
            documented += with_evidence
            sums = [x + y for x, y in zip(sums, (a, b, c, d), strict=True)]
            if contest >= CONTESTED:
                contested += n
                contested_bands[band] += n
                contested_sums = [x + y for x, y in zip(contested_sums, (a, b, c, d), strict=True)]
        elif status != NOT_APPLICABLE:
            missing += headcount
            unknown += unknown_headcounts
    return Cell(
        statuses=(statuses[0], statuses[1], statuses[2], statuses[3]),
        headcount_answered=answering,
        headcount_missing=missing,
        unknown_missing=unknown,
        evidence=documented,
        contest=worst,
        contested=contested,
        sums=(sums[0], sums[1], sums[2], sums[3]),
        contested_sums=(contested_sums[0], contested_sums[1], contested_sums[2], contested_sums[3]),
        bands=tuple(bands[:MOST_BANDS]),
        contested_bands=tuple(contested_bands[:MOST_BANDS]),
        own=own,
        own_set_aside=aside,
    )


def _orders(rows: pl.DataFrame, cut: pl.Series | None) -> dict[tuple[int, int], Order]:
    grouped = _keyed(rows, cut).group_by("place").agg(*_order())
    return {divmod(row[0], _MOST_VALUES): _order_of(row[1:]) for row in grouped.iter_rows()}


def _order() -> list[pl.Expr]:
    """Count, sum, minimum, the neighbours of each quartile, maximum; rows must be sorted by own value, without null."""
    own, last = pl.col("own"), pl.len().cast(pl.Int64) - 1
    neighbours = [own.get((last * quarter + up) // 4) for quarter in (1, 2, 3) for up in (0, 3)]
    exprs = [pl.len(), own.cast(pl.Int128).sum(), own.first(), *neighbours, own.last()]
    return [expr.alias(f"order{number}") for number, expr in enumerate(exprs)]


def _order_of(row: tuple[int, ...]) -> Order:
    n, total, lowest, low1, high1, low2, high2, low3, high3, highest = row
    return Order(n, total, (lowest, low1, low2, low3, highest), (lowest, high1, high2, high3, highest))


@dataclass(frozen=True)
class Extras:
    """The rows of the extra numbers, and those of them that have an own value, sorted by it."""

    rows: pl.DataFrame
    valued: pl.DataFrame


def extras_of(columns: Columns) -> Extras:
    """Return the extra numbers of a cycle, ordered once for all cuts."""
    a, b = pl.col("a"), pl.col("b")
    own = pl.when(b.is_null()).then(a * (OWN // SCALE)).otherwise(divided(a, b, OWN))
    rows = columns.extras.with_columns(own=own)
    return Extras(summable(rows, ("a", "b")), ordered(rows))


def extra_cells(extras: Extras, cut: pl.Series | None) -> Iterator[tuple[int, int, int, ExtraCell]]:
    """Yield (indicator, value of the cut, position of the extra, cell)."""
    ordered_rows = _keyed(extras.valued, cut).group_by("place", "key").agg(*_order())
    orders = {row[:2]: _order_of(row[2:]) for row in ordered_rows.iter_rows()}
    sums = (pl.len(), pl.col("a").sum(), pl.col("b").sum())
    for place, key, n, sum_a, sum_b in _keyed(extras.rows, cut).group_by("place", "key").agg(*sums).iter_rows():
        indicator, value = divmod(place, _MOST_VALUES)
        yield indicator, value, key, ExtraCell(n, sum_a, sum_b, orders.get((place, key), _NO_ORDER))
