"""The tables of a report as flat files hold them: figures and answers with what unions oppose to each row beside it.

The same columns make the sheets of the workbook, the files and their codebook. Formats are elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal

import polars as pl

from indicators.annotations import Annotation
from indicators.model import Framework
from service.render.report import annotations_sheet, answers, codebook, commitments, figures_sheet, signatories
from service.render.report.answer_frames import TYPES, long_frames
from service.render.report.cards import motives, signature, text_of, tombstone
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.table import Column, Kind, Row

TableName = Literal["figures", "answers", "annotations", "commitments", "signatories", "indicators", "codebook"]
NAMES: tuple[TableName, ...] = (
    "figures",
    "answers",
    "annotations",
    "commitments",
    "signatories",
    "indicators",
    "codebook",
)
OPPOSED = Column("counter_annotations", "text", 60, "counter")
CHUNK = 5_000
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its columns, and its rows, which may be asked for more than once.

    `pieces`: the same rows as frames, where they are made by column.
    """

    name: TableName
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Row]]
    pieces: Callable[[], Iterator[pl.DataFrame]] | None = None

    @property
    def schema(self) -> dict[str, pl.DataType | type[pl.DataType]]:
        """What the table's values are in a frame."""
        return {column.code: TYPES[column.kind] for column in self.columns}


def table_of(report: Report, name: TableName, words: Words) -> Table:
    """Return one table of a report in the language of `words`."""
    if name == "figures":
        return Table(name, (*figures_sheet.COLUMNS, OPPOSED), lambda: _figures(report, words))
    if name == "answers":
        columns = (*answers.LONG, OPPOSED)
        pieces = partial(_answers, report, words)  # asked for once by each file
        return Table(name, columns, lambda: rows_of(pieces(), columns, words), pieces)
    if name == "annotations":
        return Table(name, annotations_sheet.COLUMNS, lambda: annotations_sheet.rows(report, words))
    if name == "commitments":
        return Table(name, commitments.COLUMNS, lambda: commitments.rows(report, words))
    if name == "signatories":
        return Table(name, signatories.COLUMNS, lambda: signatories.rows(report, words))
    if name == "indicators":
        rows = lambda: codebook.indicator_rows(report.framework, words)  # noqa: E731  one line for one table
        return Table(name, codebook.INDICATOR_COLUMNS, rows)
    return Table(name, codebook.COLUMNS, lambda: codebook.rows(described(report.framework), report.framework, words))


def tables(report: Report, words: Words) -> tuple[Table, ...]:
    """Return every table of a report."""
    return tuple(table_of(report, name, words) for name in NAMES)


def described(framework: Framework) -> list[tuple[str, Sequence[Column]]]:
    """Return the columns that the codebook describes, by table."""
    del framework
    return [
        ("figures", (*figures_sheet.COLUMNS, OPPOSED)),
        ("answers", (*answers.LONG, OPPOSED)),
        ("annotations", annotations_sheet.COLUMNS),
        ("commitments", commitments.COLUMNS),
        ("signatories", signatories.COLUMNS),
    ]


def _figures(report: Report, words: Words) -> Iterator[Row]:
    beside = {one.id: opposed(report.beside_figure(one.id), report, words) for one in report.framework.indicators}
    for row in figures_sheet.plain_rows(report, words):
        yield Row((*row.values, beside[str(row.values[0])]))


def _answers(report: Report, words: Words) -> Iterator[pl.DataFrame]:
    key = ("signatory_id", "indicator")
    said = [(*one, opposed(report.on_answer(*one), report, words)) for one in report.annotated_answers]
    schema = dict.fromkeys((*key, OPPOSED.code), pl.String)
    beside = pl.DataFrame(said, schema=schema, orient="row")
    for frame in long_frames(report, words):
        yield frame.join(beside, on=key, how="left", maintain_order="left")


def rows_of(pieces: Iterable[pl.DataFrame], columns: Sequence[Column], words: Words) -> Iterator[Row]:
    """Yield the rows of frames as rows of a sheet: flags in words, numbers exact."""
    flags = {True: words("yes"), False: words("no")}
    kinds = [column.kind for column in columns]
    for frame in pieces:
        for values in frame.iter_rows():
            yield Row(
                [
                    _exact(v) if isinstance(v, float) else flags[v] if k == "flag" and v is not None else v
                    for v, k in zip(values, kinds, strict=True)
                ]
            )


def _exact(value: float) -> int | Decimal:
    """The number of at most 15 digits that a double was made from."""
    return int(value) if value.is_integer() else Decimal(repr(value))


def opposed(annotations: Iterable[Annotation], report: Report, words: Words) -> str | None:
    """Return what unions oppose, one paragraph an annotation: motives, text or tombstone, and who signs."""
    return "\n\n".join(_paragraph(annotation, report, words) for annotation in annotations) or None


def _paragraph(annotation: Annotation, report: Report, words: Words) -> str:
    said = text_of(annotation.texts, words) if annotation.legible else tombstone(annotation, words)
    return f"[{motives(annotation, report, words)}] {said} ({signature(annotation, words)})"


def frames(table: Table, words: Words) -> Iterator[pl.DataFrame]:
    """Yield a table in typed pieces of at most `CHUNK` rows; at least one, so that an empty table keeps its columns.

    Numbers are doubles (an entered number has at most 15 digits, which a double keeps), flags are booleans.
    """
    if table.pieces is not None:
        yield pl.DataFrame(schema=table.schema)
        yield from table.pieces()
        return
    schema = table.schema
    kinds = [column.kind for column in table.columns]
    yes = words("yes")
    chunk: list[list[object]] = []
    for row in table.rows():
        chunk.append([_typed(value, kind, yes) for value, kind in zip(row.values, kinds, strict=True)])
        if len(chunk) == CHUNK:
            yield pl.DataFrame(chunk, schema=schema, orient="row")
            chunk = []
    yield pl.DataFrame(chunk, schema=schema, orient="row")


def _typed(value: object, kind: Kind, yes: str) -> object:
    if value is None or value == "":
        return None
    if kind == "flag":
        return value == yes
    if isinstance(value, Decimal):
        return int(value) if kind == "whole" else float(value)
    if kind in ("number", "percent") and isinstance(value, int):
        return float(value)
    return value if isinstance(value, int | float | date) else str(value)
