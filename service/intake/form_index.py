"""A found workbook seen through the form's codes: which sheet, row and column holds what, wherever it was moved.

Only codes are looked at; what a cell's content means is said in `filled.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from service.form.layout import HEADING_ROW, MARKER_MARK, SHEET_MARK
from service.intake.places import Place, address
from service.intake.raw import CellKind, RawCell, RawSheet, RawWorkbook

_CODE_REGION = 12
"""The code row and column are looked for in the first rows and columns: some may have been inserted before them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of the form as found: its sheet and its position; `cell` is None where it is blank."""

    sheet: RawSheet
    row: int
    column: int

    @property
    def cell(self) -> RawCell | None:
        """What stands there."""
        return self.sheet.cells.get((self.row, self.column))

    @property
    def place(self) -> Place:
        """Sheet and address, for a message."""
        return Place(self.sheet.name, address(self.row, self.column))


@dataclass(frozen=True, slots=True)
class CodedSheet:
    """A sheet with codes: columns by code, rows by code in the order found."""

    code: str
    sheet: RawSheet
    top: int
    left: int
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def spots(self, row_code: str, column_code: str) -> Iterator[Spot]:
        """Yield every cell known by these codes; more than one where rows were copied."""
        column = self.columns.get(column_code)
        if column is not None:
            for row in self.rows.get(row_code, ()):
                yield Spot(self.sheet, row, column)

    def entries(self) -> Iterator[int]:
        """Yield the rows below the heading of a table that hold anything in a coded column, from the top."""
        start = min(self.rows.get(HEADING_ROW, [self.top]))
        columns = set(self.columns.values())
        yield from sorted({row for row, column in self.sheet.cells if row > start and column in columns})


def coded_sheets(workbook: RawWorkbook) -> Iterator[CodedSheet]:
    """Yield the sheets of the form, in the order of their tabs; others, such as notes, are passed over."""
    for sheet in workbook.sheets:
        found = _mark(sheet, SHEET_MARK)
        if found is not None:
            top, left, text = found
            yield _coded(sheet, top, left, text.removeprefix(SHEET_MARK))


def marker_of(workbook: RawWorkbook) -> dict[str, str] | None:
    """Return what the marker sheet says, or None where no sheet is one."""
    for sheet in workbook.sheets:
        found = _mark(sheet, MARKER_MARK)
        if found is not None:
            top, left, _ = found
            names = {
                row: _text(sheet.cells[row, column]) for row, column in sheet.cells if column == left and row > top
            }
            return {name: _shown(sheet.cells.get((row, left + 1))) for row, name in names.items()}
    return None


def _mark(sheet: RawSheet, mark: str) -> tuple[int, int, str] | None:
    cells = sheet.cells
    for row in range(1, _CODE_REGION):
        for column in range(1, _CODE_REGION):
            if (row, column) in cells:
                text = _text(cells[row, column])
                if text.startswith(mark):
                    return row, column, text
    return None


def _coded(sheet: RawSheet, top: int, left: int, code: str) -> CodedSheet:
    coded = CodedSheet(code, sheet, top, left)
    cells = sheet.cells
    for row, column in sorted(position for position in cells if position[0] == top or position[1] == left):
        text = _text(cells[row, column])
        if row == top and column != left:
            coded.columns.setdefault(text, column)
        elif row != top and text:
            coded.rows.setdefault(text, []).append(row)
    return coded


def _text(cell: RawCell) -> str:
    return str(cell.value) if cell.kind is CellKind.TEXT else ""


def _shown(cell: RawCell | None) -> str:
    return "" if cell is None else str(cell.value)
