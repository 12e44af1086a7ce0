"""One table as CSV or as Parquet. CSV is read by people and by programs: plain numbers, ISO dates, no formulas.

Tables that are made by column are written by column, piece by piece; the interpreter's lock is free meanwhile.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl
from polars.io.plugins import register_io_source

from service.render.downloads.tables import Table, frames
from service.render.number_text import number_text
from service.render.report.language import Words
from service.render.report.table import Column, Row

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""Beginnings of a text that a spreadsheet would take for a formula; such a text is written after an apostrophe."""

_PIECE: Final = 1 << 16
_ROWS_OF_A_GROUP: Final = 1 << 16


def write_csv(path: Path, table: Table, words: Words) -> None:
    """Write a table as CSV: UTF-8, comma, LF, codes as heads. Raises OSError."""
    with path.open("wb") as file:
        file.write(csv_head([column.code for column in table.columns]))
        pieces = csv_rows(table.rows()) if table.pieces is None else csv_frames(table.pieces(), table.columns, words)
        file.writelines(pieces)


def csv_head(codes: Sequence[str]) -> bytes:
    """Return the first line of a CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(codes)
    return text.getvalue().encode()


def csv_rows(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as lines of a CSV, some thousands of them at a time."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([plain(value) for value in row.values])
        if text.tell() > _PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def csv_frames(pieces: Iterable[pl.DataFrame], columns: Sequence[Column], words: Words) -> Iterator[bytes]:
    """Yield frames as lines of a CSV, equal to those of the same rows."""
    for frame in pieces:
        text = io.BytesIO()
        frame.select(_plain(frame[column.code], column, words) for column in columns).write_csv(
            text, include_header=False
        )
        yield text.getvalue()


def plain(value: object) -> str:
    """Return a value as it stands in a CSV: exact numbers, ISO dates, texts without live formulas."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if not isinstance(value, int) and text.startswith(DANGEROUS) else text


def _plain(values: pl.Series, column: Column, words: Words) -> pl.Series:
    """A column as it stands in a CSV, by the same rule as `plain`."""
    if column.kind == "flag":
        return values.replace_strict({True: words("yes"), False: words("no")}, return_dtype=pl.String)
    if values.dtype == pl.Float64:
        return number_text(values)
    if values.dtype == pl.Date:
        return values.dt.to_string("iso")
    if values.dtype != pl.String:
        return values
    live = values.str.contains("^[=+\\-@\t\r\n']")
    if not live.any():
        return values
    guarded: pl.Series = pl.select(pl.when(live).then("'" + values).otherwise(values).alias(values.name)).to_series()
    return guarded


def write_parquet(path: Path, table: Table, words: Words) -> None:
    """Write a table as Parquet, numbers as doubles, flags as booleans, texts as they were written. Raises OSError."""
    if table.pieces is None:
        pl.concat(list(frames(table, words))).write_parquet(path, compression="zstd", statistics=True)
        return
    pieces = table.pieces

    def scanned(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        del with_columns, predicate, n_rows, batch_size  # everything is written
        yield from pieces()

    lazy = register_io_source(scanned, schema=table.schema)
    lazy.sink_parquet(path, compression="zstd", statistics=True, row_group_size=_ROWS_OF_A_GROUP)
