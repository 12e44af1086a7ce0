"""A cycle as typed columns: one row for each submitted company and each indicator, exact whole numbers throughout.

Every number is kept as a whole number of millionths (`Int128`), so that sums are exact whatever their order; the checks
refuse what has more decimals. Figures are made from columns in `consolidate.py`; a store that holds answers as numbers
may build the same `Columns` itself. No statistic lives here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

import polars as pl

from indicators.answers import Answer, Status
from indicators.case import Cycle, Filed
from indicators.contests import contests_of
from indicators.figures import Signatory, size_band
from indicators.model import Framework, Indicator

SCALE: Final = 10**6
"""Numbers are kept in millionths."""

Role = Literal["numerator", "numerator_base", "denominator", "denominator_base", "count", "amount", "level"]

ANSWERED, NOT_APPLICABLE, NOT_AVAILABLE, UNANSWERED = range(4)
UNKNOWN: Final = "unknown"
"""Value of a cut for companies whose sector, country or size nobody knows."""

_STATUS = {Status.ANSWERED: ANSWERED, Status.NOT_APPLICABLE: NOT_APPLICABLE, Status.NOT_AVAILABLE: NOT_AVAILABLE}

_MAIN_ROLE: Final[dict[str, Role]] = {"count": "count", "amount": "amount", "level": "level"}

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
class Extra:
    """Something an answer holds besides its main number: a count of its own, or the ratio of one group."""

    key: str
    summary: Literal["sum", "median", "ratio"]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where an indicator's numbers are found in an answer: the field keys of a, b, c, d; `source` holds the answer."""

    indicator: Indicator
    source: str
    fields: tuple[str, ...]
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """A signatory with what is known of it from the roster, or else from its own profile."""

    signatory: Signatory
    sector: str
    country: str
    size: str
    headcount: int | None
    submitted: bool

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
    contested: Mapping[tuple[str, str], int] = field(default_factory=dict)


def columns_of(framework: Framework, cycle: Cycle) -> Columns:
    """Turn a cycle into columns.

    Submissions must have passed the checks. Raises RosterError, and ValueError on a number no check lets through.
    """
    filed = _filed_by_signatory(cycle)
    roster = cycle.signatories or tuple(_signatory_of(entry) for entry in cycle.filed)
    companies = tuple(_company(signatory, filed.get(signatory.id)) for signatory in roster)
    contested = contests_of(framework, cycle)
    plans = plans_of(framework)
    rows: list[list[object]] = [[] for _ in ROWS]
    extras: list[list[object]] = [[] for _ in EXTRAS]
    for position, company in enumerate(companies):
        entry = filed.get(company.signatory.id)
        if entry is not None and company.active:
            _append(plans, position, entry, contested, rows, extras)
    return Columns(
        cycle.framework,
        cycle.id,
        plans,
        companies,
        pl.DataFrame(dict(zip(ROWS, rows, strict=True)), schema=ROWS),
        pl.DataFrame(dict(zip(EXTRAS, extras, strict=True)), schema=EXTRAS),
        contested,
    )


def plans_of(framework: Framework) -> tuple[Plan, ...]:
    """Return where each indicator's numbers stand, in the framework's order."""
    return tuple(_plan(framework, indicator) for indicator in framework.indicators)


def _plan(framework: Framework, indicator: Indicator) -> Plan:
    if indicator.derived is not None:
        base = framework.indicator(indicator.derived.indicator)
        groups = (indicator.derived.minuend, indicator.derived.subtrahend)
        keys = [_of_group(base, group, role) for group in groups for role in ("numerator", "denominator")]
        return Plan(indicator, base.id, tuple(keys))
    main = {f.role: f.key for f in reversed(indicator.fields) if f.part_of is None}
    if indicator.method == "rate_ratio":
        fields = tuple(main[r] for r in ("numerator", "numerator_base", "denominator", "denominator_base"))
    elif indicator.kind == "ratio":
        fields = (main["numerator"], main["denominator"])
    else:
        fields = (main[_MAIN_ROLE[indicator.kind]],)
    return Plan(indicator, indicator.id, fields, tuple(_extras(indicator, fields)))


def _of_group(indicator: Indicator, group: str, role: str) -> str:
    return next(field.key for field in indicator.fields if field.group == group and field.role == role)


def _extras(indicator: Indicator, main: tuple[str, ...]) -> Iterator[Extra]:
    if indicator.method == "rate_ratio":
        yield from (Extra(key, "sum", (key,)) for key in main)
    for field_ in indicator.fields:
        if field_.role in ("count", "amount") and field_.key not in main:
            yield Extra(field_.key, field_.aggregate, (field_.key,))
    groups = dict.fromkeys(f.group for f in indicator.fields if f.group and f.role in ("numerator", "denominator"))
    for group in groups:
        if group is not None:
            keys = (_of_group(indicator, group, "numerator"), _of_group(indicator, group, "denominator"))
            yield Extra(group, "ratio", keys)


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
    )


def _append(
    plans: tuple[Plan, ...],
    position: int,
    entry: Filed,
    contested: Mapping[tuple[str, str], int],
    rows: list[list[object]],
    extras: list[list[object]],
) -> None:
    """Add one company's rows; written for speed, since every answer of a cycle passes here."""
    answers = {answer.indicator: answer for answer in reversed(entry.submission.answers)}
    for number, plan in enumerate(plans):
        answer = answers.get(plan.source)
        status = UNANSWERED if answer is None else _STATUS.get(answer.status or "", UNANSWERED)  # type: ignore[call-overload]
        values: list[int | None] = [None, None, None, None]
        if answer is not None and status == ANSWERED:
            numbers = [_millionths(entry, answer, key) for key in plan.fields]
            if None in numbers:
                status = UNANSWERED
            else:
                values[: len(numbers)] = numbers
                _append_extras(plan, position, number, entry, answer, extras)
        contest = contested.get((entry.signatory, plan.source), 0) if contested else 0
        evidence = bool(answer is not None and answer.evidence)
        for column, value in zip(rows, (position, number, status, contest, evidence, *values), strict=True):
            column.append(value)


def _append_extras(
    plan: Plan, position: int, number: int, entry: Filed, answer: Answer, extras: list[list[object]]
) -> None:
    for key, extra in enumerate(plan.extras):
        numbers = [_millionths(entry, answer, field_key) for field_key in extra.fields]
        if None not in numbers:
            below = numbers[1] if len(numbers) > 1 else None
            for column, value in zip(extras, (position, number, key, numbers[0], below), strict=True):
                column.append(value)


def _millionths(entry: Filed, answer: Answer, key: str) -> int | None:
    value = answer.values.get(key)
    if not isinstance(value, Decimal):
        return None
    try:
        whole = int(value)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{entry.signatory}: {answer.indicator}.{key} is {value}: check it first") from error
    if value == whole:
        return whole * SCALE
    scaled = value * SCALE
    if scaled != int(scaled):
        raise ValueError(f"{entry.signatory}: {answer.indicator}.{key} has more than six decimals: check it first")
    return int(scaled)
