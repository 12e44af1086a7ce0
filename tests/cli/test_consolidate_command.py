"""`enregard consolidate` as people run it: exit status, what it prints, whole files or none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from service.demo.cycle import ROSTER, example_cycle
from service.render.filled_template import fill


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sound workbooks."""
    root = tmp_path_factory.mktemp("sound")
    for filing in example_cycle().filings[:3]:
        (root / f"{filing.signatory.id}.xlsx").write_bytes(fill(filing.submission, example_cycle().framework))
    return root


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from service.cli import main; main()", "consolidate", *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)


def test_everything_consolidated_is_exit_0_with_the_headline_on_standard_output(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "--signatories", ROSTER, "-o", tmp_path / "out.xlsx", "--package", tmp_path / "out.zip")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert done.stdout.startswith("3 entreprises sur 39 ont répondu (8\u202f%)\u202f; 36 silencieuses, 1 partie.")
    assert "3 classeurs lus sur 3" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.xlsx", "out.zip"]
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[0] == "Couverture"


def test_both_languages_give_two_files(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "-o", tmp_path / "out.xlsx", "--language", "both", "--dated", "2026-06-02")
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.en.xlsx", "out.fr.xlsx"]
    cover = openpyxl.load_workbook(tmp_path / "out.en.xlsx")["Cover"]
    assert any("Made on 2 June 2026" in str(cell.value) for row in cover.iter_rows() for cell in row)


def test_a_refused_file_is_exit_1_and_named_while_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"nothing")
    done = run(folder, bad, "-o", tmp_path / "out.xlsx", "--language", "en")
    assert done.returncode == 1
    assert "Not consolidated:" in done.stderr
    assert "bad.xlsx U" in done.stderr
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["Not consolidated"].iter_rows(values_only=True))
    assert rows[2][0] == "bad.xlsx"


def test_nothing_usable_is_exit_2_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = run(tmp_path / "in", "-o", tmp_path / "out.xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Rien à consolider" in done.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_a_bad_roster_is_exit_2_with_line_and_column(folder: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,country,sector,headcount,status,left_on\nA 1,Nom,France,,,,\n", encoding="utf-8")
    done = run(folder, "--signatories", roster, "-o", tmp_path / "out.xlsx", "--language", "en")
    assert done.returncode == 2
    assert "line 2, column id S08:" in done.stderr
    assert "line 2, column country S10:" in done.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_a_missing_folder_is_exit_2_and_named(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", "-o", tmp_path / "out.xlsx")
    assert done.returncode == 2
    assert "Introuvable" in done.stderr
    assert "nowhere" in done.stderr


def test_a_report_that_cannot_be_written_leaves_the_old_one_whole(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    target.mkdir()
    (target / "kept").write_text("x", encoding="utf-8")
    done = run(folder, "-o", target)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert (target / "kept").read_text(encoding="utf-8") == "x"
