"""Writes annotations as a workbook in the report's house style: one row an annotation, dropdowns for what is chosen.

Row 1 holds the stable codes, row 2 the words; the file is read back by the codes alone (`service.intake`).
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from indicators.annotations import Annotation
from indicators.model import Framework, Language
from schemas.annotation_rows import cells_of
from service.form.annotation_table import CHOICES, SHEETS, Sheet
from service.render.report.language import Words
from service.render.report.page import Page
from service.render.report.styles import COUNTER, INK, Styles
from service.render.report.table import FIRST_ROW, Column, Row, Table
from service.render.report.workbook import options

CHOICE_ROWS = 5_000
"""Rows below the heads in which a dropdown is offered, filled or not."""

LISTS = "lists"


def annotation_book(annotations: Iterable[Annotation], framework: Framework, language: Language) -> bytes:
    """Return an .xlsx of annotations with all that became of them, in the words of `language`."""
    buffer = BytesIO()
    workbook = Workbook(buffer, options())
    styles, words = Styles(workbook, language), Words(language)
    rows = cells_of(annotations)
    pages = [(sheet, Page(workbook.add_worksheet(words.of(sheet.name)), words, styles)) for sheet in SHEETS]
    lists = _lists(workbook, framework, language)
    for sheet, page in pages:
        page.sheet.set_tab_color(COUNTER)
        Table(page, _columns(sheet)).write(
            (Row([cells.get(field.code) for field in sheet.fields]) for cells in rows[sheet.code]), frozen_columns=1
        )
        for place, field in enumerate(sheet.fields):
            if field.choices:
                _offer(page.sheet, place, lists[field.choices])
    workbook.close()
    return buffer.getvalue()


def _columns(sheet: Sheet) -> list[Column]:
    return [Column(field.code, field.kind, field.width, "counter", field.label, field.label) for field in sheet.fields]


def _lists(workbook: Workbook, framework: Framework, language: Language) -> dict[str, str]:
    """Write a sheet of what the dropdowns offer, codes beside their words, and return the range of each."""
    sheet = workbook.add_worksheet(LISTS)
    sheet.set_tab_color(INK)
    motives = {motive.id: motive.label.in_(language) for motive in framework.motives}
    offered = {name: dict.fromkeys(codes, "") for name, codes in CHOICES.items()} | {"motive": motives}
    ranges: dict[str, str] = {}
    for place, (name, codes) in enumerate(offered.items()):
        column = place * 2
        sheet.write_string(0, column, name)
        for row, (code, label) in enumerate(codes.items(), 1):
            sheet.write_string(row, column, code)
            sheet.write_string(row, column + 1, label)
        letters = _letters(column)
        ranges[name] = f"={LISTS}!${letters}$2:${letters}${len(codes) + 1}"
    sheet.hide()
    return ranges


def _letters(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else "A" + chr(ord("A") + column - 26)


def _offer(sheet: Worksheet, column: int, codes: str) -> None:
    sheet.data_validation(
        FIRST_ROW, column, FIRST_ROW + CHOICE_ROWS, column, {"validate": "list", "source": codes, "error_type": "stop"}
    )
