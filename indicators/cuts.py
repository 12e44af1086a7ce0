"""The cuts of a cycle: which signatories are in which value of a dimension, and how many they are.

A cut is about companies, not answers: what they answered is summed in `statistics.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from indicators.bounds import Missing
from indicators.columns import UNKNOWN, Company
from indicators.figures import SIZE_BANDS, Dimension

CUTS: tuple[Dimension, ...] = ("all", "sector", "country", "size")
_SIZES = [code for code, _, _ in SIZE_BANDS]


def values_of(companies: Sequence[Company], dimension: Dimension) -> list[str]:
    """Return the values of a dimension that signatories have, in their usual order, `unknown` last."""
    if dimension == "all":
        return [""]
    found = {value_of_cut(company, dimension) for company in companies if company.active}
    order = _SIZES if dimension == "size" else sorted(found - {UNKNOWN})
    return [value for value in order if value in found] + ([UNKNOWN] if UNKNOWN in found else [])


def value_of_cut(company: Company, dimension: Dimension) -> str:
    """Return which value of a dimension a company has."""
    if dimension == "sector":
        return company.sector
    if dimension == "country":
        return company.country
    return company.size if dimension == "size" else ""


def cuts_of(
    companies: Sequence[Company], cuts: Sequence[Dimension], ids: Collection[str]
) -> dict[str, list[tuple[str, str]]]:
    """Return the cuts (dimension, value) of those active signatories whose id is among `ids`."""
    return {
        company.signatory.id: [(dimension, value_of_cut(company, dimension)) for dimension in cuts]
        for company in companies
        if company.active and company.signatory.id in ids
    }


@dataclass(frozen=True, slots=True)
class Roster:
    """The signatories of one value of a cut, counted."""

    signatories: int
    submitted: int
    left: int
    headcount: int
    silent: Missing


def rosters(companies: Sequence[Company], dimension: Dimension) -> dict[str, Roster]:
    """Count the signatories of each value of a dimension, those that left apart."""
    grouped: dict[str, list[Company]] = {"": []} if dimension == "all" else {}
    for company in companies:
        grouped.setdefault(value_of_cut(company, dimension), []).append(company)
    return {value: _roster(members) for value, members in grouped.items()}


def _roster(companies: Sequence[Company]) -> Roster:
    active = [company for company in companies if company.active]
    silent = [company.headcount for company in active if not company.submitted]
    return Roster(
        signatories=len(active),
        submitted=len(active) - len(silent),
        left=len(companies) - len(active),
        headcount=sum(company.headcount or 0 for company in active),
        silent=Missing(len(silent), sum(h or 0 for h in silent), sum(h is None for h in silent)),
    )


def numbered(companies: Sequence[Company], dimension: Dimension, values: list[str]) -> pl.Series | None:
    """Number each company's value of a dimension; those that left have no rows, so theirs does not matter."""
    if dimension == "all":
        return None
    position = {value: number for number, value in enumerate(values)}
    return pl.Series([position.get(value_of_cut(company, dimension), 0) for company in companies], dtype=pl.UInt32)
