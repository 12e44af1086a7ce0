"""How far a sum can lie from its truth: worked by hand, counted out, and held against single sums."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from indicators.disclosure.feasible import Attacker, Extent, Folded, Work
from indicators.disclosure.system import LEVELS, System
from tests.indicators.disclosure.systems import random_system


def sums(
    values: Sequence[float], *rows: Sequence[int], caps: Sequence[float] | None = None, level: bool = False
) -> System:
    """One company a value, and the sums over these companies."""
    value = np.array(values, dtype=np.float64)
    up = np.full(len(value), np.inf) if caps is None else np.array(caps, dtype=np.float64) - value
    shape = "level" if level else "open" if caps is None else "capped"
    members = tuple(np.array(row, dtype=np.int64) for row in rows)
    item = np.arange(len(rows), dtype=np.int64)
    needed = np.ones(len(value))
    dimension = tuple("all" for _ in rows)
    return System("x", shape, np.arange(len(value)), value, value.copy(), up, needed, members, item, dimension)  # type: ignore[arg-type]


def interval(system: System, row: int, hidden: Sequence[int], level: int = 0) -> tuple[float, float]:
    """Between which numbers the sum of a row lies while these rows are hidden."""
    extent = attacker(system, hidden).extent(row, level)
    members = system.value[system.members[row]]
    value = float((members == level).sum()) if system.shape == "level" else float(members.sum())
    assert extent.solved
    return value - extent.down, value + extent.up


def attacker(system: System, hidden: Sequence[int], work: Work | None = None) -> Attacker:
    showing = ~np.isin(np.arange(len(system.members)), list(hidden))
    return Attacker(Folded.of(system, showing), work or Work())


WHOLE, FIRST, SECOND, THIRD = range(4)
TEN = ((0, 1, 2), (0,), (1,), (2,))
"""The total, and three parts of one company each."""


def test_of_a_total_of_ten_with_one_part_of_four_shown_each_other_part_is_between_none_and_six() -> None:
    system = sums((5, 1, 4), *TEN)
    assert interval(system, FIRST, (FIRST, SECOND)) == (0, 6)
    assert interval(system, SECOND, (FIRST, SECOND)) == (0, 6)


def test_known_denominators_narrow_the_interval_from_both_sides() -> None:
    system = sums((5, 1, 4), *TEN, caps=(5, 3, 9))
    # the second has at most 3 of the 6 that are left, so the first has at least 3
    assert interval(system, FIRST, (FIRST, SECOND)) == (3, 5)
    assert interval(system, SECOND, (FIRST, SECOND)) == (1, 3)


def test_a_part_suppressed_alone_is_told_to_the_unit() -> None:
    assert interval(sums((5, 1, 4), *TEN), FIRST, (FIRST,)) == (5, 5)


def test_a_second_breakdown_locates_what_the_first_hides() -> None:
    # four companies in a square: shown are all and the two columns, and the second row or neither
    square = ((0, 1, 2, 3), (0, 1), (2, 3), (0, 2), (1, 3))
    assert interval(sums((5, 1, 4, 7), *square), 1, (1,)) == (6, 6)
    assert interval(sums((5, 1, 4, 7), *square), 1, (1, 2)) == (0, 17)
    capped = sums((2, 1, 4, 7), *square, caps=(2, 3, 10, 7))
    # second column, 8: the fourth company has at most 7, so the second at least 1; first column, 6: the first up to 2
    assert interval(capped, 1, (1, 2)) == (1, 5)


def test_nothing_bounds_an_amount_that_stands_in_no_published_sum() -> None:
    assert interval(sums((5, 1, 4), *TEN), FIRST, (WHOLE, FIRST, SECOND)) == (0, np.inf)


def test_parts_that_share_no_published_sum_are_each_worked_out_for_themselves() -> None:
    # 0+1 and 2+3 are shown; the hidden sum takes one of each pair
    system = sums((5, 1, 4, 7), (0, 1), (2, 3), (0, 2))
    assert interval(system, 2, (2,)) == (0, 17)


def test_levels_are_counted_in_companies() -> None:
    # two at 0 and two at 3, of which two in the first part; both parts hidden
    system = sums((0, 0, 3, 3), (0, 1, 2, 3), (0, 1), (2, 3), level=True)
    assert [interval(system, 1, (1, 2), level) for level in range(LEVELS)] == [(0, 2), (0, 0), (0, 0), (0, 2)]
    assert interval(system, 1, (1,)) == (2, 2)


def counted_out(system: System, hidden: Sequence[int], row: int) -> list[tuple[float, float]]:
    """The least and the most over every answer in whole numbers, one after another."""
    rows = [r for r in range(len(system.members)) if r not in hidden]
    if system.shape == "level":
        highest = [LEVELS - 1] * len(system.value)
    else:
        highest = [int(v + u) if np.isfinite(u) else 9 for v, u in zip(system.value, system.up, strict=True)]
    ways = np.array(list(product(*(range(top + 1) for top in highest))), dtype=np.int64)
    levels = range(LEVELS) if system.shape == "level" else (0,)

    def seen(of: np.ndarray, members: np.ndarray, level: int) -> np.ndarray:
        return (of[:, members] == level).sum(axis=1) if system.shape == "level" else of[:, members].sum(axis=1)

    truth = system.value.astype(np.int64)[None, :]
    for shown_row, level in product(rows, levels):
        members = system.members[shown_row]
        ways = ways[seen(ways, members, level) == seen(truth, members, level)]
    found = [seen(ways, system.members[row], level) for level in levels]
    return [(float(of.min()), float(of.max())) for of in found]


def tiny(seed: int, shape: str) -> tuple[System, list[int]]:
    """At most six companies in two breakdowns that cross, and which sums are hidden."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 7))
    places = rng.integers(0, 2, size=(2, n))
    rows = [np.arange(n), *(np.flatnonzero(places[d] == k) for d in range(2) for k in range(2))]
    rows = [row for row in rows if len(row)]
    if shape == "level":
        system = sums(rng.integers(0, LEVELS, size=n), *rows, level=True)
    else:
        caps = rng.integers(1, 4, size=n)
        system = sums([int(rng.integers(0, cap + 1)) for cap in caps], *rows, caps=caps)
    hidden = [r for r in range(1, len(rows)) if rng.random() < 0.6] or [len(rows) - 1]
    return system, hidden


