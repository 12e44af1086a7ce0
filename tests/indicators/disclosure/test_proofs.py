"""What is proved in closed form holds in full: no answer proved safe is told, no sum refuted is harmless."""

from __future__ import annotations

import numpy as np
import pytest

from indicators.disclosure.equations import equations_of
from indicators.disclosure.exchanges import exchanged
from indicators.disclosure.refuting import refuted
from indicators.disclosure.screening import kinds_of
from indicators.disclosure.spreading import spread
from indicators.disclosure.system import System
from tests.indicators.disclosure.systems import random_system, safe_in_full


def one_sum(values: list[float], caps: list[float] | None = None) -> System:
    """Companies of which only the sum of all is shown."""
    value = np.array(values)
    up = np.full(len(value), np.inf) if caps is None else np.array(caps) - value
    needed = np.maximum(0.1 * value, 1.0)
    shape = "open" if caps is None else "capped"
    members = (np.arange(len(value)),)
    return System(
        "x",
        shape,  # type: ignore[arg-type]
        np.arange(len(value)),
        value,
        value.copy(),
        up,
        needed,
        members,
        np.zeros(1, dtype=np.int64),
        ("all",),
    )


def spread_safe(system: System) -> list[int]:
    """Which unknowns are proved safe by sharing their move, with all sums shown."""
    kinds, kind = kinds_of(system.matrix)
    asked = np.arange(len(system.value))
    return asked[spread(system, kind, kinds, asked)].tolist()


def told_by(system: System) -> set[frozenset[int]]:
    return set(refuted(system, equations_of(system.matrix, np.ones(len(system.members), dtype=np.bool_))))


def test_ten_equal_companies_make_up_for_each_other() -> None:
    assert spread_safe(one_sum([50.0] * 10)) == list(range(10))


def test_a_company_too_large_for_the_others_is_not_proved_safe_by_them() -> None:
    # it must be able to rise by 100; the nine others can fall by 90 together
    assert spread_safe(one_sum([1000.0, *[10.0] * 9])) == list(range(1, 10))


def test_a_sum_tells_the_largest_to_the_second_largest_but_not_with_one_unit_more_of_room() -> None:
    # who knows its own 500 sees the 1,000 known to within the third's 99
    assert told_by(one_sum([1000.0, 500.0, 99.0])) == {frozenset((0,))}
    assert told_by(one_sum([1000.0, 500.0, 100.0])) == set()


def test_all_none_and_all_as_high_as_they_can_be_are_told_by_their_sum() -> None:
    assert told_by(one_sum([0.0] * 5, [10.0] * 5)) == {frozenset((0,))}
    assert told_by(one_sum([10.0] * 5, [10.0] * 5)) == {frozenset((0,))}
    # the four others may have one each of what the fifth has
    assert told_by(one_sum([0.0, 0.0, 0.0, 5.0, 5.0], [10.0] * 5)) == set()


@pytest.mark.parametrize("shape", ["capped", "open"])
def test_what_is_proved_by_sharing_holds_from_every_viewpoint(shape: str) -> None:
    proved = 0
    for seed in range(20):
        system = random_system(seed, shape=shape, most=40)
        shown = np.ones(len(system.members), dtype=np.bool_)
        for unknown in spread_safe(system):
            if system.needed[unknown] > 0:
                proved += 1
                assert safe_in_full(system, shown, unknown), f"system {seed}, unknown {unknown}"
    assert proved > 5


def in_countries(countries: int) -> System:
    """In every country: one of the first sector at level 0 and one at 1, one of the second at 0 and two at 1; shown are
    the counts of levels of all, of both sectors and of every country."""
    each = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 1)]
    listed = [(sector, country, level) for country in range(countries) for sector, level in each]
    n = len(listed)
    sectors, places, value = (np.array(one) for one in zip(*listed, strict=True))
    members = [np.arange(n), *(np.flatnonzero(sectors == k) for k in (0, 1))]
    members += [np.flatnonzero(places == k) for k in range(countries)]
    dimension = ("all", "sector", "sector", *["country"] * countries)
    number = value.astype(np.float64)
    rest = (np.full(n, np.inf), np.ones(n), tuple(members), np.arange(len(members)), dimension)
    return System("x", "level", np.arange(n), number, number.copy(), *rest)


def exchange_safe(system: System) -> list[int]:
    kinds, kind = kinds_of(system.matrix)
    asked = np.arange(len(system.value))
    return asked[exchanged(system, kind, kinds, system.dimension, asked)].tolist()


def test_a_level_may_be_another_where_two_could_have_swapped_with_it_and_four_pairs_elsewhere_back() -> None:
    system = in_countries(6)
    # the first could be either second-sector company of its country at level 1, while five countries could swap back
    assert 0 in exchange_safe(system)
    assert safe_in_full(system, np.ones(len(system.members), dtype=np.bool_), 0)
    assert 0 not in exchange_safe(in_countries(4))


def test_what_is_proved_by_exchanges_holds_in_whole_levels_from_every_viewpoint() -> None:
    for seed in range(12):
        system = random_system(seed, shape="level", most=40)
        for unknown in exchange_safe(system):
            shown = np.ones(len(system.members), dtype=np.bool_)
            assert safe_in_full(system, shown, unknown), f"system {seed}, unknown {unknown}"


@pytest.mark.parametrize("shape", ["capped", "open", "level"])
def test_every_sum_refuted_in_closed_form_tells_an_answer_in_it(shape: str) -> None:
    found = 0
    for seed in range(40):
        system = random_system(seed, shape=shape, most=9)
        for items in told_by(system):
            found += 1
            shown = np.isin(system.item, list(items))
            members = sorted({k for row in np.flatnonzero(shown) for k in system.members[row].tolist()})
            safe = [safe_in_full(system, shown, k) for k in members if system.needed[k] > 0]
            assert not all(safe), f"system {seed}, items {sorted(items)}"
    assert found > 10
