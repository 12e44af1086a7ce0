"""The face-to-face layout: even rows, the claim left of a black spine, the counter on a tinted ground right of it.

A block is as tall as the taller of its two sides; cells are merged over as many even rows as their text needs, so that
charts stand exactly where the table says. Blocks are packed into printed pages without being cut where they fit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from service.render.report.cards import Piece
from service.render.report.measure import line_count
from service.render.report.page import Page
from service.render.report.styles import COUNTER, COUNTER_TINT, HAIR, INK, SERIF

ROW = 15.5
"""Height of an even row, in points."""

PAGE_WIDTH, PAGE_HEIGHT = 784, 515
"""What a page of A4 landscape holds inside its margins, in points."""

CHARACTER = 5.9
"""Points of one character of column width, as wide as any program draws it."""

FIGURE_WIDTHS = (1.5, 9, 24, 12, 11, 9, 2, 30, 16, 16)
"""Columns left of the spine on the sheets of figures: margin, code, table of answers, gap, table of facts."""

COUNTER_WIDTHS = (2, 0.6, 2, 4.5, 80, 2)
"""Gap, spine, and the tinted columns right of it: margin, key letter, card, margin."""

LEFT, TITLE = 1, 2


def rows_for(text: str, points: float, look: dict[str, Any]) -> int:
    """Return how many even rows a text needs in a cell `points` wide."""
    size = float(look.get("font_size", 10))
    lines = line_count(text, points, size, bold=bool(look.get("bold")), serif=look.get("font_name") == SERIF)
    return max(1, math.ceil((lines * size * 1.2 + 1) / ROW))


class Spine:
    """A sheet laid out face to face."""

    def __init__(self, page: Page, claim_widths: tuple[float, ...] = FIGURE_WIDTHS) -> None:
        self.page = page
        self._blocks: list[tuple[int, int]] = []
        page.widths(*claim_widths, *COUNTER_WIDTHS)
        self.scale = min(70, int(PAGE_WIDTH / CHARACTER / sum((*claim_widths, *COUNTER_WIDTHS)) * 100))
        self.last = len(claim_widths) - 1
        self.spine = self.last + 2
        self.tint, self.key, self.card, self.edge = (self.spine + place for place in range(1, 5))
        page.sheet.set_default_row(ROW)
        page.remember_cells()

    def text(self, row: int, span: tuple[int, int], text: str, **look: Any) -> int:
        """Write a wrapped text over the columns of `span` and the rows it needs; return the next row."""
        rows = rows_for(text, self.page.width(*span) - (8 if look.get("indent") else 0), look)
        style = self.page.styles(**{"text_wrap": True, **look})
        self.page.merge((row, span[0], row + rows - 1, span[1]), text, style)
        return row + rows

    def ground(self, top: int, bottom: int) -> None:
        """Draw the spine and the tinted ground from row `top` to row `bottom`, wherever nothing is written yet."""
        page = self.page
        for row in range(top, bottom + 1):
            line = {"top": 1, "top_color": HAIR} if row == top else {}
            page.fill((row, LEFT, row, self.last + 1), page.styles(**line))
            page.fill((row, self.spine, row, self.spine), page.styles(bg_color=INK))
            page.fill((row, self.tint, row, self.edge), page.styles(bg_color=COUNTER_TINT, **line))

    def cards(self, row: int, cards: Iterable[tuple[str, tuple[Piece, ...]]]) -> int:
        """Write cards one under the other, each with its key letter; return the row after the last."""
        key_style = self.page.styles(
            font_name=SERIF, italic=True, bold=True, font_size=12, font_color=COUNTER, bg_color=COUNTER_TINT
        )
        for key, pieces in cards:
            if key:
                self.page.put(row, self.key, key, key_style)
            for piece in pieces:
                row = self.text(row, (self.card, self.card), piece.text, **{"bg_color": COUNTER_TINT, **piece.look})
            row += 1
        return row

    def block(self, top: int, bottom: int) -> None:
        """Remember a block that should stay on one printed page."""
        self._blocks.append((top, bottom))

    def printed(self, footer: str, repeat: tuple[int, int] | None = None) -> None:
        """Set up printing: A4 landscape at a fixed scale, pages broken between blocks."""
        page = self.page
        page.printed(footer=footer, repeat=repeat)
        page.sheet.fit_page = False
        page.sheet.set_print_scale(self.scale)
        room = int(PAGE_HEIGHT / self.scale * 100 // ROW) - (3 if repeat else 0)
        page.sheet.set_h_pagebreaks(page_breaks(self._blocks, room))
        last = self._blocks[-1][1] if self._blocks else 1
        page.sheet.print_area(0, 0, last, self.edge)


def page_breaks(blocks: list[tuple[int, int]], room: int) -> list[int]:
    """Return the rows before which a page of `room` rows must begin so that no block is cut that fits on one."""
    breaks: list[int] = []
    start = 0
    for top, bottom in blocks:
        if bottom - start + 1 > room and top > start:
            breaks.append(top)
            start = top
    return breaks
