"""The data package: the report's tables as CSV, the annotations as JSON-LD, a description, checksums, the workbook.

A Frictionless Data Package (version 2) in one zip; equal input gives equal bytes. Texts that a spreadsheet would take
for a formula begin with an apostrophe, as `datapackage.json` says; nothing else is changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from indicators.answers import Submission
from schemas.annotation_export import annotation_page
from service.render.report import answers, codebook, commitments, figures_sheet, signatories
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.table import Column, Kind, Row

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES: Mapping[Kind, str] = {
    "whole": "integer",
    "number": "number",
    "percent": "number",
    "day": "date",
    "flag": "boolean",
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_WHEN = (1980, 1, 1, 0, 0, 0)
_ESCAPE = "A text that starts with = + - @ ' or a line break is preceded by one apostrophe; remove it to get the text."
ROSTER = ("id", "name", "country", "sector", "headcount", "status", "left_on")

SUBMISSIONS = (
    *answers.LONG[:4],
    Column("revision", "whole"),
    Column("late", "flag"),
    Column("file", "text"),
    Column("superseded", "flag"),
    Column("publication", "code"),
)


def write_package(path: Path, report: Report, workbook: Path) -> None:
    """Write the package of `report` with its `workbook` to `path`. Raises OSError."""
    files = dict(_files(report))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in files.items():
            package.writestr(_entry(name), content)
        content = workbook.read_bytes()
        package.writestr(_entry(workbook.name), content)
        sums = {**files, workbook.name: content}
        lines = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(sums.items()))
        package.writestr(_entry("SHA256SUMS"), lines.encode())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _files(report: Report) -> Iterator[tuple[str, bytes]]:
    resources: list[dict[str, Any]] = []
    for name, columns, rows in _tables(report):
        content = csv_of(columns, rows)
        resources.append(_resource(name, columns, content))
        yield f"{name}.csv", content
    content = _annotations(report)
    resources.append(_described("annotations", "annotations.json", "application/ld+json", content))
    yield "annotations.json", content
    yield "datapackage.json", _description(report, resources)


def _tables(report: Report) -> Iterator[tuple[str, Sequence[Column], Iterable[Row]]]:
    words = Words("en")
    answer_columns = tuple(column for column in answers.LONG if column.code not in {"size_band", "headcount"})
    kept = [place for place, column in enumerate(answers.LONG) if column in answer_columns]
    long = (Row(tuple(row.values[place] for place in kept)) for row in answers.long_rows(report, words))
    yield "answers", answer_columns, long
    yield "submissions", submission_columns(report), _submissions(report, words)
    yield "commitments", commitments.COLUMNS, commitments.rows(report, words)
    yield "figures", figures_sheet.COLUMNS, figures_sheet.plain_rows(report, words)
    yield "signatories", tuple(Column(f"roster_{code}") for code in ROSTER), _roster(report)
    sheets = [
        ("answers", answer_columns),
        ("submissions", submission_columns(report)),
        ("commitments", commitments.COLUMNS),
        ("figures", figures_sheet.COLUMNS),
        ("participation", signatories.COLUMNS),
    ]
    yield "codebook", codebook.COLUMNS, codebook.rows(sheets, report.framework, words)


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


def _roster(report: Report) -> Iterator[Row]:
    for one in report.cycle.signatories:
        yield Row((one.id, one.name, one.country, one.sector, one.headcount, one.status, one.left_on))


def csv_of(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """Return a table as CSV: UTF-8, comma, LF, codes as heads, plain numbers, ISO dates."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_head(column) for column in columns])
    for row in rows:
        writer.writerow([plain(value) for value in row.values])
    return text.getvalue().encode()


def _head(column: Column) -> str:
    return column.code.removeprefix("roster_") if column.code.removeprefix("roster_") in ROSTER else column.code


def plain(value: object) -> str:
    """Return a value as it stands in a CSV: exact numbers, ISO dates, texts without live formulas."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if not isinstance(value, int) and text.startswith(_DANGEROUS) else text


def _annotations(report: Report) -> bytes:
    page = annotation_page(
        report.cycle.annotations,
        f"urn:enregard:cycle:{report.cycle.id}:annotations",
        f"{report.framework.ref}, {report.cycle.id}",
    )
    return (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(name: str, columns: Sequence[Column], content: bytes) -> dict[str, Any]:
    described = _described(name, f"{name}.csv", "text/csv", content)
    fields = [_field(column) for column in columns]
    return {**described, "type": "table", "encoding": "utf-8", "schema": {"fields": fields, "missingValues": [""]}}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": _head(column), "type": _TYPES.get(column.kind, "string")}
    if column.kind == "flag":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if not column.code.startswith("roster_"):
        field["description"] = column.meaning(Words("en"))
    return field


def _described(name: str, path: str, mediatype: str, content: bytes) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"name": name, "path": path, "mediatype": mediatype, "bytes": len(content), "hash": digest}


def _description(report: Report, resources: list[dict[str, Any]]) -> bytes:
    framework = report.framework
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": f"enregard-{framework.id}-{report.cycle.id}".lower(),
        "title": f"{framework.title.en}: collective impact, cycle {report.cycle.id}",
        "description": Words("en")("cover_notice"),
        "framework": {"ref": framework.ref, "contentHash": framework.content_hash},
        "cycle": report.cycle.id,
        "textEscape": _ESCAPE,
        "resources": resources,
    }
    if report.invented:
        package["invented"] = True
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
