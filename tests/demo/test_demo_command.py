"""`enregard demo`, from the command to its files: what is written, that it is right, and that it can be done again."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from click.testing import CliRunner
from openpyxl import load_workbook

import service.demo
from service.actors import OPERATOR
from service.cli import main
from service.demo.cycle import CYCLE
from service.demo.edition import LOG_KEY
from service.demo.folder import MANIFEST
from service.demo.run import MADE_ON
from service.store.engine import Database
from service.workflows.cycles import Frameworks
from service.workflows.report import KeptReports, live_report
from tests.running import PATIENCE

DATA = Path(service.demo.__file__).parent
FILES = {"annotations.json", "signatories.csv", "report.fr.xlsx", "report.en.xlsx", "package.zip", "enregard.db"}
DETERMINED = FILES - {"enregard.db"}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A finished `demo --once`: its directory and what it said."""
    directory = tmp_path_factory.mktemp("demo") / "deep" / "inside"
    result = CliRunner().invoke(main, ["demo", "--once", "--language", "en", "--directory", str(directory)])
    assert result.exit_code == 0, result.output
    return directory, result.stdout


@pytest.fixture(scope="module")
def declared() -> dict[str, dict[str, dict[str, Any]]]:
    """What each company now answers, straight from the data files."""
    answers = yaml.safe_load((DATA / "answers.yaml").read_text("utf-8"))
    for company, revisions in yaml.safe_load((DATA / "revisions.yaml").read_text("utf-8")).items():
        for number in sorted(revisions):
            answers[company] |= revisions[number]
    return answers


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    """The annotations, straight from the data file."""
    return yaml.safe_load((DATA / "annotations.yaml").read_text("utf-8"))["annotations"]


