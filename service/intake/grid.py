"""Collecting the cells of one sheet within the limits, whatever the format they come from.

Counts what a workbook spends in texts and ranges, refuses what lies too far, is there twice or cannot be carried.
Nothing here parses.
"""

import re

from service.intake.limits import LIMITS, Limits
from service.intake.quantities import one_newline, unprintable
from service.intake.raw import CellPosition, PackedCell, PackedCells
from service.intake.refusals import Refusal

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_LAST_ROW_OF_FORMAT, _LAST_COLUMN_OF_FORMAT = 1_048_576, 16_384


def column_number(letters: str) -> int | None:
    """1 for A, 28 for AB, up to 16,384 for XFD; None when the letters name no column."""
    if not 0 < len(letters) <= 3 or not letters.isascii() or not letters.isalpha() or not letters.isupper():
        return None
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column if column <= _LAST_COLUMN_OF_FORMAT else None


def cell_name(row: int, column: int) -> str:
    """`B7` for row 7, column 2."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


class Tally:
    """What a workbook has spent so far, over all its sheets."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._cells = 0
        self._characters = 0
        self._ranges = 0
        self._area = 0

    def cells(self, count: int) -> None:
        """Count cells with content. Raises Refusal U33."""
        self._cells += count
        if self._cells > self.limits.workbook_cells:
            raise Refusal("U33", limit=self.limits.workbook_cells)

    def characters(self, count: int, sheet: str) -> None:
        """Count text of cells. Raises Refusal U28."""
        self._characters += count
        if self._characters > self.limits.text_total:
            raise Refusal("U28", sheet=sheet, cell="", length=self._characters, limit=self.limits.text_total)

    def ranges(self, count: int, sheet: str) -> None:
        """Count ranges of any kind. Raises Refusal U27."""
        self._ranges += count
        if self._ranges > self.limits.ranges:
            raise Refusal("U27", sheet=sheet, found=self._ranges, limit=self.limits.ranges, what="range_count")

    def area(self, cells: int, sheet: str) -> None:
        """Count cells covered by merged, spanned or linked ranges. Raises Refusal U27."""
        self._area += cells
        if self._area > self.limits.range_area:
            raise Refusal("U27", sheet=sheet, found=self._area, limit=self.limits.range_area, what="range_area")

    def written_range(self, reference: str, sheet: str) -> None:
        """Count a range written `A1:B2` as one range and its area. Raises Refusal U27, or U31 when malformed."""
        found = _RANGE.fullmatch(reference)
        first = column_number(found[1]) if found else None
        last = column_number(found[3]) if found and found[3] else first
        if found is None or first is None or last is None:
            raise Refusal("U31", sheet=sheet, cell="", value=reference)
        top, bottom = int(found[2]), int(found[4] or found[2])
        if not (1 <= top <= _LAST_ROW_OF_FORMAT and 1 <= bottom <= _LAST_ROW_OF_FORMAT):
            raise Refusal("U31", sheet=sheet, cell="", value=reference)
        self.ranges(1, sheet)
        self.area((abs(last - first) + 1) * (abs(bottom - top) + 1), sheet)


class Grid:
    """The non-blank cells of one sheet under construction."""

    __slots__ = ("_last_column", "_last_row", "_limits", "_most", "_packed", "_tally", "sheet")

    def __init__(self, sheet: str, tally: Tally) -> None:
        self.sheet = sheet
        self._packed: dict[CellPosition, PackedCell] = {}
        self._tally = tally
        self._limits = tally.limits
        limits = tally.limits
        self._last_row, self._last_column, self._most = limits.last_row, limits.last_column, limits.cells

    @property
    def cells(self) -> PackedCells:
        """The cells kept so far."""
        return PackedCells(self._packed)

    def put(self, row: int, column: int, cell: PackedCell) -> None:
        """Keep one cell. Raises Refusal U25 (too many), U26 (too far) or U30 (twice)."""
        packed = self._packed
        position = row, column
        if row > self._last_row or column > self._last_column:
            limits = self._limits
            furthest = cell_name(limits.last_row, limits.last_column)
            raise Refusal("U26", sheet=self.sheet, cell=cell_name(row, column), limit=furthest)
        if position in packed:
            raise Refusal("U30", sheet=self.sheet, cell=cell_name(row, column))
        if len(packed) >= self._most:
            raise Refusal("U25", sheet=self.sheet, limit=self._most)
        packed[position] = cell

    def finish(self) -> None:
        """Report the cells and texts of the sheet to the tally of the workbook. Raises Refusal U28 or U33."""
        self._tally.cells(len(self._packed))
        self._tally.characters(sum([len(cell[2]) for cell in self._packed.values()]), self.sheet)

    def clean(self, text: str, row: int, column: int) -> str:
        """A text fit to be carried: line feeds only. Raises Refusal U28 (too long) or U29 (unprintable)."""
        limit = self._limits.text_length
        if len(text) > limit:
            raise Refusal("U28", sheet=self.sheet, cell=cell_name(row, column), length=len(text), limit=limit)
        character = unprintable(text)
        if character is not None:
            raise Refusal("U29", sheet=self.sheet, cell=cell_name(row, column), character=character)
        return one_newline(text)

    def damaged(self, value: str, row: int, column: int) -> Refusal:
        """The refusal for a cell whose content contradicts its type."""
        return Refusal("U31", sheet=self.sheet, cell=cell_name(row, column), value=value)

    def elsewhere(self, row: int, column: int) -> Refusal:
        """The refusal for a cell whose formula reaches out of the workbook."""
        cell = cell_name(row, column)
        return Refusal("U22", part=f"{self.sheet} {cell}", sheet=self.sheet, cell=cell)
