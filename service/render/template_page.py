"""One sheet of the template being written: rows one after the other, codes in the hidden row and column, inputs noted.

What a sheet says is decided in `template_*.py`; this is the pen. A `Page` remembers where every input and every
computed cell stands, so that the finished template can be filled in without being built again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from service.form.layout import SHEET_MARK
from service.render.template_look import BODY, STYLES, Look
from service.render.template_measure import height_of, lines_of

Key = tuple[str, str, str]
"""Sheet code, row code, column code: names one cell of the form for ever."""

Spot = tuple[int, int]
"""Row and column counted from 0, as XlsxWriter counts."""


@dataclass
class Written:
    """Where things stand in the finished workbook: inputs, and cells whose cached value depends on the answers."""

    inputs: dict[Key, tuple[str, Spot]] = field(default_factory=dict)
    computed: dict[Key, tuple[str, Spot]] = field(default_factory=dict)


class Page:
    """A worksheet, its code and its columns; `row` is the next row to write, counted from 0."""

    def __init__(self, sheet: Worksheet, code: str, columns: Mapping[str, float], look: Look, written: Written) -> None:
        self.sheet = sheet
        self.code = code
        self.look = look
        self.row = 1
        self._written = written
        self._columns = {name: index for index, name in enumerate(columns)}
        self._widths = list(columns.values())
        sheet.write_string(0, 0, SHEET_MARK + code, look("code"))
        for name, index in self._columns.items():
            if index:
                sheet.write_string(0, index, name, look("code"))
                sheet.set_column(index, index, self._widths[index])
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 12, None, {"hidden": True})

    @property
    def name(self) -> str:
        """The name of the sheet, quoted for a formula."""
        name: str = self.sheet.get_name()
        return "'" + name.replace("'", "''") + "'"

    def column(self, name: str) -> int:
        """Return the index of a column by its code; raises KeyError."""
        return self._columns[name]

    def width(self, first: str, last: str | None = None) -> float:
        """Return the width of a span of columns, in characters."""
        return sum(self._widths[self.column(first) : self.column(last or first) + 1])

    def ref(self, row: int, column: str, *, absolute: bool = True) -> str:
        """Return the address of a cell of this sheet, for a formula on it."""
        address: str = xl_rowcol_to_cell(row, self.column(column), row_abs=absolute, col_abs=absolute)
        return address

    def outside(self, row: int, column: str) -> str:
        """Return the address of a cell for a formula on another sheet."""
        return f"{self.name}!{self.ref(row, column)}"

    def span(self, first_row: int, last_row: int, column: str) -> str:
        """Return the absolute address of part of a column."""
        letter = xl_col_to_name(self.column(column))
        return f"${letter}${first_row + 1}:${letter}${last_row + 1}"

    def mark(self, code: str, row: int | None = None) -> None:
        """Write a row's code in the hidden column."""
        self.sheet.write_string(self.row if row is None else row, 0, code, self.look("code"))

    def text(self, column: str, text: str, style: str, *, to: str | None = None, row: int | None = None) -> int:
        """Write a text, over several columns with `to`; return the lines it takes there."""
        at = self.row if row is None else row
        first, last = self.column(column), self.column(to or column)
        if last > first:
            self.sheet.merge_range(at, first, at, last, "", self.look(style))
        if text:
            self.sheet.write_string(at, first, text, self.look(style))
        else:
            self.sheet.write_blank(at, first, None, self.look(style))
        properties = STYLES[style]
        indent = 1.6 * properties.get("indent", 0)
        size = properties.get("font_size", BODY)
        return lines_of(text, self.width(column, to) - indent, size, bold=bool(properties.get("bold")))

    def line(self, column: str, text: str, style: str, *, to: str | None = None, at_least: float = 0) -> float:
        """Write a text as a row of its own, as high as it needs; return the height."""
        lines = self.text(column, text, style, to=to)
        height = max(at_least, height_of(lines, STYLES[style].get("font_size", BODY)))
        return self.close_row(height)

    def close_row(self, height: float) -> float:
        """Set the height of the current row and go to the next; return the height."""
        self.sheet.set_row(self.row, height)
        self.row += 1
        return height

    def input(self, code: str, column: str, style: str, *, to: str | None = None) -> Spot:
        """Make an unlocked cell of the current row the input `code`."""
        spot = (self.row, self.column(column))
        if to:
            self.sheet.merge_range(*spot, self.row, self.column(to), "", self.look(style))
        self.sheet.write_blank(*spot, None, self.look(style))
        self._written.inputs[self.code, code, column] = (self.sheet.get_name(), spot)
        return spot

    def formula(self, code: str, column: str, formula: str, style: str, cached: str | int = "") -> Spot:
        """Write a formula whose cached value is replaced when the template is filled in."""
        spot = (self.row, self.column(column))
        self.sheet.write_formula(*spot, formula, self.look(style), cached)
        self._written.computed[self.code, code, column] = (self.sheet.get_name(), spot)
        return spot

    def when(self, row: int, column: str, criteria: str, condition: str, *, to: str | None = None) -> None:
        """Lay a conditional format over a cell (or a span of its row) where the formula `criteria` holds."""
        options: dict[str, Any] = {
            "type": "formula", "criteria": criteria, "format": self.look.condition(condition), "stop_if_true": True,
        }  # fmt: skip
        self.sheet.conditional_format(row, self.column(column), row, self.column(to or column), options)
