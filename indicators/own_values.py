"""Each company's own value of each indicator: its ratio, count, level or difference, and its band in the bar.

Kept to twelve decimals (half up). Only ranks, quartiles and means of companies rest on it, never a pooled figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from indicators.columns import SCALE, Columns
from indicators.contests import CONTESTED
from indicators.model import Indicator

OWN: Final = 10**12
"""A company's own value is kept as a whole number of these parts."""

BANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ratio": ("100", "50-99", "1-49", "0", "undefined"),
    "unbounded": ("positive", "zero", "undefined"),
    "level": ("0", "1", "2", "3"),
    "size": ("positive", "zero"),
    "derived": ("positive", "zero", "negative", "undefined"),
}
"""Segments of the bar, by the kind of value; `undefined` is a company that reports none out of none."""

NO_BAND: Final = 7
MOST_BANDS: Final = max(len(bands) for bands in BANDS.values())


def bands_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the band keys of an indicator, in the order of their numbers."""
    if indicator.kind == "ratio":
        return BANDS["unbounded" if indicator.unbounded else "ratio"]
    return BANDS.get(indicator.kind, BANDS["size"])


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows of a cycle, ready to be counted and ordered.

    `rows` have the headcount and a `code`, which holds status, band and contest in one small number, so that one
    grouping counts all three. `valued` are the own values alone, sorted; `undisputed` those of uncontested answers.
    """

    rows: pl.DataFrame
    valued: pl.DataFrame
    undisputed: pl.DataFrame


def measured(columns: Columns) -> Measured:
    """Return the rows of a cycle with each company's own value of each indicator."""
    rows = coded(columns)
    valued = ordered(rows.select("company", "indicator", "contest", "own"))
    counted = rows.select("company", "indicator", "code", *"abcd", "headcount", "evidence")
    return Measured(counted, valued, valued.filter(pl.col("contest") < CONTESTED))


def coded(columns: Columns) -> pl.DataFrame:
    """Return the rows of a cycle with headcount, own value, band and `code`, unordered: enough to count and sum."""
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
    rows = pl.concat(parts) if parts else _valued(rows, "size")
    code = pl.col("status") + 4 * pl.col("band").fill_null(NO_BAND) + 32 * pl.col("contest")
    return summable(rows.with_columns(code=code.cast(pl.UInt8)), tuple("abcd"))


def summable(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return rows whose `names` are in 64 bits where every sum over them has room there, which is much faster."""
    widest = rows.select(pl.max_horizontal(pl.col(names).abs().max())).item() if names else None
    if widest is not None and widest * rows.height >= 2**63:
        return rows
    return rows.with_columns(pl.col(names).cast(pl.Int64))


def ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that have an own value, sorted by it; in 64 bits where that is enough, which is twice as fast."""
    rows = rows.filter(pl.col("own").is_not_null())
    widest = rows.select(pl.col("own").abs().max()).item()
    return (rows if widest is None or widest >= 2**63 else rows.with_columns(pl.col("own").cast(pl.Int64))).sort("own")


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
    return rows.with_columns(band=_band(kind).cast(pl.UInt8))


def _own(kind: str) -> pl.Expr:
    a, b, c, d = (pl.col(name) for name in "abcd")
    if kind in ("ratio", "unbounded"):
        return divided(a, b, OWN)
    if kind == "derived":
        return divided(a, b, 100 * OWN) - divided(c, d, 100 * OWN)
    return a * (OWN // SCALE)


def divided(above: pl.Expr, below: pl.Expr, parts: int) -> pl.Expr:
    """Return above / below in whole `parts`, rounded half up; null where the denominator is zero."""
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
    if kind in ("ratio", "rates"):
        above, below = (a, b) if kind == "ratio" else (own, pl.lit(OWN))
        chain = pl.when(own.is_null()).then(4).when(above == 0).then(3).when(above * 2 < below).then(2)
        return pl.when(a.is_not_null()).then(chain.when(above >= below).then(0).otherwise(1))
    if kind == "derived":
        chain = pl.when(own.is_null()).then(3).when(own > 0).then(0).when(own == 0).then(1)
        return pl.when(a.is_not_null()).then(chain.otherwise(2))
    if kind == "unbounded":
        return pl.when(a.is_not_null()).then(pl.when(own.is_null()).then(2).when(a > 0).then(0).otherwise(1))
    return pl.when(a.is_not_null()).then(pl.when(own > 0).then(0).otherwise(1))
