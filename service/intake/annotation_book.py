"""Reads annotations out of a workbook that has passed the door: rows by their codes, every fault with its cell.

What a cell says is taken as it stands, texts as texts; whether it makes an annotation is judged by the workflow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.annotation_items import Item, items_of
from schemas.annotation_rows import Cells
from schemas.annotation_rows import Place as Spot
from service.form.annotation_table import SHEETS, Sheet
from service.intake.places import Place, address
from service.intake.raw import CellKind, RawCell, RawSheet, RawWorkbook

FIRST_ROW = 3
"""The row of the first annotation, as people count; row 1 holds codes, row 2 words."""

_UNREADABLE = (CellKind.ERROR, CellKind.FORMULA_WITHOUT_VALUE)


@dataclass(frozen=True, slots=True)
class BookFault:
    """A fault of the workbook itself: N26 a cell holds an error or an uncomputed formula, N27 a row is tied to no
    annotation, N28 a column or sheet is missing or unknown."""

    code: str
    place: Place
    found: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationBook:
    """What a workbook of annotations holds: items, the cell of every part of each, faults of the workbook itself."""

    items: tuple[Item, ...]
    places: dict[Spot, Place]
    faults: tuple[BookFault, ...]

    def place_of(self, item: int, path: tuple[str | int, ...]) -> Place:
        """Return the cell of a part of an item: the nearest that stands in one, else that of its id."""
        places, here = self.items[item].places, path
        while here and here not in places:
            here = here[:-1]
        return self.places[places.get(here) or places[("id",)]]


def read_annotation_book(workbook: RawWorkbook) -> AnnotationBook:
    """Return the annotations of a workbook. One without a sheet of annotations has the fault N28 and nothing else."""
    reading = _Reading()
    sheets = {sheet.code: list(reading.rows(workbook, sheet)) for sheet in SHEETS}
    items, lost = items_of(sheets)
    ties = [BookFault("N27", reading.places[spot], reading.said.get(spot, "")) for spot in lost]
    return AnnotationBook(tuple(items), reading.places, (*reading.faults, *ties))


class _Reading:
    def __init__(self) -> None:
        self.places: dict[Spot, Place] = {}
        self.said: dict[Spot, str] = {}
        self.faults: list[BookFault] = []

    def rows(self, workbook: RawWorkbook, sheet: Sheet) -> Iterator[tuple[int, Cells]]:
        """Yield the rows of a sheet that hold anything, numbered from 0, those of the sheets it goes on in after."""
        found = [raw for raw in workbook.sheets if _text(raw.cells.get((1, 1))) == sheet.mark]
        if not found and sheet is SHEETS[0]:
            self.faults.append(BookFault("N28", Place("", ""), "", sheet.mark))
        number = 0
        for raw in found:
            columns = self._columns(raw, sheet)
            for row in sorted({row for row, _ in raw.cells if row >= FIRST_ROW}):
                cells = {c: self._cell(raw, (sheet, number, c), row, column) for c, column in columns.items()}
                if any(value is not None for value in cells.values()):
                    yield number, cells
                number += 1

    def _columns(self, raw: RawSheet, sheet: Sheet) -> dict[str, int]:
        known = {field.code for field in sheet.fields}
        columns: dict[str, int] = {}
        strange: list[tuple[int, str]] = []
        for row, column in sorted(raw.cells):
            code = _text(raw.cells[row, column]) if row == 1 else ""
            if code in known and code not in columns:
                columns[code] = column
            elif code:
                strange.append((column, code))
        gone = [field.code for field in sheet.fields if field.code not in columns]
        for column, code in strange:
            self.faults.append(BookFault("N28", Place(raw.name, address(1, column)), code, ", ".join(gone) or "–"))
        older = {field.code for field in sheet.fields if field.since}
        self.faults += [BookFault("N28", Place(raw.name, "A1"), "", code) for code in gone if code not in older]
        return columns

    def _cell(self, raw: RawSheet, of: tuple[Sheet, int, str], row: int, column: int) -> str | int | None:
        sheet, number, code = of
        spot, place = (sheet.code, number, code), Place(raw.name, address(row, column))
        self.places[spot] = place
        cell = raw.cells.get((row, column))
        if cell is None:
            return None
        if cell.kind in _UNREADABLE:
            self.faults.append(BookFault("N26", place, cell.text))
            return None
        self.said[spot] = _text(cell)
        whole = next(field.kind == "whole" for field in sheet.fields if field.code == code)
        return _whole(cell) if whole else _text(cell)


def _text(cell: RawCell | None) -> str:
    return "" if cell is None else str(cell.value) if cell.kind is CellKind.TEXT else cell.text


def _whole(cell: RawCell) -> str | int:
    """A whole number as one, anything else as it stands: the shape then says what is expected."""
    text = _text(cell)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
