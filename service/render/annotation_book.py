"""Writes annotations as a workbook in the report's house style: one row an annotation, dropdowns for what is chosen.

Row 1 holds the stable codes, row 2 the words; the file is read back by the codes alone (`service.intake`). However many
annotations there are, memory does not grow with them: rows wait on the disk, and a table that is longer than a sheet
goes on in the next one. No text is longer than a cell: the longest that annotations hold is 5,000 characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from indicators.annotations import Annotation
from indicators.model import Framework, Language
from schemas.annotation_rows import Cells, rows_of
from service.form.annotation_table import CHOICES, SHEETS, Sheet
from service.render.report.language import Words
from service.render.report.overflow import LIMITS, Limits
from service.render.report.page import Page
from service.render.report.styles import COUNTER, INK, Styles
from service.render.report.table import FIRST_ROW, Column, Row, Table
from service.render.report.workbook import options

CHOICE_ROWS = 5_000
"""Rows below the heads in which a dropdown is offered, filled or not."""

LISTS = "lists"

Versioned = tuple[Annotation, Sequence[Annotation]]
"""An annotation in its newest version, and its earlier ones, the oldest first."""


def write_annotation_book(
    path: Path, annotations: Iterable[Versioned], framework: Framework, language: Language, limits: Limits = LIMITS
) -> None:
    """Write an .xlsx of annotations with their versions and all that became of them, in the words of `language`.

    `framework` gives the motives to choose from. Raises OSError.
    """
    with ExitStack() as stack:
        spools = {sheet.code: _Spool(stack.enter_context(TemporaryFile("w+", encoding="utf-8"))) for sheet in SHEETS}
        for annotation, earlier in annotations:
            for code, cells in rows_of(annotation, earlier):
                spools[code].add(cells)
        _write(path, spools, framework, language, limits)


class _Spool:
    """The rows of one table, kept on the disk until they are written."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.count = 0

    def add(self, cells: Cells) -> None:
        """Keep a row."""
        self._file.write(json.dumps(cells) + "\n")
        self.count += 1

    def rows(self) -> Iterator[Cells]:
        """Yield the rows in the order they came."""
        self._file.seek(0)
        return (json.loads(line) for line in self._file)


def _write(path: Path, spools: dict[str, _Spool], framework: Framework, language: Language, limits: Limits) -> None:
    workbook = Workbook(path, {**options(), "constant_memory": True})
    styles, words = Styles(workbook, language), Words(language)
    most = limits.rows - FIRST_ROW
    pages = [
        (sheet, [Page(workbook.add_worksheet(name), words, styles) for name in _names(sheet, spools, most, words)])
        for sheet in SHEETS
    ]
    lists = _lists(workbook, framework, language)
    for sheet, parts in pages:
        rows = (Row([cells.get(field.code) for field in sheet.fields]) for cells in spools[sheet.code].rows())
        for page in parts:
            page.sheet.set_tab_color(COUNTER)
            Table(page, _columns(sheet)).write(islice(rows, most), frozen_columns=1)
            for place, field in enumerate(sheet.fields):
                if field.choices:
                    _offer(page.sheet, place, lists[field.choices], limits)
    workbook.close()


def _names(sheet: Sheet, spools: dict[str, _Spool], most: int, words: Words) -> Iterator[str]:
    """The names of the sheets that a table takes; with no row at all, it is a form of one."""
    title = words.of(sheet.name)
    yield title
    for number in range(2, -(-spools[sheet.code].count // most) + 1):
        yield words("overflow_title", title=title, number=number)


def _columns(sheet: Sheet) -> list[Column]:
    return [Column(field.code, field.kind, field.width, "counter", field.label, field.label) for field in sheet.fields]


def _lists(workbook: Workbook, framework: Framework, language: Language) -> dict[str, str]:
    """Write a sheet of what the dropdowns offer, codes beside their words, and return the range of each."""
    sheet = workbook.add_worksheet(LISTS)
    sheet.set_tab_color(INK)
    motives = {motive.id: motive.label.in_(language) for motive in framework.motives}
    offered = {name: dict.fromkeys(codes, "") for name, codes in CHOICES.items()} | {"motive": motives}
    columns = [[(name, ""), *codes.items()] for name, codes in offered.items()]
    for row in range(max(map(len, columns))):
        for place, entries in enumerate(columns):
            if row < len(entries):
                sheet.write_string(row, place * 2, entries[row][0])
                sheet.write_string(row, place * 2 + 1, entries[row][1])
    sheet.hide()
    letters = {name: _letters(place * 2) for place, name in enumerate(offered)}
    return {name: f"={LISTS}!${at}$2:${at}${len(offered[name]) + 1}" for name, at in letters.items()}


def _letters(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else "A" + chr(ord("A") + column - 26)


def _offer(sheet: Worksheet, column: int, codes: str, limits: Limits) -> None:
    last = min(FIRST_ROW + CHOICE_ROWS, limits.rows - 1)
    sheet.data_validation(FIRST_ROW, column, last, column, {"validate": "list", "source": codes, "error_type": "stop"})
