"""A filled workbook saved again by other programs says the same: other containers, other writers, other layouts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks import check_bytes, edited, submission, where, workbook

FULL = workbook()
SUBMISSION = submission()
SHEET, CELL = where(FULL, "SD-1.numerator")
_MAIN, _RELATIONS = b"spreadsheetml/2006/main", b"officeDocument/2006/relationships"
_TRANSITIONAL, _STRICT = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
_TEXT_CELL = re.compile(rb'<c ([^>]*?)t="s"([^>]*)><v>(\d+)</v></c>')


def repacked(
    change: Callable[[str, bytes], bytes] = lambda _, content: content,
    *,
    method: int = zipfile.ZIP_DEFLATED,
    level: int | None = None,
    wide: bool = False,
    backwards: bool = False,
    name: Callable[[str], str] = str,
) -> bytes:
    """The same parts in another zip."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(FULL)) as source, zipfile.ZipFile(stream, "w", method, compresslevel=level) as target:
        for part in source.namelist()[:: -1 if backwards else 1]:
            with target.open(name(part), "w", force_zip64=wide) as member:
                member.write(change(part, source.read(part)))
    return stream.getvalue()


def strict(_: str, content: bytes) -> bytes:
    for ending in (_MAIN, _RELATIONS):
        content = content.replace(_TRANSITIONAL + ending, _STRICT + ending.replace(b"/2006", b""))
    return content


def in_utf16(part: str, content: bytes) -> bytes:
    if not part.startswith("xl/worksheets/"):
        return content
    return content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def able_to_hold_macros(part: str, content: bytes) -> bytes:
    plain, macro = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    return content.replace(plain, macro) if part == "[Content_Types].xml" else content


def texts_in_their_cells() -> bytes:
    """Every shared text written into its cell, as many libraries do."""
    with zipfile.ZipFile(BytesIO(FULL)) as package:
        items = re.findall(rb"<si>(.*?)</si>", package.read("xl/sharedStrings.xml"), re.DOTALL)

    def inline(part: str, content: bytes) -> bytes:
        if not part.startswith("xl/worksheets/"):
            return content
        return _TEXT_CELL.sub(
            lambda cell: b'<c %st="inlineStr"%s><is>%s</is></c>' % (cell[1], cell[2], items[int(cell[3])]), content
        )

    return repacked(inline)


REPACKED: dict[str, Callable[[], bytes]] = {
    "stored": lambda: repacked(method=zipfile.ZIP_STORED),
    "deflated lightly": lambda: repacked(level=1),
    "zip64": lambda: repacked(wide=True),
    "members the other way round": lambda: repacked(backwards=True),
    "backslashes in the names": lambda: repacked(name=lambda part: part.replace("/", "\\")),
    "names in capitals": lambda: repacked(name=lambda part: part if part.startswith("[") else part.upper()),
    "Strict": lambda: repacked(strict),
    "UTF-16": lambda: repacked(in_utf16),
    "byte order marks": lambda: repacked(lambda _, content: b"\xef\xbb\xbf" + content),
    "saved as .xlsm": lambda: repacked(able_to_hold_macros),
    "texts in their cells": texts_in_their_cells,
}


@pytest.mark.parametrize("way", REPACKED)
def test_another_container_or_dialect_says_the_same(way: str) -> None:
    content = REPACKED[way]()

    assert content != FULL
    assert check_bytes(content).submission == SUBMISSION


def sheets() -> dict[str, list[list[object]]]:
    """The values of every sheet, without formats, formulas or names."""
    book = openpyxl.load_workbook(BytesIO(FULL), data_only=True)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def by_xlsxwriter() -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, rows in sheets().items():
            sheet = book.add_worksheet(title)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, date | datetime):
                        sheet.write_datetime(row, column, value, day)
                    elif value is not None:
                        sheet.write(row, column, value)
    return stream.getvalue()


def by_pandas(engine: str) -> bytes:
    stream = BytesIO()
    with pd.ExcelWriter(stream, engine=engine) as writer:  # type: ignore[call-overload]
        for title, rows in sheets().items():
            pd.DataFrame(rows).to_excel(writer, sheet_name=title, header=False, index=False)
    return stream.getvalue()


def by_openpyxl(change: Callable[[Workbook], None]) -> bytes:
    return edited(FULL, change)


WRITERS: dict[str, Callable[[], bytes]] = {
    "xlsxwriter": by_xlsxwriter,
    "pandas, xlsx": lambda: by_pandas("openpyxl"),
    "pandas, ods": lambda: by_pandas("odf"),
    "openpyxl, ISO dates": lambda: by_openpyxl(lambda book: setattr(book, "iso_dates", True)),
    "openpyxl, the calendar of 1904": lambda: by_openpyxl(lambda book: setattr(book, "epoch", CALENDAR_MAC_1904)),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_copy_of_the_values_by_another_writer_says_the_same(writer: str) -> None:
    checked = check_bytes(WRITERS[writer]())

    assert [finding.message for finding in checked.told() if finding.severity == "error"] == []
    assert checked.submission == SUBMISSION


def page(book: Workbook) -> Worksheet:
    sheet = book[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def a_thousand_numbers_on_a_sheet_of_ones_own(book: Workbook) -> None:
    sheet = book.create_sheet("Nos calculs", 0)
    for row in range(1, 101):
        sheet.append([row * column for column in range(1, 11)])


def everything_shown(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.sheet_state = "visible"
        for dimension in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()):
            dimension.hidden = False


def merged_with_its_neighbour(book: Workbook) -> None:
    page(book).merge_cells(f"{CELL}:F{CELL[1:]}")


def rows_upside_down(book: Workbook) -> None:
    sheet = page(book)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, values in enumerate(reversed(rows), start=2):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value


def a_chart_a_comment_and_a_filter(book: Workbook) -> None:
    sheet = page(book)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=5, max_row=9))
    sheet.add_chart(chart, "M3")
    sheet[CELL].comment = Comment("à vérifier", "RH")
    sheet.auto_filter.ref = "A4:F40"
    sheet.freeze_panes = "B3"


def the_labels_taken_out(book: Workbook) -> None:
    page(book).delete_cols(2)


def a_sheet_copied(book: Workbook) -> None:
    book.copy_worksheet(page(book))


CHANGES: tuple[Callable[[Workbook], None], ...] = (
    a_thousand_numbers_on_a_sheet_of_ones_own,
    everything_shown,
    merged_with_its_neighbour,
    rows_upside_down,
    a_chart_a_comment_and_a_filter,
    the_labels_taken_out,
    a_sheet_copied,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_people_do_around_their_answers_changes_none(change: Callable[[Workbook], None]) -> None:
    assert check_bytes(edited(FULL, change)).submission == SUBMISSION
