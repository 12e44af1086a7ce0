"""The numbers of the contributors to each figure, as disclosure control sees them. Values only; no rule is applied.

A quantity is one number of each contributor that published sums add up: a numerator, a denominator, a count, a level.
Where a denominator is public (the headcount) or taken as known, the numerator is capped by it: an attacker is assumed
to know every denominator when it estimates a numerator, and nothing less may keep the numerator safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from indicators.bounds import over_headcount
from indicators.disclosure.record import DIMENSIONS, Group, Item, Part, Record
from indicators.model import Indicator
from indicators.plans import Extra, Plan

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Shape = Literal["level", "capped", "open"]
"""A level is 0 to 3 and told by how many companies are at each; capped is from 0 to a known number; open from 0 on."""

ALL_PARTS: Final[tuple[Part, ...]] = ("claimed", "set_aside", "matched_change")


@dataclass(frozen=True)
class Quantity:
    """One number of each contributor to an indicator. Arrays run over the contributors.

    `company` is a position in the record; `private` are answers that are not public; `cap` is infinite where there is
    none; `weight` is None where this number is not what dominance is about; `valued` are those with a value of their
    own, which quartiles are about (none out of none has none).
    """

    name: str
    shape: Shape
    parts: tuple[Part, ...]
    company: Whole
    private: Flags
    contested: Flags
    matched: Flags
    value: Floats
    cap: Floats
    weight: Floats | None
    valued: Flags


@dataclass(frozen=True)
class Holding:
    """All that is needed of one record: its companies, each company's cuts, the quantities by source and group, and by
    indicator and key the numbers of which only a median is published: they are in no sum."""

    ids: list[str]
    cuts: Mapping[str, list[str]]
    quantities: Mapping[tuple[str, Group], tuple[Quantity, ...]]
    medians: Mapping[tuple[str, str], Quantity] = field(default_factory=dict)

    @cached_property
    def _flags(self) -> dict[tuple[str, str], Flags]:
        """What `_inside` has found before."""
        return {}

    def _inside(self, dimension: str, value: str) -> Flags:
        """Which companies a cut is about."""
        if (dimension, value) not in self._flags:
            self._flags[dimension, value] = np.array([cut == value for cut in self.cuts[dimension]], dtype=np.bool_)
        return self._flags[dimension, value]

    def members(self, quantity: Quantity, item: Item) -> Flags:
        """Return which contributors a published sum adds up."""
        part, dimension, value = item
        chosen = np.ones(len(quantity.company), dtype=np.bool_)
        if dimension != "all":
            chosen = self._inside(dimension, value)[quantity.company]
        if part == "set_aside":
            chosen = chosen & ~quantity.contested
        if part == "matched_change":
            chosen = chosen & quantity.matched
        return chosen


def holding_of(plans: Sequence[Plan], record: Record, others: Sequence[Record] = ()) -> Holding:
    """Return the quantities of a record, by source indicator and group.

    An answer that is public in one of the `others` (editions of the same cycle), and is the same there, is public here
    too: it cannot be taken back.
    """
    record = with_private(record, (record, *others))
    companies = record.companies
    cuts: dict[str, list[str]] = {name: companies[name].to_list() for name in DIMENSIONS if name != "all"}
    rows = {key[0]: part for key, part in record.rows.partition_by("indicator", as_dict=True).items()}
    extras = record.extras.partition_by("indicator", "key", as_dict=True)
    found: dict[tuple[str, Group], list[Quantity]] = {}
    medians: dict[tuple[str, str], Quantity] = {}
    for plan in plans:
        part = rows.get(plan.indicator.id)
        if part is None:
            continue
        group: Group = "main" if plan.indicator.entered else "detail"
        found.setdefault((plan.source, group), []).extend(_main(plan.indicator, part))
        for extra in plan.extras:
            other = extras.get((plan.indicator.id, extra.key))
            if other is not None and extra.summary == "median":
                medians[plan.indicator.id, extra.key] = _open(extra, other)
            if other is not None and plan.indicator.method != "rate_ratio":
                found.setdefault((plan.source, "detail"), []).extend(_extra(plan.indicator, extra, other))
    held = {key: tuple(quantities) for key, quantities in found.items()}
    return Holding(companies["id"].to_list(), cuts, held, medians)


def with_private(record: Record, all_: Sequence[Record]) -> Record:
    """Return a record whose rows and extras say which answers no record makes public."""
    frames = {}
    for name, key in (("rows", ["id", "indicator", *"abcd"]), ("extras", ["id", "indicator", "key", *"ab"])):
        told = pl.concat([_told(one, name).filter(pl.col("public")).select(key) for one in all_]).unique()
        rows = _told(record, name)
        told = told.with_columns(told=pl.lit(value=True))
        rows = rows.join(told, on=key, how="left", nulls_equal=True, maintain_order="left")
        frames[name] = rows.with_columns(private=pl.col("told").is_null())
    return replace(record, rows=frames["rows"], extras=frames["extras"])


def _told(record: Record, name: str) -> pl.DataFrame:
    frame: pl.DataFrame = getattr(record, name)
    return frame.with_columns(
        id=record.companies["id"].gather(frame["company"]), public=record.companies["public"].gather(frame["company"])
    )


def _main(indicator: Indicator, rows: pl.DataFrame) -> Iterator[Quantity]:
    a, b, c, d = (_numbers(rows, name) for name in "abcd")
    shared = _shared(rows)
    if indicator.kind == "level":
        yield Quantity("level", "level", ALL_PARTS, *shared, a, np.full(len(a), 3.0), np.ones(len(a)), a >= 0)
    elif indicator.kind == "derived" or indicator.method == "rate_ratio":
        prefix = indicator.id if indicator.kind == "derived" else ""
        valued = (b > 0) & (d > 0) & ((c > 0) | (indicator.kind == "derived"))
        for name, numbers in (("1", (a, b, b + d)), ("2", (c, d, None))):
            for quantity in _over(f"{prefix}{name}", shared, numbers, ALL_PARTS, unlimited=indicator.unbounded):
                yield replace(quantity, valued=valued)
    elif indicator.kind == "ratio":
        known = over_headcount(indicator)
        yield from _over("", shared, (a, b, b), ALL_PARTS, unlimited=indicator.unbounded, known=known)
    else:
        yield Quantity("a", "open", ALL_PARTS, *shared, a, np.full(len(a), np.inf), a, a >= 0)


def _extra(indicator: Indicator, extra: Extra, rows: pl.DataFrame) -> Iterator[Quantity]:
    """The numbers besides the main one; a median is no sum, so it is not here."""
    if extra.summary == "ratio":
        rows = _unmatched(rows)
        a, b = _numbers(rows, "a"), _numbers(rows, "b")
        yield from _over(extra.key, _shared(rows), (a, b, b), ("claimed",), unlimited=indicator.unbounded)
    elif extra.summary == "sum":
        yield _open(extra, rows)


def _open(extra: Extra, rows: pl.DataFrame) -> Quantity:
    """One number of each contributor, from 0 on."""
    rows = _unmatched(rows)
    a = _numbers(rows, "a")
    return Quantity(extra.key, "open", ("claimed",), *_shared(rows), a, np.full(len(a), np.inf), a, a >= 0)


def _unmatched(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(contested=pl.lit(value=False), matched=pl.lit(value=False))


def _over(
    name: str,
    shared: tuple[Whole, Flags, Flags, Flags],
    numbers: tuple[Floats, Floats, Floats | None],
    parts: tuple[Part, ...],
    *,
    unlimited: bool,
    known: bool = False,
) -> Iterator[Quantity]:
    """A numerator, and its denominator unless everybody knows that."""
    above, below, weight = numbers
    limitless = np.full(len(above), np.inf)
    shape: Shape = "open" if unlimited else "capped"
    yield Quantity(f"{name}a", shape, parts, *shared, above, limitless if unlimited else below, weight, below > 0)
    if not known:
        yield Quantity(f"{name}b", "open", parts, *shared, below, limitless, None, below > 0)


def _numbers(rows: pl.DataFrame, name: str) -> Floats:
    return rows[name].fill_null(0.0).to_numpy().astype(np.float64)


def _shared(rows: pl.DataFrame) -> tuple[Whole, Flags, Flags, Flags]:
    def flags(name: str) -> Any:
        return rows[name].to_numpy()

    company = rows["company"].to_numpy().astype(np.int64)
    return company, flags("private"), flags("contested"), flags("matched")
