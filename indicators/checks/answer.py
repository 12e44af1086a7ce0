"""One answer after another: is it there, is it asked, has it a status, a reason, its numbers, its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.answers import Answer, Status
from indicators.checks.arithmetic import arithmetic_faults
from indicators.checks.context import Context, blank, text_faults
from indicators.checks.evidence import evidence_faults
from indicators.checks.numbers import level_faults, number_faults
from indicators.checks.shape import Numbers, shape_of
from indicators.findings import Finding
from indicators.model import Indicator

STATUSES = tuple(status.value for status in Status)
_WITH_REASON = (Status.NOT_APPLICABLE, Status.NOT_AVAILABLE)


def answer_faults(context: Context) -> Iterator[Finding]:
    """E01 to E12 and E14 over all answers."""
    yield from _known_once(context)
    for indicator in context.framework.entered():
        answer = context.answers.get(indicator.id)
        if answer is None or untouched(context, indicator, answer):
            if indicator.core:
                yield _missing(indicator, "status", "answer")
        else:
            yield from _of(indicator, answer, context.numbers(indicator))


def untouched(context: Context, indicator: Indicator, answer: Answer) -> bool:
    """Whether nothing was answered: no status, text or evidence, and no number but populations filled in for it."""
    if answer.status in STATUSES:
        return False
    texts = (answer.status, answer.reason, answer.comment)
    if answer.evidence or any(not blank(text) for text in texts):
        return False
    prefilled = {field.key: context.population(field.population) for field in indicator.fields if field.population}
    return all(key in prefilled and prefilled[key] == value for key, value in answer.values.items())


def _known_once(context: Context) -> Iterator[Finding]:
    """E11 for an indicator that is not asked, E14 for one that is answered again."""
    seen: set[str] = set()
    for answer in context.submission.answers:
        id_ = answer.indicator
        if id_ in seen:
            yield Finding("E14", ("answers", id_), id_, None, id_)
        elif not context.framework.has_indicator(id_):
            yield Finding("E11", ("answers", id_), id_, None, id_, {"case": "unknown"})
        elif not context.framework.indicator(id_).entered:
            yield Finding("E11", ("answers", id_), id_, None, id_, {"case": "derived"})
        seen.add(id_)


def _of(indicator: Indicator, answer: Answer, numbers: Numbers) -> Iterator[Finding]:
    """What is wrong with one answer; a rule is not asked where what it looks at cannot be wrong, as in most answers."""
    if answer.status != Status.ANSWERED:
        yield from _status(indicator, answer)
    if len(numbers) < len(answer.values) or shape_of(indicator).levels:  # a usable number is by itself without fault
        yield from _numbers(indicator, answer)
    if answer.status in (None, "", Status.ANSWERED):
        yield from _completeness(indicator, answer)
        yield from arithmetic_faults(indicator, answer, numbers)
    if answer.reason is not None:
        yield from text_faults(answer.reason, ("answers", indicator.id, "reason"), indicator.id)
    if answer.comment is not None:
        yield from text_faults(answer.comment, ("answers", indicator.id, "comment"), indicator.id)
    if answer.evidence:
        yield from evidence_faults(indicator, answer)


def _status(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    path = ("answers", indicator.id, "status")
    if answer.status is None or blank(answer.status):
        yield _missing(indicator, "status", "status")
    elif answer.status not in STATUSES:
        yield Finding("E02", path, indicator.id, "status", answer.status, {"case": "status"})
    elif answer.status in _WITH_REASON and blank(answer.reason):
        where = ("answers", indicator.id, "reason")
        yield Finding("E08", where, indicator.id, "reason", "", {"case": answer.status})


def _numbers(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    """Each value by itself. Numbers beside `not applicable` stay on file and count for nothing, but must be numbers."""
    fields = shape_of(indicator).fields
    for key, value in answer.values.items():
        path = ("answers", indicator.id, key)
        if key not in fields:
            yield Finding("E02", path, indicator.id, key, key, {"case": "key", "expected": ", ".join(fields)})
        elif fields[key].role == "level":
            yield from level_faults(value, path, indicator.id)
        else:
            yield from number_faults(value, path, indicator.id, whole=fields[key].number == "integer")


def _completeness(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    for key in shape_of(indicator).required:
        if key not in answer.values:
            yield _missing(indicator, key, "field")


def _missing(indicator: Indicator, key: str, case: str) -> Finding:
    return Finding("E01", ("answers", indicator.id, key), indicator.id, key, "", {"case": case})
