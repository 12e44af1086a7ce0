"""A sheet that is a table: stable column codes in row 1, words in row 2, typed values, filter and frozen heads.

The same columns make the sheet, its description in the codebook and the file in the data package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xlsxwriter.format import Format

from indicators.model import Text
from service.render.report.language import Words
from service.render.report.page import Page
from service.render.report.styles import CLAIM, CLAIM_TINT, COUNTER, COUNTER_TINT, HAIR, INK, INK_SOFT, SERIF, Styles

Kind = Literal["text", "code", "whole", "number", "percent", "day", "flag"]

FIRST_ROW = 2
"""The row (from 0) of the first value; row 0 holds the codes, row 1 the words."""

FITTED_ROWS = 2_000
"""Tables longer than this keep even rows: fitting thousands of heights helps nobody."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its stable code, what its values are, its width in characters.

    Its words are the texts `col_<code>` and `about_<code>` unless `label` and `about` are given; `side` is counter
    for what unions say.
    """

    code: str
    kind: Kind = "text"
    width: float = 14
    side: Literal["plain", "claim", "counter"] = "plain"
    label: Text | None = None
    about: Text | None = None

    def words_for(self, words: Words) -> str:
        """Return the column's head."""
        return words.of(self.label) if self.label else words(f"col_{self.code}")

    def meaning(self, words: Words) -> str:
        """Return what the column holds."""
        return words.of(self.about) if self.about else words(f"about_{self.code}")


@dataclass(frozen=True, slots=True)
class Row:
    """Values in the order of the columns; `formats` replaces the number format of single columns by code."""

    values: Sequence[object]
    formats: dict[str, str] | None = None


def number_format(kind: Kind, styles: Styles) -> str:
    """Return the cell format of a kind of column."""
    return {"whole": styles.whole, "number": styles.decimal, "percent": styles.percent, "day": styles.day}.get(
        kind, "@"
    )


class Table:
    """Writes rows under two rows of heads."""

    def __init__(self, page: Page, columns: Sequence[Column]) -> None:
        self.page = page
        self.columns = columns
        self._look: list[dict[str, Any]] = [self._of(column) for column in columns]
        self._formats: list[Format] = [page.styles(**look) for look in self._look]
        page.widths(*(max(column.width, len(column.code) * 0.8 + 1.5) for column in columns))

    def _of(self, column: Column) -> dict[str, Any]:
        look: dict[str, Any] = {"num_format": number_format(column.kind, self.page.styles), "font_size": 9}
        look |= {"bottom": 1, "bottom_color": HAIR, "text_wrap": column.kind == "text"}
        if column.kind in {"text", "code", "flag"}:
            look |= {"num_format": "@", "align": "left", "indent": 1}
        else:
            look |= {"align": "right", "indent": 1}
        if column.side == "counter":
            look |= {"bg_color": COUNTER_TINT}
            look |= {"font_name": SERIF} if column.kind == "text" else {}
        return look

    def heads(self) -> None:
        """Write the codes and the words of the columns."""
        page, styles, words = self.page, self.page.styles, self.page.words
        code = styles(font_size=8, italic=True, font_color=INK_SOFT, align="left", indent=1)
        for place, column in enumerate(self.columns):
            page.put(0, place, column.code, code)  # row after row: a workbook in constant memory takes no row behind
        page.heads(1, [column.words_for(words) for column in self.columns], look={"font_size": 9})
        number = {"align": "right", "indent": 1}
        for place, column in enumerate(self.columns):
            counter = column.side == "counter"
            look: dict[str, Any] = {"bg_color": COUNTER_TINT if counter else CLAIM_TINT, "text_wrap": True}
            look |= {"bottom": 2, "bottom_color": COUNTER if counter else CLAIM, "font_size": 9, "bold": True}
            look |= {"valign": "bottom", "font_color": {"plain": INK, "claim": CLAIM, "counter": COUNTER}[column.side]}
            look |= {"align": "left", "indent": 1} if column.kind in {"text", "code", "flag"} else number
            page.put(1, place, column.words_for(words), styles(**look))

    def write(self, rows: Iterable[Row], *, frozen_columns: int = 0, fitted: bool = True) -> int:
        """Write heads and rows, filter and frozen panes; return the number of rows."""
        self.heads()
        number = 0
        for number, row in enumerate(rows, 1):
            self._row(FIRST_ROW + number - 1, row)
            if fitted and number <= FITTED_ROWS:
                self.page.row_height(FIRST_ROW + number - 1, self._wrapped(row), size=9)
        self.frame(number, frozen_columns)
        return number

    def sample(self, number: int, frozen_columns: int = 0) -> None:
        """Write heads and one empty row that carries the style of each column, framed for `number` rows to come."""
        self.heads()
        for place, style in enumerate(self._formats):
            self.page.put(FIRST_ROW, place, None, style)
        self.frame(number, frozen_columns)

    def frame(self, number: int, frozen_columns: int = 0) -> None:
        """Set filter and frozen panes for a table of `number` rows."""
        sheet = self.page.sheet
        sheet.autofilter(1, 0, max(FIRST_ROW + number - 1, FIRST_ROW), len(self.columns) - 1)
        sheet.freeze_panes(FIRST_ROW, frozen_columns)
        if frozen_columns:
            sheet.repeat_columns(0, frozen_columns - 1)

    def _row(self, at: int, row: Row) -> None:
        for place, value in enumerate(row.values):
            style = self._formats[place]
            if row.formats and self.columns[place].code in row.formats:
                style = self.page.styles(**{**self._look[place], "num_format": row.formats[self.columns[place].code]})
            self.page.put(at, place, value, style)

    def _wrapped(self, row: Row) -> list[object]:
        return [v if c.kind == "text" else None for v, c in zip(row.values, self.columns, strict=True)]
