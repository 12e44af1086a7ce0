"""One indicator's figures as a whole: what of them to suppress so that nothing reveals an answer.

The figures of an indicator are one unit; its extras, and what is derived from them, another, because they add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indicators.disclosure.audit import Effort, Finding, audit
from indicators.disclosure.equations import equations_of
from indicators.disclosure.moves import Proofs
from indicators.disclosure.pattern import cover
from indicators.disclosure.primary import COMPLEMENTARY, pairs, primary, worse
from indicators.disclosure.quantities import Flags, Floats, Holding, Quantity
from indicators.disclosure.record import Item
from indicators.disclosure.refuting import refuted
from indicators.disclosure.system import System, names_of, system_of
from indicators.disclosure.thresholds import FEW_COMPANIES

_HEADLINE = 1_000_000.0
"""Weight of the figure of all signatories: it goes only where nothing else protects."""

_LESSER = {"claimed": 1.0, "set_aside": 0.5, "matched_change": 0.25}


@dataclass(frozen=True)
class Unit:
    """What is to be decided together: quantities of now, and of earlier editions with the items they showed.

    `previous` holds, where changes are told, the previous cycle's quantities as matched now; `previous_shown` what is
    public of them: the previous cycle's edition, and the changes that earlier editions of this cycle told.
    """

    holding: Holding
    quantities: Sequence[Quantity]
    items: Sequence[Item]
    earlier: Sequence[tuple[Holding, Sequence[Quantity], Sequence[Item]]] = ()
    previous: tuple[Holding, Sequence[Quantity]] | None = None
    previous_shown: Sequence[tuple[Holding, Sequence[Quantity], Sequence[Item]]] = ()


@dataclass
class Decision:
    """Which items are suppressed, with their codes, and what no pattern can protect any more."""

    codes: dict[Item, str]
    exposed: list[Finding] = field(default_factory=list)


def decide(unit: Unit, forced: Mapping[Item, str], owners: dict[str, int], effort: Effort) -> Decision:
    """Return the least suppression under which every answer is safe; `forced` items are suppressed in any case."""
    codes = {item: code for item, code in forced.items() if item in set(unit.items)}
    if not unit.quantities:  # nobody answered: there is no answer to protect
        return Decision(codes)
    for item, code in primary(unit.holding, unit.quantities, unit.items).items():
        codes[item] = worse(code, codes.get(item)) or code
    place = {item: number for number, item in enumerate(unit.items)}
    told = pairs(unit.holding, unit.quantities, unit.items)
    systems = _systems(unit, owners)
    demands = {frozenset((place[first], place[second])) for first, second in told}
    fixed = np.array([item in codes for item in unit.items], dtype=np.bool_)
    weights = _weights(unit)
    exposed: dict[tuple[str, int], Finding] = {}
    proofs = [Proofs(system) for system in systems]
    few = all(len(system.value) <= FEW_COMPANIES for system in systems)
    while True:
        hidden = _cover(weights, fixed, demands, unit, systems)
        for proof in proofs:
            if few:
                proof.settled.clear()
        if not few:  # Many companies: what is suppressed stays so, and who is safe need not be asked again.
            fixed = hidden.copy()
        found = [finding for proof in proofs for finding in audit(proof.system, hidden, effort, proof)]
        exposed.update({(finding.quantity, finding.owner): finding for finding in found if not finding.items})
        new = {finding.items for finding in found if finding.items} - demands
        if not new:
            break
        demands |= new
    for item, out in zip(unit.items, hidden.tolist(), strict=True):
        if out and item not in codes:
            codes[item] = told.get((("claimed", item[1], item[2]), item), COMPLEMENTARY)
    return Decision(codes, list(exposed.values()))


def _cover(weights: Floats, fixed: Flags, demands: set[frozenset[int]], unit: Unit, systems: Sequence[System]) -> Flags:
    """Cover the demands, and those that single sums then still make; these are added to `demands`."""
    place = {item: number for number, item in enumerate(unit.items)}
    while True:
        hidden = _dependent(unit.items, place, cover(weights, fixed, demands))
        new = {
            items
            for system in systems
            for items in refuted(system, equations_of(system.matrix, system.rows_shown(hidden)))
        }
        if not new:
            return hidden
        demands |= new


def _dependent(items: Sequence[Item], place: Mapping[Item, int], hidden: Flags) -> Flags:
    """Where the claimed value is suppressed, nothing else of the cell is shown."""
    for number, (part, dimension, value) in enumerate(items):
        if part != "claimed" and hidden[place["claimed", dimension, value]]:
            hidden[number] = True
    return hidden


def _weights(unit: Unit) -> Floats:
    """What is lost with an item: the contributors it speaks of."""
    quantity = unit.quantities[0]
    return np.array(
        [
            _LESSER[item[0]]
            * (1.0 + float(unit.holding.members(quantity, item).sum()) + (_HEADLINE if item[1] == "all" else 0.0))
            for item in unit.items
        ]
    )


def _systems(unit: Unit, owners: dict[str, int]) -> list[System]:
    found = [system_now(unit, quantity, owners) for quantity in unit.quantities]
    if unit.previous is not None:
        holding, quantities = unit.previous
        found += [
            system_of(
                quantity.name, (holding, quantity), unit.items, _linked(unit.previous_shown, quantity.name), owners
            )
            for quantity in quantities
        ]
    return [system for system in found if len(system.members)]


def system_now(unit: Unit, quantity: Quantity, owners: dict[str, int]) -> System:
    """Return the system of one quantity of a unit: what is shown of it now, and what earlier editions showed."""
    return system_of(quantity.name, (unit.holding, quantity), unit.items, _linked(unit.earlier, quantity.name), owners)


def _linked(
    earlier: Iterable[tuple[Holding, Sequence[Quantity], Sequence[Item]]], name: str
) -> list[tuple[Holding, Quantity, Sequence[Item]]]:
    """The quantity of the same name in earlier editions."""
    return [
        (holding, names_of(quantities)[name], shown)
        for holding, quantities, shown in earlier
        if name in names_of(quantities)
    ]
