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
from indicators.disclosure.quantities import Flags, Whole
from indicators.disclosure.screening import at_risk, neighbours
from indicators.disclosure.system import FIXED, System
from indicators.disclosure.thresholds import FEW_COMPANIES

_AROUND: Final = 60
"""Companies looked at around those at risk, from each published sum."""

NEARBY: Final = 2_000
"""Unknowns up to which the first program may hold all of them."""


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


def audit(system: System, hidden: Flags, effort: Effort) -> Iterator[Finding]:
    """Yield the answers that are not safe while the items marked in `hidden` are suppressed."""
    shown = system.rows_shown(hidden)
    risky = at_risk(system, shown)
    if len(risky) == 0 or not shown.any():
        return
    examination = _Examination(system, shown, risky, effort)
    for unknown in risky.tolist():
        effort.examined += 1
        yield from examination.of(unknown)


class _Examination:
    """The programs of one quantity under one pattern: a small one around those at risk, and the whole one where the
    small one cannot show that an answer is safe."""

    def __init__(self, system: System, shown: Flags, risky: Whole, effort: Effort) -> None:
        self.system = system
        self.shown = shown
        self.effort = effort
        everybody = np.arange(len(system.value))
        few = len(everybody) <= FEW_COMPANIES
        near = everybody if few else neighbours(system, shown, risky, _AROUND)
        self.near = Probe(system, near, shown)
        self.whole: Probe | None = self.near if len(near) == len(everybody) else None

    def of(self, unknown: int) -> Iterator[Finding]:
        """Yield what is wrong with one answer, from outside first, then for each company that had to move with it."""
        outside = self._safe(unknown, None)
        if not outside.enough:
            yield self._finding(unknown, None, outside)
            return
        for other in sorted(outside.moved):
            inside = self._safe(unknown, other)
            if not inside.enough:
                yield self._finding(unknown, other, inside)
                return

    def _safe(self, unknown: int, known: int | None) -> Reach:
        reach = self._reach(self.near, unknown, known)
        if reach.enough or self.whole is self.near:
            return reach
        if self.whole is None:
            self.whole = Probe(self.system, np.arange(len(self.system.value)), self.shown)
        return self._reach(self.whole, unknown, known)

    def _reach(self, probe: Probe, unknown: int, known: int | None) -> Reach:
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
