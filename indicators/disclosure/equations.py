"""The published sums of one quantity, written so that as few answers as possible stand in each.

Two sums that are both public are worth as much as one of them and their difference, and the difference is usually
short: claimed without set aside is the contested, the whole without its largest part the rest. Nothing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Whole


@dataclass(frozen=True)
class Equations:
    """`matrix`: unknowns x equations, entries -1, 0, 1. `made_of`: equations x shown rows, how each is made of them.
    `rows`: which rows of the system are shown. No equation is empty."""

    rows: Whole
    matrix: Floats
    made_of: Floats

    def prices_of_rows(self, prices: Floats) -> Floats:
        """Return the prices of the shown rows, given those of the equations: what the published sums themselves say."""
        found: Floats = prices @ self.made_of
        return found


def equations_of(matrix: Floats, shown: Flags) -> Equations:
    """Return the equations of the rows `shown` of a matrix of unknowns x rows. Each row is written as its difference
    from a shorter one where that is shorter than the row itself; a row that only repeats another falls away."""
    rows = np.flatnonzero(shown)
    chosen = matrix[:, rows]
    common = chosen.T @ chosen
    size = common.diagonal()
    made_of = np.eye(len(rows))
    order = np.argsort(size, kind="stable")
    for number, row in enumerate(order.tolist()):
        shorter = order[:number]
        differ = size[row] + size[shorter] - 2 * common[row, shorter]
        if len(differ) and differ.min() < size[row]:
            made_of[row, shorter[differ.argmin()]] -= 1.0
    reduced = chosen @ made_of.T
    kept = np.abs(reduced).any(axis=0)
    return Equations(rows, np.ascontiguousarray(reduced[:, kept]), made_of[kept])
