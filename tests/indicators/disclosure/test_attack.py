"""An attacker who reads all that is published recovers nothing, though he recovers what is not protected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indicators.columns import columns_of
from indicators.disclosure import Protected
from indicators.disclosure.primary import primary
from indicators.disclosure.record import Item
from indicators.disclosure.redaction import Verdict, redacted
from indicators.disclosure.situation import Situation
from tests.indicators.disclosure.attack import Recovered, attack
from tests.indicators.disclosure.random_cycles import Story, story

STORIES = 200


def recovered(told: Story) -> list[Recovered]:
    return [one for indicator in told.framework.indicators if indicator.entered for one in attack(told, indicator.id)]


@pytest.mark.parametrize("first", range(0, STORIES, 20))
def test_nothing_is_recovered_from_margins_pairs_changes_and_successive_editions(first: int) -> None:
    for seed in range(first, first + 20):
        told = story(seed, most=8)
        assert recovered(told) == [], f"story {seed}"
        assert all(published.audit.safe for published in told.published)


def test_the_attacker_recovers_answers_from_figures_that_are_not_protected() -> None:
    found = 0
    for seed in range(5):
        told = story(seed, most=8)
        bare = tuple(
            replace(protected, consolidation=figures)
            for protected, figures in zip(told.published, told.figures, strict=True)
        )
        found += bool(recovered(replace(told, published=bare)))
    assert found >= 4


def test_the_attacker_recovers_answers_where_only_small_and_dominated_cells_are_suppressed() -> None:
    found = 0
    for seed in range(10):
        told = story(seed, most=8)
        naive = tuple(_without_small_cells(told, number, protected) for number, protected in enumerate(told.published))
        found += bool(recovered(replace(told, published=naive)))
    assert found >= 3


def _without_small_cells(told: Story, number: int, protected: Protected) -> Protected:
    figures = told.figures[number]
    situation = Situation.of(columns_of(told.framework, told.cycles[number]), None, (), None)
    codes: dict[tuple[str, Item], str] = {}
    for (source, _), quantities in situation.now.holding.quantities.items():
        items: list[Item] = [("claimed", cut.dimension, cut.value) for cut in situation.cuts(figures)]
        found = primary(situation.now.holding, quantities, items)
        codes.update({(source, item): code for item, code in found.items()})
    shown = {}
    for (indicator, cut), figure in figures.figures.items():
        item: Item = ("claimed", cut.dimension, cut.value)
        code = codes.get((situation.unit_of(indicator)[0], item))
        codes_of = {"claimed": code} if code else {}
        shown[indicator, cut] = redacted(figure, Verdict(codes_of, spread=False, aside_spread=False, bands=False))
    return replace(protected, consolidation=replace(figures, figures=shown))
