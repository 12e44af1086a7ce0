"""The answers of a cycle as frames, from a store that holds them as numbers: the way to `Columns` without objects.

`columns.columns_of` makes the same from submissions; both must give equal columns. No SQL here. Every company that
submitted has a place for every number that may be asked, so numbers are put where they belong instead of being joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from indicators.answers import Status
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
    companies_of,
)
from indicators.contests import contests_of
from indicators.model import Framework
from indicators.plans import Plan, plans_of

_STATUS: Final = {
    Status.ANSWERED.value: ANSWERED,
    Status.NOT_APPLICABLE.value: NOT_APPLICABLE,
    Status.NOT_AVAILABLE.value: NOT_AVAILABLE,
}
_SLOTS: Final = "abcd"


@dataclass(frozen=True)
class Declared:
    """`filings`: filing (a number of whoever keeps them), signatory. By filing `answers`: indicator, status;
    `numbers`: indicator, field, value (a double; a number of at most 15 digits); `evidence`: indicator.

    Current revisions only, at most one answer an indicator and one number a field.
    """

    filings: pl.DataFrame
    answers: pl.DataFrame
    numbers: pl.DataFrame
    evidence: pl.DataFrame


def columns_of_declared(framework: Framework, cycle: Cycle, declared: Declared) -> Columns:
    """Turn a cycle whose answers are in frames into columns; of `cycle` the roster, profiles and annotations are used.

    Raises RosterError as `columns_of` does.
    """
    companies = companies_of(cycle)
    plans = plans_of(framework)
    present = [n for n, company in enumerate(companies) if company.active and company.submitted]
    seats = pl.DataFrame(
        {
            "signatory": pl.Series([companies[n].signatory.id for n in present], dtype=pl.String),
            "seat": pl.Series(range(len(present)), dtype=pl.UInt32),
        }
    )
    table = _Table(plans, pl.Series("company", present, dtype=pl.UInt32), declared.filings.join(seats, on="signatory"))
    numbers = table.numbers(declared.numbers)
    rows = _rows(table, declared, numbers, table.contested(contests_of(framework, cycle)))
    return Columns(cycle.framework, cycle.id, plans, companies, rows, _extras(table, numbers, rows))


@dataclass(frozen=True)
class _Table:
    """A place for every company by every indicator, the first indicator's companies first. `company`: who sits there;
    `seats`: the seat of each filing."""

    plans: tuple[Plan, ...]
    company: pl.Series
    seats: pl.DataFrame

    @property
    def extras(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """The extra numbers of all indicators: plan, position in it, fields."""
        return [(n, key, extra.fields) for n, plan in enumerate(self.plans) for key, extra in enumerate(plan.extras)]

    def filled(self, empty: Any, kind: pl.DataType | type[pl.DataType], places: pl.DataFrame) -> pl.Series:
        """A value for every place: `empty`, but for those that `places` (place, value) names."""
        blank = pl.repeat(empty, len(self.plans) * len(self.company), dtype=kind, eager=True)
        return blank.scatter(places["place"], places["value"].cast(kind))

    def of_answers(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add `place` to rows that name a filing and an indicator; those of nobody who counts are left out."""
        sources = [(n, plan.source) for n, plan in enumerate(self.plans)]
        asked = pl.DataFrame(sources, schema={"plan": pl.UInt32, "indicator": pl.String}, orient="row")
        found = frame.join(self.seats, on="filing").join(asked, on="indicator")
        return found.with_columns(place=pl.col("plan") * len(self.company) + pl.col("seat"))

    def contested(self, ranks: Mapping[tuple[str, str], int]) -> pl.Series:
        """The contest rank of the answer in every place."""
        listed = [(*answer, rank) for answer, rank in ranks.items()]
        schema = {"signatory": pl.String, "indicator": pl.String, "value": pl.UInt8}
        frame = pl.DataFrame(listed, schema=schema, orient="row")
        filed = frame.join(self.seats.select("signatory", "filing"), on="signatory")
        return self.filled(0, pl.UInt8, self.of_answers(filed.drop("signatory")))

    def numbers(self, numbers: pl.DataFrame) -> list[pl.Series]:
        """The numbers in millionths by seat: for each of `a` to `d` one series after the other by indicator, then for
        each extra its `a` and its `b`."""
        wanted = list(self._wanted())
        schema = {"indicator": pl.String, "field": pl.String, "row": pl.UInt32}
        n = len(self.company)
        found = (
            numbers.with_columns(_millionths(numbers["value"]))
            .join(self.seats, on="filing")
            .join(pl.DataFrame(wanted, schema=schema, orient="row"), on=("indicator", "field"))
            .select("value", place=pl.col("row") * n + pl.col("seat"))
        )
        length = (len(_SLOTS) * len(self.plans) + 2 * len(self.extras)) * n
        blank = pl.repeat(None, length, dtype=found.schema["value"], eager=True)
        every = blank.scatter(found["place"], found["value"]).cast(pl.Int128)
        ends = [len(self.plans) * n] * len(_SLOTS) + [n] * (2 * len(self.extras))
        starts = [sum(ends[:at]) for at in range(len(ends))]
        return [every.slice(start, length) for start, length in zip(starts, ends, strict=True)]

    def _wanted(self) -> Iterator[tuple[str, str, int]]:
        for number, plan in enumerate(self.plans):
            yield from ((plan.source, field, slot * len(self.plans) + number) for slot, field in enumerate(plan.fields))
        first = len(_SLOTS) * len(self.plans)
        for at, (number, _, fields) in enumerate(self.extras):
            yield from ((self.plans[number].source, field, first + 2 * at + side) for side, field in enumerate(fields))


