"""What a report and its files are measured against: the same cells and rows, the shortest way by ADBC and polars.

`cells` are those of our figures: sums, counts and quartiles as claimed and with one set of answers set aside, the
previous cycle's sums and the sums of both cycles on the companies present in both, by all, sector, country and size.
`rows` has the rows and columns of our table of answers, checked by `bench.report`; what unions say is left empty. No
bound, suppression or text for people: only what any programmer's own script would give.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import adbc_driver_sqlite.dbapi as adbc
import openpyxl
import polars as pl

from indicators.loader import bundled

SIZES = (49, 249, 999, 4_999, 19_999)
LABELS = ("1-49", "50-249", "250-999", "1000-4999", "5000-19999", "20000+")
_NUMBERS = """
SELECT r.id AS revision, s.signatory AS signatory_id, v.indicator AS indicator, v.field AS field,
CAST(v.value AS DOUBLE PRECISION) AS value
FROM answer_value v JOIN revision r ON r.id = v.revision JOIN submission s ON s.id = r.submission WHERE s.cycle = '{}'
"""
_ROSTER = "SELECT id AS signatory_id, name AS signatory, country, sector, headcount FROM signatory WHERE cycle = '{}'"
_ANSWERS = """
SELECT a.revision AS id, s.signatory AS signatory_id, r.number AS revision, r.late AS late, r.source AS file,
a.indicator AS indicator, COALESCE(a.status, '') AS status, COALESCE(a.reason, '') AS reason,
COALESCE(a.comment, '') AS comment FROM answer a JOIN revision r ON r.id = a.revision
JOIN submission s ON s.id = r.submission WHERE s.cycle = '{}'
"""
_EVIDENCE = """
SELECT e.revision AS id, e.indicator AS indicator, e.title AS title FROM evidence e JOIN revision r ON r.id = e.revision
JOIN submission s ON s.id = r.submission WHERE s.cycle = '{}'
"""


def read(file: Path, query: str, cycle: str) -> pl.DataFrame:
    """Return what a query gives, by ADBC."""
    with adbc.connect(f"file:{quote(str(file))}?mode=ro") as reader, reader.cursor() as cursor:
        cursor.execute(query.format(cycle))
        return pl.DataFrame(cursor.fetch_arrow())


def _numbers(file: Path, cycle: str) -> pl.DataFrame:
    return read(file, _NUMBERS, cycle).join(_roster(file, cycle), on="signatory_id")


def _roster(file: Path, cycle: str) -> pl.DataFrame:
    size = pl.col("headcount").cut(SIZES, labels=LABELS).cast(pl.String)
    return read(file, _ROSTER, cycle).with_columns(size_band=size)


def cells(file: Path, cycle: str, previous: str | None) -> int:
    """Consolidate a cycle beside the previous one (None: alone); return how many cells there are."""
    rows = _numbers(file, cycle)
    before = _numbers(file, previous) if previous else rows.clear()
    both = rows.join(before.select("signatory_id", "indicator", "field", before="value"), on=_ANSWER)
    value, found = pl.col("value"), 0
    quartiles = [value.quantile(q).alias(f"q{q}") for q in (0.25, 0.5, 0.75)]
    for cut in ([], ["sector"], ["country"], ["size_band"]):
        by = ("indicator", "field", *cut)
        for part in (rows, rows.filter(pl.col("revision") % 50 != 0)):
            found += part.group_by(by).agg(value.sum(), pl.len(), *quartiles).height
        if previous:
            found += before.group_by(by).agg(value.sum(), pl.len()).height
            found += both.group_by(by).agg(value.sum(), pl.col("before").sum()).height
    return found


_ANSWER = ("signatory_id", "indicator", "field")


def rows(file: Path, cycle: str) -> pl.DataFrame:
    """Return every answer of a cycle, one value a row, with all columns of our table of answers."""
    framework = bundled()
    objectives = [(one.id, one.objective) for one in framework.indicators]
    units = [(one.id, field.key, field.unit.en) for one in framework.indicators for field in one.fields]
    evidence = read(file, _EVIDENCE, cycle).cast({"id": pl.Int64, "indicator": pl.String, "title": pl.String})
    found = (
        read(file, _ANSWERS, cycle)
        .join(pl.DataFrame(objectives, schema=["indicator", "objective"], orient="row"), on="indicator")
        .join(_roster(file, cycle), on="signatory_id")
        .join(read(file, _NUMBERS, cycle).select(*_ANSWER, "value"), on=("signatory_id", "indicator"), how="left")
        .join(pl.DataFrame(units, schema=["indicator", "field", "unit"], orient="row"), on=_ANSWER[1:], how="left")
        .join(
            evidence.group_by("id", "indicator").agg(evidence_count=pl.len(), evidence=pl.col("title").str.join("; ")),
            on=("id", "indicator"),
            how="left",
        )
    )
    empty = pl.lit(None, pl.String)
    found = found.with_columns(pl.col("evidence_count").fill_null(0), contest=pl.lit("none"), annotation_count=0)
    found = found.with_columns(late=pl.col("late") == 1, warnings=empty, counter_annotations=empty)
    return found.select(_COLUMNS)


_COLUMNS = [
    "signatory_id",
    "signatory",
    "country",
    "sector",
    "size_band",
    "headcount",
    "revision",
    "late",
    "objective",
    "indicator",
    "status",
    "field",
    "value",
    "unit",
    "reason",
    "comment",
    "evidence_count",
    "evidence",
    "contest",
    "annotation_count",
    "warnings",
    "file",
    "counter_annotations",
]


def write_openpyxl(path: Path, frame: pl.DataFrame) -> None:
    """Write rows by openpyxl, write-only, with lxml where it is there."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in frame.iter_rows():
        sheet.append(row)
    book.save(path)
