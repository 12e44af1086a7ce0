"""Where an outsider can locate each suppressed figure: the interval of its sums, from everything published together.

The audit of `audit.py` asks about answers, while figures are decided; this one looks at the outcome. It reads what is
shown off the figures themselves, so it does not rely on what was decided. An outsider knows what that audit's does:
margins of all breakdowns, the pair, earlier editions, public answers, how many answered, every denominator of a
numerator. A level is told by how many companies are at each. Quartiles, bands and the sum of groups are not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from indicators.case import Cycle
from indicators.columns import columns_of
from indicators.disclosure.equations import equations_of
from indicators.disclosure.feasible import Attacker, Extent, Folded, Work
from indicators.disclosure.primary import COMPLEMENTARY
from indicators.disclosure.quantities import Quantity
from indicators.disclosure.record import Group, Item, Record
from indicators.disclosure.refuting import refuted
from indicators.disclosure.situation import Situation, items_of, shown_of
from indicators.disclosure.system import LEVELS, System
from indicators.disclosure.units import Unit, system_now
from indicators.figures import Consolidation, Cut, Figure
from indicators.model import Framework
from indicators.plans import Plan

Finding = Literal["protected", "narrow", "secondary", "not_solved"]
"""`protected`: at least as wide as demanded; `narrow`: less; `secondary`: nothing is demanded, the cell is suppressed
for the sake of others; `not_solved`: within the interval given, perhaps within less than is demanded."""

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class CellInterval:
    """One number of one suppressed figure: `quantity` is `a`, `b` (numerator, denominator; `a` also a count or amount),
    `1a`..`2b` (the two ratios that are compared), `level0`..`level3` (companies at a level).

    `contributors` are those whose answers are not public. `value` is the true sum, `lower` and `upper` between which
    it can lie (None: nothing bounds it). `demanded` is the least width: 10 % of its largest answer that is not public,
    at least one unit; of levels, one company at any of them. Unless `solved`, the sum lies within the interval, but
    perhaps within a narrower one.
    """

    indicator: str
    cut: Cut
    code: str
    quantity: str
    contributors: int
    value: float
    lower: float
    upper: float | None
    demanded: float
    finding: Finding
    solved: bool = True

    @property
    def width(self) -> float | None:
        """How wide the interval is, None where nothing bounds it."""
        return None if self.upper is None else self.upper - self.lower

    @property
    def relative(self) -> float | None:
        """The width as a share of the true value, None where either is no number to divide by."""
        return None if self.width is None or self.value == 0 else self.width / self.value


@dataclass(frozen=True, slots=True)
class Located:
    """Every suppressed figure with its intervals, and by how many programs they were found."""

    cells: tuple[CellInterval, ...]
    programs: int

    def count(self, finding: Finding) -> int:
        """Return how many suppressed figures have a number of which this was found."""
        return len({(cell.indicator, cell.cut) for cell in self.cells if cell.finding == finding})

    def unsolved(self) -> int:
        """Return how many suppressed figures have an interval that was not solved, whatever is demanded of it."""
        return len({(cell.indicator, cell.cut) for cell in self.cells if not cell.solved})


def locate(
    framework: Framework,
    cycle: Cycle,
    consolidation: Consolidation,
    public: Consolidation,
    published: Sequence[Record] = (),
    before: Record | None = None,
) -> Located:
    """Return the intervals of all figures that `public` suppresses of `consolidation`; `published` and `before` are
    those of `protect`. Raises RosterError."""
    previous = columns_of(framework, cycle.previous) if cycle.previous is not None else None
    situation = Situation.of(columns_of(framework, cycle), previous, published, before)
    return located(situation, consolidation, public, Work())


def located(situation: Situation, consolidation: Consolidation, public: Consolidation, work: Work) -> Located:
    """The same from a situation; `work` bounds the effort, and what it does not reach is said not to be solved."""
    shown = shown_of(situation, public.figures)
    cells: list[CellInterval] = []
    for source, group in sorted(situation.now.holding.quantities):
        unit = situation.unit(source, group, items_of(situation, consolidation, source, group))
        kept: set[Item] = {(one[2], one[3], one[4]) for one in shown if one[:2] == (source, group)}
        suppressed = list(_suppressed(situation, public.figures, source, group))
        cells += _of_unit(situation, unit, kept, suppressed, work)
    order = {key: number for number, key in enumerate(public.figures)}
    cells.sort(key=lambda cell: (order[cell.indicator, cell.cut], cell.quantity))
    return Located(tuple(cells), work.programs)


def _suppressed(
    situation: Situation, figures: Mapping[tuple[str, Cut], Figure], source: str, group: Group
) -> Iterator[Figure]:
    """The suppressed figures that a unit's own numbers make: of the details only those of indicators derived."""
    own = {source} if group == "main" else set(situation.indicators(source, group)) - {source}
    for figure in figures.values():
        if figure.indicator in own and figure.obs_status == "Q" and figure.coverage.answered:
            yield figure


