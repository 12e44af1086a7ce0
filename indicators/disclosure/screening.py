"""Which companies have to be examined one by one, so that ten thousand companies cost no more than the few at risk.

Whoever is proved safe in closed form is not: two companies in exactly the same sums that can each make up for it
(here), a move that everybody shares (`spreading.py`), exchanges of levels (`exchanges.py`). Everyone else is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from indicators.disclosure.exchanges import exchanged
from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.spreading import spread
from indicators.disclosure.system import LEVELS, System
from indicators.disclosure.thresholds import FEW_COMPANIES

_TWO: Final = 2

_OF_EACH: Final = 2
"""How many companies of each equation a program begins with."""


def leverages(matrix: Floats) -> Floats:
    """Return each unknown's share in the equations, 0 to 1."""
    if matrix.shape[1] == 0:
        return np.zeros(len(matrix))
    inverse = np.linalg.pinv(matrix.T @ matrix, rcond=1e-10, hermitian=True)
    shares: Floats = np.einsum("ij,jk,ik->i", matrix, inverse, matrix, optimize=True)
    return shares


def at_risk(system: System, shown: Flags, passed: Collection[int] = ()) -> Whole:
    """Return the unknowns to examine under a pattern: those that no proof in closed form covers. `passed` are proved
    safe already and stay so."""
    concerned = system.needed > 0
    concerned[list(passed)] = False
    asked = np.flatnonzero(concerned)
    if len(asked) == 0 or not shown.any():
        return np.zeros(0, dtype=np.int64)
    matrix = system.matrix[:, shown]
    kinds, kind = kinds_of(matrix)
    asked = asked[~_mated(system, kind, kinds, asked)]
    if len(system.value) <= FEW_COMPANIES or len(asked) == 0:
        return asked
    if system.shape == "level":
        names = [name for name, one in zip(system.dimension, shown.tolist(), strict=True) if one]
        return asked[~exchanged(system, kind, kinds, names, asked)]
    return asked[~spread(system, kind, kinds, asked)]


def kinds_of(matrix: Floats) -> tuple[Floats, Whole]:
    """Return the different rows of a matrix of zeros and ones, and which of them each row is."""
    packed = np.packbits(matrix > 0, axis=1)
    _, first, kind = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return matrix[first], kind.reshape(-1)


def first_of(matrix: Floats, unknowns: Whole) -> Whole:
    """Return some unknowns with a few of every equation (columns of `matrix`), to begin a program with."""
    chosen = set(unknowns.tolist())
    for column in matrix.T:
        members = np.flatnonzero(column)
        chosen.update(members[:: max(1, len(members) // _OF_EACH)].tolist())
    return np.array(sorted(chosen), dtype=np.int64)


def _mated(system: System, kind: Whole, kinds: Floats, asked: Whole) -> Flags:
    """Return which of the unknowns `asked` are safe at sight: two companies in exactly the same sums can each make up
    for the move that it needs, so that a third that knows one of them still cannot tell.

    Those two are not one company: no sum holds two versions of one answer. Whoever is in no sum at all is safe anyway.
    """
    here, needed = kind[asked], system.needed[asked]
    if system.shape == "level":
        level = system.value.astype(np.int64)
        at = np.zeros((len(kinds), LEVELS))
        np.add.at(at, (kind, level), 1.0)
        found: Flags = at[here].sum(axis=1) - at[here, level[asked]] >= _TWO
        return found
    found = (system.up[asked] >= needed) & (_second_of_others(system.down, kind, len(kinds))[asked] >= needed)
    if system.shape == "capped":
        found |= (system.down[asked] >= needed) & (_second_of_others(system.up, kind, len(kinds))[asked] >= needed)
    return found


def _second_of_others(room: Floats, kind: Whole, kinds: int) -> Floats:
    """Of each unknown the second largest room among the others of its kind; 0 where there are not two others."""
    order = np.lexsort((-room, kind))
    starts = np.searchsorted(kind[order], np.arange(kinds))
    rank = np.empty(len(room), dtype=np.int64)
    rank[order] = np.arange(len(room)) - starts[kind[order]]
    size = np.bincount(kind, minlength=kinds)[kind]
    sorted_ = np.append(room[order], np.zeros(_TWO))
    place = starts[kind] + np.where(rank < _TWO, _TWO, 1)
    return np.where(size > _TWO, sorted_[np.minimum(place, len(room))], 0.0)
