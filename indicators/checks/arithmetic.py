"""What the numbers of one answer must be to each other: E04, E05 and E12. Rests on usable numbers only, so that one
faulty number is told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from indicators.answers import Answer
from indicators.checks.context import plain
from indicators.checks.shape import Numbers, Shape, shape_of
from indicators.findings import Finding
from indicators.model import Field, Indicator


def arithmetic_faults(indicator: Indicator, answer: Answer, numbers: Numbers) -> Iterator[Finding]:
    """E04 numerator above denominator, E05 denominator zero, E12 breakdown that does not add up; `numbers`: the usable
    ones of `answer`."""
    shape = shape_of(indicator)
    for above, below in shape.pairs:
        numerator, denominator = numbers.get(above.key), numbers.get(below.key)
        if numerator is not None and denominator is not None and numerator > denominator:
            yield from _pair(indicator, above, below, numerator, denominator)
    if indicator.method == "rate_ratio":
        yield from _rates(indicator, shape, numbers)
    for part, whole in shape.parts:
        yield from _part(indicator, part, whole, numbers)
    for whole, groups in shape.breakdowns:
        yield from _breakdown(indicator, answer, whole, groups, numbers)


def _pair(
    indicator: Indicator, above: Field, below: Field, numerator: Decimal, denominator: Decimal
) -> Iterator[Finding]:
    params = {"above": above.key, "below": below.key, "numerator": plain(numerator), "denominator": plain(denominator)}
    if denominator == 0:
        yield _finding("E05", indicator, below, denominator, params)
    elif not indicator.unbounded:
        yield _finding("E04", indicator, above, numerator, params | {"case": "ratio"})


def _rates(indicator: Indicator, shape: Shape, numbers: Numbers) -> Iterator[Finding]:
    """E04 on a rate ratio: the lowest rate cannot be above the highest, or the groups were swapped."""
    (low, low_base), (high, high_base) = shape.pairs
    keys = [field.key for field in (low, low_base, high, high_base)]
    if any(key not in numbers for key in keys):
        return
    a, b, c, d = (numbers[key] for key in keys)
    if b > 0 and d > 0 and a <= b and c <= d and a * d > c * b:
        params = {"case": "rates", "above": low.key, "below": high.key}
        yield _finding("E04", indicator, low, a, params)


def _part(indicator: Indicator, field: Field, of: Field, numbers: Numbers) -> Iterator[Finding]:
    """E04 on a part that belongs to no group (`of which`): it cannot exceed the whole."""
    part, whole = numbers.get(field.key), numbers.get(of.key)
    if part is not None and whole is not None and part > whole:
        params = {
            "case": "part",
            "above": field.key,
            "below": of.key,
            "numerator": plain(part),
            "denominator": plain(whole),
        }
        yield _finding("E04", indicator, field, part, params)


def _breakdown(
    indicator: Indicator, answer: Answer, field: Field, groups: Sequence[Field], numbers: Numbers
) -> Iterator[Finding]:
    """E12 at the whole: once a group is filled in, the groups add up to it; a group left blank by right counts as 0."""
    whole, total, filled = numbers.get(field.key), Decimal(0), False
    for group in groups:
        if group.key not in answer.values:
            if group.required:
                return
            continue
        number = numbers.get(group.key)
        if number is None:
            return
        filled, total = True, total + number
    if whole is not None and filled and total != whole:
        params = {"sum": plain(total), "whole": plain(whole), "parts": " ".join(group.key for group in groups)}
        yield _finding("E12", indicator, field, whole, params)


def _finding(code: str, indicator: Indicator, field: Field, found: Decimal, params: dict[str, str]) -> Finding:
    return Finding(code, ("answers", indicator.id, field.key), indicator.id, field.key, plain(found), params)
