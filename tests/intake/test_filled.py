"""A filled workbook is read by its codes: whatever was renamed, moved, inserted or translated, it says the same."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl.workbook import Workbook

from indicators.answers import Answer, Unreadable
from indicators.model import LANGUAGES
from service.form.names import sheet_name
from service.intake.filled import Filled, read_filled
from service.intake.filled_values import date_in, number_in, text_in
from service.intake.places import Place, address, place_of
from service.intake.raw import CellKind, RawCell
from tests.workbooks import FRAMEWORK, answers, edited, read, submission, typed, where, workbook

FULL = workbook()
SUBMISSION = submission()


def filled(content: bytes) -> Filled:
    return read_filled(read(content), FRAMEWORK)


def said(content: bytes) -> object:
    result = filled(content)
    assert result.submission is not None
    return result.submission.as_submission()


def test_what_was_filled_in_is_what_is_read() -> None:
    assert said(FULL) == SUBMISSION


def test_sheets_may_be_renamed_reordered_and_joined_by_others() -> None:
    def rearrange(book: Workbook) -> None:
        for number, sheet in enumerate(book.worksheets):
            sheet.title = f"Onglet {number}"
        book._sheets.reverse()
        book.create_sheet("Nos notes", 0)["A1"] = "brouillon"

    assert said(edited(FULL, rearrange)) == SUBMISSION


def test_rows_and_columns_may_be_inserted() -> None:
    sheet = sheet_name("objective-1", FRAMEWORK, "fr")

    def insert(book: Workbook) -> None:
        for area in list(book[sheet].merged_cells.ranges):
            book[sheet].unmerge_cells(str(area))
        book[sheet].insert_rows(7, 4)
        book[sheet].insert_cols(4)
        book[sheet].insert_rows(1)

    assert said(edited(FULL, insert)) == SUBMISSION


def test_labels_may_be_overwritten_because_nothing_is_read_by_label() -> None:
    sheet, cell = where(FULL, "SD-1.numerator")

    assert said(edited(FULL, cells={(sheet, f"C{cell[1:]}"): "Autre chose"})) == SUBMISSION


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_status_is_understood_in_either_language_whatever_the_workbooks_own(language: str) -> None:
    label = {"fr": "Sans objet", "en": "Not applicable"}[language]
    content = typed(typed(workbook(language="en"), "SD-2.status", label), "SD-2.reason", "x")
    read_ = filled(content).submission

    assert read_ is not None
    assert next(a for a in read_.answers if a.indicator == "SD-2").status == "not_applicable"


def test_a_value_without_a_status_is_an_answer_and_a_blank_denominator_is_its_population() -> None:
    answer = Answer("SD-2", "answered", {"numerator": Decimal(600), "denominator": Decimal(1200)})
    content = typed(workbook(answer), "SD-2.denominator", None)

    assert said(content) == submission(answer)


def test_an_optional_question_left_blank_is_no_answer() -> None:
    given = tuple(answer for id_, answer in answers().items() if id_ != "SD-4")

    assert said(workbook(answers=given)) == submission(answers=given)


def test_blank_cells_have_their_place_too() -> None:
    content = workbook(answers=())
    places = filled(content).places

    for code in ("SD-1.numerator", "SD-1.status", "HC-5.level", "PR-3.comment"):
        indicator, _, field = code.partition(".")
        assert places[("answers", indicator, field)] == Place(*where(content, code))
    assert places[("answers", "SD-1")] == Place(*where(content, "SD-1.numerator"))
    assert places[("organisation", "populations", "EMP")] == Place(*where(content, "organisation.EMP"))


def test_every_row_that_was_laid_out_is_found_again() -> None:
    assert filled(FULL).lost == frozenset()
    assert len([path for path in filled(FULL).places if path[0] == "answers" and len(path) == 3]) >= 165


def test_tables_go_on_below_the_rows_laid_out_and_skip_blank_ones() -> None:
    cells = {("Engagements", "C40"): "2.1", ("Engagements", "D40"): "Former tout le monde."}
    read_ = filled(edited(FULL, cells=cells))

    assert read_.submission is not None
    assert [c.text for c in read_.submission.commitments][-1] == "Former tout le monde."
    assert read_.places[("commitments", 1, "text")] == Place("Engagements", "D40")


def test_a_sheet_that_is_not_ours_gives_one_finding_and_no_submission() -> None:
    book = Workbook()
    book.active["A1"] = "Budget 2026"  # type: ignore[index]
    buffer = BytesIO()
    book.save(buffer)
    result = filled(buffer.getvalue())

    assert result.submission is None
    assert [finding.code for finding in result.findings] == ["E20"]


CELLS: list[tuple[RawCell, object]] = [
    (RawCell(CellKind.NUMBER, Decimal("1.1000000000000001"), "1.1000000000000001"), Decimal("1.1")),
    (RawCell(CellKind.NUMBER, Decimal("0.30000000000000004"), "0.30000000000000004", formula=True), Decimal("0.3")),
    (RawCell(CellKind.NUMBER, Decimal("1E+3"), "1E+3"), Decimal(1000)),
    (RawCell(CellKind.NUMBER, Decimal("0.5"), "0.5", percent=True), Unreadable("50 %", "percent")),
    (RawCell(CellKind.TEXT, "12", "12"), Unreadable("12", "text")),
    (RawCell(CellKind.BOOLEAN, True, "TRUE"), Unreadable("TRUE", "boolean")),
    (RawCell(CellKind.ERROR, "#REF!", "#REF!"), Unreadable("#REF!", "error")),
    (RawCell(CellKind.FORMULA_WITHOUT_VALUE, "", "=A1"), Unreadable("=A1", "formula")),
    (RawCell(CellKind.DATE, date(2026, 1, 31), "46053"), Unreadable("46053", "date")),
]


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_a_number_cell_is_an_exact_number_or_says_what_stands_there(cell: RawCell, expected: object) -> None:
    assert number_in(cell) == expected


def test_numbers_and_dates_typed_in_a_text_cell_are_what_their_author_sees() -> None:
    assert text_in(RawCell(CellKind.NUMBER, Decimal("2026.0"), "2026.0")) == "2026"
    assert text_in(RawCell(CellKind.DATE, datetime.fromisoformat("2026-01-31T08:30"), "46053.35")) == "2026-01-31"
    assert text_in(RawCell(CellKind.ERROR, "#N/A", "#N/A")) == Unreadable("#N/A", "error")


def test_a_date_cell_takes_a_day_with_or_without_a_time_and_an_iso_text() -> None:
    assert date_in(RawCell(CellKind.DATE, datetime.fromisoformat("2027-06-30T12:00"), "46568.5")) == date(2027, 6, 30)
    assert date_in(RawCell(CellKind.TEXT, " 2027-06-30 ", "2027-06-30")) == date(2027, 6, 30)
    assert date_in(RawCell(CellKind.TEXT, "30/06/2027", "30/06/2027")) == Unreadable("30/06/2027", "text")
    assert date_in(RawCell(CellKind.NUMBER, Decimal(46568), "46568")) == Unreadable("46568", "text")


def test_a_place_is_that_of_the_nearest_thing_that_has_one() -> None:
    places = {("answers", "SD-1"): Place("1", "E7")}

    assert place_of(("answers", "SD-1", "evidence", 0, "link"), places) == Place("1", "E7")
    assert place_of(("cycle",), places) is None


@pytest.mark.parametrize(("row", "column", "name"), [(14, 5, "E14"), (1, 26, "Z1"), (2, 27, "AA2"), (9, 703, "AAA9")])
def test_addresses_are_those_of_the_spreadsheet(row: int, column: int, name: str) -> None:
    assert address(row, column) == name
