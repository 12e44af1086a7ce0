"""What one would publish who only drops cells that are unsafe by themselves: few contributors, or one that dominates.

Public are then the sums, level counts and bounds of every other cell. Used to show that the attacker can succeed.
"""

from __future__ import annotations

from dataclasses import replace

from indicators.columns import columns_of
from indicators.disclosure import Protected
from indicators.disclosure.primary import primary
from indicators.disclosure.record import Item
from indicators.disclosure.redaction import Verdict, redacted
from indicators.disclosure.situation import Situation
from tests.indicators.disclosure.random_cycles import Story


def naively(told: Story) -> Story:
    """The same story, published without its small and dominated cells only."""
    published = (_without_small_cells(told, number, protected) for number, protected in enumerate(told.published))
    return replace(told, published=tuple(published))


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
