"""Worst and best case of a figure: what the missing and the contested answers could make of it.

C. F. Manski (1989), "Anatomy of the selection problem", Journal of Human Resources 24: without an assumption on those
who did not answer, a figure is only known to lie between what it would be if all of them were at the worst and all at
the best. `lower` and `upper` are numbers, not judgements: for an indicator that should fall, `lower` is the best case.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from indicators.estimates import as_decimal, value_of
from indicators.figures import Bounds
from indicators.model import Indicator, Text
from indicators.statistics import Cell

NO_LIMIT, NO_DENOMINATOR, NO_HEADCOUNT, NO_VALUE = "no_limit", "no_denominator", "no_headcount", "no_value"
SUPPRESSED: Final = "suppressed"

REASONS: Final[dict[str, Text]] = {
    NO_LIMIT: Text(
        fr="Ce nombre n’a pas de maximum\u00a0: une réponse manquante peut valoir n’importe lequel.",
        en="This number has no maximum: a missing answer may be worth any number.",
    ),
    NO_DENOMINATOR: Text(
        fr="Le dénominateur des entreprises sans réponse n’est pas connu.",
        en="The denominator of the companies without an answer is not known.",
    ),
    NO_HEADCOUNT: Text(
        fr="L’effectif d’au moins une entreprise sans réponse n’est pas connu.",
        en="The headcount of at least one company without an answer is not known.",
    ),
    NO_VALUE: Text(fr="Il n’y a aucune valeur à encadrer.", en="There is no value to bound."),
    SUPPRESSED: Text(
        fr="Masqué\u00a0: cet encadrement révélerait la réponse d’une entreprise.",
        en="Suppressed: these bounds would reveal a company’s answer.",
    ),
}
"""Why a figure has no bounds, in words, by `Bounds.reason`."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Companies without an answer: how many, their known headcounts together, and how many have none known."""

    companies: int
    headcount: int
    unknown: int

    def __add__(self, other: Missing) -> Missing:
        return Missing(self.companies + other.companies, self.headcount + other.headcount, self.unknown + other.unknown)


def bounds(indicator: Indicator, cell: Cell, missing: Missing, *, contested: bool) -> Bounds:
    """Return the bounds of a figure with `missing` companies, and where `contested` is set the contested answers too,
    at worst and at best.

    Level: bounds on the share at 2 or more. Ratio over the headcount: missing companies come in with their known
    headcount as denominator. Other ratios: only where nobody is missing. Count, amount, unlimited ratio: none.
    """
    disputed = cell.contested if contested else 0
    if indicator.kind in ("count", "amount"):
        return Bounds(None, None, NO_LIMIT)
    if indicator.kind == "level":
        return _level(cell, missing.companies, disputed)
    if missing.companies == 0 and disputed == 0:
        return _known(indicator, cell)
    if indicator.unbounded or indicator.method == "rate_ratio":
        return Bounds(None, None, NO_LIMIT)
    if missing.companies and not over_headcount(indicator):
        return Bounds(None, None, NO_DENOMINATOR)
    if missing.unknown:
        return Bounds(None, None, NO_HEADCOUNT)
    return _difference(cell) if indicator.kind == "derived" else _ratio(cell, missing.headcount, contested=contested)


def over_headcount(indicator: Indicator) -> bool:
    """Whether the denominator is the headcount, known for some companies that did not answer."""
    return any(f.role == "denominator" and f.part_of is None and f.population == "EMP" for f in indicator.fields)


def _known(indicator: Indicator, cell: Cell) -> Bounds:
    value = value_of(indicator, cell.statuses[0], cell.sums, cell.bands)
    return _pair(value, value)


def _pair(lower: Fraction | None, upper: Fraction | None) -> Bounds:
    if lower is None or upper is None:
        return Bounds(None, None, NO_VALUE)
    return Bounds(as_decimal(lower), as_decimal(upper))


def _level(cell: Cell, missing: int, disputed: int) -> Bounds:
    high = cell.bands[2] + cell.bands[3]
    if disputed:
        high -= cell.contested_bands[2] + cell.contested_bands[3]
    companies = cell.statuses[0] + missing
    if companies == 0:
        return Bounds(None, None, NO_VALUE)
    return _pair(Fraction(high, companies), Fraction(high + missing + disputed, companies))


def _ratio(cell: Cell, headcount: int, *, contested: bool) -> Bounds:
    """Contested answers keep their denominator and may have any numerator from none to all of it."""
    numerator = cell.sums[0] - (cell.contested_sums[0] if contested else 0)
    room = headcount * 10**6 + (cell.contested_sums[1] if contested else 0)
    denominator = cell.sums[1] + headcount * 10**6
    if denominator == 0:
        return Bounds(None, None, NO_VALUE)
    return _pair(Fraction(numerator, denominator), Fraction(numerator + room, denominator))


def _difference(cell: Cell) -> Bounds:
    """Contested answers at none of one group and all of the other, and the other way round."""
    (a, b, c, d), (a_, b_, c_, d_) = cell.sums, cell.contested_sums
    if not b or not d:
        return Bounds(None, None, NO_VALUE)
    lower = Fraction(a - a_, b) - Fraction(c - c_ + d_, d)
    upper = Fraction(a - a_ + b_, b) - Fraction(c - c_, d)
    return _pair(100 * lower, 100 * upper)
