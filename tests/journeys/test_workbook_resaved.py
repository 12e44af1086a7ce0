"""A filled workbook saved again by other programs says the same: other containers, other writers, other layouts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
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

from indicators.answers import Answer
from service.intake.confinement import ConfinedReader
from service.workflows.mark_workbook import mark_workbook
from tests.workbooks import check_bytes, edited, submission, where, workbook

FULL = workbook()
SUBMISSION = submission()
FAULTY = workbook(Answer("SD-1", "answered", {"numerator": Decimal(900), "denominator": Decimal(8)}))
SHEET, CELL = where(FULL, "SD-1.numerator")
_MAIN, _RELATIONS = b"spreadsheetml/2006/main", b"officeDocument/2006/relationships"
_TRANSITIONAL, _STRICT = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
_TEXT_CELL = re.compile(rb'<c ([^>]*?)t="s"([^>]*)><v>(\d+)</v></c>')


def repacked(
    given: bytes,
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
    with (
        zipfile.ZipFile(BytesIO(given)) as source,
        zipfile.ZipFile(stream, "w", method, compresslevel=level) as target,
    ):
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


def in_capitals(part: str) -> str:
    return part if part.startswith("[") else part.upper()


def texts_in_their_cells(given: bytes) -> bytes:
    """Every shared text written into its cell, as many libraries do."""
    with zipfile.ZipFile(BytesIO(given)) as package:
        items = re.findall(rb"<si>(.*?)</si>", package.read("xl/sharedStrings.xml"), re.DOTALL)

    def inline(part: str, content: bytes) -> bytes:
        if not part.startswith("xl/worksheets/"):
            return content
        return _TEXT_CELL.sub(
            lambda cell: b'<c %st="inlineStr"%s><is>%s</is></c>' % (cell[1], cell[2], items[int(cell[3])]), content
        )

    return repacked(given, inline)


REPACKED: dict[str, Callable[[bytes], bytes]] = {
    "stored": lambda content: repacked(content, method=zipfile.ZIP_STORED),
    "deflated lightly": lambda content: repacked(content, level=1),
    "zip64": lambda content: repacked(content, wide=True),
    "members the other way round": lambda content: repacked(content, backwards=True),
    "backslashes in the names": lambda content: repacked(content, name=lambda part: part.replace("/", "\\")),
    "names in capitals": lambda content: repacked(content, name=in_capitals),
    "Strict": lambda content: repacked(content, strict),
    "UTF-16": lambda content: repacked(content, in_utf16),
    "byte order marks": lambda content: repacked(content, lambda _, part: b"\xef\xbb\xbf" + part),
    "saved as .xlsm": lambda content: repacked(content, able_to_hold_macros),
    "texts in their cells": texts_in_their_cells,
}


@pytest.mark.parametrize("way", REPACKED)
def test_another_container_or_dialect_says_the_same(way: str) -> None:
    content = REPACKED[way](FULL)

    assert content != FULL
    assert check_bytes(content).submission == SUBMISSION


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader(workers=1) as reader:
        yield reader


@pytest.mark.parametrize("way", REPACKED)
def test_a_faulty_one_comes_back_marked_as_a_plain_workbook(way: str, reader: ConfinedReader) -> None:
    content = REPACKED[way](FAULTY)
    checked = check_bytes(content)

    marked = mark_workbook(content, checked, reader, "fr")

    with zipfile.ZipFile(BytesIO(marked)) as package:
        types = package.read("[Content_Types].xml").decode()
    assert "spreadsheetml.sheet.main+xml" in types
    assert "macroEnabled" not in types
    assert "Points à corriger" in openpyxl.load_workbook(BytesIO(marked)).sheetnames
    assert [(f.code, f.cell) for f in check_bytes(marked).told() if f.severity == "error"] == [("E04", CELL)]


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
