"""A cycle as typed columns: one row for each submitted company and each indicator, exact whole numbers throughout.

Every number is kept as a whole number of millionths (`Int128`), so that sums are exact whatever their order; the checks
refuse what has more decimals. Figures are made from columns in `consolidate.py`; a store that holds answers as numbers
may build the same `Columns` itself. No statistic lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from indicators.answers import Answer, Status, Value
from indicators.case import Cycle, Filed
from indicators.contests import contests_of
from indicators.exactness import LARGEST, inexact
from indicators.figures import Signatory, size_band
from indicators.model import Framework
from indicators.plans import Plan, plans_of

SCALE: Final = 10**6
"""Numbers are kept in millionths."""

ANSWERED, NOT_APPLICABLE, NOT_AVAILABLE, UNANSWERED = range(4)
UNKNOWN: Final = "unknown"
"""Value of a cut for companies whose sector, country or size nobody knows."""

_STATUS: Final[dict[str | None, int]] = {
    Status.ANSWERED: ANSWERED,
    Status.NOT_APPLICABLE: NOT_APPLICABLE,
    Status.NOT_AVAILABLE: NOT_AVAILABLE,
}

ROWS: Final = {
    "company": pl.UInt32,
    "indicator": pl.UInt16,
    "status": pl.UInt8,
    "contest": pl.UInt8,
    "evidence": pl.Boolean,
    "a": pl.Int128,
    "b": pl.Int128,
    "c": pl.Int128,
    "d": pl.Int128,
}
"""Columns of `Columns.rows`. `a` numerator, count, amount or level; `b` denominator. Rate ratio: a/b is the lowest
rate, c/d the highest. Derived: a/b is the first group's rate, c/d the second's. Null unless `status` is ANSWERED."""

EXTRAS: Final = {"company": pl.UInt32, "indicator": pl.UInt16, "key": pl.UInt16, "a": pl.Int128, "b": pl.Int128}
"""Columns of `Columns.extras`: `a` a number besides the main one, or with `b` the numerator and denominator of a group;
`key` is its position in `Plan.extras`."""


class RosterError(ValueError):
    """A submission came from a company that is not on the cycle's roster, or twice from one company."""


@dataclass(frozen=True, slots=True)
class Company:
    """A signatory with what is known of it from the roster, or else from its own profile; `public` where it publishes
    its answers in full."""

    signatory: Signatory
    sector: str
    country: str
    size: str
    headcount: int | None
    submitted: bool
    public: bool = False

    @property
    def active(self) -> bool:
        """Whether it counts as a signatory of this cycle (it has not left)."""
        return self.signatory.status != "left"


@dataclass(frozen=True)
class Columns:
    """One cycle in columns. `companies` are all signatories in a fixed order: a row's `company` is a position in it."""

    framework: str
    cycle: str
    plans: tuple[Plan, ...]
    companies: tuple[Company, ...]
    rows: pl.DataFrame
    extras: pl.DataFrame


def columns_of(framework: Framework, cycle: Cycle) -> Columns:
    """Turn a cycle into columns.

    Submissions must have passed the checks. Raises RosterError, and ValueError on a number no check lets through.
    """
    filed = _filed_by_signatory(cycle)
    companies = companies_of(cycle)
    contested = contests_of(framework, cycle)
    plans = plans_of(framework)
    present = [n for n, company in enumerate(companies) if company.active and company.submitted]
    entries = [filed[companies[position].signatory.id] for position in present]
    sheet = _Sheet(pl.Series("company", present, dtype=pl.UInt32), entries, [_by_indicator(e) for e in entries])
    rows = _complete([_rows(sheet, number, plan, contested) for number, plan in enumerate(plans)])
    return Columns(cycle.framework, cycle.id, plans, companies, rows, _extra_rows(sheet, plans, rows))


def companies_of(cycle: Cycle) -> tuple[Company, ...]:
    """Return the companies of a cycle in the roster's order. Raises RosterError."""
    filed = _filed_by_signatory(cycle)
    roster = cycle.signatories or tuple(_signatory_of(entry) for entry in cycle.filed)
    return tuple(_company(signatory, filed.get(signatory.id)) for signatory in roster)


def _filed_by_signatory(cycle: Cycle) -> dict[str, Filed]:
    known = {signatory.id for signatory in cycle.signatories} or {entry.signatory for entry in cycle.filed}
    filed: dict[str, Filed] = {}
    for entry in cycle.filed:
        if entry.signatory not in known:
            raise RosterError(f"{entry.signatory} submitted but is not on the roster of cycle {cycle.id}")
        if entry.signatory in filed:
            raise RosterError(f"{entry.signatory} has two current submissions in cycle {cycle.id}")
        filed[entry.signatory] = entry
    return filed


def _signatory_of(entry: Filed) -> Signatory:
    return Signatory(entry.signatory, entry.submission.organisation.name)


