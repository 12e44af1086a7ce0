"""What a spreadsheet cannot hold goes on where everyone sees it: rows on more sheets, long texts on one of their own.

Nothing is cut silently: a cell whose text does not fit says where the rest stands, and the rest stands there whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from service.render.downloads.tables import Table
from service.render.report.cell_text import LONGEST_CELL, units
from service.render.report.language import Words
from service.render.report.table import FIRST_ROW, Column

ROWS_OF_A_SHEET = 1_048_576
"""Rows that Excel and LibreOffice hold in one sheet."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many rows a sheet holds, heads included, and how many UTF-16 units a cell."""

    rows: int = ROWS_OF_A_SHEET
    cell: int = LONGEST_CELL


LIMITS = Limits()


@dataclass
class Overflow:
    """The texts that were too long for a cell, whole, in the order they were met."""

    words: Words
    limits: Limits = LIMITS
    found: list[tuple[str, int, str, str]] = field(default_factory=list)

    columns = (
        Column("overflow_number", "whole", 9),
        Column("overflow_sheet", "text", 26),
        Column("overflow_row", "whole", 10),
        Column("overflow_column", "code", 20),
        Column("overflow_part", "whole", 8),
        Column("overflow_text", "text", 120),
    )

    def fitted(self, value: object, sheet: str, row: int, column: str) -> object:
        """Return a value as a cell can hold it; a text too long begins here, and stands whole on the overflow sheet."""
        if not isinstance(value, str) or len(value) * 2 <= self.limits.cell or units(value) <= self.limits.cell:
            return value
        self.found.append((sheet, row, column, value))
        mark = self.words("overflow_mark", number=len(self.found), sheet=self.words("sheet_overflow"))
        return next(pieces(value, self.limits.cell - len(mark))) + mark

    def rows(self) -> Iterator[Sequence[object]]:
        """Yield every text too long for a cell, in as many parts as it takes."""
        for number, (sheet, row, column, text) in enumerate(self.found, 1):
            for part, piece in enumerate(pieces(text, self.limits.cell), 1):
                yield (number, sheet, row, column, part, piece)


def pieces(text: str, most: int) -> Iterator[str]:
    """Yield `text` in pieces of at most `most` UTF-16 units, no character cut."""
    start, used = 0, 0
    for place, character in enumerate(text):
        width = 2 if ord(character) > 0xFFFF else 1
        if used + width > most:
            yield text[start:place]
            start, used = place, 0
        used += width
    yield text[start:]


def sheets_of(title: str, table: Table, overflow: Overflow) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    """Yield (name, rows) of each sheet that a table takes: one, or several where it has too many rows.

    Rows must be taken before the next sheet is asked for.
    """
    rows: Iterator[Sequence[object]] = (row.values for row in table.rows())
    codes = [column.code for column in table.columns]
    most = overflow.limits.rows - FIRST_ROW
    number = 1
    while True:
        name = title if number == 1 else overflow.words("overflow_title", title=title, number=number)
        first = list(islice(rows, 1))
        if not first and number > 1:
            return
        here: Iterable[Sequence[object]] = chain(first, islice(rows, most - 1))
        yield name, _fitted(here, name, codes, overflow)
        number += 1


def _fitted(
    rows: Iterable[Sequence[object]], sheet: str, codes: Sequence[str], overflow: Overflow
) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows, FIRST_ROW + 1):
        yield [overflow.fitted(value, sheet, number, code) for value, code in zip(row, codes, strict=True)]
