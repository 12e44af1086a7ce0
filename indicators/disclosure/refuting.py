"""What a single equation gives away, in closed form: before any program is asked, each published sum (and each short
difference of two) is held to the p %-rule by itself, for the best-informed of its contributors.

In a sum that others must make up for, an answer is told to the company whose own part leaves the least room: the
largest of the others. All at one level, all none, all as high as they can be are the extreme cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from indicators.disclosure.equations import Equations
from indicators.disclosure.moves import LEAST
from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import FIXED, LEVELS, System

_OTHERS: Final = 2
"""Companies at other levels that a company's level needs in a sum: one of them may know its own."""

_TRIED: Final = 200


def refuted(system: System, equations: Equations) -> Iterator[frozenset[int]]:
    """Yield sets of items of which at least one must go, because together they are a sum that tells an answer in it.
    What earlier editions alone tell is not among them."""
    for made_of, column in zip(equations.made_of, equations.matrix.T, strict=True):
        items = {int(item) for item in system.item[equations.rows[made_of != 0]]} - {FIXED}
        members = np.flatnonzero(column)
        one_way = bool((column[members] > 0).all() or (column[members] < 0).all())
        if items and one_way and _tells(system, members).any():
            yield frozenset(items)


def _tells(system: System, members: Whole) -> Flags:
    """Which answers a sum over `members` tells to one of them."""
    if system.shape == "level":
        level = system.value[members].astype(np.int64)
        elsewhere = len(members) - np.bincount(level, minlength=LEVELS)[level]
        return np.asarray(elsewhere < _OTHERS)
    owner, needed = system.owner[members], system.needed[members]
    held = _short(system.down[members], owner, needed) | (system.up[members] < needed * (1 - LEAST))
    held &= needed > 0
    if system.shape == "capped":
        held &= _short(system.up[members], owner, needed) | (system.down[members] < needed * (1 - LEAST))
        return _to_one(system, members, np.flatnonzero(held)[:_TRIED])
    return np.asarray(held)


def _to_one(system: System, members: Whole, places: Whole) -> Flags:
    """Whether one and the same other company sees an answer held both ways: who sees it held upwards may see it free
    downwards. Of these few `places` in the sum only; the programs see to the others."""
    companies, place = np.unique(system.owner[members], return_inverse=True)
    needed = (system.needed[members][places] * (1 - LEAST) - LEAST * LEAST)[:, None]
    both = np.ones((len(places), len(companies) + 1), dtype=np.bool_)
    for against, own in ((system.down, system.up), (system.up, system.down)):
        together = np.append(np.bincount(place, against[members], len(companies)), 0.0)
        rest = against[members].sum() - against[members][places][:, None] - together
        both &= (rest < needed) | (own[members][places][:, None] < needed)
    both[np.arange(len(places)), place[places]] = False
    return np.asarray(both.any(axis=1))


def _short(room: Floats, owner: Whole, needed: Floats) -> Flags:
    """Where the others, without the largest of them, have less room than is needed. A sum holds each company once; the
    difference of two may hold two versions of an answer, which go together."""
    if not np.isfinite(room).all():
        return np.zeros(len(room), dtype=np.bool_)
    companies, place = np.unique(owner, return_inverse=True)
    together = np.bincount(place, room, len(companies))
    largest = int(together.argmax())
    second = float(np.delete(together, largest).max(initial=0.0))
    most = np.where(place == largest, second, together[largest])
    rest = room.sum() - room - most
    found: Flags = rest < needed * (1 - LEAST) - LEAST * LEAST
    return found
