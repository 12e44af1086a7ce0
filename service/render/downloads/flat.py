"""One table as CSV or as Parquet. CSV is read by people and by programs: plain numbers, ISO dates, no formulas."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from service.render.downloads.tables import Table, frames
from service.render.report.language import Words

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""Beginnings of a text that a spreadsheet would take for a formula; such a text is written after an apostrophe."""


def write_csv(path: Path, table: Table) -> None:
    """Write a table as CSV: UTF-8, comma, LF, codes as heads. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.code for column in table.columns])
        writer.writerows([plain(value) for value in row.values] for row in table.rows())


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


def write_parquet(path: Path, table: Table, words: Words) -> None:
    """Write a table as Parquet, numbers as doubles, flags as booleans, texts as they were written. Raises OSError."""
    pl.concat(list(frames(table, words))).write_parquet(path, compression="zstd", statistics=True)
