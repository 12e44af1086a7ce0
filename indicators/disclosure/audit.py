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

from indicators.disclosure.equations import Equations, equations_of
from indicators.disclosure.moves import Proofs
from indicators.disclosure.probe import Probe, Reach
from indicators.disclosure.quantities import Flags, Whole
from indicators.disclosure.screening import at_risk, first_of
from indicators.disclosure.system import FIXED, System

_ALL_AT_ONCE: Final = 150
"""Up to so many unknowns a program holds them all from the start."""


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


def audit(system: System, hidden: Flags, effort: Effort, proofs: Proofs) -> Iterator[Finding]:
    """Yield the answers that are not safe while the items marked in `hidden` are suppressed. What earlier rounds have
    proved counts where it still holds; what this one proves is added.

    A finding that more suppression can mend stands for all answers in its combination of sums: as one of these sums
    goes, they are asked again in the next round.
    """
    shown = system.rows_shown(hidden)
    proofs.start(shown)
    risky = at_risk(system, shown, proofs.settled)
    proofs.settled.update(set(range(len(system.value))) - set(risky.tolist()))
    if len(risky) == 0 or not shown.any():
        return
    examination = _Examination(system, equations_of(system.matrix, shown), risky, proofs, effort)
    held = np.zeros(len(system.value), dtype=np.bool_)
    for unknown in risky.tolist():
        if held[unknown] or not proofs.open([unknown]):
            continue
        effort.examined += 1
        finding = examination.of(unknown)
        if finding is None:
            proofs.settled.add(unknown)
        else:
            yield finding
            if finding.items:
                held |= examination.probe.combined


class _Examination:
    """The program of one quantity under one pattern, asked about one answer after another."""

    def __init__(self, system: System, equations: Equations, risky: Whole, proofs: Proofs, effort: Effort) -> None:
        self.system = system
        self.proofs = proofs
        self.effort = effort
        many = len(system.value) > _ALL_AT_ONCE
        first = first_of(equations.matrix, risky) if many else np.arange(len(system.value))
        self.probe = Probe(system, equations, first)

    def of(self, unknown: int) -> Finding | None:
        """Return what is wrong with one answer: from outside, else from the viewpoint of a company.

        A way to differ in which some companies move with it convinces all others. If there is a second way in which
        none of these moves, nobody is left; if not, each of them is asked.
        """
        if unknown not in self.proofs.suspects:
            outside = self._reach(unknown, frozenset())
            if not outside.enough:
                return self._finding(unknown, None, outside)
        suspects = self.proofs.suspects[unknown]
        if not suspects or self._reach(unknown, suspects).enough:
            return None
        for other in sorted(suspects):
            if other not in self.proofs.suspects[unknown]:
                continue
            inside = self._reach(unknown, frozenset((other,)))
            if not inside.enough:
                return self._finding(unknown, other, inside)
        return None

    def _reach(self, unknown: int, known: frozenset[int]) -> Reach:
        """A level may change, an open number must be able to rise; a capped one rise or fall."""
        up = self._asked(unknown, +1, known)
        if up.enough or self.system.shape != "capped":
            return up
        down = self._asked(unknown, -1, known)
        return down if down.enough else Reach(up.far, frozenset(), tuple({*up.rows, *down.rows}))

    def _asked(self, unknown: int, sign: int, known: frozenset[int]) -> Reach:
        self.effort.programs += 1
        reach = self.probe.reach(unknown, sign, known)
        if reach.enough:
            self.proofs.note(unknown, reach.moved)
            if reach.move is not None:
                self.proofs.add(reach.move)
        return reach

    def _finding(self, unknown: int, known: int | None, reach: Reach) -> Finding:
        items = {int(item) for item in self.system.item[list(reach.rows)]} - {FIXED}
        return Finding(self.system.name, int(self.system.owner[unknown]), known, frozenset(items))
