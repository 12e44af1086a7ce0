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
        _plain(frame.select(column.code for column in columns), columns, words).write_csv(text, include_header=False)
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


def _plain(frame: pl.DataFrame, columns: Sequence[Column], words: Words) -> pl.DataFrame:
    """Columns as they stand in a CSV, by the same rule as `plain`."""
    said = {True: words("yes"), False: words("no")}
    shown: list[pl.Expr | pl.Series] = [number_text(one) for one in frame.select(pl.col(pl.Float64))]
    flags = [column.code for column in columns if column.kind == "flag" and frame.schema[column.code] == pl.Boolean]
    shown += [pl.col(flags).replace_strict(said, return_dtype=pl.String)] if flags else []
    shown += [pl.col(pl.Date).dt.to_string("iso")]
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    live = pl.col(texts).str.contains("^[=+\\-@\t\r\n']").any()
    found = frame.select(live).row(0) if texts else ()
    guarded = [name for name, is_live in zip(texts, found, strict=True) if is_live]
    shown += [_guarded(name) for name in guarded]
    return frame.with_columns(shown)


def _guarded(name: str) -> pl.Expr:
    value = pl.col(name)
    return pl.when(value.str.contains("^[=+\\-@\t\r\n']")).then("'" + value).otherwise(value).alias(name)


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
