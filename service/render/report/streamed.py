"""Long tables written as the rows come: their XML is spliced into the finished workbook, so memory does not grow.

The library writes heads, widths, filter and one sample row that carries each column's style. The rows that replace it
are built by polars, column by column, some thousands at a time: text as text and numbers as numbers, exactly as
`page.Page` does cell by cell. The interpreter's lock is free meanwhile, so other requests do not wait.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from service.render.number_text import number_text
from service.render.report.cell_text import ESCAPED
from service.render.report.language import Words
from service.render.report.overflow import Overflow
from service.render.report.table import FIRST_ROW, Column, Kind, Row
from service.render.streamed_zip import Member, StreamedZip

CHUNK = 4_096
"""Rows in memory at a time."""

_SAMPLE = re.compile(rf'<row r="{FIRST_ROW + 1}"[^>]*>(.*?)</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_FRAMED = 512
"""Rows that are made into a frame at a time: making one holds the interpreter's lock."""
_TYPES: dict[Kind, type[pl.DataType]] = {"whole": pl.Int64, "number": pl.Float64, "percent": pl.Float64}


@dataclass(frozen=True, slots=True)
class Streamed:
    """One sheet whose rows come later: its place and name in the workbook, its columns, its rows as frames.

    `number` rows are written from the row `first` on (from 0): a table too long for one sheet has several of these.
    """

    index: int
    title: str
    columns: Sequence[Column]
    frames: Callable[[], Iterable[pl.DataFrame]]
    number: int
    first: int = 0


