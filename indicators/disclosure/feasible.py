"""Between which numbers a sum over companies can lie: the least and the most over all answers that agree with what is
shown of one quantity (the attacker's problem: Fischetti and Salazar, Management Science 47, 2001).

Companies in exactly the same published sums are one unknown here: for a sum over all of them it makes no difference who
of them has what. Sums that share no company, directly or through others, are solved apart. Solved by HiGHS, in moves
away from the truth, as in `probe.py`; so the truth is always one of the answers that agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import highspy
import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Shape, Whole
from indicators.disclosure.screening import kinds_of
from indicators.disclosure.system import LEVELS, System

MOST_COLUMNS: Final = 4_000
"""Unknowns of one connected part up to which programs are asked; beyond, single sums bound a cell."""

WORK: Final = 30_000_000
"""What all programs of an edition may cost together, in steps of the simplex method times unknowns: a bound that is the
same on every machine, unlike seconds, so that the same edition gives the same table (decision 80)."""

_STEPS: Final = 20
"""What asking costs before the first step."""

_MOST_WHOLE: Final = 240
"""Columns up to which levels are asked for in whole companies where the program answers in parts."""

_NOTHING: Final = 1e-6

_LARGE: Final = 1e6
"""The largest number in a program: amounts of more are counted in larger units."""


@dataclass
class Work:
    """How much is left to spend, and what was asked."""

    left: int = WORK
    programs: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """How far below and above its true value (both >= 0) a sum can lie; `up` is infinite where nothing bounds it.
    Unless `solved`, the sum lies within, but perhaps within less."""

    down: float
    up: float
    solved: bool = True

    def __add__(self, other: Extent) -> Extent:
        return Extent(self.down + other.down, self.up + other.up, self.solved and other.solved)


@dataclass(frozen=True)
class Folded:
    """A system in which companies that stand in the same sums are one. `value` and `room` are theirs together, for a
    level one column for each level; `rows` are unknowns x rows of the system, of which those in `shown` are public."""

    shape: Shape
    rows: Floats
    shown: Flags
    down: Floats
    up: Floats
    part: Whole

    @staticmethod
    def of(system: System, shown: Flags) -> Folded:
        """Return the system as seen while the rows `shown` are public."""
        rows, kind = kinds_of(system.matrix)
        if system.shape == "level":
            down: Floats = np.zeros((len(rows), LEVELS))
            np.add.at(down, (kind, system.value.astype(np.int64)), 1.0)
            up = down.sum(axis=1, keepdims=True) - down
        else:
            down = np.bincount(kind, system.down, len(rows)).astype(np.float64)[:, None]
            up = np.bincount(kind, system.up, len(rows))[:, None]
        return Folded(system.shape, rows, shown, down, up, _parts(rows[:, shown]))

    def bound(self, chosen: Flags, level: int) -> Extent:
        """Return what single published sums say of the sum over `chosen`: the rest of a sum that holds some of them can
        give or take no more than its own room. Sound for any size."""
        down, up = self.down[:, level], self.up[:, level]
        least, most = float(down[chosen].sum()), float(up[chosen].sum())
        for row in self.rows[:, self.shown].T > 0:
            outside, rest = chosen & ~row, row & ~chosen
            least = min(least, float(down[outside].sum() + up[rest].sum()))
            most = min(most, float(up[outside].sum() + down[rest].sum()))
        return Extent(least, most, solved=False)


@dataclass
class Attacker:
    """Asks about one folded system, part by part; each question once."""

    folded: Folded
    work: Work
    _programs: dict[int, _Program] = field(default_factory=dict)
    _told: dict[tuple[int, bytes, int], Extent] = field(default_factory=dict)

    def extent(self, row: int, level: int = 0) -> Extent:
        """Return how far the sum of one row of the system can lie from its true value; of a level, the number of
        companies at `level`."""
        chosen = self.folded.rows[:, row] > 0
        found = Extent(0.0, 0.0)
        for part in np.unique(self.folded.part[chosen]).tolist():
            inside = chosen & (self.folded.part == part)
            key = (part, inside.tobytes(), level)
            if key not in self._told:
                self._told[key] = self._asked(part, inside, level)
            found = found + self._told[key]
        return found

    def _asked(self, part: int, chosen: Flags, level: int) -> Extent:
        folded = self.folded
        members = np.flatnonzero(folded.part == part)
        if not folded.rows[members][:, folded.shown].any():  # in no published sum: free within its own limits
            return Extent(float(folded.down[chosen, level].sum()), float(folded.up[chosen, level].sum()))
        if len(members) * folded.down.shape[1] > MOST_COLUMNS or self.work.left <= 0:
            return folded.bound(chosen, level)
        if part not in self._programs:
            self._programs[part] = _Program(folded, members, self.work)
        rough = folded.bound(chosen, level)
        return self._programs[part].extent(chosen[members], level, rough) or rough


class _Program:
    """The published sums of one connected part as a program over moves, asked for one sum after another. What was best
    for one question is where the next one starts, and needs no program where single sums say that nothing is better."""

    def __init__(self, folded: Folded, members: Whole, work: Work) -> None:
        self.work = work
        self.whole = folded.shape == "level"
        self.width = folded.down.shape[1]
        down, up = folded.down[members].ravel(), folded.up[members].ravel()
        finite = np.where(np.isfinite(up), up, 0.0)
        self.unit = max(1.0, float(max(down.max(), finite.max())) / _LARGE)
        self.number = len(down)
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self.highs.setOptionValue(name, value)
        none, starts = np.zeros(0), np.zeros(self.number, dtype=np.int32)
        zeros = np.zeros(self.number)
        self.highs.addCols(self.number, zeros, -down / self.unit, up / self.unit, 0, starts, starts[:0], none)
        shown = np.unique(folded.rows[members][:, folded.shown] > 0, axis=1)
        for row in shown[:, shown.any(axis=0)].T:
            for level in range(self.width):
                self._sum(np.flatnonzero(row) * self.width + level)
        if self.whole:
            for place in range(len(members)):
                self._sum(place * self.width + np.arange(self.width))
        self.columns = np.arange(self.number, dtype=np.int32)
        self.ways: list[Floats] = [zeros]
        """Moves found so far, in whole companies where that is asked."""

    def _sum(self, columns: Whole) -> None:
        """Moves that leave a published sum as it is."""
        self.highs.addRow(0.0, 0.0, len(columns), columns.astype(np.int32), np.ones(len(columns)))

    def extent(self, chosen: Flags, level: int, rough: Extent) -> Extent | None:
        """Return how far the sum over `chosen` can move, None where it costs more than may be spent; no further than
        the bound `rough`."""
        costs = np.zeros((len(chosen), self.width))
        costs[chosen, level] = 1.0
        down = self._end(costs.ravel(), rough.down)
        up = self._end(-costs.ravel(), rough.up)
        return None if down is None or up is None else Extent(down, up)

    def _end(self, costs: Floats, most: float) -> float | None:
        """The most by which the sum that `costs` make can fall, if it can at all by `most`."""
        if self._reached(costs, most):
            return most
        self.highs.changeColsCost(self.number, self.columns, costs)
        if not self._run():
            return None
        solution = np.array(self.highs.getSolution().col_value)
        if self.whole and np.abs(solution - np.round(solution)).max() > _NOTHING:
            whole = float(np.floor(-costs @ solution + _NOTHING))
            if self._reached(costs, whole):
                return whole
            if self.number > _MOST_WHOLE:
                return None
            solution = self._whole()
        self.ways.append(solution)
        moved = -float(costs @ solution)
        return moved * self.unit if moved > _NOTHING else 0.0

    def _reached(self, costs: Floats, most: float) -> bool:
        """Whether moves found before lower the sum by as much as it can be lowered at most."""
        return float((np.array(self.ways) @ -costs).max()) >= most / self.unit - _NOTHING

    def _run(self) -> bool:
        limit = min(self.work.left // self.number + 1, np.iinfo(np.int32).max)
        self.highs.setOptionValue("simplex_iteration_limit", int(limit))
        self.highs.run()
        steps = int(self.highs.getInfo().simplex_iteration_count)
        self.work.programs += 1
        self.work.left -= (max(steps, 0) + _STEPS) * self.number
        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _whole(self) -> Floats:
        """The same in whole companies."""
        kinds = np.full(self.number, int(highspy.HighsVarType.kInteger.value), dtype=np.uint8)
        self.highs.changeColsIntegrality(self.number, self.columns, kinds)
        self.highs.setOptionValue("presolve", "choose")
        self.highs.setOptionValue("simplex_iteration_limit", int(np.iinfo(np.int32).max))
        self.highs.run()
        status = self.highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"an interval in whole companies was not solved: {status}")
        self.work.left -= _STEPS * _STEPS * self.number
        solution: Floats = np.round(np.array(self.highs.getSolution().col_value))
        self.highs.setOptionValue("presolve", "off")
        self.highs.changeColsIntegrality(self.number, self.columns, np.zeros(self.number, dtype=np.uint8))
        return solution


def _parts(rows: Floats) -> Whole:
    """Number the connected parts: unknowns that share a published sum, directly or through others, have one number."""
    part = np.arange(len(rows))
    inside = rows > 0
    while True:
        before = part
        for row in inside.T:
            if row.any():
                part = np.where(np.isin(part, part[row]), part[row].min(), part)
        if np.array_equal(part, before):
            return part
