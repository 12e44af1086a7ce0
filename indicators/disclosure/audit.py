"""Does a pattern of suppression hold? Every company at risk, seen from outside and by every other contributor.

An answer is safe if, for all that is published, it could as well differ by what the p %-rule asks: a count, an amount
or a denominator must be able to be higher, a numerator under a known denominator higher or lower, a level another one.
Whoever knows its own answer must not be able to tell either. Coalitions of several companies are not considered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from indicators.disclosure.probe import Probe, Reach
from indicators.disclosure.quantities import Flags
from indicators.disclosure.screening import at_risk, neighbours
from indicators.disclosure.system import FIXED, System
from indicators.disclosure.thresholds import FEW_COMPANIES

_SMALL: Final = 12
"""A sum of more contributors than this gives none of them a telling view of another."""


@dataclass
class Effort:
    """How much an audit looked at."""

    examined: int = 0
    programs: int = 0


@dataclass(frozen=True)
class Finding:
    """An answer that the pattern does not protect: whose, from whose viewpoint (None: anybody's), and the items of
    which at least one must go. Without items, earlier editions alone reveal it."""

    quantity: str
    owner: int
    known: int | None
    items: frozenset[int]


def audit(system: System, hidden: Flags, effort: Effort, settled: set[int]) -> Iterator[Finding]:
    """Yield the answers that are not safe while the items marked in `hidden` are suppressed. Unknowns in `settled` are
    passed over; those found safe are added to it, for they stay safe while more is suppressed."""
    shown = system.rows_shown(hidden)
    risky = at_risk(system, shown)
    if len(risky) == 0 or not shown.any():
        return
    examination = _Examination(system, shown, effort)
    for unknown in risky.tolist():
        if unknown in settled:
            continue
        effort.examined += 1
        found = list(examination.of(unknown))
        if not found:
            settled.add(unknown)
        yield from found


class _Examination:
    """The programs of one quantity under one pattern: for each answer a small one around it, and the whole one where
    the small one cannot show that it is safe. Where companies are few, the whole one at once."""

    def __init__(self, system: System, shown: Flags, effort: Effort) -> None:
        self.system = system
        self.shown = shown
        self.effort = effort
        self.few = len(system.value) <= FEW_COMPANIES
        self.whole: Probe | None = None

    def of(self, unknown: int) -> Iterator[Finding]:
        """Yield what is wrong with one answer: from outside, else from the viewpoint of a company.

        A way to differ in which some companies move with it convinces all others. If there is a second way in which
        none of these moves, nobody is left; if not, each of them is asked.
        """
        self.near = None if self.few else Probe(self.system, neighbours(self.system, self.shown, unknown), self.shown)
        outside = self._safe(unknown, frozenset())
        if not outside.enough:
            yield self._finding(unknown, None, outside)
            return
        if not outside.moved or self._safe(unknown, outside.moved, last=False).enough:
            return
        for other in sorted(outside.moved & self._close(unknown)):
            inside = self._safe(unknown, frozenset((other,)))
            if not inside.enough:
                yield self._finding(unknown, other, inside)
                return

    def _close(self, unknown: int) -> frozenset[int]:
        """Whose viewpoint can matter: where there are many companies, those in one small sum with this one."""
        if self.few:
            return frozenset(self.system.owner.tolist())
        rows = [self.system.members[row] for row in np.flatnonzero(self.shown).tolist()]
        small = [self.system.owner[members] for members in rows if len(members) <= _SMALL and unknown in members]
        return frozenset(np.concatenate(small).tolist()) if small else frozenset()

    def _safe(self, unknown: int, known: frozenset[int], *, last: bool = True) -> Reach:
        if self.near is not None:
            reach = self._reach(self.near, unknown, known)
            if reach.enough or not last:
                return reach
        if self.whole is None:
            self.whole = Probe(self.system, np.arange(len(self.system.value)), self.shown)
        return self._reach(self.whole, unknown, known)

    def _reach(self, probe: Probe, unknown: int, known: frozenset[int]) -> Reach:
        """A level may change, an open number must be able to rise; a capped one rise or fall."""
        self.effort.programs += 1
        if self.system.shape == "level":
            return probe.reach(unknown, -1, known)
        up = probe.reach(unknown, +1, known)
        if up.enough or self.system.shape == "open":
            return up
        self.effort.programs += 1
        down = probe.reach(unknown, -1, known)
        return down if down.enough else Reach(up.far, frozenset(), tuple({*up.rows, *down.rows}))

    def _finding(self, unknown: int, known: int | None, reach: Reach) -> Finding:
        items = {int(item) for item in self.system.item[list(reach.rows)]} - {FIXED}
        return Finding(self.system.name, int(self.system.owner[unknown]), known, frozenset(items))
