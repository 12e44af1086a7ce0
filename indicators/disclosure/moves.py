"""Ways in which all answers could differ together without a published sum noticing: each proves several answers safe.

A move that a program has found for one answer is tried for every other that moves in it, made larger or smaller, or
turned round. So few programs have to be solved. No program is solved here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import LEVELS, System

LEAST: Final = 1e-6
"""What is less than this part of the move asked for is nothing."""


@dataclass(frozen=True)
class Move:
    """Which unknowns move together, and by how much; of a level, to which."""

    unknowns: Whole
    amounts: Floats


@dataclass
class Proofs:
    """The moves found for a system, and for each answer the companies that move in every one that lets it differ: only
    from their viewpoint it may still be told."""

    system: System
    moves: list[Move] = field(default_factory=list)
    suspects: dict[int, frozenset[int]] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)

    def start(self, shown: Flags) -> None:
        """Begin a round: keep the moves that the rows now shown allow, and what they prove."""
        found, self.moves, self.suspects = self.moves, [], {}
        for move in found:
            if _unnoticed(self.system, shown, move):
                self.add(move)

    def add(self, move: Move) -> None:
        """Note a move that no shown row notices, for all answers that it proves to be able to differ."""
        self.moves.append(move)
        owners = self.system.owner[move.unknowns]
        everybody = frozenset(owners.tolist())
        for place in _far_enough(self.system, move).tolist():
            self.note(int(move.unknowns[place]), everybody)

    def note(self, unknown: int, moved: frozenset[int]) -> None:
        """Note that an answer can differ while only the companies `moved` move with it."""
        others = moved - {int(self.system.owner[unknown])}
        self.suspects[unknown] = self.suspects.get(unknown, others) & others

    def open(self, unknowns: Sequence[int]) -> list[int]:
        """Return which of some unknowns are not proved safe yet."""
        return [one for one in unknowns if one not in self.settled and self.suspects.get(one) != frozenset()]


def _far_enough(system: System, move: Move) -> Whole:
    """Positions in a move of those that it moves, or would move if it were scaled within everybody's limits, as far as
    they must be able to."""
    if system.shape == "level":
        return np.arange(len(move.unknowns))
    up, down, needed = (numbers[move.unknowns] for numbers in (system.up, system.down, system.needed))
    rising = move.amounts > 0
    size = np.abs(move.amounts)
    forth = float((np.where(rising, up, down) / size).min())
    back = float((np.where(rising, down, up) / size).min())
    scale = needed / size * (1 - LEAST)
    enough = np.where(rising, scale <= forth, scale <= back)
    if system.shape == "capped":
        enough |= np.where(rising, scale <= back, scale <= forth)
    return np.flatnonzero(enough)


def _unnoticed(system: System, shown: Flags, move: Move) -> bool:
    rows = system.matrix[np.ix_(move.unknowns, np.flatnonzero(shown))]
    if system.shape != "level":
        scale = float(np.abs(move.amounts).max())
        return bool(np.all(np.abs(move.amounts @ rows) <= LEAST * scale))
    places = np.eye(LEVELS)
    change = places[move.amounts.astype(np.int64)] - places[system.value[move.unknowns].astype(np.int64)]
    return bool(np.all(np.abs(change.T @ rows) <= LEAST))
