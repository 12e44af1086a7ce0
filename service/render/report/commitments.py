"""The companies' own commitments, in their own words, with how they read and how unions read them.

Readings are given, not made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from service.render.report.badge import badge
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.pledge import CRITERIA
from service.render.report.readings import on_commitment
from service.render.report.table import Column, Row

COLUMNS = (
    Column("signatory_id", "code", 11),
    Column("signatory", "text", 28),
    Column("commitment_number", "whole", 9),
    Column("clause", "code", 8),
    Column("commitment", "text", 70, "claim"),
    Column("target", "number", 10, "claim"),
    Column("target_unit", "text", 16, "claim"),
    Column("target_date", "day", 11, "claim"),
    Column("role", "text", 24, "claim"),
    Column("bindingness", "whole", 9),
    Column("badge", "text", 22),
    *(Column(criterion, "whole", 6) for criterion in CRITERIA),
    Column("flags", "text", 32),
    Column("flag_words", "text", 46),
    Column("union_readings", "text", 60, "counter"),
    Column("warnings", "code", 12),
)


def rows(report: Report, words: Words) -> Iterator[Row]:
    """Yield one row a commitment of every company that submitted."""
    for filed in report.cycle.filed:
        name = report.signatories[filed.signatory].name
        for number, commitment in enumerate(filed.submission.commitments):
            profile = report.commitment_wording.get((filed.signatory, number))
            target = commitment.target if isinstance(commitment.target, Decimal) else None
            day = commitment.target_date if isinstance(commitment.target_date, date) else None
            said = (commitment.clause, commitment.text, target, commitment.unit, day, commitment.role)
            flags = profile.flags if profile else ()
            codes = dict.fromkeys(flag.code for flag in flags)
            labels = ", ".join(f"{code} {words.of(report.framework.motive(code).label)}" for code in codes)
            shown = "\n".join(words("flag_line", code=flag.code, words=flag.words) for flag in flags if flag.words)
            read = (
                profile.level if profile else None,
                badge(profile.level, words) if profile else None,
                *(profile.scores.get(criterion) if profile else None for criterion in CRITERIA),
                labels,
                shown,
                on_commitment((filed.signatory, number), report, words),
            )
            doubts = ", ".join(report.warnings.get((filed.signatory, f"commitment {number}"), ()))
            yield Row((filed.signatory, name, number + 1, *said, *read, doubts))
