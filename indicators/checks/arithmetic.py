"""What the numbers of one answer must be to each other: E04, E05 and E12. Rests on usable numbers only, so that one
faulty number is told once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from indicators.answers import Answer
from indicators.checks.context import plain, usable
from indicators.findings import Finding
from indicators.model import Field, Indicator


def arithmetic_faults(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    """E04 numerator above denominator, E05 denominator zero, E12 breakdown that does not add up."""
    for above, below in pairs(indicator):
        yield from _pair(indicator, answer, above, below)
    yield from _rates(indicator, answer)
    yield from _parts(indicator, answer)
    yield from _breakdowns(indicator, answer)


def pairs(indicator: Indicator) -> Iterator[tuple[Field, Field]]:
    """Yield each numerator with its denominator: that of the whole, that of each group, both rates of a rate ratio."""
    roles = {field.role: field for field in indicator.fields if field.part_of is None}
    if indicator.method == "rate_ratio":
        for end in ("numerator", "denominator"):
            yield roles[end], roles[f"{end}_base"]  # type: ignore[index]
        return
    if "numerator" in roles and "denominator" in roles:
        yield roles["numerator"], roles["denominator"]
    for above in indicator.fields:
        for below in indicator.fields:
            if (above.role, below.role) == ("numerator", "denominator") and above.group and above.group == below.group:
                yield above, below


def _pair(indicator: Indicator, answer: Answer, above: Field, below: Field) -> Iterator[Finding]:
    numerator, denominator = usable(answer, above), usable(answer, below)
    if numerator is None or denominator is None or numerator <= denominator:
        return
    params = {"above": above.key, "below": below.key, "numerator": plain(numerator), "denominator": plain(denominator)}
    if denominator == 0:
        yield _finding("E05", indicator, below, denominator, params)
    elif not indicator.unbounded:
        yield _finding("E04", indicator, above, numerator, params | {"case": "ratio"})


def _rates(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    """E04 on a rate ratio: the lowest rate cannot be above the highest, or the groups were swapped."""
    if indicator.method != "rate_ratio":
        return
    (low, low_base), (high, high_base) = pairs(indicator)
    numbers = [usable(answer, field) for field in (low, low_base, high, high_base)]
    if any(number is None for number in numbers):
        return
    a, b, c, d = (number for number in numbers if number is not None)
    if b > 0 and d > 0 and a <= b and c <= d and a * d > c * b:
        params = {"case": "rates", "above": low.key, "below": high.key}
        yield _finding("E04", indicator, low, a, params)


def _parts(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    """E04 on a part that belongs to no group (`of which`): it cannot exceed the whole."""
    for field in indicator.fields:
        if field.part_of is None or field.group is not None:
            continue
        part, whole = usable(answer, field), usable(answer, indicator.field(field.part_of))
        if part is not None and whole is not None and part > whole:
            params = {
                "case": "part",
                "above": field.key,
                "below": field.part_of,
                "numerator": plain(part),
                "denominator": plain(whole),
            }
            yield _finding("E04", indicator, field, part, params)


def _breakdowns(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    """E12 at the whole: once a group is filled in, the groups add up to it; a group left blank by right counts as 0."""
    wholes = dict.fromkeys(field.part_of for field in indicator.fields if field.group and field.part_of)
    for key in wholes:
        groups = [field for field in indicator.fields if field.part_of == key and field.group]
        whole = usable(answer, indicator.field(key))
        filled = [field for field in groups if field.key in answer.values]
        numbers = [usable(answer, field) for field in filled]
        incomplete = any(field.required and field.key not in answer.values for field in groups)
        if whole is None or not filled or incomplete or any(number is None for number in numbers):
            continue
        total = sum((number for number in numbers if number is not None), Decimal(0))
        if total != whole:
            params = {"sum": plain(total), "whole": plain(whole), "parts": " ".join(field.key for field in groups)}
            yield _finding("E12", indicator, indicator.field(key), whole, params)


def _finding(code: str, indicator: Indicator, field: Field, found: Decimal, params: dict[str, str]) -> Finding:
    return Finding(code, ("answers", indicator.id, field.key), indicator.id, field.key, plain(found), params)
