"""Where an outsider can locate a suppressed figure: what is told of it, held against the attacker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from indicators.columns import columns_of
from indicators.consolidate import consolidate
from indicators.disclosure import Protected
from indicators.disclosure.feasible import Work
from indicators.disclosure.intervals import CellInterval, Located, locate, located
from indicators.disclosure.redaction import Verdict, redacted
from indicators.disclosure.situation import Situation
from indicators.figures import Cut
from tests.indicators.companies import FRAMEWORK
from tests.indicators.cycles import answered
from tests.indicators.disclosure.attack import ends
from tests.indicators.disclosure.naive import naively
from tests.indicators.disclosure.random_cycles import Story, story
from tests.indicators.disclosure.test_protect import SIX, company, made, ratio, sector, shown

TWO = [company("T0", ratio(30, 100), "K"), company("T1", ratio(70, 100), "K")]


def cells(of: Located, cut: Cut) -> list[CellInterval]:
    return [cell for cell in of.cells if cell.cut == cut]


def test_a_suppressed_figure_is_told_with_its_interval_and_what_is_demanded_of_it() -> None:
    cycle = made([*SIX, *TWO])
    found = locate(FRAMEWORK, cycle, consolidate(FRAMEWORK, cycle), shown(cycle).consolidation)
    # 340 of all are public; K has two of at most 100 each, C six
    assert cells(found, sector("K")) == [
        CellInterval("SD-2", sector("K"), "A", "a", 2, 100.0, 0.0, 200.0, 7.0, "protected")
    ]
    assert cells(found, sector("C")) == [
        CellInterval("SD-2", sector("C"), "D", "a", 6, 240.0, 140.0, 340.0, 0.0, "secondary")
    ]
    assert (cells(found, sector("K"))[0].width, cells(found, sector("K"))[0].relative) == (200.0, 2.0)
    assert (found.count("narrow"), found.count("protected"), found.count("secondary")) == (0, 1, 1)


def test_a_cell_suppressed_alone_beside_its_total_is_found_too_narrow() -> None:
    cycle = made([*SIX, *TWO])
    figures = consolidate(FRAMEWORK, cycle)
    verdict = Verdict({"claimed": "A"})
    of_k = redacted(figures.figure("SD-2", sector("K")), verdict)
    careless = replace(figures, figures={**figures.figures, ("SD-2", sector("K")): of_k})
    found = locate(FRAMEWORK, cycle, figures, careless)
    assert cells(found, sector("K")) == [
        CellInterval("SD-2", sector("K"), "A", "a", 2, 100.0, 100.0, 100.0, 7.0, "narrow")
    ]
    assert found.count("narrow") == 1


def test_what_an_earlier_edition_showed_is_used() -> None:
    first = made([*SIX[:5], company("T0", ratio(30, 100), "K")])
    published = shown(first).record.showing({("SD-2", "main", "claimed", "sector", "K")})
    later = made([*SIX, *TWO])
    hidden = shown(later).consolidation
    alone = locate(FRAMEWORK, later, consolidate(FRAMEWORK, later), hidden)
    after = locate(FRAMEWORK, later, consolidate(FRAMEWORK, later), hidden, (published,))
    assert [(c.lower, c.upper) for c in cells(alone, sector("K"))] == [(0.0, 200.0)]
    # 30 of them are known
    assert [(c.lower, c.upper) for c in cells(after, sector("K"))] == [(30.0, 130.0)]


def test_four_counts_of_levels_have_one_finding() -> None:
    levels = [company(f"S{n}", answered("HC-5", level=level)) for n, level in enumerate((2, 2, 2, 2))]
    cycle = made(levels)
    found = locate(FRAMEWORK, cycle, consolidate(FRAMEWORK, cycle), shown(cycle).consolidation)
    whole = cells(found, Cut())
    assert [(c.quantity, c.value, c.lower, c.upper) for c in whole] == [
        ("level0", 0.0, 0.0, 4.0),
        ("level1", 0.0, 0.0, 4.0),
        ("level2", 4.0, 0.0, 4.0),
        ("level3", 0.0, 0.0, 4.0),
    ]
    assert {(c.demanded, c.finding) for c in whole} == {(1.0, "protected")}


def test_without_effort_left_every_cell_in_a_published_sum_is_counted_as_not_solved() -> None:
    cycle = made([*SIX, *TWO])
    situation = Situation.of(columns_of(FRAMEWORK, cycle), None, (), None)
    found = located(situation, consolidate(FRAMEWORK, cycle), shown(cycle).consolidation, Work(left=0))
    assert (found.count("not_solved"), found.count("protected"), found.programs) == (1, 0, 0)
    (cell,) = cells(found, sector("K"))
    assert (cell.lower, cell.upper, cell.finding, cell.solved) == (0.0, 200.0, "not_solved", False)


def test_an_interval_of_which_nothing_is_demanded_says_too_that_it_was_not_solved() -> None:
    cycle = made([*SIX, *TWO])
    situation = Situation.of(columns_of(FRAMEWORK, cycle), None, (), None)
    figures, public = consolidate(FRAMEWORK, cycle), shown(cycle).consolidation
    hurried, patient = (located(situation, figures, public, work) for work in (Work(left=0), Work()))
    (secondary,) = cells(hurried, sector("C"))
    assert (secondary.finding, secondary.solved) == ("secondary", False)
    assert (hurried.unsolved(), patient.unsolved()) == (2, 0)
    assert all(cell.solved for cell in patient.cells)


STORIES = 10


@cache
def remembered(seed: int) -> Story:
    """A story, told once for both tests."""
    return story(seed, most=7)


def of_first(told: Story, public: Protected) -> Located:
    """The intervals of a story's first publication, which nothing came before."""
    return locate(told.framework, told.cycles[0], told.figures[0], public.consolidation)


def held_against(told: Story) -> Iterator[tuple[CellInterval, tuple[float, float]]]:
    """Every interval of a story's first publication beside that of the attacker who reads the figures only."""
    found: dict[tuple[str, str, Cut], dict[str, tuple[float, float]]] = {}
    for cell in of_first(told, told.published[0]).cells:
        indicator = told.framework.indicator(cell.indicator)
        if indicator.kind == "derived":
            continue
        letter = cell.quantity[-1] if indicator.kind == "level" else cell.quantity
        key = (cell.indicator, letter if letter in "ab" else "a", cell.cut)
        found[key] = found.get(key) or ends(told, 0, *key)
        yield cell, found[key][letter]


def test_the_attacker_who_reads_the_figures_only_finds_the_same_intervals_and_the_truth_in_them() -> None:
    compared = 0
    for seed in range(STORIES):
        for cell, (low, high) in held_against(remembered(seed)):
            upper = 1e6 if cell.upper is None else cell.upper
            assert (cell.lower, min(upper, 1e6)) == pytest.approx((low, min(high, 1e6)), abs=1e-3), (
                f"story {seed}: {cell}"
            )
            assert cell.lower - 1e-6 <= cell.value <= upper + 1e-6
            compared += 1
    assert compared > 50


def test_no_cell_of_a_protected_cycle_is_too_narrow_and_many_of_one_protected_naively_are() -> None:
    narrow = 0
    for seed in range(STORIES):
        told = remembered(seed)
        assert of_first(told, told.published[0]).count("narrow") == 0, f"story {seed}"
        narrow += of_first(told, naively(told).published[0]).count("narrow")
        before, once, again = told.published
        last = locate(
            told.framework, told.cycles[2], told.figures[2], again.consolidation, (once.record,), before.record
        )
        assert last.count("narrow") == 0, f"story {seed}"
    assert narrow > 5
