"""`enregard check` and `enregard template`, run as a company would."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.workbooks import typed, where, workbook

FULL = workbook()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.xlsx"
    path.write_bytes(FULL)
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.xlsx"
    path.write_bytes(typed(FULL, "SD-1.numerator", "oui, en partie"))
    return path


def test_a_clean_workbook_exits_zero(clean: Path) -> None:
    result = run("check", clean)

    assert result.exit_code == 0
    assert "aucune erreur" in result.output


def test_a_faulty_workbook_exits_one_and_names_sheet_cell_value_and_mend(faulty: Path) -> None:
    result = run("check", faulty)
    sheet, cell = where(FULL, "SD-1.numerator")

    assert result.exit_code == 1
    assert (
        f"E07 Erreur – Feuille «\u00a0{sheet}\u00a0», cellule {cell}\u00a0: «\u00a0oui, en partie\u00a0»"
        in result.output
    )


def test_messages_come_in_the_language_asked_for(faulty: Path) -> None:
    assert "E07 Error – Sheet “1 Dialogue social”, cell" in run("check", faulty, "--language", "en").output


def test_json_has_the_shape_that_scripts_rely_on(faulty: Path) -> None:
    result = run("check", faulty, "--format", "json")
    sheet, cell = where(FULL, "SD-1.numerator")
    finding = next(f for f in json.loads(result.output)["findings"] if f["code"] == "E07")

    assert result.exit_code == 1
    assert finding["message"].startswith("«\u00a0oui, en partie\u00a0»")
    assert {key: finding[key] for key in ("severity", "indicator", "field", "sheet", "cell", "found")} == {
        "severity": "error",
        "indicator": "SD-1",
        "field": "numerator",
        "sheet": sheet,
        "cell": cell,
        "found": "oui, en partie",
    }


def test_a_file_that_is_no_workbook_exits_two_with_a_code(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(b"not a workbook at all")
    result = run("check", path, "--format", "json")

    assert result.exit_code == 2
    assert json.loads(result.output)["findings"][0]["code"].startswith("U")


def test_a_workbook_of_somebody_else_exits_two(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "Budget"
    book.save(path)
    result = run("check", path)

    assert result.exit_code == 2
    assert "E20" in result.output


def test_a_missing_file_exits_two(tmp_path: Path) -> None:
    assert run("check", tmp_path / "nowhere.xlsx").exit_code == 2


def test_a_file_refused_for_one_cell_names_it_to_scripts_too(tmp_path: Path) -> None:
    sheet, cell = where(FULL, "SD-1.comment")
    path = tmp_path / "nul.xlsx"
    path.write_bytes(typed(FULL, "SD-1.comment", "avant_x0000_après"))
    result = run("check", path, "--format", "json")
    (finding,) = json.loads(result.output)["findings"]

    assert result.exit_code == 2
    assert (finding["code"], finding["sheet"], finding["cell"]) == ("U29", sheet, cell)


def test_several_files_are_all_checked_and_the_worst_decides(clean: Path, faulty: Path) -> None:
    result = run("check", clean, faulty, "--format", "json")

    assert result.exit_code == 1
    assert [Path(json.loads(line)["file"]).name for line in result.output.splitlines()] == ["clean.xlsx", "faulty.xlsx"]


def test_another_cycle_than_the_one_asked_for_is_an_error(clean: Path) -> None:
    result = run("check", clean, "--cycle", "2027")

    assert result.exit_code == 1
    assert "E13" in result.output


def test_marked_writes_the_workbook_with_its_findings(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "marked.xlsx"
    result = run("check", faulty, "--marked", target)

    assert result.exit_code == 1
    assert "Points à corriger" in openpyxl.load_workbook(target).sheetnames


def test_the_uploaders_own_file_is_never_written_over(faulty: Path) -> None:
    before = faulty.read_bytes()
    result = run("check", faulty, "--marked", faulty)

    assert (result.exit_code, "n’est jamais écrasé" in result.output) == (2, True)
    assert faulty.read_bytes() == before


def test_a_marked_copy_that_cannot_be_written_is_told_after_the_findings(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "marked.xlsx"
    result = run("check", faulty, "--marked", target)

    assert result.exit_code == 1
    assert "E0" in result.output
    assert f"{target}\u00a0: aucun fichier ni dossier de ce nom" in result.output


def test_a_template_is_written_with_the_name_of_the_company(tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    result = run("template", "--language", "en", "--organisation", "=Ponant Steel", "--cycle", "2027", "-o", target)
    sheet, cell = where(target.read_bytes(), "organisation.name")
    value = openpyxl.load_workbook(target)[sheet][cell]

    assert result.exit_code == 0
    assert (value.value, value.data_type) == ("=Ponant Steel", "s")


def test_a_template_is_not_written_under_the_name_of_another_kind_of_file(tmp_path: Path) -> None:
    result = run("template", "--language", "fr", "-o", tmp_path / "template.ods")

    assert (result.exit_code, "template.ods" in result.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value"), [("--organisation", "two\nlines"), ("--cycle", "20 27"), ("--framework", "nowhere-1900")]
)
def test_a_bad_option_of_the_template_is_named(option: str, value: str, tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    result = run("template", "--language", "fr", option, value, "-o", target)

    assert result.exit_code == 2
    assert option in result.output
    assert not target.exists()