@pytest.mark.parametrize("shape", ["capped", "level"])
def test_intervals_are_those_of_every_answer_counted_out(shape: str) -> None:
    for seed in range(30):
        system, hidden = tiny(seed, shape)
        for row in hidden:
            levels = range(LEVELS) if shape == "level" else (0,)
            found = np.array([interval(system, row, hidden, level) for level in levels])
            assert found == pytest.approx(np.array(counted_out(system, hidden, row))), f"system {seed}, row {row}"


@pytest.mark.parametrize("shape", ["capped", "open", "level"])
def test_what_single_sums_say_holds_the_interval_of_all_of_them(shape: str) -> None:
    narrower = 0
    for seed in range(15):
        system = random_system(seed, shape=shape, most=12)
        hidden = list(range(0, len(system.members), 2))
        for row in hidden:
            exact = attacker(system, hidden).extent(row)
            rough = attacker(system, hidden, Work(left=0)).extent(row)
            assert rough.down >= exact.down - 1e-6, f"system {seed}, row {row}"
            assert rough.up >= exact.up - 1e-6, f"system {seed}, row {row}"
            narrower += exact.down + exact.up < rough.down + rough.up - 1e-6
    assert narrower > 0


def test_what_is_not_solved_is_said_to_be_so() -> None:
    # the total alone says that the first has no more than all; that the third has 4 of it takes both sums
    system = sums((5, 1, 4), *TEN)
    assert attacker(system, (FIRST, SECOND), Work(left=0)).extent(FIRST) == Extent(5, 5, solved=False)
