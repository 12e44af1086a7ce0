"""Nothing is cut at a spreadsheet's limits: rows go on further sheets, long texts on a sheet of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from report_case import example_report

from service.render.downloads import opendocument
from service.render.downloads.tables import Table, table_of
from service.render.report.cell_text import LONGEST_CELL, units
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.overflow import Limits, pieces
from service.render.report.table import Row
from service.render.report.workbook import write_report

ENGLISH = Words("en")


def saying(text: str) -> Report:
    """The example report in which the first company comments its first answer with `text`."""
    report = example_report()
    first = report.cycle.filed[0]
    answers = (replace(first.submission.answers[0], comment=text), *first.submission.answers[1:])
    filed = replace(first, submission=replace(first.submission, answers=answers))
    return replace(report, cycle=replace(report.cycle, filed=(filed, *report.cycle.filed[1:])))


@given(st.text(max_size=200), st.integers(min_value=2, max_value=50))
def test_pieces_of_a_text_fit_and_give_it_back(text: str, most: int) -> None:
    found = list(pieces(text, most))

    assert "".join(found) == text
    assert all(units(piece) <= most for piece in found)


def test_rows_beyond_a_sheet_go_on_the_next_ones_in_an_opendocument(tmp_path: Path) -> None:
    table = table_of(example_report(), "figures", ENGLISH)
    expected = [row.values[0] for row in table.rows()]
    limits = Limits(rows=502)
    opendocument.write_ods(tmp_path / "r.ods", [opendocument.Sheet("Figures", table)], [], ENGLISH, limits)
    book = CalamineWorkbook.from_path(str(tmp_path / "r.ods"))

    assert book.sheet_names == ["Cover", "Figures", "Figures (2)", "Figures (3)"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[1:]]
    assert [len(rows) for rows in sheets] == [502, 502, 186]
    assert all(rows[0][0] == "indicator" for rows in sheets)
    assert [row[0] for rows in sheets for row in rows[2:]] == expected


@pytest.mark.parametrize("length", [LONGEST_CELL, LONGEST_CELL + 1, 2 * LONGEST_CELL + 5])
def test_a_text_longer_than_a_cell_stands_whole_on_a_sheet_of_its_own(length: int, tmp_path: Path) -> None:
    text = "a" * (length - 1) + "é"
    write_report(tmp_path / "report.xlsx", saying(text), "en")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx", read_only=True)
    heads = [cell.value for cell in next(book["Answers (long)"].iter_rows(max_row=1))]
    first = next(book["Answers (long)"].iter_rows(min_row=3, max_row=3))[heads.index("comment")].value

    if length <= LONGEST_CELL:
        assert first == text
        assert "Long texts" not in book.sheetnames
        return
    rows = [[cell.value for cell in row] for row in book["Long texts"].iter_rows(min_row=3)]
    mine = [row for row in rows if row[1] == "Answers (long)" and row[2] == 3]
    assert "".join(str(row[5]) for row in mine if row[0] == mine[0][0]) == text
    assert str(first).endswith(f" […continued: sheet “Long texts”, no. {mine[0][0]}]")
    assert str(first).startswith("aaaa")


def test_more_rows_than_a_sheet_of_excel_holds_are_all_there(tmp_path: Path) -> None:
    """One real case: 1,048,576 rows with their heads do not fit one sheet by two rows."""
    table = table_of(example_report(), "figures", ENGLISH)
    narrow = Table("figures", table.columns[2:3], lambda: rows(1_048_576))
    opendocument.write_ods(tmp_path / "r.ods", [opendocument.Sheet("Rows", narrow)], [], ENGLISH)
    book = CalamineWorkbook.from_path(str(tmp_path / "r.ods"))

    first, second = (book.get_sheet_by_name(name).to_python() for name in ("Rows", "Rows (2)"))
    assert (len(first), len(second)) == (1_048_576, 4)
    assert (first[-1][0], second[2][0], second[3][0]) == (1_048_573, 1_048_574, 1_048_575)


def rows(number: int) -> Iterator[Row]:
    for one in range(number):
        yield Row((one,))


def test_answers_beyond_a_sheet_go_on_the_next_ones_in_a_workbook(tmp_path: Path) -> None:
    report = example_report()
    expected = [(row.values[0], row.values[9], row.values[11]) for row in table_of(report, "answers", ENGLISH).rows()]
    most = len(expected) // 2 - 10
    write_report(tmp_path / "r.xlsx", report, "en", Limits(rows=most + 2))
    book = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx"))

    names = [name for name in book.sheet_names if name.startswith("Answers (long)")]
    sheets = [book.get_sheet_by_name(name).to_python() for name in names]
    found = [row for sheet in sheets for row in sheet[2:]]
    assert [len(sheet) - 2 for sheet in sheets] == [most, most, len(expected) - 2 * most]
    assert [(row[0], row[9], row[11] or None) for row in found] == expected
    assert all(sheet[0][0] == "signatory_id" for sheet in sheets)
