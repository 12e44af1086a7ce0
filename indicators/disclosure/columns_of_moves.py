"""The columns of the audit's program: how an answer can move, and what that does to each equation.

A number moves up or down; a level moves from where it is to one of the three others. An equation on levels counts the
companies at each but the last, which the others give. Nothing is solved here.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from indicators.disclosure.moves import LEAST
from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import LEVELS, System

Sparse = tuple[Whole, Whole, Floats]
"""Starts, row numbers and values of columns."""

_COUNTED: Final = LEVELS - 1


class Layout:
    """The moves of a system's unknowns. `width` is the columns of each, `rows` the rows that equations take."""

    def __init__(self, system: System, matrix: Floats) -> None:
        self.system = system
        self.matrix = matrix
        self.levels = system.shape == "level"
        self.width = _COUNTED if self.levels else 2
        self.rows = matrix.shape[1] * (_COUNTED if self.levels else 1)
        self.at = system.value.astype(np.int64) if self.levels else np.zeros(0, dtype=np.int64)
        others = np.array([[to for to in range(LEVELS) if to != at] for at in range(LEVELS)])
        self.to = others[self.at]

    def limits(self, needed: float, most: float) -> Floats:
        """Return unknowns x width: how far each may move, in parts of `needed`, at `most` so many."""
        if self.levels:
            return np.ones((len(self.at), self.width))
        limits = np.minimum(np.column_stack([self.system.up, self.system.down]) / needed, most)
        return np.where(limits < LEAST, 0.0, limits)

    def target(self, sign: int) -> Flags:
        """Return which of an unknown's columns are asked about."""
        return np.ones(self.width, dtype=np.bool_) if self.levels else np.array([sign > 0, sign < 0])

    def columns(self, unknowns: Whole) -> Sparse:
        """Return the columns of some unknowns."""
        block = self.matrix[unknowns]
        if self.levels:
            dense = self._steps(unknowns, block)
        else:
            dense = np.stack([block, -block], axis=1).reshape(-1, block.shape[1])
        column, row = np.nonzero(dense)
        starts = np.searchsorted(column, np.arange(len(dense)))
        return starts.astype(np.int32), row.astype(np.int32), dense[column, row]

    def _steps(self, unknowns: Whole, block: Floats) -> Floats:
        """(unknowns x width) x (equations x counted levels): one more at the new level, one less at the old."""
        counted = np.eye(LEVELS)[:, :_COUNTED]
        step = counted[self.to[unknowns]] - counted[self.at[unknowns]][:, None, :]
        dense = block[:, None, :, None] * step[:, :, None, :]
        found: Floats = dense.reshape(len(unknowns) * self.width, self.rows)
        return found

    def gains(self, duals: Floats, limits: Floats) -> Floats:
        """Return what each unknown would add to the aim by its best move, at the prices of the equations."""
        value = self.matrix @ self.prices(duals).T
        if self.levels:
            value = np.column_stack([value, np.zeros(len(value))])
            gain = np.take_along_axis(value, self.to, axis=1) - np.take_along_axis(value, self.at[:, None], axis=1)
        else:
            gain = np.column_stack([value[:, 0], -value[:, 0]])
        found: Floats = np.where(limits > 0, gain, 0.0).max(axis=1)
        return found

    def prices(self, duals: Floats) -> Floats:
        """Return the prices as (1 or counted levels) x equations."""
        return duals.reshape(-1, _COUNTED if self.levels else 1).T

    def moves(self, chosen: Whole, solution: Floats, needed: float) -> tuple[Whole, Floats]:
        """Return who moves in a solution and by how much; of a level, to which."""
        parts = solution.reshape(len(chosen), self.width)
        if self.levels:
            places = np.flatnonzero(parts.max(axis=1) > LEAST)
            return chosen[places], self.to[chosen[places], parts[places].argmax(axis=1)].astype(np.float64)
        change = parts[:, 0] - parts[:, 1]
        places = np.flatnonzero(np.abs(change) > LEAST)
        return chosen[places], change[places] * needed
