"""All figures of a cycle, cold, beside a bare polars script and beside SQL window functions, for the same cells.

Ours are exact, in whole millionths, with bounds, coverage and status of every figure; the peers compute sums, counts
and quartiles of own values, with and without contested answers, by indicator and cut, in floats. All start from memory.
Usage: python -m bench.figures [COMPANIES ...].
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable

import polars as pl

from bench.made_columns import FRAMEWORK, made
from indicators.columns import ANSWERED, Columns
from indicators.consolidate import consolidate_columns

SIZES = (100, 1_000, 10_000)
CUTS = ("whole", "sector", "country", "size")
BARE, WINDOWS = 2.0, 10.0
"""Targets: at most twice the bare script, at least ten times faster than SQL windows."""


def flat(columns: Columns) -> pl.DataFrame:
    """One row an answer, with its company's cuts, as an analyst would hold it."""
    companies = pl.DataFrame(
        {
            "company": pl.Series(range(len(columns.companies)), dtype=pl.UInt32),
            "whole": [""] * len(columns.companies),
            "sector": [company.sector for company in columns.companies],
            "country": [company.country for company in columns.companies],
            "size": [company.size for company in columns.companies],
        }
    )
    rows = columns.rows.filter(pl.col("status") == ANSWERED).with_columns(pl.col("a", "b").cast(pl.Float64))
    own = pl.when(pl.col("b") > 0).then(pl.col("a") / pl.col("b")).otherwise("a")
    kept = rows.select("company", "indicator", "a", "b", own=own, contested=pl.col("contest") > 1)
    return kept.join(companies, on="company")


def bare(answers: pl.DataFrame) -> int:
    """The plain column script; returns how many cells it made."""
    calm = ~pl.col("contested")
    found = 0
    for cut in CUTS:
        made_ = answers.group_by("indicator", cut).agg(
            pl.len(),
            pl.col("a", "b").sum(),
            pl.col("a", "b").filter(calm).sum().name.prefix("aside_"),
            pl.col("contested").sum(),
            *(pl.col("own").quantile(q, "linear").alias(f"q{q}") for q in (0.25, 0.5, 0.75)),
            *(pl.col("own").filter(calm).quantile(q, "linear").alias(f"aside_q{q}") for q in (0.25, 0.5, 0.75)),
        )
        found += made_.height
    return found


_WINDOWED = """
with placed as (
  select indicator, {cut} as cut, a, b, own, contested,
    row_number() over (partition by indicator, {cut} order by own) - 1 as place,
    count(*) over (partition by indicator, {cut}) - 1 as last,
    row_number() over (partition by indicator, {cut}, contested order by own) - 1 as place_aside,
    count(*) over (partition by indicator, {cut}, contested) - 1 as last_aside
  from answer)
select indicator, cut, count(*), sum(a), sum(b), sum(contested), sum(a * (1 - contested)), sum(b * (1 - contested)),
  max(case when place = last / 4 then own end), max(case when place = last / 2 then own end),
  max(case when place = last * 3 / 4 then own end),
  max(case when not contested and place_aside = last_aside / 4 then own end),
  max(case when not contested and place_aside = last_aside / 2 then own end),
  max(case when not contested and place_aside = last_aside * 3 / 4 then own end)
from placed group by indicator, cut
"""


def database_of(answers: pl.DataFrame) -> sqlite3.Connection:
    """The same rows in SQLite, in memory."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "create table answer"
        " (company, indicator, a real, b real, own real, contested integer, whole, sector, country, size)"
    )
    columns = answers.select(
        "company", "indicator", "a", "b", "own", pl.col("contested").cast(pl.Int8), "whole", "sector", "country", "size"
    )
    database.executemany(f"insert into answer values ({', '.join('?' * 10)})", columns.iter_rows())
    return database


def windows(database: sqlite3.Connection) -> int:
    """Sums and quartiles (lower neighbours) by window functions; returns how many cells it made."""
    return sum(len(database.execute(_WINDOWED.format(cut=cut)).fetchall()) for cut in CUTS)


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least of several runs: the others measure what else the machine does."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def measure(companies: int) -> dict[str, float]:
    """Measure one size; print and return seconds and ratios."""
    cycle, columns = made(companies)
    _, before = made(companies, seed=2025, cycle="2025")
    answers = flat(columns)
    database = database_of(answers)
    ours = seconds(lambda: consolidate_columns(FRAMEWORK, cycle, columns))
    changes = seconds(lambda: consolidate_columns(FRAMEWORK, cycle, columns, before))
    polars, sql = seconds(lambda: bare(answers)), seconds(lambda: windows(database), 1)
    print(
        f"  {companies:6} companies, {columns.rows.height:7} answers: {ours:6.3f} s (with changes {changes:6.3f}); "
        f"bare polars {polars:6.3f}, x {ours / polars:.2f} (target <= {BARE:.0f}); "
        f"SQL windows {sql:6.2f}, {sql / ours:.1f} x faster (target >= {WINDOWS:.0f})"
    )
    return {"ours": ours, "bare": ours / polars, "windows": sql / ours}


def main() -> None:
    sizes = [int(n) for n in sys.argv[1:]] or SIZES
    print("all figures of a cycle from columns: 32 indicators; all, by sector, country and size")
    found = {companies: measure(companies) for companies in sizes}
    first, last = min(found), max(found)
    growth = found[last]["ours"] / found[first]["ours"]
    print(f"  growth: x {growth:.1f} time for x {last / first:.0f} companies")
    for companies, numbers in found.items():
        bar = "#" * max(1, round(60 * numbers["ours"] / found[last]["ours"]))
        print(f"  {companies:6} {bar} {numbers['ours']:.3f} s")


if __name__ == "__main__":
    main()
