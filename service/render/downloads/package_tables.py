"""The tables of a data package: everything that a figure is computed from, as it was declared, one CSV a table.

From them alone `enregard verify` makes the figures again; what is public only holds the answers that companies publish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from indicators.answers import Submission
from indicators.case import Cycle
from indicators.disclosure.intervals import Located
from indicators.model import LANGUAGES
from service.render.downloads import intervals_table
from service.render.downloads.tables import described
from service.render.report import answers, codebook, commitments, figures_sheet, signatories
from service.render.report.answer_frames import long_frames
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.table import Column, Row
from service.render.report.view import EVERYTHING

ROSTER = ("id", "name", "country", "sector", "headcount", "status", "left_on")

SUBMISSIONS = (
    *answers.LONG[:4],
    Column("revision", "whole"),
    Column("late", "flag"),
    Column("file", "text"),
    Column("superseded", "flag"),
    Column("publication", "code"),
)
_NOT_DECLARED = {"size_band", "headcount"}
ANSWERS = tuple(column for column in answers.LONG if column.code not in _NOT_DECLARED)


@dataclass(frozen=True, slots=True)
class PackageTable:
    """One CSV of the package: its name without `.csv`, its columns, its rows (`pieces`: those made by column)."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    pieces: Iterable[pl.DataFrame] | None = None


def package_tables(report: Report, located: Located | None = None) -> Iterator[PackageTable]:
    """Yield every table of a package, those of the previous cycle last; what a view leaves out is in it too. `located`
    are the intervals of suppressed figures, for a complete package."""
    whole = replace(report, view=EVERYTHING)
    words = Words("en")
    yield from _declared(whole, words, "")
    yield PackageTable("commitments", commitments.COLUMNS, commitments.rows(whole, words))
    yield PackageTable("figures", figures_sheet.COLUMNS, figures_sheet.plain_rows(whole, words))
    yield PackageTable("participation", signatories.COLUMNS, signatories.rows(whole, words))
    if located is not None:
        yield PackageTable(intervals_table.NAME, intervals_table.COLUMNS, intervals_table.rows(located, words))
    more = () if located is None else ((intervals_table.NAME, intervals_table.COLUMNS),)
    for language in LANGUAGES:
        said = Words(language)
        listed = [("submissions", submission_columns(whole)), *described(report.framework), *more]
        rows = codebook.rows(listed, report.framework, said)
        yield PackageTable(f"codebook.{language}", codebook.COLUMNS, rows)
        indicators = codebook.indicator_rows(report.framework, said)
        yield PackageTable(f"indicators.{language}", codebook.INDICATOR_COLUMNS, indicators)
    if report.cycle.previous is not None:
        yield from _declared(replace(whole, cycle=report.cycle.previous, warnings={}), words, "previous/")


def _declared(report: Report, words: Words, folder: str) -> Iterator[PackageTable]:
    yield PackageTable(f"{folder}answers", ANSWERS, (), long_frames(report, words))
    yield PackageTable(f"{folder}submissions", submission_columns(report), _submissions(report, words))
    roster = tuple(Column(f"roster_{code}") for code in ROSTER)
    yield PackageTable(f"{folder}signatories", roster, _roster(report.cycle))


def submission_columns(report: Report) -> tuple[Column, ...]:
    """Return the columns of the table of submissions: company, revision, populations."""
    populations = tuple(
        Column(p.id, "number", 11, "claim", p.label, p.definition) for p in report.framework.populations
    )
    return (*SUBMISSIONS, *populations)


def _submissions(report: Report, words: Words) -> Iterator[Row]:
    filed = [(one, True) for one in report.cycle.superseded] + [(one, False) for one in report.cycle.filed]
    for one, old in sorted(filed, key=lambda pair: (pair[0].signatory, pair[0].revision)):
        profile = one.submission.organisation
        said = words("yes" if one.late else "no"), one.source, words("yes" if old else "no"), profile.publication
        numbers = _populations(one.submission, report)
        yield Row((one.signatory, profile.name, profile.country, profile.sector, one.revision, *said, *numbers))


def _populations(submission: Submission, report: Report) -> Iterator[Decimal | None]:
    for population in report.framework.populations:
        value = submission.organisation.populations.get(population.id)
        yield value if isinstance(value, Decimal) else None


def _roster(cycle: Cycle) -> Iterator[Row]:
    for one in cycle.signatories:
        yield Row((one.id, one.name, one.country, one.sector, one.headcount, one.status, one.left_on))


def head(column: Column) -> str:
    """Return the head of a column in a CSV; the roster's are those that a roster file has."""
    code = column.code.removeprefix("roster_")
    return code if code in ROSTER and column.code != code else column.code


def heads(columns: Sequence[Column]) -> list[str]:
    """Return the heads of a table."""
    return [head(column) for column in columns]
