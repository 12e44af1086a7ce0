"""The workbook opens everywhere: openpyxl, calamine and LibreOffice read the same values from every sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from libreoffice import LibreOffice

Grid = dict[tuple[int, int], object]


def by_openpyxl(path: Path) -> dict[str, Grid]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: {
            (cell.row or 0, cell.column or 0): plain(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def by_calamine(path: Path) -> dict[str, Grid]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: {
            (row, column): plain(value)
            for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
        for name in book.sheet_names
    }


def plain(value: object) -> object:
    """Numbers as floats of ten digits, days as dates: what every reader can agree on."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(f"{value:.10g}")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value).replace("\r\n", "\n")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_readers_see_the_same_values_on_every_sheet(report_files: Mapping[str, Path], language: str) -> None:
    one, other = by_openpyxl(report_files[language]), by_calamine(report_files[language])
    assert list(one) == list(other)
    for name, cells in one.items():
        assert cells == other[name], name
    assert sum(len(cells) for cells in one.values()) > 30_000


def test_libreoffice_opens_it_saves_it_and_nothing_is_lost(report_files: Mapping[str, Path], tmp_path: Path) -> None:
    saved = LibreOffice(tmp_path).convert(report_files["fr"], "xlsx")
    ours, theirs = by_calamine(report_files["fr"]), by_calamine(saved)
    assert list(ours) == list(theirs)
    for name, cells in ours.items():
        assert {place: theirs[name].get(place) for place in cells} == cells, name


def test_no_cell_of_the_workbook_is_a_formula_or_an_error(report_files: Mapping[str, Path]) -> None:
    book = openpyxl.load_workbook(report_files["en"])
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
