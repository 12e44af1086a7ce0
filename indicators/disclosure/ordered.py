"""Where quartiles, means and bars of bands may be shown: they are single companies' values, or counts of few.

They rest on at least ten contributors whose answers are not public, and so does what tells them apart: the contested
answers, the answers that changed since an earlier edition, and any combination of the cells in which they are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from indicators.disclosure.quantities import Flags, Holding, Quantity
from indicators.disclosure.record import Item
from indicators.disclosure.screening import leverages
from indicators.disclosure.thresholds import DETERMINED, FEWEST_ORDERED
from indicators.figures import Cut

Earlier = Sequence[tuple[Holding, Quantity, Sequence[Item]]]


def whole(cut: Cut) -> Item:
    """Return the item that a cut's claimed value is."""
    return ("claimed", cut.dimension, cut.value)


def ordered_cuts(holding: Holding, quantity: Quantity, cuts: Collection[Cut], earlier: Earlier) -> set[Cut]:
    """Return which of the shown `cuts` may show quartiles, mean and bands of all who contribute."""
    hidden = quantity.private & quantity.valued
    members = {cut: holding.members(quantity, whole(cut)) & hidden for cut in cuts}
    kept = {
        cut: flags
        for cut, flags in members.items()
        if enough(flags) and all(_changed_enough(holding, quantity, flags, cut, one) for one in earlier)
    }
    many = {cut for cut, flags in kept.items() if flags.any()}
    while many:
        listed = sorted(many, key=lambda cut: (int(kept[cut].sum()), cut.dimension, cut.value))
        matrix = np.column_stack([kept[cut] for cut in listed]).astype(np.float64)
        shares = leverages(matrix)
        worst = int(shares.argmax())
        if shares[worst] <= DETERMINED:
            break
        many.discard(next(cut for cut, inside in zip(listed, matrix[worst], strict=True) if inside))
    return many | (set(kept) - {cut for cut, flags in kept.items() if flags.any()})


def enough(hidden: Flags) -> bool:
    """Whether a set of contributors has nobody to protect, or enough of them."""
    n = int(hidden.sum())
    return n == 0 or n >= FEWEST_ORDERED


def _changed_enough(
    holding: Holding, quantity: Quantity, now: Flags, cut: Cut, earlier: tuple[Holding, Quantity, Sequence[Item]]
) -> bool:
    """Whether the answers that came, went or changed since an earlier edition are none or enough."""
    other, before, shown = earlier
    item = whole(cut)
    if item not in shown:
        return True
    then = other.members(before, item) & before.private
    first = _answers(holding, quantity, now)
    second = _answers(other, before, then)
    changed = {id_ for id_, _ in first ^ second}
    return not changed or len(changed) >= FEWEST_ORDERED


def _answers(holding: Holding, quantity: Quantity, members: Flags) -> set[tuple[str, tuple[float, float]]]:
    return {
        (holding.ids[company], (value, cap))
        for company, value, cap in zip(
            quantity.company[members].tolist(),
            quantity.value[members].tolist(),
            quantity.cap[members].tolist(),
            strict=True,
        )
    }
