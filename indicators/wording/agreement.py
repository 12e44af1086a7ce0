"""How far the reader and the unions agree, and the unions among themselves: shares with both numbers, and an alpha.

Only what was judged is counted, and people judge what strikes them: a low share says that what was looked at is
disputed, not that the reader is wrong as often elsewhere. Krippendorff, Content Analysis, 4th ed. (2019), chapter 12.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

from indicators.wording.judgements import Judgement, judged, on_clause
from indicators.wording.model import CRITERIA, ClauseReading, Reading

LEAST_UNITS = 10
"""Units that two unions or more must have judged before an alpha is given: under it, chance decides."""

Judged = tuple[Reading, Mapping[str, Sequence[Judgement]]]
"""A text as the reader reads it, and what each union judged of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many agree."""

    agreed: int
    of: int

    @property
    def share(self) -> Decimal | None:
        """The share of one, None where nothing was compared."""
        return Decimal(self.agreed) / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over texts. A unit is one criterion of one clause that a union judged.

    `with_reader` compares each union's value of a unit with the reader's; `among` compares every pair of unions on
    units that both judged; `alpha` (ordinal, R1 to R8) is None under `LEAST_UNITS` units judged by two unions or where
    nothing varies; `units` is their number.
    """

    with_reader: Mapping[str, Share]
    among: Share
    alpha: Decimal | None
    units: int


def agreement(texts: Iterable[Judged]) -> Agreement:
    """Return who agrees how far over `texts`, from each union's own reading of what it judged."""
    with_reader: dict[str, list[int]] = {}
    pairs: list[bool] = []
    scored: list[list[int]] = []
    for reading, judgements in texts:
        for criterion, read, values in _units(reading, judgements):
            for union, value in values.items():
                with_reader.setdefault(union, []).append(value == read)
            pairs += [one == other for one, other in combinations(values.values(), 2)]
            if criterion in CRITERIA and len(values) > 1:
                scored.append(list(values.values()))
    shares = {union: Share(sum(same), len(same)) for union, same in sorted(with_reader.items())}
    alpha = ordinal_alpha(scored) if len(scored) >= LEAST_UNITS else None
    return Agreement(shares, Share(sum(pairs), len(pairs)), alpha, len(scored))


def _units(
    reading: Reading, judgements: Mapping[str, Sequence[Judgement]]
) -> Iterable[tuple[str, int, dict[str, int]]]:
    """Yield criterion, the reader's value and the value of each union that judged it, clause by clause."""
    theirs = {union: judged(reading, made) for union, made in judgements.items()}
    for place, clause in enumerate(reading.clauses):
        values: dict[str, dict[str, int]] = {}
        for union, made in judgements.items():
            own = theirs[union].clauses[place]
            for judgement in on_clause(clause, made):
                values.setdefault(judgement.criterion, {})[union] = _value(own, judgement.criterion)
        for criterion, found in values.items():
            yield criterion, _value(clause, criterion), found


def _value(clause: ClauseReading, criterion: str) -> int:
    return clause.scores.get(criterion, int(criterion in clause.flags))


def ordinal_alpha(units: Iterable[Sequence[int]]) -> Decimal | None:
    """Return Krippendorff's alpha for ordinal data; each unit lists the values that its judges gave, in any order.

    Units with a single value cannot be compared and are passed over. None where nothing is left or nothing varies.
    """
    pairs: Counter[tuple[int, int]] = Counter()
    coincidences: dict[tuple[int, int], Fraction] = {}
    for unit in units:
        pairs.clear()
        for place, one in enumerate(unit):
            pairs.update((one, other) for at, other in enumerate(unit) if at != place)
        for pair, count in pairs.items():
            coincidences[pair] = coincidences.get(pair, Fraction()) + Fraction(count, len(unit) - 1)
    totals: dict[int, Fraction] = {}
    for (one, _), weight in coincidences.items():
        totals[one] = totals.get(one, Fraction()) + weight
    observed, expected = Fraction(), Fraction()
    for (one, other), weight in coincidences.items():
        observed += weight * _distance(totals, one, other)
    for one, other in product(totals, totals):
        expected += totals[one] * totals[other] * _distance(totals, one, other)
    if not expected:
        return None
    alpha = 1 - observed * (sum(totals.values(), Fraction()) - 1) / expected
    return Decimal(alpha.numerator) / Decimal(alpha.denominator)


def _distance(totals: Mapping[int, Fraction], one: int, other: int) -> Fraction:
    """Squared ordinal distance: the values used between two values, the ends counting half."""
    low, high = min(one, other), max(one, other)
    between = sum((count for value, count in totals.items() if low <= value <= high), Fraction())
    return (between - (totals[low] + totals[high]) / 2) ** 2
