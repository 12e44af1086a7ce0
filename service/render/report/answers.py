"""All answers, long (one value a row) and wide (one company a row). Values as declared, with status and context."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from indicators.answers import Answer, Submission
from indicators.case import Filed
from indicators.figures import Signatory, size_band
from indicators.model import Field, Framework, Indicator, Text
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.overflow import Limits
from service.render.report.table import Column, Row

LONG = (
    Column("signatory_id", "code", 11),
    Column("signatory", "text", 30),
    Column("country", "code", 8),
    Column("sector", "code", 8),
    Column("size_band", "code", 12),
    Column("headcount", "whole", 11),
    Column("revision", "whole", 9),
    Column("late", "flag", 8),
    Column("objective", "whole", 9),
    Column("indicator", "code", 10),
    Column("status", "code", 14, "claim"),
    Column("field", "code", 18, "claim"),
    Column("value", "number", 14, "claim"),
    Column("unit", "text", 16, "claim"),
    Column("reason", "text", 32, "claim"),
    Column("comment", "text", 44, "claim"),
    Column("evidence_count", "whole", 9, "claim"),
    Column("evidence", "text", 36, "claim"),
    Column("contest", "code", 12, "counter"),
    Column("annotation_count", "whole", 12, "counter"),
    Column("warnings", "code", 12),
    Column("file", "text", 24),
)


def about_company(signatory: Signatory | None, filed: Filed) -> tuple[object, ...]:
    """Return id, name, country, sector, size band and headcount: the roster's, else what the company declared."""
    profile = filed.submission.organisation
    headcount = (signatory.headcount if signatory else None) or _whole(profile.headcount)
    return (
        filed.signatory,
        signatory.name if signatory else profile.name,
        (signatory.country if signatory else None) or profile.country,
        (signatory.sector if signatory else None) or profile.sector,
        size_band(headcount),
        headcount,
    )


def _whole(value: Decimal | None) -> int | None:
    return int(value) if value is not None else None


def long_rows(report: Report, words: Words) -> Iterator[Row]:
    """Yield one row a value of every answer on file, in the roster's and the framework's order."""
    for filed in shown(report):
        company = about_company(report.signatories.get(filed.signatory), filed)
        for answer in in_order(filed.submission, report):
            yield from _answer_rows(report, words, filed, company, answer)


def long_count(report: Report) -> int:
    """Return how many rows `long_rows` yields: one a number entered, one for an answer without any."""
    return sum(
        max(1, len(entered(report.framework.indicator(answer.indicator), answer)))
        for filed in shown(report)
        for answer in filed.submission.answers
        if report.view.measures(answer.indicator)
    )


def too_long(report: Report, limits: Limits) -> bool:
    """Whether a text of the long or the wide sheet passes what a cell can hold."""
    for filed in shown(report):
        names = (filed.submission.organisation.name, filed.source)
        for answer in filed.submission.answers:
            if not all(limits.fits(text) for text in (*names, answer.reason or "", answer.comment or "")):
                return True
            if not limits.fits(evidence_text(answer)):
                return True
    return False


def evidence_text(answer: Answer) -> str:
    """Return the evidence attached to an answer in one line."""
    return "; ".join(e.title + (f" <{e.link}>" if e.link else "") for e in answer.evidence)


def shown(report: Report) -> Iterator[Filed]:
    """Yield the filings of the companies that the report's view covers."""
    for filed in report.cycle.filed:
        if report.view.covers(report.signatories.get(filed.signatory), filed):
            yield filed


def entered(indicator: Indicator, answer: Answer) -> list[tuple[Field, Decimal]]:
    """Return the numbers of an answer with their fields, in the framework's order."""
    values = answer.values
    return [(f, v) for f in indicator.fields if isinstance(v := values.get(f.key), Decimal)]


def in_order(submission: Submission, report: Report) -> list[Answer]:
    """Return the answers that the report's view measures, in the framework's order."""
    place = {indicator.id: number for number, indicator in enumerate(report.framework.indicators)}
    measured = (answer for answer in submission.answers if report.view.measures(answer.indicator))
    return sorted(measured, key=lambda answer: place.get(answer.indicator, len(place)))


def _answer_rows(
    report: Report, words: Words, filed: Filed, company: tuple[object, ...], answer: Answer
) -> Iterator[Row]:
    indicator = report.framework.indicator(answer.indicator)
    on_it = report.on_answer(filed.signatory, answer.indicator)
    before = (*company, filed.revision, words("yes" if filed.late else "no"), indicator.objective, answer.indicator)
    after = (
        answer.reason,
        answer.comment,
        len(answer.evidence),
        evidence_text(answer),
        report.contest(filed, answer.indicator).value,
        len(on_it),
        ", ".join(report.warnings.get((filed.signatory, answer.indicator), ())),
        filed.source,
    )
    numbers = entered(indicator, answer)
    for field, value in numbers:
        yield Row((*before, answer.status, field.key, value, words.of(field.unit), *after))
    if not numbers:
        yield Row((*before, answer.status, None, None, None, *after))


def wide_columns(framework: Framework) -> tuple[Column, ...]:
    """Return the columns of the wide sheet: company, populations, then every field of every indicator."""
    return (
        *LONG[:6],
        *(Column(p.id, "whole", 11, "claim", p.label, p.definition) for p in framework.populations),
        Column("revision", "whole", 9),
        *(column for indicator in framework.entered() for column in _fields(indicator)),
    )


def _fields(indicator: Indicator) -> Iterator[Column]:
    title = indicator.title
    status = Text(fr=f"{indicator.id} {title.fr} : statut", en=f"{indicator.id} {title.en}: status")
    yield Column(f"{indicator.id}.status", "code", 15, "claim", status, status)
    for field in indicator.fields:
        label = Text(fr=f"{indicator.id} {field.label.fr}", en=f"{indicator.id} {field.label.en}")
        about = Text(fr=f"{field.label.fr} ({field.unit.fr})", en=f"{field.label.en} ({field.unit.en})")
        yield Column(f"{indicator.id}.{field.key}", "number", 15, "claim", label, about)
    contest = Text(fr=f"{indicator.id} contestation", en=f"{indicator.id} contest")
    yield Column(f"{indicator.id}.contest", "code", 12, "counter", contest, contest)


def wide_rows(report: Report) -> Iterator[Row]:
    """Yield one row a company that submitted."""
    for filed in shown(report):
        company = about_company(report.signatories.get(filed.signatory), filed)
        populations = filed.submission.organisation.populations
        counted = [populations.get(p.id) for p in report.framework.populations]
        values: list[object] = [*company, *(v if isinstance(v, Decimal) else None for v in counted), filed.revision]
        answers = {answer.indicator: answer for answer in filed.submission.answers}
        for indicator in report.framework.entered():
            answer = answers.get(indicator.id)
            values.append(answer.status if answer else None)
            values.extend(answer.number(field.key) if answer else None for field in indicator.fields)
            values.append(report.contest(filed, indicator.id).value if answer else None)
        yield Row(values)
