"""The data package holds the report's tables as plain data, described, checked, and the same for equal input."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.disclosure.intervals import CellInterval, Located
from indicators.figures import Cut
from schemas.annotation_export import read_record
from service.render.downloads.flat import plain
from service.render.downloads.package import write_package
from service.render.downloads.package_tables import ROSTER
from service.render.report.contents import Report
from service.workflows.roster import read_roster

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def package(report: Report, report_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The members of the package of the example report."""
    path = tmp_path_factory.mktemp("package") / "package.zip"
    write_package(path, report, (report_files["fr"],))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(package: Files, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package[name].decode(), newline="")))


def test_the_package_holds_tables_annotations_description_checksums_and_the_workbook(package: Files) -> None:
    names = ("answers", "submissions", "signatories", "commitments", "figures", "participation")
    both = ("codebook.fr", "indicators.fr", "codebook.en", "indicators.en")
    told = ("figures.json", "annotations.json", "framework.json", "method.fr.md", "method.en.md", "datapackage.json")
    assert list(package) == [*(f"{name}.csv" for name in (*names, *both)), *told, "report.fr.xlsx", "SHA256SUMS"]


def test_the_description_names_every_resource_with_its_size_its_hash_and_its_fields(package: Files) -> None:
    described: dict[str, Any] = json.loads(package["datapackage.json"])
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert described["framework"]["ref"] == "paris-2025@1"
    assert described["invented"] is True
    for resource in described["resources"]:
        content = package[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["path"].endswith(".csv"):
            head = next(csv.reader(io.StringIO(content.decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == head


def test_the_description_says_everything_in_english_for_the_standard_and_in_both_languages_beside(
    package: Files,
) -> None:
    described: dict[str, Any] = json.loads(package["datapackage.json"])
    tables = [one for one in described["resources"] if "schema" in one]
    fields = {(one["path"], field["name"]): field for one in tables for field in one["schema"]["fields"]}

    for one in (described, *fields.values()):
        if not one["name"].startswith("roster_") and one["name"] not in ROSTER:
            for said in (one["title"], one["description"]):
                assert said
            assert (one["title"], one["description"]) == (one["titles"]["en"], one["descriptions"]["en"])
            assert one["descriptions"]["fr"] != one["descriptions"]["en"]
    assert (described["textEscape"], set(described["textEscapes"])) == (described["textEscapes"]["en"], {"fr", "en"})
    assert described["titles"]["fr"].endswith("\u00a0: impact collectif, cycle 2026")
    assert fields["answers.csv", "indicator"]["titles"] == {"fr": "Indicateur", "en": "Indicator"}


def test_every_value_is_of_the_type_its_field_is_described_with(package: Files) -> None:
    read = {
        "integer": int,
        "number": Decimal,
        "date": date.fromisoformat,
        "boolean": ["no", "yes", "non", "oui"].index,
        "string": str,
    }
    for resource in json.loads(package["datapackage.json"])["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            for row in rows(package, resource["path"]):
                if row[field["name"]]:
                    read[field["type"]](row[field["name"]])


def test_intervals_of_suppressed_figures_are_described_and_never_in_a_package_for_the_public(
    report: Report, tmp_path: Path
) -> None:
    cell = CellInterval(
        "SD-2", Cut("sector", "K"), "A", "a", 2, 100.0, 0.1 + 0.2, None, 7.0, "not_solved", solved=False
    )
    with pytest.raises(ValueError, match="not complete"):
        write_package(tmp_path / "public.zip", report, holding="public", located=Located((cell,), 2))
    write_package(tmp_path / "complete.zip", report, located=Located((cell,), 2))
    with zipfile.ZipFile(tmp_path / "complete.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert [list(row.values()) for row in rows(files, "intervals.csv")] == [
        ["SD-2", "sector", "K", "A", "a", "2", "100", "0.3", "", "", "7", "not_solved", "no"]
    ]
    described = {one["path"]: one for one in json.loads(files["datapackage.json"])["resources"]}
    fields = {one["name"]: one["type"] for one in described["intervals.csv"]["schema"]["fields"]}
    assert [fields[name] for name in ("hidden_contributors", "interval_upper", "solved")] == [
        "integer",
        "number",
        "boolean",
    ]


def test_the_checksums_are_those_of_the_members(package: Files) -> None:
    sums = dict(line.split("  ")[::-1] for line in package["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(c).hexdigest() for n, c in package.items() if n != "SHA256SUMS"}


def test_the_answers_are_exact_and_complete(package: Files, report: Report) -> None:
    expected = {
        (filed.signatory, answer.indicator, key): value
        for filed in report.cycle.filed
        for answer in filed.submission.answers
        for key, value in answer.values.items()
    }
    read = {
        (row["signatory_id"], row["indicator"], row["field"]): Decimal(row["value"])
        for row in rows(package, "answers.csv")
        if row["value"]
    }
    assert read == expected


def test_the_submissions_hold_populations_and_superseded_revisions(package: Files, report: Report) -> None:
    listed = rows(package, "submissions.csv")
    assert len(listed) == len(report.cycle.filed) + len(report.cycle.superseded)
    old = next(row for row in listed if (row["signatory_id"], row["revision"]) == ("EX-013", "1"))
    assert (old["superseded"], old["EMP"]) == ("yes", "7800")


def test_the_roster_in_the_package_can_be_read_back(package: Files, report: Report, tmp_path: Path) -> None:
    (tmp_path / "signatories.csv").write_bytes(package["signatories.csv"])
    assert read_roster(tmp_path / "signatories.csv") == report.cycle.signatories


def test_the_annotations_in_the_package_can_be_read_back(package: Files, report: Report) -> None:
    page = json.loads(package["annotations.json"])
    assert page["type"] == "AnnotationPage"
    assert tuple(read_record(item) for item in page["items"]) == report.cycle.annotations


def test_the_figures_are_those_of_the_report_in_full_precision(package: Files, report: Report) -> None:
    figure = report.consolidation.figure("SD-2")
    row = next(r for r in rows(package, "figures.csv") if (r["indicator"], r["dimension"]) == ("SD-2", "all"))
    assert Decimal(row["claimed_value"]) == figure.claimed.value
    assert Decimal(row["claimed_numerator"]) == figure.claimed.numerator
    assert (row["low_coverage"], row["OBS_STATUS"]) == ("no", "V")


def test_equal_reports_give_equal_packages(report: Report, report_files: dict[str, Path], tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_package(tmp_path / name, report, (report_files["fr"],))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (Decimal("1200.50"), "1200.5"),
        (Decimal("1E+3"), "1000"),
        (-3, "-3"),
        (Decimal("-0.5"), "-0.5"),
        (date(2026, 6, 2), "2026-06-02"),
        ("=1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("@x", "'@x"),
        ("'déjà", "''déjà"),
        ("plain = text", "plain = text"),
    ],
)
def test_values_are_plain_and_texts_are_no_formulas(value: object, written: str) -> None:
    assert plain(value) == written
