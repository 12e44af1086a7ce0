"""Which companies have to be examined one by one, so that ten thousand companies cost no more than the few at risk.

Two signs of risk. First, the company's *share in the equations*: the squared length of its unit vector's projection
on the space that the published sums span (the leverage of regression; D. C. Hoaglin, R. E. Welsch, "The hat matrix in
regression and ANOVA", The American Statistician 32, 1978). It is 1 exactly where a combination of the sums gives the
company's answer, at least 1/2 where it gives it to one other company, and 1/n in a sum over n. Second, too little
*room*: in some published sum the others cannot make up for a move of this company, even without the largest of them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import System
from indicators.disclosure.thresholds import DETERMINED, FEW_COMPANIES

_ROOM: Final = 5.0
"""Others must have room for this many times the move that a company needs."""


_OF_EACH: Final = 2
"""How many companies of each equation a program begins with."""


def leverages(matrix: Floats) -> Floats:
    """Return each unknown's share in the equations, 0 to 1."""
    if matrix.shape[1] == 0:
        return np.zeros(len(matrix))
    inverse = np.linalg.pinv(matrix.T @ matrix, rcond=1e-10, hermitian=True)
    shares: Floats = np.einsum("ij,jk,ik->i", matrix, inverse, matrix, optimize=True)
    return shares


def at_risk(system: System, shown: Flags) -> Whole:
    """Return the unknowns to examine under a pattern; all of them where they are few."""
    concerned = np.flatnonzero(system.needed > 0)
    if len(system.value) <= FEW_COMPANIES:
        return _not_mated(system, shown, concerned)
    matrix = system.matrix[:, shown]
    risky = leverages(matrix) >= DETERMINED
    if system.shape == "level":
        risky |= _without_variety(system, matrix)
    else:
        up = _without_room(system, matrix, system.down, system.up)
        down = _without_room(system, matrix, system.up, system.down)
        risky |= (up & down) if system.shape == "capped" else up
    return _not_mated(system, shown, concerned[risky[concerned]])


def _not_mated(system: System, shown: Flags, unknowns: Whole) -> Whole:
    return unknowns[~mated(system, shown, unknowns)]


def _without_room(system: System, matrix: Floats, others: Floats, own: Floats) -> Flags:
    """Where a move of what is needed has too little to balance it: `others` is how far each could move against it."""
    found = own < system.needed
    for column in matrix.T:
        members = np.flatnonzero(column)
        room = others[members]
        if not np.isfinite(room).all():
            continue
        order = np.sort(room)
        largest, second = order[-1], order[-2] if len(order) > 1 else 0.0
        rest = room.sum() - room - np.where(room == largest, second, largest)
        found[members] |= rest < _ROOM * system.needed[members]
    return found


def _without_variety(system: System, matrix: Floats) -> Flags:
    """Where too few of the others in a sum are at another level."""
    found = np.zeros(len(system.value), dtype=np.bool_)
    levels = system.value.astype(np.int64)
    for column in matrix.T:
        members = np.flatnonzero(column)
        same = np.bincount(levels[members], minlength=4)[levels[members]]
        found[members] |= len(members) - same - 1 < _ROOM
    return found


def first_of(matrix: Floats, unknowns: Whole) -> Whole:
    """Return some unknowns with a few of every equation (columns of `matrix`), to begin a program with."""
    chosen = set(unknowns.tolist())
    for column in matrix.T:
        members = np.flatnonzero(column)
        chosen.update(members[:: max(1, len(members) // _OF_EACH)].tolist())
    return np.array(sorted(chosen), dtype=np.int64)


def mated(system: System, shown: Flags, risky: Whole) -> Flags:
    """Return which of the `risky` unknowns are safe at sight: two companies in exactly the same sums can each make up
    for the move that it needs, so that a third that knows one of them still cannot tell.
    """
    places = np.flatnonzero(shown).tolist()
    marks = np.zeros(len(system.value))
    for row, mark in zip(places, np.random.default_rng(0).random(len(places)), strict=True):
        marks[system.members[row]] += mark
    safe = np.zeros(len(risky), dtype=np.bool_)
    kinds, kind = np.unique(marks, return_inverse=True)
    order = np.argsort(kind, kind="stable")
    starts = np.searchsorted(kind[order], np.arange(len(kinds) + 1))
    for place, unknown in enumerate(risky.tolist()):
        mates = order[starts[kind[unknown]] : starts[kind[unknown] + 1]]
        safe[place] = _made_up_for(system, unknown, mates[mates != unknown])
    return safe


def _made_up_for(system: System, unknown: int, mates: Whole) -> bool:
    if len(mates) < 2:
        return False
    if system.shape == "level":
        return int((system.value[mates] != system.value[unknown]).sum()) >= 2
    needed = system.needed[unknown]
    if system.up[unknown] >= needed and int((system.down[mates] >= needed).sum()) >= 2:
        return True
    down = system.shape == "capped" and system.down[unknown] >= needed
    return bool(down and int((system.up[mates] >= needed).sum()) >= 2)
