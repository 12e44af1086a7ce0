"""An attacker who reads all that is published recovers nothing, though he recovers what is not protected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.indicators.disclosure.attack import Recovered, attack
from tests.indicators.disclosure.naive import naively
from tests.indicators.disclosure.random_cycles import Story, story

STORIES = 60
"""Two thousand are told by `python -m bench.disclosure_attack`."""


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
        found += bool(recovered(naively(told)))
    assert found >= 3
