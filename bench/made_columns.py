"""Invented cycles as columns, of any size: ten thousand companies cost no more to make than a hundred lines."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.case import Cycle
from indicators.columns import (
    ANSWERED,
    EXTRAS,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    ROWS,
    SCALE,
    UNANSWERED,
    Columns,
    Company,
)
from indicators.figures import Signatory, size_band
from indicators.loader import bundled
from indicators.model import Framework
from indicators.plans import Plan, plans_of

FRAMEWORK: Framework = bundled()
SECTORS = "ABCDEFGHIJKLMNOPQRST"
COUNTRIES = tuple("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())  # noqa: SIM905


def made(companies: int, seed: int = 2026, cycle: str = "2026", share_public: float = 0.1) -> tuple[Cycle, Columns]:
    """A cycle of so many companies, one in ten silent, with few answers contested; country and sector are uneven."""
    rng = np.random.default_rng(seed)
    listed = _companies(rng, companies, share_public)
    plans = plans_of(FRAMEWORK)
    present = np.flatnonzero([company.submitted for company in listed]).astype(np.uint32)
    headcounts = np.array([company.headcount for company in listed])[present]
    rows, extras = [], []
    for number, plan in enumerate(plans):
        rows.append(_rows(rng, number, plan, present, headcounts))
        extras += [_extra(rng, key, plan, rows[-1]) for key in range(len(plan.extras))]
    columns = Columns(
        FRAMEWORK.ref,
        cycle,
        plans,
        tuple(listed),
        pl.concat(rows),
        pl.concat([pl.DataFrame(schema=EXTRAS), *extras]),
    )
    return Cycle(cycle, FRAMEWORK.ref, tuple(company.signatory for company in listed), ()), columns


def _companies(rng: np.random.Generator, companies: int, share_public: float) -> list[Company]:
    sectors = rng.choice(list(SECTORS), companies, p=_uneven(len(SECTORS)))
    countries = rng.choice(COUNTRIES, companies, p=_uneven(len(COUNTRIES)))
    headcounts = np.exp(rng.normal(6, 1.8, companies)).astype(int) + 1
    submitted, public = rng.random(companies) < 0.9, rng.random(companies) < share_public
    found = []
    for number in range(companies):
        headcount = int(headcounts[number])
        one = Signatory(f"S{number}", f"S{number} (invented)", str(countries[number]), str(sectors[number]), headcount)
        band = size_band(headcount) or ""
        found.append(
            Company(
                one,
                str(sectors[number]),
                str(countries[number]),
                band,
                headcount,
                bool(submitted[number]),
                bool(public[number]),
            )
        )
    return found


def _uneven(n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    weights = 1.0 / np.arange(1, n + 1)
    return weights / weights.sum()


def _rows(
    rng: np.random.Generator, number: int, plan: Plan, present: np.ndarray, headcounts: np.ndarray
) -> pl.DataFrame:
    n = len(present)
    states = (ANSWERED, NOT_APPLICABLE, NOT_AVAILABLE, UNANSWERED)
    status = rng.choice(np.array(states, dtype=np.uint8), n, p=(0.85, 0.05, 0.05, 0.05))
    contest = np.where((status == ANSWERED) & (rng.random(n) < 0.03), 3, 0).astype(np.uint8)
    bases = [np.where(rng.random(n) < 0.5, headcounts, headcounts // 3 + 1) for _ in range(2)]
    numbers = {}
    for name, base in zip(("ab", "cd"), bases, strict=True):
        whole = rng.integers(0, 4, n) if plan.indicator.kind == "level" else (base * rng.random(n)).astype(int)
        numbers |= {name[0]: whole, name[1]: base}
    used = "abcd"[: len(plan.fields)]
    rows = pl.DataFrame(
        {
            "company": present,
            "indicator": np.full(n, number, dtype=np.uint16),
            "status": status,
            "contest": contest,
            "evidence": rng.random(n) < 0.3,
            **{name: pl.Series(numbers[name] * SCALE).cast(pl.Int128) for name in used},
            **{name: pl.Series([None] * n, dtype=pl.Int128) for name in "abcd" if name not in used},
        }
    )
    kept = (pl.when(pl.col("status") == ANSWERED).then(pl.col(name)).alias(name) for name in "abcd")
    return rows.with_columns(*kept).select(*ROWS)


def _extra(rng: np.random.Generator, key: int, plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    chosen = rows.filter(pl.col("status") == ANSWERED)
    n = chosen.height
    below = (chosen["b"].fill_null(SCALE).cast(pl.Int64).to_numpy() // 2 // SCALE).astype(np.int64)
    above = (below * rng.random(n)).astype(np.int64)
    ratio = plan.extras[key].summary == "ratio"
    return pl.DataFrame(
        {
            "company": chosen["company"],
            "indicator": chosen["indicator"],
            "key": np.full(n, key, dtype=np.uint16),
            "a": pl.Series(above * SCALE).cast(pl.Int128),
            "b": pl.Series(below * SCALE).cast(pl.Int128) if ratio else pl.Series([None] * n, dtype=pl.Int128),
        }
    ).select(*EXTRAS)