def contested_now(entries: list[dict[str, Any]], declared: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Answered answers on which a standing A1 to A5 annotation is on, or was carried to, the current revision."""
    revised = yaml.safe_load((DATA / "revisions.yaml").read_text("utf-8"))
    found = set()
    for entry in entries:
        target = entry["target"]
        if "answer" not in target or "retracted" in entry or not {"A1", "A2", "A3", "A4", "A5"} & set(entry["motives"]):
            continue
        current = max(revised.get(target["signatory"], {}), default=1)
        if entry.get("carried_to", target["revision"]) == current:
            found.add((target["signatory"], target["answer"]))
    return {pair for pair in found if "status" not in declared[pair[0]][pair[1]]}


def test_everything_is_written_and_listed(once: tuple[Path, str]) -> None:
    directory, said = once

    assert {path.name for path in directory.iterdir()} == FILES | {MANIFEST, "workbooks", LOG_KEY}
    assert len(list((directory / "workbooks").glob("EX-*-r[12].xlsx"))) == 32
    for name in FILES:
        assert str(directory / name) in said


def test_it_says_that_it_is_invented_and_shows_its_tokens_as_examples(once: tuple[Path, str]) -> None:
    _, said = once

    assert "companies, unions and testimonies are invented" in said
    assert "Demo tokens" in said
    assert len(re.findall(r"^  union +enr_\S{40,}", said, re.MULTILINE)) == 3
    assert len(re.findall(r"^  (company|secretariat|analyst) +enr_\S{40,}", said, re.MULTILINE)) == 3


def test_the_cover_of_both_reports_counts_what_the_data_files_hold(
    once: tuple[Path, str], declared: dict[str, Any], entries: list[dict[str, Any]]
) -> None:
    answers = sum("status" not in said for company in declared.values() for said in company.values())
    expected = [
        39,
        len(declared),
        8,
        1,
        len(contested_now(entries, declared)),
        sum("retracted" not in e for e in entries),
    ]

    for language in ("fr", "en"):
        cover = load_workbook(once[0] / f"report.{language}.xlsx", read_only=True).worksheets[0]
        rows = list(cover.iter_rows(min_row=7, max_row=20, min_col=2, max_col=3, values_only=True))
        counted = [row for row in rows if isinstance(row[0], int)]
        assert [row[0] for row in counted] == expected
        assert str(answers) in str(counted[4][1]).replace(",", "")


@pytest.mark.parametrize("indicator", ["SD-1", "SH-3", "HC-2", "PR-2", "VC-2"])
def test_a_ratio_in_the_report_is_the_sum_of_the_data_files(
    once: tuple[Path, str], declared: dict[str, Any], entries: list[dict[str, Any]], indicator: str
) -> None:
    contested = contested_now(entries, declared)
    given = {c: said[indicator] for c, said in declared.items() if "status" not in said[indicator]}
    kept = {c: said for c, said in given.items() if (c, indicator) not in contested}

    row = figure_row(once[0] / "report.en.xlsx", indicator)

    assert len(kept) < len(given)
    assert row["n_answered"] == len(given)
    assert row["claimed_numerator"] == sum(said["numerator"] for said in given.values())
    assert row["claimed_denominator"] == sum(said["denominator"] for said in given.values())
    assert row["aside_value"] == pytest.approx(
        sum(said["numerator"] for said in kept.values()) / sum(said["denominator"] for said in kept.values())
    )


def test_levels_in_the_report_are_counted_from_the_data_files(once: tuple[Path, str], declared: dict[str, Any]) -> None:
    levels = [said["VC-5"]["level"] for said in declared.values() if "status" not in said["VC-5"]]

    row = figure_row(once[0] / "report.fr.xlsx", "VC-5")

    assert [row[f"claimed_level_{level}"] for level in range(4)] == [levels.count(level) for level in range(4)]


def figure_row(report: Path, indicator: str) -> dict[str, Any]:
    """The row of all signatories for one indicator, by the codes in the first row of the sheet of figures."""
    for sheet in load_workbook(report, read_only=True).worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        if head and "claimed_numerator" in head:
            found = [dict(zip(head, row, strict=True)) for row in rows if row[0] == indicator]
            return next(row for row in found if row["dimension"] == "all")
    raise AssertionError("no sheet of figures")


def acts_on(entries: list[dict[str, Any]]) -> dict[str, int]:
    """How often each act stands in the data file, by the table that keeps it."""
    return {
        "reply": sum(len(entry.get("replies", ())) for entry in entries),
        "countersignature": sum(len(entry.get("countersigned", ())) for entry in entries),
        "dissent": sum(len(entry.get("dissent", ())) for entry in entries),
        "retraction": sum("retracted" in entry for entry in entries),
        "carry_forward": sum("carried_to" in entry for entry in entries),
    }


def test_the_database_holds_the_same_cycle(
    once: tuple[Path, str], declared: dict[str, Any], entries: list[dict[str, Any]]
) -> None:
    with closing(sqlite3.connect(once[0] / "enregard.db")) as database:

        def count(query: str) -> int:
            return database.execute(query).fetchone()[0]

        assert count("SELECT count(*) FROM signatory") == 40
        assert count("SELECT count(*) FROM revision") == 32
        assert count("SELECT count(*) FROM revision WHERE source = 'workbook' AND upload IS NOT NULL") == 32
        assert count("SELECT count(DISTINCT submission) FROM revision") == len(declared)
        assert count("SELECT count(*) FROM annotation") == 71
        lived = ("reply", "countersignature", "dissent", "retraction", "carry_forward")
        assert {table: count(f'SELECT count(*) FROM "{table}"') for table in lived} == acts_on(entries)


def test_the_served_report_says_the_same_as_the_written_one(once: tuple[Path, str], tmp_path: Path) -> None:
    copy = shutil.copy(once[0] / "enregard.db", tmp_path / "copy.db")
    database = Database.open(f"sqlite:///{copy}")
    try:
        served = live_report(KeptReports(), database, Frameworks(), OPERATOR, CYCLE).consolidation
    finally:
        database.close()
    said = {i: figure_row(once[0] / "report.en.xlsx", i) for i in ("SD-1", "HC-4", "PR-4")}

    assert (served.coverage.submitted, served.coverage.contested_answers, served.coverage.annotations) == (31, 19, 70)
    for indicator, row in said.items():
        figure = served.figure(indicator)
        assert float(figure.claimed.value or 0) == pytest.approx(row["claimed_value"])
        assert float(figure.set_aside.value or 0) == pytest.approx(row["aside_value"])


def test_no_token_is_kept_in_a_file(once: tuple[Path, str]) -> None:
    directory, said = once
    secrets = re.findall(r"enr_\S{40,}", said)

    assert len(secrets) == 6
    for path in directory.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert [secret for secret in secrets if secret.encode() in content] == [], path.name


def test_a_second_run_gives_the_same_bytes_serves_them_and_stops_cleanly(
    once: tuple[Path, str], tmp_path: Path
) -> None:
    directory = shutil.copytree(once[0], tmp_path / "again")
    mine = directory / "notes.txt"
    mine.write_text("not the example's", "utf-8")
    before = contents(directory)
    port = free_port()

    with serving(directory, port) as process:
        cycle = httpx.get(f"http://127.0.0.1:{port}/api/v1/cycles/2026").json()
        refused = httpx.get(f"http://127.0.0.1:{port}/api/v1/cycles/2026/report")
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does on Ctrl-C: to the workers as well
        said, errors = process.communicate(timeout=PATIENCE)

    assert cycle["phase"] == "published"
    assert refused.status_code == 401
    assert process.returncode == 0, errors
    assert said.rstrip().endswith("Stopped.")
    assert "Traceback" not in errors
    assert contents(directory) == before
    assert mine.read_text("utf-8") == "not the example's"


def contents(directory: Path) -> dict[str, bytes]:
    """Every file that the data determine, by name."""
    files = [directory / name for name in DETERMINED] + sorted((directory / "workbooks").iterdir())
    return {path.name: path.read_bytes() for path in files}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class serving:  # noqa: N801  reads as a sentence where it is used
    """`enregard demo` in a process group of its own, from the moment it answers."""

    def __init__(self, directory: Path, port: int) -> None:
        arguments = ["demo", "--port", str(port), "--language", "en", "--directory", str(directory)]
        self._port = port
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from service.cli import main; main()", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> subprocess.Popen[str]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            try:
                if httpx.get(f"http://127.0.0.1:{self._port}/healthz", timeout=20).status_code == 200:
                    return self._process
            except httpx.TransportError:
                time.sleep(0.2)
        self._process.kill()
        raise AssertionError(self._process.communicate())

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def test_files_of_others_are_not_overwritten(tmp_path: Path) -> None:
    precious = tmp_path / "report.fr.xlsx"
    precious.write_bytes(b"my own report")

    result = CliRunner().invoke(main, ["demo", "--once", "--language", "en", "--directory", str(tmp_path)])

    assert result.exit_code == 1
    assert "files of the same names that the example did not write: report.fr.xlsx" in result.output
    assert precious.read_bytes() == b"my own report"
    assert [path.name for path in tmp_path.iterdir()] == ["report.fr.xlsx"]


@pytest.mark.parametrize("manifest", ["not json", "[]", '{"files": ["../precious.txt", 3]}'])
def test_a_manifest_cannot_make_it_remove_what_lies_elsewhere(tmp_path: Path, manifest: str) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("keep", "utf-8")
    directory = tmp_path / "demo"
    directory.mkdir()
    (directory / MANIFEST).write_text(manifest, "utf-8")
    (directory / "signatories.csv").write_text("mine", "utf-8")

    result = CliRunner().invoke(main, ["demo", "--once", "--directory", str(directory)])

    assert result.exit_code == 1
    assert precious.read_text("utf-8") == "keep"
    assert (directory / "signatories.csv").read_text("utf-8") == "mine"


@pytest.mark.parametrize(("language", "words"), [("fr", "est déjà pris"), ("en", "is taken")])
def test_a_taken_port_is_told_before_anything_is_written(tmp_path: Path, language: str, words: str) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        arguments = ["demo", "--port", port, "--language", language, "--directory", str(tmp_path / "demo")]
        result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 1
    assert port in result.output
    assert words in result.output
    assert not (tmp_path / "demo").exists()


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    result = CliRunner().invoke(
        main, ["demo", "--once", "--language", "en", "--directory", str(tmp_path / "file" / "x")]
    )

    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_the_annotation_file_is_a_web_annotation_page(once: tuple[Path, str]) -> None:
    page = json.loads((once[0] / "annotations.json").read_text("utf-8"))
    carried = [item for item in page["items"] if "carriedForward" in item]

    assert page["type"] == "AnnotationPage"
    assert page["total"] == len(page["items"]) == 71
    assert [item["id"] for item in carried] == ["urn:enregard:annotation:AN-057"]
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"


def test_the_folder_is_what_the_consolidate_command_takes(once: tuple[Path, str], tmp_path: Path) -> None:
    directory, _ = once
    arguments = ["--annotations", directory / "annotations.json", "--signatories", directory / "signatories.csv"]
    output = ["--dated", MADE_ON.isoformat(), "--language", "en", "-o", tmp_path / "report.xlsx"]

    result = CliRunner().invoke(main, ["consolidate", str(directory / "workbooks"), *map(str, arguments + output)])

    assert result.exit_code == 0, result.output
    assert (tmp_path / "report.xlsx").read_bytes() == (directory / "report.en.xlsx").read_bytes()
