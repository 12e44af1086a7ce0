"""Doubts about answers that are formally right, from numbers alone: W01 to W04; W06 and W07 are next door."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from indicators.answers import Status, Submission
from indicators.checks.context import Context, plain
from indicators.checks.promotion import promotional_evidence
from indicators.checks.scope import excluded_workers
from indicators.checks.shape import Numbers, shape_of
from indicators.findings import Finding
from indicators.model import Field, Indicator

POINTS = Decimal("0.5")
TIMES = 3
FEWEST_TO_BE_ALL = 3
"""Fewer judged answers than this cannot be called "all at the maximum"."""


def doubts(context: Context) -> Iterator[Finding]:
    """Every warning about answers and populations."""
    excluded = tuple(excluded_workers(context))
    told = {finding.path for finding in excluded}
    yield from excluded
    yield from (finding for finding in _other_denominators(context) if finding.path not in told)
    yield from _unsupported_levels(context)
    if context.previous is not None:
        yield from _changes(context, context.previous)
    yield from _all_at_maximum(context)
    yield from promotional_evidence(context)


def _other_denominators(context: Context) -> Iterator[Finding]:
    """W01: a population differs from the organisation sheet's, or, where that is blank, from an earlier indicator's."""
    first: dict[str, tuple[Decimal, str]] = {}
    for indicator, _ in context.answered():
        for field in shape_of(indicator).counted:
            number = context.numbers(indicator).get(field.key)
            if field.population is None or number is None:
                continue
            declared = context.population(field.population)
            expected, source = (
                (declared, "organisation") if declared is not None else first.get(field.population, (number, ""))
            )
            first.setdefault(field.population, (number, indicator.id))
            if number != expected:
                params = {
                    "case": "organisation" if source == "organisation" else "indicator",
                    "population": field.population,
                    "declared": plain(expected),
                    "source": source,
                }
                yield _finding("W01", indicator, field, number, params)


def _unsupported_levels(context: Context) -> Iterator[Finding]:
    """W02: level 3, "verified jointly or independently", with nothing that shows it."""
    for indicator, answer in context.answered():
        for field in shape_of(indicator).levels:
            if not answer.evidence and context.numbers(indicator).get(field.key) == 3:
                yield _finding("W02", indicator, field, Decimal(3), {})


def _changes(context: Context, previous: Submission) -> Iterator[Finding]:
    """W03: since the last cycle, a ratio moved by more than 50 points; anything else more than tripled or fell below
    a third. Levels have four steps and no points: their change is seen, not doubted. From or to zero there is no
    factor."""
    for population in context.framework.populations:
        now = context.population(population.id)
        before = previous.organisation.populations.get(population.id)
        if now is not None and isinstance(before, Decimal) and _jumped(now, before):
            params = {"case": "factor", "before": plain(before), "now": plain(now)}
            path = ("organisation", "populations", population.id)
            yield Finding("W03", path, None, population.id, plain(now), params)
    for indicator, _ in context.answered():
        earlier = previous.answer(indicator.id)
        if earlier is not None and earlier.status == Status.ANSWERED:
            yield from _changed(indicator, context.numbers(indicator), shape_of(indicator).numbers(earlier))


def _changed(indicator: Indicator, numbers: Numbers, earlier: Numbers) -> Iterator[Finding]:
    if indicator.kind == "ratio":
        now, before = ratio(indicator, numbers), ratio(indicator, earlier)
        numerator = shape_of(indicator).whole.get("numerator")
        if now is None or before is None or numerator is None:
            return
        found = numbers.get(numerator.key) or Decimal(0)
        if not indicator.unbounded and abs(now - before) > POINTS:
            params = {"case": "points", "before": _percent(before), "now": _percent(now)}
            yield _finding("W03", indicator, numerator, found, params)
        elif indicator.unbounded and _jumped(now, before):
            params = {"case": "rate", "before": _rounded(before), "now": _rounded(now)}
            yield _finding("W03", indicator, numerator, found, params)
    for field in shape_of(indicator).sizes:
        size, was = numbers.get(field.key), earlier.get(field.key)
        if size is not None and was is not None and _jumped(size, was):
            params = {"case": "factor", "before": plain(was), "now": plain(size)}
            yield _finding("W03", indicator, field, size, params)


def _jumped(now: Decimal, before: Decimal) -> bool:
    return min(now, before) > 0 and max(now, before) > TIMES * min(now, before)


def ratio(indicator: Indicator, numbers: Numbers) -> Decimal | None:
    """Return one company's own ratio, None where a number is missing or a denominator is zero."""
    roles = {role: numbers.get(field.key) for role, field in shape_of(indicator).whole.items()}
    if indicator.method == "rate_ratio":
        low = _divided(roles.get("numerator"), roles.get("numerator_base"))
        return _divided(low, _divided(roles.get("denominator"), roles.get("denominator_base")))
    return _divided(roles.get("numerator"), roles.get("denominator"))


def _divided(above: Decimal | None, below: Decimal | None) -> Decimal | None:
    return above / below if above is not None and below else None


def _all_at_maximum(context: Context) -> Iterator[Finding]:
    """W04: every scored ratio with a direction and every level is at its best; counts and hours have no maximum."""
    asked = (_at_best(indicator, context) for indicator, _ in context.answered())
    judged = [best for best in asked if best is not None]
    if len(judged) >= FEWEST_TO_BE_ALL and all(judged):
        yield Finding("W04", ("answers",), None, None, "", {"answers": str(len(judged))})


def _at_best(indicator: Indicator, context: Context) -> bool | None:
    if not indicator.scored or indicator.better not in ("up", "down"):
        return None
    numbers = context.numbers(indicator)
    level = shape_of(indicator).whole.get("level")
    if level is not None:
        reached = numbers.get(level.key)
        return None if reached is None else reached == (3 if indicator.better == "up" else 0)
    if indicator.kind != "ratio" or indicator.unbounded:
        return None
    own = ratio(indicator, numbers)
    return None if own is None else own == (1 if indicator.better == "up" else 0)


def _percent(value: Decimal) -> str:
    return plain((value * 100).quantize(Decimal("0.1")))


def _rounded(value: Decimal) -> str:
    return plain(value.quantize(Decimal("0.01")))


def _finding(code: str, indicator: Indicator, field: Field, found: Decimal, params: dict[str, str]) -> Finding:
    return Finding(code, ("answers", indicator.id, field.key), indicator.id, field.key, plain(found), params)