def framed(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[pl.DataFrame]:
    """Yield rows as typed frames of at most `_FRAMED` rows."""
    schema = {column.code: _TYPES.get(column.kind, pl.String) for column in columns}
    chunk: list[list[object]] = []
    for row in rows:
        chunk.append([float(v) if isinstance(v, Decimal) else v for v in row.values])
        if len(chunk) == _FRAMED:
            yield pl.DataFrame(chunk, schema=schema, orient="row")
            chunk = []
    if chunk:
        yield pl.DataFrame(chunk, schema=schema, orient="row")


def spoken(frames: Iterable[pl.DataFrame], columns: Sequence[Column], words: Words) -> Iterator[pl.DataFrame]:
    """Yield frames with their flags in words, as a sheet shows them."""
    said = {True: words("yes"), False: words("no")}
    flags = [column.code for column in columns if column.kind == "flag"]
    for frame in frames:
        yield frame.with_columns(pl.col(flags).replace_strict(said, return_dtype=pl.String)) if flags else frame


def splice(source: IO[bytes], target: Path, sheets: Sequence[Streamed], overflow: Overflow) -> None:
    """Copy the workbook `source` to `target` with the rows of `sheets` in place of their sample rows.

    Texts too long for a cell go to `overflow`; a sheet of them must come after all others. Raises OSError.
    """
    by_name = {f"xl/worksheets/sheet{sheet.index + 1}.xml": sheet for sheet in sheets}
    with zipfile.ZipFile(source) as given, target.open("wb") as file, ThreadPoolExecutor(1) as deflating:
        made = StreamedZip(file)
        for name in given.namelist():
            content = given.read(name)
            with made.member(name) as part:
                if name not in by_name:
                    part.write(content)
                    continue
                _deflated(deflating, part, _with_rows(content.decode(), by_name[name], overflow))
        made.close()


def _deflated(deflating: ThreadPoolExecutor, part: Member, pieces: Iterable[str]) -> None:
    """Write pieces to a member; one is deflated while the next is built."""
    under_way: Future[None] | None = None
    for piece in pieces:
        if under_way is not None:
            under_way.result()
        under_way = deflating.submit(part.write, piece.encode())
    if under_way is not None:
        under_way.result()


def _with_rows(sheet: str, streamed: Streamed, overflow: Overflow) -> Iterator[str]:
    sample = _SAMPLE.search(sheet)
    if sample is None:
        yield sheet
        return
    last = f"{xl_col_to_name(len(streamed.columns) - 1)}{max(streamed.number, 1) + FIRST_ROW}"
    yield _DIMENSION.sub(f'<dimension ref="A1:{last}"/>', sheet[: sample.start()])
    styles: list[tuple[str, str]] = _STYLE.findall(sample.group(1))
    at = FIRST_ROW + 1
    for frame in _wanted(streamed):
        written = _written(_fitted(frame, streamed, at, overflow))
        heads = [_around(*style, frame.schema[name]) for style, name in zip(styles, frame.columns, strict=True)]
        for piece in written.iter_slices(CHUNK):
            yield _rows(piece, at, heads)
            at += piece.height
    yield sheet[sample.end() :]


def _wanted(streamed: Streamed) -> Iterator[pl.DataFrame]:
    """The frames of this sheet alone: rows `first` to `first + number`."""
    skip, left = streamed.first, streamed.number
    for frame in streamed.frames():
        here = frame.slice(skip)
        skip = max(0, skip - frame.height)
        piece = here.head(left)
        if piece.height:
            left -= piece.height
            yield piece
        if left == 0:
            return


def _fitted(frame: pl.DataFrame, streamed: Streamed, at: int, overflow: Overflow) -> pl.DataFrame:
    """The frame with each text as a cell can hold it. Almost always there is nothing to do."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    longest = frame.select(pl.col(texts).str.len_chars().max()).row(0) if texts else ()
    for name, length in zip(texts, longest, strict=True):
        if length is not None and length * 2 > overflow.limits.cell:
            fitted = [
                None if text is None else overflow.fitted(text, streamed.title, at + place, name)
                for place, text in enumerate(frame[name])
            ]
            frame = frame.with_columns(pl.Series(name, fitted, dtype=pl.String))
    return frame


def _around(column: str, style: str, kind: pl.DataType) -> tuple[str, str, str]:
    """What stands before the row's number, between it and the value, and after the value."""
    look = f' s="{style}"' if style else ""
    if kind == pl.String:
        return f'<c r="{column}', f'"{look} t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    return f'<c r="{column}', f'"{look}><v>', "</v></c>"


def _written(frame: pl.DataFrame) -> pl.DataFrame:
    """The values as they stand in XML: numbers in digits, no empty text, signs of markup and of escapes escaped."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    shown = [_number(frame[name]) for name in frame.columns if name not in texts]
    if texts:
        found = frame.select(pl.col(texts).str.contains("[&<>]|_x").any()).row(0)
        odd = [name for name, is_odd in zip(texts, found, strict=True) if is_odd]
        shown += [_escaped(frame[name]) for name in odd]
    text = pl.col(texts)
    return frame.with_columns(shown).with_columns(pl.when(text != "").then(text))


def _number(values: pl.Series) -> pl.Series:
    return number_text(values) if values.dtype == pl.Float64 else values.cast(pl.String)


def _rows(frame: pl.DataFrame, at: int, heads: Sequence[tuple[str, str, str]]) -> str:
    """The XML of rows, the first of them row `at` of its sheet."""
    number = pl.int_range(at, at + pl.len(), dtype=pl.UInt32).cast(pl.String).alias("row number")
    cells: list[pl.Expr] = []
    row = pl.col("row number")
    for name, (open_, middle, shut) in zip(frame.columns, heads, strict=True):
        cell = [pl.lit(open_), row, pl.lit(middle), pl.col(name), pl.lit(shut)]
        nulls = frame[name].null_count()
        if nulls == 0:
            cells += cell
        elif nulls < frame.height:
            cells.append(pl.concat_str(cell).fill_null(""))
    whole = pl.concat_str([pl.lit('<row r="'), row, pl.lit('">'), *cells, pl.lit("</row>")])
    xml: str = frame.with_columns(number).select(whole.str.join("")).item()
    return xml


def _escaped(values: pl.Series) -> pl.Series:
    if values.str.contains("_x", literal=True).any():
        values = pl.Series(
            values.name, [None if t is None else ESCAPED.sub("_x005F_", t) for t in values], dtype=pl.String
        )
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        values = values.str.replace_all(sign, name, literal=True)
    return values