def _of_unit(
    situation: Situation, unit: Unit, kept: set[Item], suppressed: Sequence[Figure], work: Work
) -> Iterator[CellInterval]:
    if not suppressed:
        return
    plans = {plan.indicator.id: plan for plan in situation.plans}
    place = {item: number for number, item in enumerate(unit.items)}
    hidden = np.array([item not in kept for item in unit.items], dtype=np.bool_)
    for quantity in unit.quantities:
        own = [figure for figure in suppressed if _is_of(plans[figure.indicator], quantity)]
        if not own:
            continue
        system = system_now(unit, quantity, situation.owners)
        attacker = Attacker(Folded.of(system, system.rows_shown(hidden)), work)
        for figure in own:
            cell = _Cell(figure, ("claimed", figure.cut.dimension, figure.cut.value), unit, quantity, system)
            yield from cell.intervals(attacker, place[cell.item])


def _is_of(plan: Plan, quantity: Quantity) -> bool:
    """Whether a quantity is one of the numbers that an indicator's figure is made of."""
    if plan.indicator.kind == "derived":
        return quantity.name in {f"{plan.indicator.id}{which}" for which in ("1a", "1b", "2a", "2b")}
    return True


@dataclass(frozen=True)
class _Cell:
    """One quantity of one suppressed figure."""

    figure: Figure
    item: Item
    unit: Unit
    quantity: Quantity
    system: System

    def intervals(self, attacker: Attacker, number: int) -> Iterator[CellInterval]:
        """Yield the interval of the cell's sum; of levels one for each, with one finding for all four."""
        rows = np.flatnonzero(self.system.item == number)
        row = int(rows[0]) if len(rows) else None
        levels = range(LEVELS) if self.system.shape == "level" else (0,)
        extents = [Extent(0.0, 0.0) if row is None else attacker.extent(row, level) for level in levels]
        demanded = self._demanded(row)
        finding = _finding(extents, demanded)
        for level, extent in zip(levels, extents, strict=True):
            yield self._interval(extent, level, demanded, finding)

    def _interval(self, extent: Extent, level: int, demanded: float, finding: Finding) -> CellInterval:
        inside = self.unit.holding.members(self.quantity, self.item)
        values = self.quantity.value[inside]
        is_level = self.system.shape == "level"
        value = float((values == level).sum()) if is_level else float(values.sum())
        name = f"level{level}" if is_level else self.quantity.name.removeprefix(self.figure.indicator)
        return CellInterval(
            indicator=self.figure.indicator,
            cut=self.figure.cut,
            code=self.figure.conf_status,
            quantity=name,
            contributors=int((inside & self.quantity.private).sum()),
            value=value,
            lower=max(value - extent.down, 0.0),
            upper=value + extent.up if np.isfinite(extent.up) else None,
            demanded=demanded,
            finding=finding,
            solved=extent.solved,
        )

    def _demanded(self, row: int | None) -> float:
        """What the largest answer needs, where the sum by itself must not be told: few contributors, one that
        dominates, or a sum that tells an answer to one of them. Else it is suppressed for others, and 0 is demanded."""
        if row is None:
            return 0.0
        own = np.arange(len(self.system.members)) == row
        alone = self.figure.conf_status != COMPLEMENTARY
        if not alone and not any(refuted(self.system, equations_of(self.system.matrix, own))):
            return 0.0
        return float(self.system.needed[self.system.members[row]].max())


def _finding(extents: Sequence[Extent], demanded: float) -> Finding:
    """An interval that holds more than is possible cannot show that a cell is protected, but that it is not."""
    if demanded == 0:
        return "secondary"
    if max(extent.down + extent.up for extent in extents) < demanded * (1 - _SLACK):
        return "narrow"
    enough = any(e.solved and e.down + e.up >= demanded * (1 - _SLACK) for e in extents)
    return "protected" if enough else "not_solved"
