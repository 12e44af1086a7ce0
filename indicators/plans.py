"""Where the numbers of each indicator stand in an answer, so that columns of numbers can be made from answers.

A plan is read off the framework alone; no answer is looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from indicators.model import Framework, Indicator

Role = Literal["numerator", "numerator_base", "denominator", "denominator_base", "count", "amount", "level"]

_MAIN_ROLE: Final[dict[str, Role]] = {"count": "count", "amount": "amount", "level": "level"}


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
