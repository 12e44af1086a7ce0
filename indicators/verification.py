"""Holding published figures against the answers they rest on: which are made again exactly, which differ and where.

With every answer at hand each figure is made again and must be equal in all its parts. With the public answers alone a
figure is made again whole where every contributor publishes; elsewhere its values must follow from its own components,
parts must add up to their whole, and no published sum may be smaller than the public answers in it. Who took part and
who objects is public in any case and made again: `public_counts.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from indicators.case import Cycle
from indicators.columns import companies_of
from indicators.consistency import Difference, Key, components, difference, sums
from indicators.consolidate import consolidate
from indicators.contests import CutKey
from indicators.cuts import CUTS, cuts_of
from indicators.figures import Estimate, Figure, Signatory
from indicators.model import Framework, Indicator
from indicators.public_counts import at_least, beside_all, participation, statuses


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: differences, and how many figures were made again whole, or from components, or are withheld."""

    differences: tuple[Difference, ...]
    whole: int
    from_components: int
    withheld: int


def verify_complete(framework: Framework, cycle: Cycle, published: Mapping[Key, Figure]) -> Verification:
    """Make every figure again from every answer. Raises RosterError, ValueError on answers no check lets through."""
    made = consolidate(framework, cycle).figures
    found = list(_missing(published, made))
    for key, figure in published.items():
        if key in made:
            found += _unequal(figure, made[key])
    return Verification(tuple(found), len(published), 0, 0)


def verify_public(
    framework: Framework, cycle: Cycle, published: Mapping[Key, Figure], unpublished: frozenset[str]
) -> Verification:
    """Check every figure as far as public answers and published components go. Raises as `verify_complete` does.

    `unpublished` submitted and do not publish: they are not taken for silent.
    """
    speaking = replace(cycle, signatories=_speaking(cycle, unpublished))
    made = consolidate(framework, speaking).figures
    changed = any(figure.obs_status == "B" for figure in made.values())
    found = list(_missing(published, _due(framework, published, made)))
    whole, withheld, lacking = 0, 0, _lacking_revisions(speaking)
    for key, figure in published.items():
        indicator = framework.indicator(key[0])
        part = made.get(key)
        hidden = "claimed" in figure.withheld
        withheld += hidden
        if part is not None and part.coverage.answered == figure.coverage.answered and not hidden:
            found += _unequal_where_public(figure, part)
            whole += 1
        elif part is not None:
            found += _too_small(indicator, figure, part)
        if part is not None:
            found += at_least(figure, part, every_revision=(key[1].dimension, key[1].value) not in lacking)
        found += participation(cycle, unpublished, figure, part)
        found += statuses(figure, method_changed=changed)
        if not hidden:
            found += components(indicator, figure)
    found += sums(framework, published)
    found += beside_all(framework, cycle, published)
    return Verification(tuple(found), whole, len(published) - whole - withheld, withheld)


def _speaking(cycle: Cycle, unpublished: frozenset[str]) -> tuple[Signatory, ...]:
    """The roster without those whose answers are not there: the rest is consolidated as a cycle of its own."""
    return tuple(one for one in cycle.signatories if one.id not in unpublished)


def _lacking_revisions(speaking: Cycle) -> set[CutKey]:
    """The cuts with a company of which a package does not hold every revision: one that was for the figures alone is
    left out. What one company leaves out says nothing of cuts in which it is not."""
    earlier: dict[str, set[int]] = defaultdict(set)
    for one in speaking.superseded:
        earlier[one.signatory].add(one.revision)
    some = {one.signatory for one in speaking.filed if earlier[one.signatory] != set(range(1, one.revision))}
    return {cut for cuts in cuts_of(companies_of(speaking), CUTS, some).values() for cut in cuts}


def _due(framework: Framework, published: Mapping[Key, Figure], made: Mapping[Key, Figure]) -> dict[Key, None]:
    """The figures there must be: each indicator, in each cut that the roster has or that any figure is about."""
    cuts = dict.fromkeys(cut for figures in (made, published) for _, cut in figures)
    return {(indicator.id, cut): None for indicator in framework.indicators for cut in cuts}


def _missing(published: Mapping[Key, Figure], made: Mapping[Key, object]) -> Iterator[Difference]:
    for key in dict.fromkeys([*published, *made]):
        if key not in published or key not in made:
            there = ("–", "figure") if key not in published else ("figure", "–")
            yield Difference("V06", key[0], key[1], "figure", *there)


def _unequal(published: Figure, made: Figure) -> Iterator[Difference]:
    for one in fields(Figure):
        mine, theirs = getattr(published, one.name), getattr(made, one.name)
        if mine != theirs:
            yield difference("V05", published, one.name, mine, theirs)


_WHOLE = ("claimed", "set_aside", "bands", "evidence_attached", "contested", "contest_status")


def _unequal_where_public(published: Figure, made: Figure) -> Iterator[Difference]:
    """Every contributor publishes: what is there of the figure must be what their answers give."""
    for name in _WHOLE:
        mine, theirs = getattr(published, name), getattr(made, name)
        if name in published.withheld or (name == "bands" and not mine):
            continue
        if isinstance(mine, Estimate):
            mine, theirs = _there(mine, theirs)
        if mine != theirs:
            yield difference("V05", published, name, mine, theirs)
    yield from _unequal_extras(published, made)


def _unequal_extras(published: Figure, made: Figure) -> Iterator[Difference]:
    """What an answer holds besides its main number: published without its spread, some of it perhaps withheld."""
    mine = {key: replace(extra, spread=None) for key, extra in published.extras.items()}
    theirs = {key: replace(extra, spread=None) for key, extra in made.extras.items()}
    if "extras" in published.withheld:
        theirs = {key: extra for key, extra in theirs.items() if key in mine}
    for key in dict.fromkeys([*mine, *theirs]):
        if mine.get(key) != theirs.get(key):
            yield difference("V05", published, f"extras.{key}", mine.get(key, "–"), theirs.get(key, "–"))


def _there(published: Estimate, made: Estimate) -> tuple[Estimate, Estimate]:
    """Both estimates with only the order statistics that the published one tells."""
    if published.spread is None or made.spread is None:
        return replace(published, spread=None), replace(made, spread=None)
    spread = made.spread
    told = replace(
        spread,
        mean=spread.mean if published.spread.mean is not None else None,
        minimum=spread.minimum if published.spread.minimum is not None else None,
        maximum=spread.maximum if published.spread.maximum is not None else None,
    )
    return published, replace(made, spread=told)


def _too_small(indicator: Indicator, published: Figure, made: Figure) -> Iterator[Difference]:
    """No sum is smaller than the public answers in it; a withheld one, or a rate, cannot be compared."""
    counts = ("answered", "not_applicable", "not_available")
    pairs: list[tuple[str, int | Decimal | None, int | Decimal | None]] = [
        (name, getattr(published.coverage, name), getattr(made.coverage, name)) for name in counts
    ]
    if indicator.method == "pooled":
        pairs += [
            (f"claimed.{name}", getattr(published.claimed, name), getattr(made.claimed, name))
            for name in ("numerator", "denominator")
        ]
    for name, mine, theirs in pairs:
        if mine is not None and theirs is not None and mine < theirs:
            yield difference("V08", published, name, mine, theirs)
