"""The real LibreOffice fills in the template and saves it: the same answers come back, and its dropdowns stay."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from indicators.model import Language
from service.form.layout import layout_of
from service.form.lists import label_of
from service.form.names import sheet_name
from service.render.filled_template import fill, template_for
from tests.libreoffice import CellName, LibreOffice, Typed
from tests.workbooks import CYCLE, FRAMEWORK, check_bytes, evidence, submission, where

SUBMISSION = submission()


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    return LibreOffice(tmp_path_factory.mktemp("libreoffice"))


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def what_a_person_types(template: bytes, language: Language) -> dict[CellName, Typed]:
    """Every answer of the submission, by the sheet and cell of the empty template."""
    cells: dict[CellName, Typed] = {}
    profile = SUBMISSION.organisation
    texts = {
        "name": profile.name,
        "reference": profile.reference,
        "country": label_of("country", "FR", FRAMEWORK, language),
        "sector": label_of("sector", "C", FRAMEWORK, language),
        "publication": label_of("publication", "full", FRAMEWORK, language),
    }
    for field, value in {**texts, **profile.populations}.items():
        cells[where(template, f"organisation.{field}")] = value  # type: ignore[assignment]
    for answer in SUBMISSION.answers:
        for key, value in answer.values.items():
            cells[where(template, f"{answer.indicator}.{key}")] = value  # type: ignore[assignment]
    cells[where(template, "SD-1.comment")] = "=1+1 n’est pas une formule\nni « ceci »"
    engagements = sheet_name("commitments", FRAMEWORK, language)
    commitment = SUBMISSION.commitments[0]
    row = (
        commitment.clause,
        commitment.text,
        commitment.target,
        commitment.unit,
        commitment.target_date,
        commitment.role,
    )
    cells |= {(engagements, f"{column}5"): value for column, value in zip("CDEFGH", row, strict=True)}  # type: ignore[misc]
    piece = evidence()
    preuves = sheet_name("evidence", FRAMEWORK, language)
    kind = label_of("evidence_kind", piece.kind, FRAMEWORK, language)
    texts_of_piece = ("SD-1", kind, piece.title, piece.link)
    return cells | {(preuves, f"{column}5"): text for column, text in zip("CDEF", texts_of_piece, strict=True)}


@pytest.mark.parametrize(("language", "kind"), [("fr", "xlsx"), ("en", "ods")])
def test_a_template_filled_in_by_libreoffice_is_accepted_with_equal_answers(
    language: Language, kind: str, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    template = template_for(FRAMEWORK, language, CYCLE)
    source = saved(tmp_path / f"template-{language}.xlsx", template)

    filled = libreoffice.fill(source, what_a_person_types(template, language), tmp_path / f"filled-{language}.{kind}")
    checked = check_bytes(filled.read_bytes())

    assert [f.message for f in checked.told() if f.severity == "error"] == []
    assert checked.submission is not None
    assert checked.language == language
    assert checked.submission.organisation.publication == "full"
    assert checked.submission.organisation.populations == SUBMISSION.organisation.populations
    assert {a.indicator: a.values for a in checked.submission.answers} == {
        a.indicator: a.values for a in SUBMISSION.answers
    }
    first = checked.submission.answer("SD-1")
    assert first is not None
    assert first.comment == "=1+1 n’est pas une formule\nni « ceci »"
    assert first.evidence == (evidence(),)
    assert checked.submission.commitments == SUBMISSION.commitments


def test_sheets_renamed_and_moved_and_rows_inserted_in_libreoffice_change_nothing(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    source = saved(tmp_path / "before.xlsx", fill(SUBMISSION, FRAMEWORK))
    sheet = sheet_name("objective-1", FRAMEWORK, "fr")
    steps = (("insert", sheet, "7", "3"), ("rename", sheet, "Nos réponses"), ("move", "Nos réponses", "0"))

    after = libreoffice.fill(source, {}, tmp_path / "after.ods", *steps)

    assert check_bytes(after.read_bytes()).submission == SUBMISSION


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_counts_once_computed_and_its_error_is_told_and_never_read_as_a_blank(
    kind: str, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    content = fill(SUBMISSION, FRAMEWORK)
    good, bad = where(content, "SD-1.numerator"), where(content, "SD-2.numerator")
    source = saved(tmp_path / "before.xlsx", content)
    steps = (("formula", *good, "=1+2"), ("formula", *bad, "=1/0"))

    after = libreoffice.fill(source, {}, tmp_path / f"after.{kind}", *steps)
    checked = check_bytes(after.read_bytes())

    assert [(f.code, f.sheet, f.cell) for f in checked.told() if f.severity == "error"] == [("E07", *bad)]
    assert checked.submission is not None
    answer = checked.submission.answer("SD-1")
    assert answer is not None
    assert answer.number("numerator") == 3


def lists_in(content: bytes) -> dict[str, int]:
    """Sheet -> number of cells that offer a list."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: sum(
            len(list(area.cells))
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
            for area in rule.sqref.ranges
        )
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
    }


def test_dropdowns_messages_names_and_protection_survive_libreoffice_and_its_own_format(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    template = template_for(FRAMEWORK, "fr", CYCLE)
    source = saved(tmp_path / "template.xlsx", template)

    ods = libreoffice.fill(source, {}, tmp_path / "template.ods")
    back = libreoffice.fill(ods, {}, tmp_path / "back.xlsx").read_bytes()

    assert lists_in(back) == lists_in(template)
    book = openpyxl.load_workbook(BytesIO(back))
    names = {slot.code.replace("-", "_") for slot in layout_of(FRAMEWORK).slots()}
    assert names <= set(book.defined_names)
    page = book[sheet_name("objective-1", FRAMEWORK, "fr")]
    assert page.protection.sheet
    sheet, address = where(back, "SD-1.numerator")
    assert not book[sheet][address].protection.locked
    rule = next(r for r in page.data_validations.dataValidation if address in r.sqref)
    assert (rule.type, rule.promptTitle) == ("whole", "SD-1")
    assert rule.error.startswith("Saisissez un nombre entier")


def test_a_workbook_saved_again_says_the_same_and_shows_the_progress_that_we_computed(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    content = fill(SUBMISSION, FRAMEWORK)
    source = saved(tmp_path / "before.xlsx", content)

    after = libreoffice.fill(source, {}, tmp_path / "after.xlsx").read_bytes()

    assert check_bytes(after).submission == SUBMISSION
    ours, theirs = (openpyxl.load_workbook(BytesIO(c), data_only=True) for c in (content, after))
    formulas = openpyxl.load_workbook(BytesIO(content))
    computed = [
        (sheet.title, cell.coordinate)
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(computed) > 60
    for title, address in computed:
        assert (ours[title][address].value or "") == (theirs[title][address].value or ""), f"{title} {address}"
