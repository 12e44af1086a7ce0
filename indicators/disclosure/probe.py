"""One linear program, asked again and again: how far can a company's answer lie from what it is, for all that is known?

Solved by HiGHS (Q. Huangfu, J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10, 2018). Unknowns are moves away from the true answers, so every published sum says that moves cancel out:
sum of moves = 0, each within its limits. The audit of a suppressed cell is the same question (Hundepool et al. 2012,
section 4.3: the feasibility interval).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import LEVELS, System

_FAR: Final = 50.0
"""Moves of others beyond this many times the move asked for make no difference."""

_THRIFT: Final = 1e-3
"""Price of moving others: few of them then move, so few viewpoints need an answer of their own."""

_LEAST: Final = 1e-6

_MOST_WHOLE: Final = 60


@dataclass(frozen=True)
class Reach:
    """How far (1 is far enough), which companies moved with it, and which rows hold it where it falls short."""

    far: float
    moved: frozenset[int]
    rows: tuple[int, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether the move asked for is possible."""
        return self.far >= 1 - _LEAST


class Probe:
    """The program of a system over the unknowns `chosen` (the others stay where they are) and the rows `shown`."""

    def __init__(self, system: System, chosen: Whole, shown: Flags) -> None:
        self.system = system
        self.chosen = chosen
        self.shown = np.flatnonzero(shown)
        self.levels = system.shape == "level"
        self.place = np.full(len(system.value), -1, dtype=np.int64)
        self.place[chosen] = np.arange(len(chosen))
        width = LEVELS if self.levels else 1
        self.owner = np.repeat(system.owner[chosen], width)
        self.count = width * len(chosen)
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        self.highs.setOptionValue("presolve", "off")
        self._build()

    def _build(self) -> None:
        """Columns: moves up, then moves down. Rows: published sums, then for levels one for each company."""
        rows = self._rows()
        starts = np.concatenate([[0], np.cumsum([2 * len(row) for row in rows])]) if rows else np.zeros(1)
        index = [np.concatenate([row, row + self.count]) for row in rows]
        value = [np.repeat([1.0, -1.0], len(row)) for row in rows]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * self.count, len(rows)
        model.col_cost_ = np.full(2 * self.count, _THRIFT)
        model.col_lower_, model.col_upper_ = np.zeros(2 * self.count), np.zeros(2 * self.count)
        model.row_lower_, model.row_upper_ = np.zeros(len(rows)), np.zeros(len(rows))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = (np.concatenate(index) if index else np.zeros(0)).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate(value) if value else np.zeros(0)
        self.highs.passModel(model)
        self.columns = np.arange(2 * self.count, dtype=np.int32)

    def _rows(self) -> list[Whole]:
        """Positions of the moves that each sum adds up; for levels also of those of one company."""
        rows: list[Whole] = []
        for row in self.shown.tolist():
            places = self.place[self.system.members[row]]
            inside = places[places >= 0]
            if self.levels:
                rows.extend(inside * LEVELS + level for level in range(LEVELS))
            else:
                rows.append(inside)
        if self.levels:
            rows.extend(np.arange(LEVELS) + LEVELS * number for number in range(len(self.chosen)))
        return rows

    def reach(self, unknown: int, sign: int, known: frozenset[int] = frozenset()) -> Reach:
        """Return how far an unknown can move up (+1) or down (-1), in parts of what it needs, when the answers of the
        companies `known` are known. A level moves down from where it is, to any other."""
        limits = self._limits(unknown, known)
        column = self._column(unknown, sign)
        other = column + self.count if column < self.count else column - self.count
        limits[column], limits[other] = min(1.0, limits[column]), 0.0
        solution = self._solve(column, limits, _THRIFT)
        far = float(solution[column])
        if self.levels and len(self.chosen) <= _MOST_WHOLE and far > _LEAST and not _whole(solution):
            far, solution = self._whole_moves(column)
        if far >= 1 - _LEAST:
            return Reach(far, self._moved(solution, self.system.owner[unknown]))
        return Reach(far, frozenset(), self._holding(column, limits))

    def _limits(self, unknown: int, known: frozenset[int]) -> Floats:
        system, chosen = self.system, self.chosen
        if self.levels:
            at = np.zeros((len(chosen), LEVELS))
            at[np.arange(len(chosen)), system.value[chosen].astype(np.int64)] = 1.0
            limits = np.concatenate([1.0 - at.ravel(), at.ravel()])
        else:
            needed = system.needed[unknown]
            limits = np.concatenate([system.up[chosen], system.down[chosen]]) / needed
            limits = np.where(limits < _LEAST, 0.0, np.minimum(limits, _FAR))
        if known:
            limits[np.tile(np.isin(self.owner, list(known)), 2)] = 0.0
        return limits

    def _column(self, unknown: int, sign: int) -> int:
        place = int(self.place[unknown])
        if self.levels:
            return self.count + LEVELS * place + int(self.system.value[unknown])
        return place if sign > 0 else self.count + place

    def _solve(self, column: int, limits: Floats, thrift: float) -> Floats:
        costs = np.full(len(self.columns), thrift)
        costs[column] = -1.0
        number = len(self.columns)
        self.highs.changeColsBounds(number, self.columns, np.zeros(number), limits)
        self.highs.changeColsCost(number, self.columns, costs)
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"the audit of {self.system.name} was not solved: {self.highs.getModelStatus()}")
        return np.array(self.highs.getSolution().col_value)

    def _whole_moves(self, column: int) -> tuple[float, Floats]:
        """The same where a company is at a level or is not: nothing in between. Among more than _MOST_WHOLE companies
        what is possible in parts is taken to be possible in wholes too."""
        number = len(self.columns)
        kinds = np.full(number, int(highspy.HighsVarType.kInteger.value), dtype=np.uint8)
        self.highs.changeColsIntegrality(number, self.columns, kinds)
        self.highs.setOptionValue("presolve", "choose")
        self.highs.run()
        self.highs.setOptionValue("presolve", "off")
        solution = np.array(self.highs.getSolution().col_value)
        self.highs.changeColsIntegrality(number, self.columns, np.zeros(number, dtype=np.uint8))
        return float(solution[column]), solution

    def _moved(self, solution: Floats, own: int) -> frozenset[int]:
        moves = np.abs(solution[: self.count] - solution[self.count :]) > _LEAST
        return frozenset(self.owner[moves].tolist()) - {int(own)}

    def _holding(self, column: int, limits: Floats) -> tuple[int, ...]:
        """The rows that hold an unknown back: those with a price in the program without thrift."""
        solution = self._solve(column, limits, 0.0)
        if solution[column] >= 1 - _LEAST:
            return tuple(self.shown.tolist())
        prices = np.abs(np.array(self.highs.getSolution().row_dual))
        if self.levels:
            prices = prices[: LEVELS * len(self.shown)].reshape(-1, LEVELS).max(axis=1, initial=0.0)
        return tuple(self.shown[np.flatnonzero(prices > _LEAST)].tolist())


def _whole(solution: Floats) -> bool:
    return bool(np.all(np.abs(solution - np.round(solution)) < _LEAST))
