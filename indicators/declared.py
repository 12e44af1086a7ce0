"""The answers of a cycle as frames, from a store that holds them as numbers: the way to `Columns` without objects.

`columns.columns_of` makes the same from submissions; both must give equal columns. No SQL here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from indicators.answers import Status
from indicators.case import Cycle
from indicators.columns import ANSWERED, EXTRAS, NOT_APPLICABLE, NOT_AVAILABLE, ROWS, UNANSWERED, Columns, companies_of
from indicators.contests import contests_of
from indicators.model import Framework
from indicators.plans import Plan, plans_of

_STATUS: Final = {
    Status.ANSWERED.value: ANSWERED,
    Status.NOT_APPLICABLE.value: NOT_APPLICABLE,
    Status.NOT_AVAILABLE.value: NOT_AVAILABLE,
}


@dataclass(frozen=True)
class Declared:
    """`answers`: signatory, indicator, status, evidence (bool); `numbers`: signatory, indicator, field, value in
    millionths (Int128). Current revisions only, at most one answer an indicator."""

    answers: pl.DataFrame
    numbers: pl.DataFrame


def columns_of_declared(framework: Framework, cycle: Cycle, declared: Declared) -> Columns:
    """Turn a cycle whose answers are in frames into columns; of `cycle` the roster, profiles and annotations are used.

    Raises RosterError as `columns_of` does.
    """
    companies = companies_of(cycle)
    plans = plans_of(framework)
    present = [n for n, company in enumerate(companies) if company.active and company.submitted]
    place = pl.DataFrame(
        {
            "signatory": pl.Series([companies[n].signatory.id for n in present], dtype=pl.String),
            "company": pl.Series(present, dtype=pl.UInt32),
        }
    )
    numbers = declared.numbers.join(place, on="signatory")
    rows = _rows(plans, place, declared.answers, numbers, _contested(framework, cycle))
    return Columns(cycle.framework, cycle.id, plans, companies, rows, _extras(plans, numbers, rows))


def _contested(framework: Framework, cycle: Cycle) -> pl.DataFrame:
    found = contests_of(framework, cycle)
    listed = [(signatory, indicator, rank) for (signatory, indicator), rank in found.items()]
    return pl.DataFrame(listed, schema={"signatory": pl.String, "source": pl.String, "contest": pl.UInt8}, orient="row")


def _rows(
    plans: tuple[Plan, ...],
    place: pl.DataFrame,
    answers: pl.DataFrame,
    numbers: pl.DataFrame,
    contested: pl.DataFrame,
) -> pl.DataFrame:
    """Every submitted company by every indicator; a main number that is missing makes an answer unanswered."""
    asked = pl.DataFrame(
        [(number, plan.source, len(plan.fields)) for number, plan in enumerate(plans)],
        schema={"indicator": pl.UInt16, "source": pl.String, "asked": pl.UInt8},
        orient="row",
    )
    known = answers.select(
        "signatory",
        "evidence",
        source="indicator",
        status=pl.col("status").replace_strict(_STATUS, default=UNANSWERED, return_dtype=pl.UInt8),
    )
    rows = asked.join(place, how="cross").join(known, on=("signatory", "source"), how="left", maintain_order="left")
    rows = rows.join(contested, on=("signatory", "source"), how="left", maintain_order="left")
    for slot in range(4):
        name = "abcd"[slot]
        rows = rows.join(_slot(plans, numbers, slot), on=("company", "indicator"), how="left", maintain_order="left")
        rows = rows.rename({"value": name})
    given = pl.sum_horizontal(pl.col(name).is_not_null() for name in "abcd")
    status = pl.col("status").fill_null(UNANSWERED)
    missing = (status == ANSWERED) & (given < pl.col("asked"))
    rows = rows.with_columns(
        status=pl.when(missing).then(pl.lit(UNANSWERED, pl.UInt8)).otherwise(status),
        contest=pl.col("contest").fill_null(0),
        evidence=pl.col("evidence").fill_null(value=False),
    )
    kept = (pl.when(pl.col("status") == ANSWERED).then(pl.col(name)).alias(name) for name in "abcd")
    return rows.with_columns(*kept).select(pl.col(name).cast(kind) for name, kind in ROWS.items())


def _slot(plans: tuple[Plan, ...], numbers: pl.DataFrame, slot: int) -> pl.DataFrame:
    """The numbers that stand at one place (a, b, c or d) of each indicator: company, indicator, value."""
    where = [(number, plan.source, plan.fields[slot]) for number, plan in enumerate(plans) if len(plan.fields) > slot]
    return _at(numbers, where)


def _at(numbers: pl.DataFrame, where: list[tuple[int, str, str]]) -> pl.DataFrame:
    wanted = pl.DataFrame(where, schema={"number": pl.UInt16, "indicator": pl.String, "field": pl.String}, orient="row")
    found = numbers.join(wanted, on=("indicator", "field"))
    return found.select("company", "value", indicator="number")


def _extras(plans: tuple[Plan, ...], numbers: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The other numbers of the answers that count."""
    answered = rows.filter(pl.col("status") == ANSWERED).select("company", "indicator")
    frames = [pl.DataFrame(schema=EXTRAS), *_each_extra(plans, numbers)]
    return pl.concat(frames, how="diagonal").join(answered, on=("company", "indicator"), how="semi").select(*EXTRAS)


def _each_extra(plans: tuple[Plan, ...], numbers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    by_field = numbers.partition_by("indicator", "field", as_dict=True)
    none = numbers.clear()
    for number, plan in enumerate(plans):
        for key, extra in enumerate(plan.extras):
            parts = [by_field.get((plan.source, name), none).select("company", "value") for name in extra.fields]
            frame = parts[0].rename({"value": "a"})
            if len(parts) > 1:
                frame = frame.join(parts[1].rename({"value": "b"}), on="company")
            yield frame.with_columns(indicator=pl.lit(number, pl.UInt16), key=pl.lit(key, pl.UInt16))
