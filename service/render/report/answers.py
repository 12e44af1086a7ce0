"""The columns of all answers, long (one value a row) and wide (one company a row), and which companies they show.

The rows themselves are made in `answer_frames`, by column.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from indicators.case import Filed
from indicators.figures import Signatory, size_band
from indicators.model import Framework, Indicator, Text
from service.render.report.contents import Report
from service.render.report.table import Column

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


def shown(report: Report) -> Iterator[Filed]:
    """Yield the filings of the companies that the report's view covers."""
    for filed in report.cycle.filed:
        if report.view.covers(report.signatories.get(filed.signatory), filed):
            yield filed


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
