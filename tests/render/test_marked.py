"""A faulty workbook given back with its faults on it: nothing of the author's is lost, everything told can be found."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from service.intake.confinement import ConfinedReader
from service.render.filled_template import template_for
from service.render.marked import SIGNATURE
from service.workflows.check_workbook import Checked, check_workbook
from service.workflows.mark_workbook import mark_workbook
from tests.libreoffice import LibreOffice
from tests.workbooks import FRAMEWORK, check_bytes, edited, typed, where, workbook

FULL = workbook()
FAULTY = typed(typed(FULL, "SD-1.numerator", "oui, en partie"), "HC-5.level", 3)
TEXT_CELL = where(FULL, "SD-1.numerator")
LEVEL_CELL = where(FULL, "HC-5.level")


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader(workers=1) as confined:
        yield confined


def marked(content: bytes, reader: ConfinedReader) -> tuple[bytes, Checked]:
    checked = check_workbook(content, FRAMEWORK, reader)
    return mark_workbook(content, checked, reader), checked


def loaded(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def coloured(book: Workbook) -> dict[tuple[str, str], str]:
    """Cell -> the colour laid over it, from the rules that only marking writes."""
    return {
        (sheet.title, cell): rule.dxf.fill.bgColor.rgb
        for sheet in book.worksheets
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.formula == [SIGNATURE]
        for cell in str(area.sqref).split()
    }


def test_errors_and_warnings_are_coloured_apart_and_noted_on_their_cells(reader: ConfinedReader) -> None:
    content, checked = marked(FAULTY, reader)
    book = loaded(content)
    colours = coloured(book)

    assert colours[TEXT_CELL] == "FFFBE9EC"
    assert colours[LEVEL_CELL] == "FFFFF3CC"
    assert set(colours) == {(f.sheet, f.cell) for f in checked.told() if f.cell}
    note = book[TEXT_CELL[0]][TEXT_CELL[1]].comment
    assert note is not None
    assert note.text.startswith("Erreur E07\n«\u00a0oui, en partie\u00a0» n’est pas un nombre.")
    assert book[LEVEL_CELL[0]][LEVEL_CELL[1]].comment.text.startswith("Avertissement W02")


def test_its_colours_come_before_the_templates_own_for_every_program(reader: ConfinedReader) -> None:
    content, _ = marked(FAULTY, reader)
    formats = list(loaded(content)[TEXT_CELL[0]].conditional_formatting)
    priorities = {rule.priority: rule.formula for area in formats for rule in area.rules}

    assert formats[0].rules[0].formula == [SIGNATURE]
    assert priorities[min(priorities)] == [SIGNATURE]


def test_the_findings_sheet_lists_each_finding_filtered_frozen_and_linked(reader: ConfinedReader) -> None:
    content, checked = marked(FAULTY, reader)
    sheet = loaded(content)["Points à corriger"]
    told = checked.told()

    assert [cell.value for cell in sheet[4]][:5] == ["N°", "Gravité", "Code", "Feuille", "Cellule"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=4 + len(told))]
    assert [(row[0], row[2], row[3], row[4]) for row in rows] == [
        (number, f.code, f.sheet, f.cell) for number, f in enumerate(told, start=1)
    ]
    assert sheet.auto_filter.ref == f"A4:J{4 + len(told)}"
    assert sheet.freeze_panes == "A5"
    row = next(n for n, f in enumerate(told, start=5) if f.code == "E07")
    assert sheet[f"E{row}"].hyperlink.location == f"'{TEXT_CELL[0]}'!{TEXT_CELL[1]}"


def test_values_formulas_dropdowns_names_and_protection_are_as_they_were(reader: ConfinedReader) -> None:
    content, _ = marked(FAULTY, reader)
    before, after = loaded(FAULTY), loaded(content)

    assert [s.title for s in after.worksheets][:-1] == [s.title for s in before.worksheets]
    for old in before.worksheets:
        new = after[old.title]
        assert {c.coordinate: c.value for row in old.iter_rows() for c in row if c.value is not None} == {
            c.coordinate: c.value for row in new.iter_rows() for c in row if c.value is not None
        }
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
        assert new.protection.sheet == old.protection.sheet
        assert new.sheet_state == old.sheet_state
    assert set(after.defined_names) == set(before.defined_names)


def test_the_marked_workbook_says_the_same_when_it_is_checked_again(reader: ConfinedReader) -> None:
    content, checked = marked(FAULTY, reader)

    assert check_bytes(content).told() == checked.told()


def test_marks_of_an_earlier_check_are_taken_off_once_the_fault_is_mended(reader: ConfinedReader) -> None:
    first, _ = marked(FAULTY, reader)
    mended = edited(first, cells={TEXT_CELL: 4})
    second, _ = marked(mended, reader)
    book = loaded(second)
    with zipfile.ZipFile(BytesIO(second)) as archive:
        boxes = sum(archive.read(name).count(b"<x:Row>") for name in archive.namelist() if name.endswith(".vml"))
    assert boxes == sum(cell.comment is not None for s in book.worksheets for row in s.iter_rows() for cell in row)

    assert TEXT_CELL not in coloured(book)
    assert book[TEXT_CELL[0]][TEXT_CELL[1]].comment is None
    assert LEVEL_CELL in coloured(book)
    assert [s.title for s in book.worksheets].count("Points à corriger") == 1


def test_a_note_of_the_author_on_a_faulty_cell_is_kept_and_ours_added(reader: ConfinedReader) -> None:
    def annotate(book: Workbook) -> None:
        book[TEXT_CELL[0]][TEXT_CELL[1]].comment = Comment("À vérifier avec la DRH", "Camille")

    content, _ = marked(edited(FAULTY, annotate), reader)
    text = loaded(content)[TEXT_CELL[0]][TEXT_CELL[1]].comment.text

    assert text.startswith("À vérifier avec la DRH")
    assert "Erreur E07" in text


def test_what_an_author_typed_never_becomes_a_formula_in_the_findings_sheet(reader: ConfinedReader) -> None:
    bad = typed(FULL, "SD-1.numerator", None)
    sheet, address = TEXT_CELL

    def put(book: Workbook) -> None:
        cell = book[sheet][address]
        cell.value = "=HYPERLINK(1)"
        cell.data_type = "s"

    content, _ = marked(edited(bad, put), reader)
    page = loaded(content)["Points à corriger"]

    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert "=HYPERLINK(1)" in [cell.value for row in page.iter_rows() for cell in row]


def test_every_part_is_well_formed_and_declared_once(reader: ConfinedReader) -> None:
    content, _ = marked(FAULTY, reader)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        for name in names:
            etree.fromstring(archive.read(name))

    assert len(names) == len(set(names))
    declared = [element.get("PartName") for element in types if element.get("PartName")]
    assert len(declared) == len(set(declared))
    assert {f"/{name}" for name in names if "Enregard" in name and "_rels" not in name} <= set(declared)


def test_an_ods_comes_back_as_an_xlsx_with_what_was_found_and_its_marks(reader: ConfinedReader, tmp_path: Path) -> None:
    source = tmp_path / "faulty.xlsx"
    source.write_bytes(FAULTY)
    ods = LibreOffice(tmp_path).fill(source, {}, tmp_path / "faulty.ods").read_bytes()

    content, checked = marked(ods, reader)
    book = loaded(content)

    assert checked.filled.format == "ods"
    assert book[TEXT_CELL[0]][TEXT_CELL[1]].value == "oui, en partie"
    assert TEXT_CELL in coloured(book)
    assert check_bytes(content).submission == checked.submission


def test_libreoffice_opens_the_marked_workbook_and_keeps_its_marks(reader: ConfinedReader, tmp_path: Path) -> None:
    content, _ = marked(FAULTY, reader)
    source = tmp_path / "marked.xlsx"
    source.write_bytes(content)

    after = loaded(LibreOffice(tmp_path).fill(source, {}, tmp_path / "after.xlsx").read_bytes())

    assert after[TEXT_CELL[0]][TEXT_CELL[1]].comment.text.startswith("Erreur E07")
    assert after["Points à corriger"]["A1"].value == "Points à corriger dans ce classeur"


def test_an_empty_template_can_be_marked_in_english(reader: ConfinedReader) -> None:
    content, checked = marked(template_for(FRAMEWORK, "en", "2026"), reader)
    sheet = loaded(content)["To correct"]

    assert sheet["A2"].value == f"{len(checked.told())} errors, 0 warnings"
