"""Who signed, who responded, who is silent, who left: one row a signatory, the silent first. Nobody is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from indicators.case import Filed
from indicators.figures import Signatory, size_band
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.survey import Tally, survey_of
from service.render.report.table import Column, Row

COLUMNS = (
    Column("participation", "code", 13),
    Column("signatory_id", "code", 11),
    Column("signatory", "text", 34),
    Column("country", "code", 8),
    Column("sector", "code", 8),
    Column("size_band", "code", 12),
    Column("headcount", "whole", 11),
    Column("roster_status", "code", 11),
    Column("left_on", "code", 11),
    Column("revision", "whole", 9, "claim"),
    Column("late", "flag", 8, "claim"),
    Column("EMP_declared", "whole", 12, "claim"),
    Column("n_answered", "whole", 11, "claim"),
    Column("n_not_applicable", "whole", 11, "claim"),
    Column("n_not_available", "whole", 11, "claim"),
    Column("n_evidence", "whole", 11, "claim"),
    Column("n_commitments", "whole", 12, "claim"),
    Column("n_contested", "whole", 11, "counter"),
    Column("n_annotations", "whole", 12, "counter"),
    Column("warnings", "text", 24),
    Column("publication", "code", 13),
    Column("file", "text", 26),
    Column("superseded", "text", 30),
)

ORDER = ("silent", "left", "submitted")


def participation(signatory: Signatory, report: Report) -> str:
    """Return `left`, `submitted` or `silent`."""
    if signatory.status == "left":
        return "left"
    return "submitted" if signatory.id in report.filed or signatory.id in report.unpublished else "silent"


NOTHING = Tally(0, 0, 0, 0, 0)


def rows(report: Report, words: Words, tallies: Mapping[str, Tally] | None = None) -> Iterator[Row]:
    """Yield the silent, then those that left, then those that submitted, each in the roster's order.

    `tallies`: how much each said, where it is known already.
    """
    tallies = survey_of(report).tallies if tallies is None else tallies
    about = Counter(a.target.signatory for a in report.cycle.annotations if a.target.signatory)
    listed = [(participation(signatory, report), signatory) for signatory in report.cycle.signatories]
    for part, signatory in sorted(listed, key=lambda pair: ORDER.index(pair[0])):
        filed = report.filed.get(signatory.id)
        given = _submitted(filed, tallies.get(signatory.id, NOTHING), words) if filed else (None,) * 9
        before = (signatory.id, signatory.name, signatory.country, signatory.sector)
        size = (size_band(signatory.headcount), signatory.headcount, signatory.status, signatory.left_on)
        yield Row((part, *before, *size, *given[:8], given[8], about[signatory.id], *_after(signatory, report)))


def _submitted(filed: Filed, tally: Tally, words: Words) -> tuple[object, ...]:
    submission = filed.submission
    headcount = submission.organisation.headcount
    return (
        filed.revision,
        words("yes" if filed.late else "no"),
        headcount if isinstance(headcount, Decimal) else None,
        tally.answered,
        tally.not_applicable,
        tally.not_available,
        tally.with_evidence,
        len(submission.commitments),
        tally.contested,
    )


def _after(signatory: Signatory, report: Report) -> tuple[object, ...]:
    filed = report.filed.get(signatory.id)
    codes = report.warning_codes.get(signatory.id, ())
    earlier = report.superseded.get(signatory.id, ())
    replaced = ", ".join(f"{old.source} (r{old.revision})" for old in earlier)
    if not filed:
        return ", ".join(codes), None, None, replaced
    return ", ".join(codes), filed.submission.organisation.publication, filed.source, replaced
