"""A proof in closed form that a level can be another one: companies that could have answered in each other's place.

Two companies in exactly the same published sums may have swapped their levels. Two that differ in one dimension only
(the same country and size, another sector) may have, if elsewhere two others swapped back between the same sectors and
the same levels. Whole companies move, so what is proved holds for levels as they are, not in fractions of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import LEVELS, System

_PARTIES: Final = 3
"""Companies in an exchange besides the one asked about."""


def exchanged(system: System, kind: Whole, kinds: Floats, dimensions: Sequence[str], asked: Whole) -> Flags:
    """Return which of the unknowns `asked` are proved safe by two exchanges without a company in common.

    `kind`: of each unknown, its row in `kinds` (kinds x shown sums); `dimensions` says of each shown sum which
    breakdown it belongs to.
    """
    level = system.value.astype(np.int64)
    versions = int(np.bincount(system.owner).max(initial=1))
    partners = np.zeros(len(asked))
    for name in dict.fromkeys(dimensions):
        inside = np.array([one == name for one in dimensions])
        place, line = _numbered(kinds[:, inside])[kind], _numbered(kinds[:, ~inside])[kind]
        partners += _partners(place, line, level, asked, 1 + _PARTIES * versions)
    return partners >= 1 + versions


def _numbered(rows: Floats) -> Whole:
    """Equal rows get equal numbers."""
    found: Whole = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    return found


def _partners(place: Whole, line: Whole, level: Whole, asked: Whole, enough: int) -> Floats:
    """How many companies on the same line each unknown could swap with, such that at least `enough` pairs on other
    lines can swap back."""
    spots = LEVELS * (int(place.max()) + 1)
    count = np.zeros((int(line.max()) + 1, spots))
    spot = LEVELS * place + level
    np.add.at(count, (line, spot), 1.0)
    there = (count > 0).astype(np.float64)
    together = there.T @ there  # lines that hold somebody at both spots
    found = np.zeros(len(asked))
    for number, unknown in enumerate(asked.tolist()):
        at, own = int(level[unknown]), there[line[unknown]]
        for to in range(LEVELS):
            if to == at:
                continue
            others = np.arange(to, spots, LEVELS)  # at another level, anywhere on the dimension
            back_from, back_to = LEVELS * place[unknown] + to, others - to + at
            back = together[back_from, back_to] - own[back_from] * own[back_to]
            allowed = back >= enough
            allowed[place[unknown]] = False
            found[number] += count[line[unknown], others][allowed].sum()
    return found
