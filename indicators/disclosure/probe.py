"""One linear program, asked again and again: how far can a company's answer lie from what it is, for all that is known?

Solved by HiGHS (Q. Huangfu, J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10, 2018). Unknowns are moves away from the true answers, so every published sum says that moves cancel out:
sum of moves = 0, each within its limits. Where companies are many, the program starts with few of them and takes in
those that its prices ask for, until none is left that could help (P. C. Gilmore, R. E. Gomory, Operations Research 9,
1961): the answer is that of the whole program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np

from indicators.disclosure.columns_of_moves import Layout
from indicators.disclosure.equations import Equations
from indicators.disclosure.moves import LEAST, Move
from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import System

_FAR: Final = 50.0
"""Moves of others beyond this many times the move asked for make no difference."""

_THRIFT: Final = 1e-3
"""Price of moving others: few of them then move, so few viewpoints need an answer of their own."""

_MOST_WHOLE: Final = 60

_AT_ONCE: Final = 24
"""How many companies are taken in at a time."""


@dataclass(frozen=True)
class Reach:
    """How far (1 is far enough), which companies moved with it, the move (none where it is in parts of a level), and
    which rows hold it where it falls short."""

    far: float
    moved: frozenset[int]
    rows: tuple[int, ...] = ()
    move: Move | None = None

    @property
    def enough(self) -> bool:
        """Whether the move asked for is possible."""
        return self.far >= 1 - LEAST


class Probe:
    """The program of a system under its `equations`, starting with the unknowns `first`."""

    def __init__(self, system: System, equations: Equations, first: Whole) -> None:
        self.system = system
        self.equations = equations
        self.layout = Layout(system, equations.matrix)
        self.combined = np.zeros(len(system.value), dtype=np.bool_)
        """Who stands in the combination of sums that last held somebody back."""
        self.inside = np.zeros(len(system.value), dtype=np.bool_)
        self.place = np.full(len(system.value), -1, dtype=np.int64)
        self.chosen = np.zeros(0, dtype=np.int64)
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self.highs.setOptionValue(name, value)
        rows = self.layout.rows
        none = np.zeros(0, dtype=np.int32)
        self.highs.addRows(rows, np.zeros(rows), np.zeros(rows), 0, np.zeros(rows, dtype=np.int32), none, np.zeros(0))
        self._take_in(first)

    def reach(self, unknown: int, sign: int, known: frozenset[int] = frozenset()) -> Reach:
        """Return how far an unknown can move up (+1) or down (-1), in parts of what it needs, when the answers of the
        companies `known` are known. A level moves from where it is to any other."""
        if not self.inside[unknown]:
            self._take_in(np.array([unknown]))
        still = np.isin(self.system.owner, list(known)) if known else np.zeros(len(self.system.owner), dtype=np.bool_)
        limits = self.layout.limits(self.system.needed[unknown], _FAR)
        limits[still] = 0.0
        target = self.layout.target(sign)
        limits[unknown] = np.minimum(limits[unknown], 1.0) * target
        solution = self._solve(unknown, target, limits, _THRIFT)
        far = self._far(unknown, solution)
        whole = self.system.shape != "level" or _whole(solution)
        if not whole and len(self.system.value) <= _MOST_WHOLE and far > LEAST:
            solution, whole = self._whole_moves(), True
            far = self._far(unknown, solution)
        if far < 1 - LEAST:
            return Reach(far, frozenset(), self._holding(unknown, target, limits))
        places, moves = self.layout.moves(self.chosen, solution, self.system.needed[unknown])
        own = int(self.system.owner[unknown])
        moved = frozenset(self.system.owner[places].tolist()) - {own}
        return Reach(far, moved, move=Move(places, moves) if whole else None)

    def _take_in(self, unknowns: Whole) -> None:
        """Add the columns of some unknowns."""
        self.place[unknowns] = len(self.chosen) + np.arange(len(unknowns))
        self.inside[unknowns] = True
        starts, index, value = self.layout.columns(unknowns)
        number = len(starts)
        zeros = np.zeros(number)
        self.highs.addCols(number, zeros, zeros, zeros, len(index), starts, index, value)
        self.chosen = np.concatenate([self.chosen, unknowns])

    def _far(self, unknown: int, solution: Floats) -> float:
        width = self.layout.width
        start = width * int(self.place[unknown])
        return float(solution[start : start + width].sum())

    def _solve(self, unknown: int, target: Flags, limits: Floats, thrift: float) -> Floats:
        """Solve, taking in whom the prices ask for; with thrift, only until the unknown moves far enough.

        Each question starts from no move at all, which is always possible: from the answer to the question before it
        takes twice as many steps.
        """
        self.highs.setBasis()
        while True:
            number = self.layout.width * len(self.chosen)
            columns = np.arange(number, dtype=np.int32)
            costs = np.full((len(self.chosen), self.layout.width), thrift)
            costs[self.place[unknown], target] = -1.0
            self.highs.changeColsBounds(number, columns, np.zeros(number), limits[self.chosen].ravel())
            self.highs.changeColsCost(number, columns, costs.ravel())
            self.highs.run()
            if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise ArithmeticError(f"the audit of {self.system.name} was not solved: {self.highs.getModelStatus()}")
            found = self.highs.getSolution()
            solution = np.array(found.col_value)
            if self._bound(solution):
                continue
            if self.inside.all() or (thrift and self._far(unknown, solution) >= 1 - LEAST):
                return solution
            gains = self.layout.gains(np.array(found.row_dual)[: self.layout.rows], limits) - thrift
            gains[self.inside] = 0.0
            best = np.argsort(-gains, kind="stable")[:_AT_ONCE]
            best = best[gains[best] > LEAST]
            if len(best) == 0:
                return solution
            self._take_in(best)

    def _bound(self, solution: Floats) -> bool:
        """Add the rule that a company leaves its level once, for those that a solution lets leave it more than once."""
        if self.system.shape != "level":
            return False
        width = self.layout.width
        left = solution.reshape(-1, width).sum(axis=1)
        places = np.flatnonzero(left > 1 + LEAST)
        if len(places) == 0:
            return False
        index = (places[:, None] * width + np.arange(width)).ravel().astype(np.int32)
        starts = (np.arange(len(places)) * width).astype(np.int32)
        low, high = np.zeros(len(places)), np.ones(len(places))
        self.highs.addRows(len(places), low, high, len(index), starts, index, np.ones(len(index)))
        return True

    def _whole_moves(self) -> Floats:
        """The same where a company is at a level or is not: nothing in between. Among more than _MOST_WHOLE companies
        what is possible in parts is taken to be possible in wholes too."""
        number = self.layout.width * len(self.chosen)
        columns = np.arange(number, dtype=np.int32)
        kinds = np.full(number, int(highspy.HighsVarType.kInteger.value), dtype=np.uint8)
        self.highs.changeColsIntegrality(number, columns, kinds)
        self.highs.setOptionValue("presolve", "choose")
        while True:
            self.highs.run()
            solution = np.array(self.highs.getSolution().col_value)
            if not self._bound(solution):
                break
        self.highs.setOptionValue("presolve", "off")
        self.highs.changeColsIntegrality(number, columns, np.zeros(number, dtype=np.uint8))
        return np.round(solution)

    def _holding(self, unknown: int, target: Flags, limits: Floats) -> tuple[int, ...]:
        """The rows that hold an unknown back: those with a price in the program without thrift."""
        solution = self._solve(unknown, target, limits, 0.0)
        if self._far(unknown, solution) >= 1 - LEAST:
            self.combined[:] = True
            return tuple(self.equations.rows.tolist())
        prices = self.layout.prices(np.array(self.highs.getSolution().row_dual)[: self.layout.rows])
        self.combined = np.abs(self.equations.matrix @ prices.T).max(axis=1) > LEAST
        told = np.abs(self.equations.prices_of_rows(prices)).max(axis=0, initial=0.0)
        return tuple(self.equations.rows[np.flatnonzero(told > LEAST)].tolist())


def _whole(solution: Floats) -> bool:
    return bool(np.all(np.abs(solution - np.round(solution)) < LEAST))
