"""What must be known of all answers before a file is laid out: how many rows, how long a text, who said how much.

One pass over the answers, some companies at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from indicators.answer_pieces import Piece
from service.render.report.answer_frames import beside, evidence_texts, pieces
from service.render.report.answers import shown
from service.render.report.cell_text import units
from service.render.report.contents import Report

_KEY: Final = ("signatory_id", "indicator")
_WIDE: Final = "[\U00010000-\U0010ffff]"
"""Characters that spreadsheets count as two."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers a company gave by status, how many of them with evidence, and how many are contested."""

    answered: int
    not_applicable: int
    not_available: int
    with_evidence: int
    contested: int


@dataclass(frozen=True, slots=True)
class Survey:
    """Rows of the long and of the wide table under the report's view, the longest text in them (UTF-16 units), and
    every company's tally."""

    long: int
    wide: int
    longest: int
    tallies: Mapping[str, Tally]


def survey_of(report: Report) -> Survey:
    """Return what a report's answers amount to."""
    covered = [filed.signatory for filed in shown(report)]
    measured = [one.id for one in report.framework.indicators if report.view.measures(one.id)]
    contested = beside(report).filter(pl.col("contest").is_in(["open", "answered"])).select(_KEY)
    named = (text for one in report.cycle.filed for text in (one.submission.organisation.name, one.source))
    long, longest, tallies = 0, max(map(units, named), default=0), dict[str, Tally]()
    for piece in pieces(report, report.cycle.filed):
        in_view = piece.answers.filter(pl.col("signatory_id").is_in(covered), pl.col("indicator").is_in(measured))
        long += _rows(in_view, piece, report)
        longest = _longest(piece, longest)
        tallies.update(_tallies(piece, contested))
    return Survey(long, len(covered), longest, tallies)


def _rows(answers: pl.DataFrame, piece: Piece, report: Report) -> int:
    """One row a number, one for an answer without any."""
    known = [(one.id, field.key) for one in report.framework.indicators for field in one.fields]
    fields = pl.DataFrame(known, schema={"indicator": pl.String, "field": pl.String}, orient="row")
    given = piece.numbers.join(fields, on=("indicator", "field"), how="semi").group_by(_KEY).len()
    return int(answers.join(given, on=_KEY, how="left").select(pl.col("len").fill_null(1).sum()).item())


def _longest(piece: Piece, known: int) -> int:
    """The longest text, looking closely only at those that may be longer than what is `known`."""
    lines = evidence_texts(piece.evidence)["evidence"]
    for texts in (piece.answers["reason"], piece.answers["comment"], lines):
        doubtful = texts.filter(texts.str.len_chars() * 2 > known)
        if not doubtful.is_empty():
            wide = doubtful.str.count_matches(_WIDE)
            known = max(known, int((doubtful.str.len_chars() + wide).max()))  # type: ignore[arg-type]
    return known


def _tallies(piece: Piece, contested: pl.DataFrame) -> dict[str, Tally]:
    supported = piece.evidence.select(_KEY).unique().with_columns(with_evidence=True)
    opposed = contested.with_columns(contested=True)
    status = pl.col("status")
    counted = (
        piece.answers.join(supported, on=_KEY, how="left")
        .join(opposed, on=_KEY, how="left")
        .group_by("signatory_id")
        .agg(
            *((status == name).sum().alias(name) for name in ("answered", "not_applicable", "not_available")),
            pl.col("with_evidence").sum(),
            pl.col("contested").sum(),
        )
    )
    return {signatory: Tally(*numbers) for signatory, *numbers in counted.iter_rows()}
