"""A proof in closed form that an answer can differ: all others make up for it, each by a small part of its room.

Let every other answer k move by w_k times what the published sums ask for, at most sqrt(w_k) = how far it can go both
ways. Of all ways to make up for one answer this one is the smallest (weighted least squares; the shares of each answer
are the leverages of regression, D. C. Hoaglin, R. E. Welsch, The American Statistician 32, 1978). If even the largest
part that anybody moves is at most 1, the answer can differ. If it stays so when any one company stands still, nobody
can tell it. No program is solved; what is not proved here is not thereby unsafe.

With a_i the sums that i is in and G = sum of w_k a_k a_k', the move of k is needed_i w_k a_k' G^-1 a_i; leaving out i
divides it by 1 - h_i, h_i = w_i a_i' G^-1 a_i (Sherman and Morrison 1950). When company J stands still, the part of
everybody else changes by at most |parts of J| sqrt(h_J / (1 - h_J)), because shares are a projection (Cauchy, Schwarz).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from indicators.disclosure.quantities import Flags, Floats, Whole
from indicators.disclosure.system import System

_EXACT: Final = 1e-6
"""A published sum may be off by this part of the move asked for: as much as a linear program allows itself."""

_MOST: Final = 0.5
"""Nobody is made to carry more than this share of a sum where others can: without it the rest must still do."""

_LEFT: Final = 1e-4
"""Where the others carry less than this without a company, nothing is proved against it."""

_LEADING: Final = 2

_TRIMS: Final = 4
_AT_ONCE: Final = 256


def spread(system: System, kind: Whole, kinds: Floats, asked: Whole) -> Flags:
    """Return which of the unknowns `asked` are proved safe, from outside and from every other company's viewpoint.

    `kind` says of each unknown in which shown sums it is, as a row of `kinds` (kinds x shown sums, 0 or 1).
    """
    able = system.up[asked] >= system.needed[asked]
    if system.shape == "capped":
        able |= system.down[asked] >= system.needed[asked]
    proved = np.zeros(len(asked), dtype=np.bool_)
    if not able.any() or kinds.shape[1] == 0:
        return proved
    shares = _shares(np.minimum(system.up, system.down), kind, kinds)
    able &= shares.spanned[kind[asked]] & (shares.own[asked] < 1 - _EXACT)
    proved[able] = _at_sight(system, shares, kind, asked[able])
    open_ = np.flatnonzero(able & ~proved)
    single, several = _leading(system, shares, kind)
    for start in range(0, len(open_), _AT_ONCE):
        places = open_[start : start + _AT_ONCE]
        proved[places] = _proved(system, shares, (single, several), kind, asked[places])
    return proved


@dataclass(frozen=True)
class _Shares:
    """`between`: kinds x kinds, a' G^-1 a; `spanned`: kinds that the others can make up for; by unknown: the square
    root of its weight, and its own share h."""

    between: Floats
    spanned: Flags
    root: Floats
    own: Floats


def _shares(room: Floats, kind: Whole, kinds: Floats) -> _Shares:
    """Weigh everybody by its room, less where it would carry a sum alone."""
    root = np.where(np.isfinite(room), room, 0.0)
    for trim in range(_TRIMS):
        gram = (kinds * np.bincount(kind, root**2, len(kinds))[:, None]).T @ kinds
        scale = np.sqrt(np.maximum(gram.diagonal(), 1e-300))
        inverse = np.linalg.pinv(gram / np.outer(scale, scale), rcond=1e-10, hermitian=True) / np.outer(scale, scale)
        leverage = np.einsum("ij,ij->i", kinds @ inverse, kinds)[kind]
        own = np.clip(root**2 * leverage, 0.0, 1.0)
        heavy = own > _MOST
        if trim == _TRIMS - 1 or not heavy.any():
            break
        alone = own > 1 - _EXACT
        without = np.where(alone | ~heavy, 1.0, leverage / np.where(alone, 1.0, 1 - own))
        root = np.where(alone, 0.0, np.where(heavy, np.minimum(root, 1 / np.sqrt(without)), root))
    spanned = np.abs(kinds - kinds @ inverse @ gram).max(axis=1) < _EXACT
    return _Shares(kinds @ inverse @ kinds.T, spanned, root, own)


def _at_sight(system: System, shares: _Shares, kind: Whole, asked: Whole) -> Flags:
    """Whether all parts are small because their squares together are (Cauchy, Schwarz), whoever stands still."""
    left = 1 - shares.own[asked]
    together = np.square(system.needed[asked]) * shares.between.diagonal()[kind[asked]] / left
    most = float(np.bincount(system.owner, shares.own).max(initial=0.0)) / left
    found: Flags = together <= (1 - _EXACT) * (1 - most)
    return found


def _leading(system: System, shares: _Shares, kind: Whole) -> tuple[Whole, Whole]:
    """The unknowns whose parts can be the largest: the two weightiest of every kind, where a company has one version of
    its answer; and all others, those of a company side by side."""
    several = np.bincount(system.owner)[system.owner] > 1
    order = np.lexsort((-shares.root, kind))
    order = order[~several[order]]
    rank = np.arange(len(order)) - np.searchsorted(kind[order], kind[order])
    rest = np.flatnonzero(several)
    return order[rank < _LEADING], rest[np.argsort(system.owner[rest], kind="stable")]


def _proved(system: System, shares: _Shares, leading: tuple[Whole, Whole], kind: Whole, places: Whole) -> Flags:
    """Whether the largest part, and what it grows by when the worst company stands still, are small enough."""
    largest, still = np.zeros(len(places)), np.zeros(len(places))
    left = (1 - shares.own[places])[:, None]
    weight = np.square(shares.root[places])[:, None] * left
    for columns, alone in zip(leading, (True, False), strict=True):
        if len(columns) == 0:
            continue
        parts = np.abs(shares.between[np.ix_(kind[places], kind[columns])]) * (shares.root[columns] / left)
        parts[places[:, None] == columns] = 0.0
        np.maximum(largest, parts.max(axis=1), out=largest)
        squares = np.square(parts)
        carried = shares.own[columns] + weight * squares
        if not alone:
            owner = system.owner[columns]
            starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
            squares, carried = (np.add.reduceat(one, starts, axis=1) for one in (squares, carried))
        worse = np.where(carried < 1 - _LEFT, carried / np.maximum(1 - carried, _LEFT), np.inf)
        grown = np.where(squares > 0, squares * np.where(squares > 0, worse, 0.0), 0.0)
        np.maximum(still, np.sqrt(grown.max(axis=1)), out=still)
    found: Flags = system.needed[places] * (largest + still) <= 1 - _EXACT
    return found
