"""One sheet being written: text always as text, numbers as numbers, heights worked out, print set up.

Nothing a person wrote can become a formula, a link or an unreadable cell here, and a text too long for a cell is cut
where everyone sees it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from service.render.report.cell_text import as_stored
from service.render.report.language import Words
from service.render.report.measure import column_points, height, line_count
from service.render.report.overflow import Overflow
from service.render.report.styles import CLAIM, CLAIM_TINT, HAIR, Styles

INDENT = 7
"""Points that an indented cell loses on one side."""

WIDEST_PRINTED = 240
"""Characters of width that one page of A4 landscape can still show legibly."""


class Page:
    """A worksheet with the words and styles of its workbook."""

    def __init__(self, sheet: Worksheet, words: Words, styles: Styles, overflow: Overflow | None = None) -> None:
        self.overflow = overflow or Overflow(words)
        self.sheet = sheet
        self.words = words
        self.styles = styles
        self._widths: dict[int, float] = {}
        self._written: set[tuple[int, int]] | None = None
        sheet.hide_gridlines(2)

    def remember_cells(self) -> None:
        """From now on `fill` leaves cells alone that were written before."""
        self._written = set()

    @property
    def name(self) -> str:
        """The sheet's name as it stands on its tab."""
        return str(self.sheet.get_name())

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self._widths[column] = width
            self.sheet.set_column(column, column, width)

    def width(self, first: int, last: int | None = None) -> float:
        """Return the width in points of columns `first` to `last`."""
        return sum(column_points(self._widths[column]) for column in range(first, (last or first) + 1))

    def put(self, row: int, column: int, value: object, style: Format) -> None:
        """Write one typed value: text, number, date, truth, or nothing."""
        if self._written is not None:
            self._written.add((row, column))
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int | Decimal | float):
            self._number(row, column, value, style)
        elif isinstance(value, datetime):
            self.sheet.write_datetime(row, column, value.replace(tzinfo=None), style)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, style)
        else:
            text = self.overflow.fitted(str(value), self.name, row + 1, xl_col_to_name(column))
            self.sheet.write_string(row, column, as_stored(text, self.words("cut")), style)

    def _number(self, row: int, column: int, value: Decimal | float, style: Format) -> None:
        number = float(value)
        if math.isfinite(number):
            self.sheet.write_number(row, column, number, style)
        else:
            self.sheet.write_string(row, column, str(value), style)

    def merge(self, area: tuple[int, int, int, int], value: object, style: Format) -> None:
        """Write one value over (first row, first column, last row, last column)."""
        top, left, bottom, right = area
        if self._written is not None:
            self._written |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", style)
        self.put(top, left, value, style)

    def fill(self, area: tuple[int, int, int, int], style: Format) -> None:
        """Give every cell of an area that holds nothing yet a style and no value."""
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if self._written is None or (row, column) not in self._written:
                    self.sheet.write_blank(row, column, None, style)

    def paragraph(self, row: int, span: tuple[int, int], text: str, **look: Any) -> int:
        """Write a wrapped text over the columns of `span` in one row as high as it needs; return the next row."""
        size, bold = float(look.get("font_size", 10)), bool(look.get("bold"))
        serif = look.get("font_name") == "Georgia"
        lines = line_count(text, self.width(*span), size, bold=bold, serif=serif)
        self.sheet.set_row(row, min(height(lines, size), 409))
        self.merge((row, span[0], row, span[1]), text, self.styles(text_wrap=True, **look))
        return row + 1

    def title(self, text: str, subtitle: str = "", last_column: int = 7) -> int:
        """Write a sheet's title and what it holds, in the first two rows; return the next free row."""
        self.sheet.set_row(0, 30)
        self.put(0, 0, text, self.styles(font_size=18, bold=True, font_color=CLAIM, valign="vcenter"))
        return self.paragraph(1, (0, last_column), subtitle, font_color="#46525F") if subtitle else 1

    def heads(self, row: int, heads: Sequence[str], *, look: dict[str, Any] | None = None) -> None:
        """Write a row of column heads, high enough for the longest."""
        style = self.styles(
            bold=True,
            text_wrap=True,
            valign="bottom",
            bottom=2,
            bottom_color=CLAIM,
            bg_color=CLAIM_TINT,
            **(look or {}),
        )
        lines = max(line_count(head, self.width(column), 10, bold=True) for column, head in enumerate(heads))
        self.sheet.set_row(row, height(lines, 10) + 4)
        for column, head in enumerate(heads):
            self.put(row, column, head, style)

    def body(self, **look: Any) -> Format:
        """Return the format of a cell of a table: wrapped, with a hair line under it."""
        return self.styles(**{"text_wrap": True, "bottom": 1, "bottom_color": HAIR, **look})

    def row_height(
        self, row: int, cells: Sequence[object], *, size: float = 10, least: float = 15, most: float = 400
    ) -> None:
        """Set the height of a row to that of its tallest text, between `least` and `most` points."""
        lines = 1
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell:
                lines = max(lines, line_count(cell, self.width(column) - INDENT, size))
        self.sheet.set_row(row, max(least, min(height(lines, size), most)))

    def printed(self, *, wide: bool = True, repeat: tuple[int, int] | None = None, footer: str = "") -> None:
        """Set up printing on A4 with page numbers and the repeated heads, one page wide where that stays legible."""
        sheet = self.sheet
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        if sum(self._widths.values()) <= WIDEST_PRINTED:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.set_print_scale(60)
            sheet.print_across()
        if wide:
            sheet.set_landscape()
        if repeat:
            sheet.repeat_rows(*repeat)
        left = footer.replace("&", "&&")[:120]
        sheet.set_footer(f"&L&8{left}&R&8&A  &P / &N")
