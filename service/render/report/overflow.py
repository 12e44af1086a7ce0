"""Long texts go on where everyone sees it: a cell that cannot hold one says where it stands whole, on its own sheet.

Nothing is cut silently. How many rows a sheet holds is said here too, for whoever spreads a table over several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from service.render.report.cell_text import LONGEST_CELL, units
from service.render.report.language import Words

ROWS_OF_A_SHEET = 1_048_576
"""Rows that Excel and LibreOffice hold in one sheet."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many rows a sheet holds, heads included, and how many UTF-16 units a cell."""

    rows: int = ROWS_OF_A_SHEET
    cell: int = LONGEST_CELL

    def fits(self, text: str) -> bool:
        """Whether a cell can hold a text."""
        return len(text) * 2 <= self.cell or units(text) <= self.cell


LIMITS = Limits()


@dataclass
class Overflow:
    """The texts that were too long for a cell, whole, in the order they were met."""

    words: Words
    limits: Limits = LIMITS
    found: list[tuple[str, int, str, str]] = field(default_factory=list)

    def fitted(self, text: str, sheet: str, row: int, column: str) -> str:
        """Return a text as a cell can hold it: one too long begins here and stands whole on the sheet of long texts.

        `row` counts from 1, as people see it.
        """
        if self.limits.fits(text):
            return text
        self.found.append((sheet, row, column, text))
        mark = self.words("overflow_mark", number=len(self.found), sheet=self.words("sheet_overflow"))
        return next(pieces(text, self.limits.cell - len(mark))) + mark

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield every text too long for a cell, in as many parts as it takes."""
        for number, (sheet, row, column, text) in enumerate(self.found, 1):
            for part, piece in enumerate(pieces(text, self.limits.cell), 1):
                yield number, sheet, row, column, part, piece


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
