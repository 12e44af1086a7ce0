"""All answers as frames, long and wide, some companies at a time: values as declared, with status and context.

Every file takes its rows from here, so that they are equal in all of them and none holds a whole cycle in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from indicators.answer_pieces import HeldAnswers, Piece
from indicators.case import Filed
from service.render.report.answers import LONG, about_company, shown, wide_columns
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.table import Column, Kind

TYPES: Final[dict[Kind, pl.DataType | type[pl.DataType]]] = {
    "text": pl.String,
    "code": pl.String,
    "whole": pl.Int64,
    "number": pl.Float64,
    "percent": pl.Float64,
    "day": pl.Date,
    "flag": pl.Boolean,
}
"""What the values of a kind of column are in a frame: numbers are doubles, flags booleans."""

_KEY: Final = ("signatory_id", "indicator")
_ORDER: Final = ("company", "place", "field_place")


@dataclass(frozen=True)
class _Look:
    """What stands beside the answers, by column: indicators, fields, annotations, doubts."""

    indicators: pl.DataFrame
    fields: pl.DataFrame
    beside: pl.DataFrame
    doubts: pl.DataFrame


def pieces(report: Report, filed: Sequence[Filed]) -> Iterator[Piece]:
    """Yield what the companies in `filed` said in the report's cycle, from wherever it is kept."""
    for piece in (report.answers or HeldAnswers()).pieces(report.cycle.id, filed):
        renamed = [frame.rename({"signatory": _KEY[0]}) for frame in (piece.answers, piece.numbers, piece.evidence)]
        yield Piece(piece.filed, *renamed)


def long_frames(report: Report, words: Words) -> Iterator[pl.DataFrame]:
    """Yield the rows of `LONG`: one a value of every answer, one for an answer without any; in the order of the
    filings and of the framework."""
    look = _Look(_indicators(report), _fields(report, words), beside(report), _doubts(report))
    for piece in pieces(report, list(shown(report))):
        yield _long(piece, report, look)


def wide_frames(report: Report) -> Iterator[pl.DataFrame]:
    """Yield the rows of `wide_columns`: one a company that submitted."""
    columns = wide_columns(report.framework)
    contests = beside(report)
    for piece in pieces(report, list(shown(report))):
        yield _wide(piece, report, columns, contests)


def beside(report: Report) -> pl.DataFrame:
    """Return contest status and number of annotations of every answer on file that has any."""
    rows = [
        (signatory, indicator, report.contest(filed, indicator).value, len(report.on_answer(signatory, indicator)))
        for signatory, indicator in report.annotated_answers
        if (filed := report.filed.get(signatory))
    ]
    schema = {_KEY[0]: pl.String, _KEY[1]: pl.String, "contest": pl.String, "annotation_count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def evidence_texts(evidence: pl.DataFrame) -> pl.DataFrame:
    """Return how many documents support each answer, and all of them in one line."""
    link = pl.col("link")
    text = pl.col("title") + pl.when(link != "").then(" <" + link + ">").otherwise(pl.lit(""))
    grouped = evidence.group_by(_KEY, maintain_order=True)
    return grouped.agg(evidence_count=pl.len().cast(pl.Int64), evidence=text.str.join("; "))


def _long(piece: Piece, report: Report, look: _Look) -> pl.DataFrame:
    numbers = piece.numbers.join(look.fields, on=("indicator", "field"))
    rows = piece.answers.join(look.indicators, on="indicator").join(_companies(piece.filed, report), on=_KEY[0])
    for beside_it in (numbers, evidence_texts(piece.evidence), look.beside, look.doubts):
        rows = rows.join(beside_it, on=_KEY, how="left")
    texts = pl.col(pl.String)
    return (
        rows.sort(_ORDER, nulls_last=False)
        .with_columns(
            pl.col("contest").fill_null("none"),
            pl.col("evidence_count", "annotation_count").fill_null(0),
        )
        .select(pl.col(column.code).cast(TYPES[column.kind]) for column in LONG)
        .with_columns(pl.when(texts != "").then(texts))
    )


def _companies(filed: Sequence[Filed], report: Report) -> pl.DataFrame:
    about = [column.code for column in LONG[:6]]
    rows = [
        (*about_company(report.signatories.get(one.signatory), one), one.revision, one.late, one.source, place)
        for place, one in enumerate(filed)
    ]
    kinds = {column.code: TYPES[column.kind] for column in LONG}
    schema = {code: kinds[code] for code in (*about, "revision", "late", "file")}
    return pl.DataFrame(rows, schema={**schema, "company": pl.UInt32}, orient="row")


def _indicators(report: Report) -> pl.DataFrame:
    rows = [
        (place, one.id, one.objective)
        for place, one in enumerate(report.framework.indicators)
        if report.view.measures(one.id)
    ]
    return pl.DataFrame(rows, schema={"place": pl.UInt16, "indicator": pl.String, "objective": pl.Int64}, orient="row")


def _fields(report: Report, words: Words) -> pl.DataFrame:
    rows = [
        (one.id, field.key, place, words.of(field.unit))
        for one in report.framework.indicators
        for place, field in enumerate(one.fields)
    ]
    schema = {"indicator": pl.String, "field": pl.String, "field_place": pl.UInt16, "unit": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _doubts(report: Report) -> pl.DataFrame:
    rows = [(*answer, ", ".join(codes)) for answer, codes in report.warnings.items()]
    return pl.DataFrame(rows, schema={_KEY[0]: pl.String, _KEY[1]: pl.String, "warnings": pl.String}, orient="row")


def _wide(piece: Piece, report: Report, columns: Sequence[Column], contests: pl.DataFrame) -> pl.DataFrame:
    indicator = pl.col("indicator")
    contested = piece.answers.join(contests, on=_KEY, how="left").with_columns(pl.col("contest").fill_null("none"))
    texts = pl.concat(
        [
            piece.answers.select(_KEY[0], key=indicator + ".status", value="status"),
            contested.select(_KEY[0], key=indicator + ".contest", value="contest"),
        ]
    )
    numbers = piece.numbers.select(_KEY[0], key=indicator + "." + pl.col("field"), value="value")
    rows = _profiles(piece.filed, report, columns)
    for frame in (texts, numbers):
        across = frame.pivot("key", index=_KEY[0], values="value", aggregate_function="last")
        rows = rows.join(across, on=_KEY[0], how="left", maintain_order="left")
    none = [pl.lit(None).alias(column.code) for column in columns if column.code not in rows.columns]
    return rows.with_columns(none).select(pl.col(column.code).cast(TYPES[column.kind]) for column in columns)


def _profiles(filed: Sequence[Filed], report: Report, columns: Sequence[Column]) -> pl.DataFrame:
    """Company, populations and revision: what the wide sheet begins with."""
    first = columns[: len(LONG[:6]) + len(report.framework.populations) + 1]
    rows: list[tuple[Any, ...]] = []
    for one in filed:
        said = one.submission.organisation.populations
        counted = (said.get(population.id) for population in report.framework.populations)
        whole = (int(value) if isinstance(value, Decimal) else None for value in counted)
        rows.append((*about_company(report.signatories.get(one.signatory), one), *whole, one.revision))
    return pl.DataFrame(rows, schema={column.code: TYPES[column.kind] for column in first}, orient="row")
