"""What a report and its files are measured against: the same cells and rows, the shortest way by ADBC and polars.

No annotation, bound, suppression or text for people: only what any programmer's own script would give.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
from sqlalchemy import Connection

from service.store.cycle_columns import read_columns

SIZES = (9, 49, 249, 999, 4_999, 19_999)
_NUMBERS = """
SELECT r.id AS revision, s.signatory AS signatory, v.indicator AS indicator, v.field AS field,
CAST(v.value AS DOUBLE PRECISION) AS value
FROM answer_value v JOIN revision r ON r.id = v.revision JOIN submission s ON s.id = r.submission WHERE s.cycle = '{}'
"""
_ROSTER = "SELECT id AS signatory, name, country, sector, CAST(headcount AS TEXT) AS headcount FROM signatory \
WHERE cycle = '{}'"
_ANSWERS = """
SELECT a.revision, a.indicator, COALESCE(a.status, '') AS status, COALESCE(a.reason, '') AS reason,
COALESCE(a.comment, '') AS comment FROM answer a JOIN revision r ON r.id = a.revision
JOIN submission s ON s.id = r.submission WHERE s.cycle = '{}'
"""


def cells(connection: Connection, cycle: str) -> int:
    """Consolidate a cycle: sums and quartiles of every field by all, sector, country and size, as claimed and with one
    set of answers set aside; return how many cells there are."""
    roster = read_columns(connection, _ROSTER.format(cycle)).with_columns(
        size=pl.col("headcount").cast(pl.Int64).cut(SIZES).cast(pl.String)
    )
    rows = read_columns(connection, _NUMBERS.format(cycle)).join(roster, on="signatory")
    found = 0
    for part in (rows, rows.filter(pl.col("revision") % 50 != 0)):
        for cut in ([], ["sector"], ["country"], ["size"]):
            value = pl.col("value")
            quartiles = [value.quantile(q).alias(f"q{q}") for q in (0.25, 0.5, 0.75)]
            found += part.group_by("indicator", "field", *cut).agg(value.sum(), pl.len(), *quartiles).height
    return found


def rows(connection: Connection, cycle: str) -> pl.DataFrame:
    """Return every answer of a cycle, one value a row, as a script would join it."""
    roster = read_columns(connection, _ROSTER.format(cycle))
    numbers = read_columns(connection, _NUMBERS.format(cycle))
    answers = read_columns(connection, _ANSWERS.format(cycle))
    return answers.join(numbers, on=("revision", "indicator"), how="left").join(roster, on="signatory", how="left")


def write_openpyxl(path: Path, frame: pl.DataFrame) -> None:
    """Write rows by openpyxl, write-only, with lxml where it is there."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in frame.iter_rows():
        sheet.append(row)
    book.save(path)