def _company(signatory: Signatory, entry: Filed | None) -> Company:
    """The roster speaks first, because it is the same for the silent; the company's profile fills its gaps."""
    profile = entry.submission.organisation if entry is not None else None
    headcount = signatory.headcount
    if headcount is None and profile is not None and profile.headcount is not None:
        headcount = int(profile.headcount)
    return Company(
        signatory,
        signatory.sector or (profile.sector if profile else None) or UNKNOWN,
        signatory.country or (profile.country if profile else None) or UNKNOWN,
        size_band(headcount) or UNKNOWN,
        headcount,
        entry is not None,
        profile is not None and profile.publication == "full",
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The submissions that count, side by side: positions of their companies, filings, answers by indicator."""

    company: pl.Series
    entries: list[Filed]
    answers: list[dict[str, Answer]]

    def numbers(self, source: str, key: str) -> pl.Series:
        """Return one field's numbers in millionths, null where none was read."""
        found = [answers.get(source) for answers in self.answers]
        try:
            numbers = [None if answer is None else _millionths(answer.values.get(key)) for answer in found]
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{source}.{key} of {self._culprit(source, key)}: check it first ({error})") from error
        return pl.Series(key, numbers, dtype=pl.Int128)

    def _culprit(self, source: str, key: str) -> str:
        for entry, answers in zip(self.entries, self.answers, strict=True):
            value = answers[source].values.get(key) if source in answers else None
            if isinstance(value, Decimal) and inexact(value) is not None:
                return entry.signatory
        return "?"


def _by_indicator(entry: Filed) -> dict[str, Answer]:
    """The first answer to each indicator."""
    return {answer.indicator: answer for answer in reversed(entry.submission.answers)}


def _rows(sheet: _Sheet, number: int, plan: Plan, contested: Mapping[tuple[str, str], int]) -> pl.DataFrame:
    """One indicator's rows as they were answered; `asked` is how many numbers it takes."""
    source, n = plan.source, len(sheet.entries)
    found = [answers.get(source) for answers in sheet.answers]
    statuses = [UNANSWERED if answer is None else _STATUS.get(answer.status, UNANSWERED) for answer in found]
    ranks = {signatory: rank for (signatory, indicator), rank in contested.items() if indicator == source}
    contests = [ranks.get(entry.signatory, 0) for entry in sheet.entries] if ranks else [0] * n
    evidence = [answer is not None and bool(answer.evidence) for answer in found]
    return pl.DataFrame(
        {
            "company": sheet.company,
            "indicator": pl.repeat(number, n, dtype=pl.UInt16, eager=True),
            "asked": pl.repeat(len(plan.fields), n, dtype=pl.UInt8, eager=True),
            "status": pl.Series(statuses, dtype=pl.UInt8),
            "contest": pl.Series(contests, dtype=pl.UInt8),
            "evidence": pl.Series(evidence, dtype=pl.Boolean),
        }
        | {name: sheet.numbers(source, key) for name, key in zip("abcd", plan.fields, strict=False)}
    )


def _complete(rows: list[pl.DataFrame]) -> pl.DataFrame:
    """All rows; an answer without all of its main numbers is none, and numbers beside another status do not count."""
    both = pl.concat([pl.DataFrame(schema=ROWS), *rows], how="diagonal")
    given = pl.sum_horizontal(pl.col(name).is_not_null() for name in "abcd")
    missing = (pl.col("status") == ANSWERED) & (given < pl.col("asked"))
    status = pl.when(missing).then(pl.lit(UNANSWERED, pl.UInt8)).otherwise("status")
    both = both.with_columns(status=status)
    kept = (pl.when(pl.col("status") == ANSWERED).then(pl.col(name)).alias(name) for name in "abcd")
    return both.with_columns(*kept).select(*ROWS)


def _extra_rows(sheet: _Sheet, plans: tuple[Plan, ...], rows: pl.DataFrame) -> pl.DataFrame:
    """The other numbers of the answers that count."""
    frames = [pl.DataFrame(schema=EXTRAS)]
    n = len(sheet.entries)
    for number, plan in enumerate(plans):
        for key, extra in enumerate(plan.extras):
            place = {
                "company": sheet.company,
                "indicator": pl.repeat(number, n, dtype=pl.UInt16, eager=True),
                "key": pl.repeat(key, n, dtype=pl.UInt16, eager=True),
            }
            numbers = {name: sheet.numbers(plan.source, field) for name, field in zip("ab", extra.fields, strict=False)}
            frames.append(pl.DataFrame(place | numbers).drop_nulls())
    answered = rows.filter(pl.col("status") == ANSWERED).select("company", "indicator")
    return pl.concat(frames, how="diagonal").join(answered, on=("company", "indicator"), how="semi").select(*EXTRAS)


def _millionths(value: Value | None) -> int | None:
    if not isinstance(value, Decimal):
        return None
    whole = int(value)
    if value == whole and -LARGEST < whole < LARGEST:
        return whole * SCALE
    if inexact(value) is not None:
        raise ValueError(f"{value} cannot be kept exactly")
    return int(value * SCALE)
