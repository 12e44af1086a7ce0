"""Change since the previous cycle: raw, and on the companies that answered in both, so that who answers is not taken
for what they do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from indicators.columns import ANSWERED, SCALE, Columns
from indicators.cuts import numbered, values_of
from indicators.estimates import as_decimal, claimed, value_of
from indicators.figures import Dimension, Estimate
from indicators.model import Indicator
from indicators.own_values import coded, summable
from indicators.statistics import counted_cells


@dataclass(frozen=True)
class Comparison:
    """A cycle beside the previous one: every row of the previous, and the answers that companies gave in both."""

    now: Columns
    before: Columns
    rows: pl.DataFrame
    both: pl.DataFrame

    @staticmethod
    def of(now: Columns, before: Columns) -> Comparison:
        """Bring two cycles together, once for all cuts."""
        both = _answered(now).join(_answered(before), on=("signatory", "name"), how="inner", suffix="_before")
        sides = [name + suffix for name in "abcd" for suffix in ("", "_before")]
        return Comparison(now, before, coded(before), summable(both, sides))

    @property
    def method_changed(self) -> bool:
        """Whether the two were asked by different versions of the framework."""
        return self.before.framework != self.now.framework

    def previous(self, dimension: Dimension) -> dict[tuple[str, str], Estimate]:
        """Return the value of every indicator in the previous cycle by (indicator, value of the cut), in that cycle's
        cuts; without its spread, which nothing is compared with."""
        values = values_of(self.before.companies, dimension)
        cut = numbered(self.before.companies, dimension, values)
        plans = self.before.plans
        return {
            (plans[number].indicator.id, values[position]): claimed(plans[number].indicator, cell)
            for number, position, cell in counted_cells(self.rows, cut)
        }

    def changes(self, cut: pl.Series | None) -> dict[tuple[int, int], Decimal]:
        """Return by (indicator, value of the cut) the change of the value over the companies that answered in both
        cycles, in this cycle's cuts; where it is undefined there is no entry."""
        both = self.both.with_columns(cut=pl.lit(0, pl.UInt32) if cut is None else cut.gather(self.both["company"]))
        sums = [pl.col(name + suffix).sum() for name in (*"abcd", "high") for suffix in ("", "_before")]
        changes = {}
        for row in both.group_by("indicator", "cut").agg(pl.len().alias("n"), *sums).iter_rows(named=True):
            indicator = self.now.plans[row["indicator"]].indicator
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