_ROOM: Final = 9 * 10**12
"""Below this a number of millionths has 64 bits; almost all do, and they are reckoned with in a tenth of the time."""


def _millionths(values: pl.Series) -> pl.Series:
    wide = pl.Int128 if values.len() and float(values.abs().max() or 0) >= _ROOM else pl.Int64  # type: ignore[arg-type]
    value = pl.col("value")
    whole = value.cast(pl.Int64, strict=False).cast(wide) * SCALE
    rest = (value * SCALE).round().cast(wide, strict=False)
    return values.to_frame("value").select(pl.when(value == value.round()).then(whole).otherwise(rest)).to_series()


def _rows(table: _Table, declared: Declared, numbers: list[pl.Series], contest: pl.Series) -> pl.DataFrame:
    """Every submitted company by every indicator; a main number that is missing makes an answer unanswered."""
    n, plans = len(table.company), table.plans
    status = pl.col("status").replace_strict(_STATUS, default=UNANSWERED, return_dtype=pl.UInt8)
    answers = table.of_answers(declared.answers.with_columns(value=status))
    evidence = table.of_answers(declared.evidence.with_columns(value=pl.lit(value=True)))
    places = pl.int_range(len(plans) * n, dtype=pl.UInt32, eager=True)
    rows = pl.DataFrame(
        {
            "company": table.company.gather(places % n),
            "indicator": pl.Series(range(len(plans)), dtype=pl.UInt16).gather(places // n),
            "asked": pl.Series([len(plan.fields) for plan in plans], dtype=pl.UInt8).gather(places // n),
            "status": table.filled(UNANSWERED, pl.UInt8, answers),
            "contest": contest,
            "evidence": table.filled(False, pl.Boolean, evidence),
            **dict(zip(_SLOTS, numbers, strict=False)),
        }
    )
    given = pl.sum_horizontal(pl.col(name).is_not_null() for name in _SLOTS)
    missing = (pl.col("status") == ANSWERED) & (given < pl.col("asked"))
    rows = rows.with_columns(
        status=pl.when(missing).then(pl.lit(UNANSWERED, pl.UInt8)).otherwise(pl.col("status")),
    )
    kept = (pl.when(pl.col("status") == ANSWERED).then(pl.col(name)).alias(name) for name in _SLOTS)
    return rows.with_columns(*kept).select(pl.col(name).cast(kind) for name, kind in ROWS.items())


def _extras(table: _Table, numbers: list[pl.Series], rows: pl.DataFrame) -> pl.DataFrame:
    """The other numbers of the answers that count: those of one field, or of two where both are there."""
    n, frames = len(table.company), [pl.DataFrame(schema=EXTRAS)]
    statuses = rows["status"]
    for at, (number, key, fields) in enumerate(table.extras):
        a, b = numbers[len(_SLOTS) + 2 * at : len(_SLOTS) + 2 * at + 2]
        counts = (statuses.slice(number * n, n) == ANSWERED) & a.is_not_null()
        counts = counts & b.is_not_null() if len(fields) > 1 else counts
        place = {"indicator": pl.lit(number, pl.UInt16), "key": pl.lit(key, pl.UInt16)}
        frame = pl.DataFrame({"company": table.company, "a": a, "b": b}).filter(counts).with_columns(**place)
        frames.append(frame.select(*EXTRAS))
    return pl.concat(frames)
