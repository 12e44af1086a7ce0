"""What the public can write down about one quantity: unknown answers, and the published sums that tie them together.

An unknown is one company's answer in one version: an answer that did not change between two editions is one unknown,
one that was revised is two. Answers of companies that publish in full are known, so they are no unknowns. Each unknown
is described by how far it could move from its true value and how far it must be able to move to be safe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Holding, Quantity, Shape, Whole
from indicators.disclosure.record import Item
from indicators.disclosure.thresholds import PROTECTION

FIXED: Final = -1
"""Stands for an item in a row that an earlier edition has published already."""

LEVELS: Final = 4


@dataclass(frozen=True)
class System:
    """Unknowns and rows of one quantity. `owner` numbers companies; `members[r]` are the unknowns that row r adds up,
    `item[r]` is a position in the unit's items, or FIXED, `dimension[r]` the breakdown it belongs to. Moves are in the
    quantity's own unit; for a level an unknown is which of four levels a company is at, `value` says which, and the
    rows count the companies at each level."""

    name: str
    shape: Shape
    owner: Whole
    value: Floats
    down: Floats
    up: Floats
    needed: Floats
    members: tuple[Whole, ...]
    item: Whole
    dimension: tuple[str, ...]

    @cached_property
    def matrix(self) -> Floats:
        """Unknowns x rows: 1 where the row adds the unknown up."""
        matrix = np.zeros((len(self.value), len(self.members)))
        for row, members in enumerate(self.members):
            matrix[members, row] = 1.0
        return matrix

    def rows_shown(self, hidden: Flags) -> Flags:
        """Return which rows the public has while the items marked in `hidden` are suppressed."""
        shown: Flags = (self.item == FIXED) | ~hidden[self.item]
        return shown


@dataclass
class _Unknowns:
    """Collects the versions of answers, each once."""

    numbers: dict[tuple[str, float, float], int]
    owners: dict[str, int]

    def of(self, ids: Sequence[str], values: Floats, caps: Floats) -> Whole:
        return np.array(
            [
                self.numbers.setdefault(key, len(self.numbers))
                for key in zip(ids, values.tolist(), caps.tolist(), strict=True)
            ],
            dtype=np.int64,
        )


def system_of(
    name: str,
    now: tuple[Holding, Quantity],
    items: Sequence[Item],
    before: Sequence[tuple[Holding, Quantity, Sequence[Item]]],
    owners: dict[str, int],
) -> System:
    """Return the system of one quantity: its items now, and what earlier editions showed of it. `owners` numbers the
    companies, alike for all systems."""
    unknowns = _Unknowns({}, owners)
    rows: Rows = {}
    _add(rows, unknowns, *now, list(enumerate(items)))
    for holding, quantity, shown in before:
        _add(rows, unknowns, holding, quantity, [(FIXED, item) for item in shown])
    keys = list(unknowns.numbers)
    owner = np.array([owners.setdefault(id_, len(owners)) for id_, _, _ in keys], dtype=np.int64)
    value = np.array([value for _, value, _ in keys], dtype=np.float64)
    cap = np.array([cap for _, _, cap in keys], dtype=np.float64)
    item = np.array([number for number, _, _ in rows], dtype=np.int64)
    shape = now[1].shape
    up = cap - value if shape == "capped" else np.full(len(value), np.inf)
    dimension = tuple(name for _, name, _ in rows)
    needed = _needed(shape, value, cap)
    return System(name, shape, owner, value, value.copy(), up, needed, tuple(rows.values()), item, dimension)


Rows = dict[tuple[int, str, bytes], Whole]
"""Members by item, dimension and members: a sum that is published twice is one row."""


def _add(
    rows: Rows,
    unknowns: _Unknowns,
    holding: Holding,
    quantity: Quantity,
    items: Sequence[tuple[int, Item]],
) -> None:
    hidden = quantity.private
    ids = [holding.ids[company] for company in quantity.company[hidden].tolist()]
    numbers = unknowns.of(ids, quantity.value[hidden], quantity.cap[hidden])
    for number, item in items:
        if item[0] not in quantity.parts:
            continue
        members = np.sort(numbers[holding.members(quantity, item)[hidden]])
        if len(members):
            rows[number, item[1], members.tobytes()] = members


def _needed(shape: Shape, value: Floats, cap: Floats) -> Floats:
    """How far an answer must be able to move: p % of it, at least one unit; a capped one no further than it can."""
    if shape == "level":
        return np.ones(len(value))
    wanted = np.maximum(PROTECTION * value, 1.0)
    return np.minimum(wanted, cap) if shape == "capped" else wanted


def names_of(quantities: Sequence[Quantity]) -> Mapping[str, Quantity]:
    """Return quantities by name, which links them between editions."""
    return {quantity.name: quantity for quantity in quantities}
