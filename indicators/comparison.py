"""Change since the previous cycle: raw, and on the companies that answered in both, so that who answers is not taken
for what they do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl

from indicators.columns import ANSWERED, SCALE, Columns
from indicators.estimates import as_decimal, value_of
from indicators.model import Indicator


def matched_changes(now: Columns, before: Columns, cut: pl.Series | None) -> dict[tuple[int, int], Decimal]:
    """Return by (indicator, value of the cut) the change of the consolidated value over the companies that answered in
    both cycles, in this cycle's cuts; where it is undefined there is no entry."""
    current, earlier = _answered(now), _answered(before)
    both = current.join(earlier, on=("signatory", "name"), how="inner", suffix="_before")
    both = both.with_columns(cut=pl.lit(0, pl.UInt32) if cut is None else cut.gather(both["company"]))
    sums = [pl.col(name + suffix).sum() for name in (*"abcd", "high") for suffix in ("", "_before")]
    changes = {}
    for row in both.group_by("indicator", "cut").agg(pl.len().alias("n"), *sums).iter_rows(named=True):
        indicator = now.plans[row["indicator"]].indicator
        value, value_before = (_value(indicator, row, suffix) for suffix in ("", "_before"))
        if value is not None and value_before is not None:
            change = as_decimal(value - value_before)
            if change is not None:
                changes[row["indicator"], row["cut"]] = change
    return changes


def _answered(columns: Columns) -> pl.DataFrame:
    signatories = pl.Series([company.signatory.id for company in columns.companies], dtype=pl.String)
    names = pl.Series([plan.indicator.id for plan in columns.plans], dtype=pl.String)
    rows = columns.rows.filter(pl.col("status") == ANSWERED)
    return rows.select(
        "company",
        "indicator",
        *"abcd",
        high=pl.col("a") >= 2 * SCALE,
        signatory=signatories.gather(rows["company"]),
        name=names.gather(rows["indicator"]),
    )


def _value(indicator: Indicator, row: dict[str, int], suffix: str) -> Fraction | None:
    sums = (row["a" + suffix], row["b" + suffix], row["c" + suffix], row["d" + suffix])
    return value_of(indicator, row["n"], sums, (0, 0, row["high" + suffix], 0))
