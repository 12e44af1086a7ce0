"""Which published sums are unsafe by themselves: too few contributors, or one that outweighs the rest.

Only what one sum (or the difference of two sums of one cell) tells is judged here; what several tell together is worked
out in `audit.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from indicators.disclosure.quantities import Flags, Holding, Quantity
from indicators.disclosure.record import Item
from indicators.disclosure.thresholds import DOMINANT, FEWEST

FEW, DOMINATED, COMPLEMENTARY = "A", "O", "D"
"""SDMX code list CL_CONF_STATUS: small count, dominance by one unit, secondary confidentiality."""

_WORST: Final = {FEW: 0, DOMINATED: 1, COMPLEMENTARY: 2}


def primary(holding: Holding, quantities: Sequence[Quantity], items: Sequence[Item]) -> dict[Item, str]:
    """Return the items that no pattern may publish, with their code."""
    found = {}
    for item in items:
        code = _worst(
            _code(quantity, holding.members(quantity, item)) for quantity in quantities if item[0] in quantity.parts
        )
        if code:
            found[item] = code
    return found


def pairs(holding: Holding, quantities: Sequence[Quantity], items: Sequence[Item]) -> dict[tuple[Item, Item], str]:
    """Return the pairs of items of one cell whose difference is unsafe: claimed with contested set aside tells the
    contested, claimed with those of both cycles tells the newcomers."""
    found = {}
    for item in items:
        part, dimension, value = item
        whole: Item = ("claimed", dimension, value)
        if part == "claimed":
            continue
        code = _worst(
            _code(quantity, holding.members(quantity, whole) & ~holding.members(quantity, item))
            for quantity in quantities
            if part in quantity.parts
        )
        if code:
            found[whole, item] = code
    return found


def worse(first: str | None, second: str | None) -> str | None:
    """Return the code that says more about why: few, then dominated, then complementary."""
    return min((code for code in (first, second) if code), key=lambda code: _WORST[code], default=None)


def _worst(codes: Iterator[str | None]) -> str | None:
    found: str | None = None
    for code in codes:
        found = worse(found, code)
    return found


def _code(quantity: Quantity, members: Flags) -> str | None:
    """Judge one set of contributors by those whose answers are not public; without any there is nothing to hide."""
    hidden = members & quantity.private
    n = int(hidden.sum())
    if n == 0:
        return None
    if n < FEWEST:
        return FEW
    if quantity.weight is None:
        return None
    weights = quantity.weight[hidden]
    total = float(weights.sum())
    return DOMINATED if total > 0 and float(weights.max()) > DOMINANT * total else None
