"""Columns of answers -> sums, counts and order statistics for every indicator and every value of one cut.

Exact: sums are over whole numbers; a company's own value is kept to twelve decimals (half up), which only its rank, the
quartiles and the mean of companies rest on, never a pooled figure. What the sums mean is said in `estimates.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

import polars as pl

from indicators.columns import ANSWERED, NOT_APPLICABLE, SCALE, Columns
from indicators.contests import CONTESTED
from indicators.figures import Spread
from indicators.model import Indicator

OWN: Final = 10**12
"""A company's own value is kept as a whole number of these parts."""

WIDE: Final = Context(prec=60, rounding=ROUND_HALF_UP)
"""Enough digits for any sum of millionths over any number of companies."""

BANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ratio": ("100", "50-99", "1-49", "0", "undefined"),
    "unbounded": ("positive", "zero", "undefined"),
    "level": ("0", "1", "2", "3"),
    "size": ("positive", "zero"),
    "derived": ("positive", "zero", "negative", "undefined"),
}
"""Segments of the bar, by the kind of value; `undefined` is a company that reports none out of none."""

_MOST_BANDS = max(len(bands) for bands in BANDS.values())
_QUARTERS = (0, 1, 2, 3, 4)


def bands_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the band keys of an indicator, in the order of their numbers."""
    if indicator.kind == "ratio":
        return BANDS["unbounded" if indicator.unbounded else "ratio"]
    return BANDS.get(indicator.kind, BANDS["size"])


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
    own_set_aside: Order | None = None


def empty_cell() -> Cell:
    """Return the cell of a cut in which nobody submitted."""
    none, no_bands, no_order = (0, 0, 0, 0), (0,) * _MOST_BANDS, Order(0, 0, (0,) * 5, (0,) * 5)
    return Cell(none, 0, 0, 0, 0, 0, 0, none, none, no_bands, no_bands, no_order)


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


def measured(columns: Columns) -> pl.DataFrame:
    """Return the rows with each company's own value (`own`), its band and headcount, sorted by own value."""
    kinds = pl.DataFrame(
        {
            "indicator": pl.Series(range(len(columns.plans)), dtype=pl.UInt16),
            "kind": [_kind(plan.indicator) for plan in columns.plans],
        }
    )
    people = pl.DataFrame(
        {
            "company": pl.Series(range(len(columns.companies)), dtype=pl.UInt32),
            "headcount": pl.Series([company.headcount for company in columns.companies], dtype=pl.Int64),
        }
    )
    rows = columns.rows.join(kinds, on="indicator", how="left").join(people, on="company", how="left")
    parts = [_valued(part, str(kind[0])) for kind, part in rows.group_by("kind")]
    return pl.concat(parts).sort("own", nulls_last=True) if parts else _valued(rows, "size")


def _kind(indicator: Indicator) -> str:
    if indicator.kind == "ratio":
        return "rates" if indicator.method == "rate_ratio" else "unbounded" if indicator.unbounded else "ratio"
    return indicator.kind if indicator.kind in ("level", "derived") else "size"


def _valued(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    if kind == "rates":
        own = pl.Series("own", [_rate_ratio(*row) for row in rows.select("a", "b", "c", "d").rows()], dtype=pl.Int128)
        rows = rows.with_columns(own)
    else:
        rows = rows.with_columns(own=_own(kind))
    return rows.with_columns(band=_band("ratio" if kind == "rates" else kind).cast(pl.UInt8))


def _own(kind: str) -> pl.Expr:
    a, b, c, d = (pl.col(name) for name in "abcd")
    if kind in ("ratio", "unbounded"):
        return _divided(a, b, OWN)
    if kind == "derived":
        return _divided(a, b, 100 * OWN) - _divided(c, d, 100 * OWN)
    return a * (OWN // SCALE)


def _divided(above: pl.Expr, below: pl.Expr, parts: int) -> pl.Expr:
    return pl.when(below > 0).then((above * (2 * parts) + below) // (below * 2))


def _rate_ratio(a: int | None, b: int | None, c: int | None, d: int | None) -> int | None:
    """(a / b) / (c / d) in parts of OWN; by itself because its products can outgrow 128 bits."""
    if a is None or b is None or c is None or d is None or 0 in (b, c, d):
        return None
    return (a * d * 2 * OWN + b * c) // (b * c * 2)


def _band(kind: str) -> pl.Expr:
    own, a, b = pl.col("own"), pl.col("a"), pl.col("b")
    if kind == "level":
        return a // SCALE
    if kind == "ratio":
        full = (a >= b) if kind != "rates" else own >= OWN
        chain = pl.when(own.is_null()).then(4).when(own == 0).then(3).when(own * 2 < OWN).then(2)
        return pl.when(a.is_not_null()).then(chain.when(full & (own >= OWN)).then(0).otherwise(1))
    if kind == "derived":
        chain = pl.when(own.is_null()).then(3).when(own > 0).then(0).when(own == 0).then(1)
        return pl.when(a.is_not_null()).then(chain.otherwise(2))
    if kind == "unbounded":
        return pl.when(a.is_not_null()).then(pl.when(own.is_null()).then(2).when(own > 0).then(0).otherwise(1))
    return pl.when(a.is_not_null()).then(pl.when(own > 0).then(0).otherwise(1))


def cells(rows: pl.DataFrame, cut: pl.Series | None) -> Iterator[tuple[int, int, Cell]]:
    """Yield (indicator, value of the cut, cell) for measured rows; `cut` numbers each company's value (None: all)."""
    numbered = rows.with_columns(cut=pl.lit(0, pl.UInt32) if cut is None else cut.gather(rows["company"]))
    disputed = pl.col("contest") >= CONTESTED
    aside = {}
    if rows.select(((pl.col("status") == ANSWERED) & disputed).any()).item():
        grouped = numbered.filter(~disputed).group_by("indicator", "cut").agg(_order())
        aside = {(row["indicator"], row["cut"]): _order_of(row) for row in grouped.iter_rows(named=True)}
    summed = numbered.group_by("indicator", "cut").agg(*_sums(disputed & (pl.col("status") == ANSWERED)), *_order())
    for row in summed.iter_rows(named=True):
        key = row["indicator"], row["cut"]
        yield *key, _cell(row, aside.get(key, empty_cell().own) if row["contested"] else None)


def _sums(contested: pl.Expr) -> Iterator[pl.Expr]:
    status, headcount = pl.col("status"), pl.col("headcount")
    answered, missing = status == ANSWERED, status > NOT_APPLICABLE
    yield from ((status == code).sum().alias(f"status{code}") for code in range(4))
    yield headcount.filter(answered).sum().alias("headcount_answered")
    yield headcount.filter(missing).sum().alias("headcount_missing")
    yield (missing & headcount.is_null()).sum().alias("unknown_missing")
    yield (answered & pl.col("evidence")).sum().alias("evidence_attached")
    yield pl.col("contest").max().alias("worst")
    yield contested.sum().alias("contested")
    for name in "abcd":
        yield pl.col(name).sum().alias(f"sum_{name}")
        yield pl.col(name).filter(contested).sum().alias(f"contested_{name}")
    for band in range(_MOST_BANDS):
        yield (pl.col("band") == band).sum().alias(f"band{band}")
        yield ((pl.col("band") == band) & contested).sum().alias(f"contested_band{band}")


def _order(own: str = "own") -> list[pl.Expr]:
    """Count, sum and the neighbours of each quartile; rows must be sorted by own value, nulls last."""
    value, n = pl.col(own), pl.col(own).count().cast(pl.Int64)
    exprs = [n.alias("own_n"), value.sum().alias("own_sum")]
    for quarter in _QUARTERS:
        exprs.append(value.get(((n - 1) * quarter).clip(0) // 4, null_on_oob=True).alias(f"low{quarter}"))
        exprs.append(value.get(((n - 1) * quarter + 3).clip(0) // 4, null_on_oob=True).alias(f"high{quarter}"))
    return exprs


def _order_of(row: Mapping[str, Any]) -> Order:
    lower = tuple(row[f"low{quarter}"] or 0 for quarter in _QUARTERS)
    upper = tuple(row[f"high{quarter}"] or 0 for quarter in _QUARTERS)
    return Order(row["own_n"], row["own_sum"], lower, upper)


def _cell(row: Mapping[str, Any], aside: Order | None) -> Cell:
    return Cell(
        statuses=(row["status0"], row["status1"], row["status2"], row["status3"]),
        headcount_answered=row["headcount_answered"],
        headcount_missing=row["headcount_missing"],
        unknown_missing=row["unknown_missing"],
        evidence=row["evidence_attached"],
        contest=row["worst"],
        contested=row["contested"],
        sums=(row["sum_a"], row["sum_b"], row["sum_c"], row["sum_d"]),
        contested_sums=(row["contested_a"], row["contested_b"], row["contested_c"], row["contested_d"]),
        bands=tuple(row[f"band{band}"] for band in range(_MOST_BANDS)),
        contested_bands=tuple(row[f"contested_band{band}"] for band in range(_MOST_BANDS)),
        own=_order_of(row),
        own_set_aside=aside,
    )


def extra_cells(columns: Columns, cut: pl.Series | None) -> Iterator[tuple[int, int, int, ExtraCell]]:
    """Yield (indicator, value of the cut, position of the extra, cell)."""
    a, b = pl.col("a"), pl.col("b")
    own = pl.when(b.is_null()).then(a * (OWN // SCALE)).otherwise(_divided(a, b, OWN))
    rows = columns.extras.with_columns(own=own).sort("own", nulls_last=True)
    rows = rows.with_columns(cut=pl.lit(0, pl.UInt32) if cut is None else cut.gather(rows["company"]))
    sums = (pl.len().alias("n"), a.sum().alias("sum_a"), b.sum().alias("sum_b"))
    for row in rows.group_by("indicator", "cut", "key").agg(*sums, *_order()).iter_rows(named=True):
        cell = ExtraCell(row["n"], row["sum_a"], row["sum_b"], _order_of(row))
        yield row["indicator"], row["cut"], row["key"], cell
