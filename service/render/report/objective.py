"""The sheet of one objective: the pledge's words, then every indicator, declared left and opposed right."""

from __future__ import annotations

from itertools import count
from typing import Any

from xlsxwriter.workbook import Workbook

from indicators.annotations import Annotation
from indicators.model import Clause, Indicator, Objective
from service.render.report.bar import swatch
from service.render.report.cards import Piece, card
from service.render.report.clause_block import write_clause
from service.render.report.contents import Report
from service.render.report.indicator_block import FACT, SHARE, IndicatorBlock
from service.render.report.page import Page
from service.render.report.spine import LEFT, TITLE, Spine
from service.render.report.styles import (
    BORDER,
    CLAIM,
    COUNTER,
    COUNTER_TINT,
    HATCH,
    INK_SOFT,
    PAPER,
    SERIF,
    SHADES,
)

CARDS_SHOWN = 40
"""Cards written in full beside one figure; the rest are counted there and stand on the annotations' sheet."""

_EMPTY = {"font_name": SERIF, "italic": True, "font_color": INK_SOFT, "font_size": 10.5}

Cards = list[tuple[str, tuple[Piece, ...]]]


class ObjectiveSheet:
    """Writes one section face to face. Key letters run through the sheet and name the cards."""

    def __init__(self, workbook: Workbook, page: Page, report: Report) -> None:
        self.workbook = workbook
        self.page = page
        self.words = page.words
        self.report = report
        self.spine = Spine(page)
        self._numbers = count()

    def write(
        self, objectives: tuple[Objective, ...], clauses: tuple[Clause, ...], indicators: tuple[Indicator, ...]
    ) -> None:
        """Write the whole sheet."""
        frozen = self._head(objectives)
        row = frozen
        keys_of: dict[str, list[str]] = {}
        for clause in clauses:
            cards = self._cards(self.report.on_clause.get(clause.id, ()))
            keys_of[clause.id] = [key for key, _ in cards]
            row = write_clause(self.spine, row, clause, self.report, cards or self._none("no_annotation_clause"))
        row = self._legend(row)
        for indicator in indicators:
            above = [key for clause in indicator.clauses for key in keys_of.get(clause, [])]
            row = self._indicator(row, indicator, above)
        self.page.sheet.freeze_panes(frozen, 0)
        footer = self.words("footer", cycle=self.report.cycle.id, framework=self.report.framework.ref)
        self.spine.printed(footer, repeat=(frozen - 2, frozen - 1))

    def _head(self, objectives: tuple[Objective, ...]) -> int:
        page, styles, words = self.page, self.page.styles, self.words
        page.sheet.set_row(0, 34)
        page.put(
            0, LEFT, self._heading(objectives), styles(font_size=18, bold=True, font_color=CLAIM, valign="vcenter")
        )
        page.sheet.set_row(1, 22)
        tint, soft = {"bg_color": COUNTER_TINT}, {"font_color": INK_SOFT, "font_size": 9}
        page.put(1, LEFT, words("objective_claim"), styles(font_size=14, bold=True, font_color=CLAIM))
        page.put(2, LEFT, words("objective_claim_sub"), styles(**soft))
        serif = {"font_name": SERIF, "italic": True, "font_size": 14, "font_color": COUNTER}
        page.put(1, self.spine.key, words("objective_counter"), styles(**serif, **tint))
        page.put(2, self.spine.key, words("objective_counter_sub"), styles(**soft, **tint))
        self.spine.ground(1, 2)
        return 3

    def _heading(self, objectives: tuple[Objective, ...]) -> str:
        first = objectives[0]
        if first.heading is None:
            return self.words("sheet_follow_up")
        return self.words("objective_heading", number=str(first.number), heading=self.words.of(first.heading))

    def _indicator(self, row: int, indicator: Indicator, clause_keys: list[str]) -> int:
        on_it = self.report.on_indicator.get(indicator.id, ())
        cards = self._cards(on_it[:CARDS_SHOWN])
        pairs = zip(cards, on_it, strict=False)
        contesting = [key for (key, _), annotation in pairs if self.report.contests_now(annotation)]
        if len(on_it) > CARDS_SHOWN:
            more = self.words.count("more_annotations", len(on_it) - CARDS_SHOWN, sheet=self.words("sheet_annotations"))
            cards.append(("", (Piece(more, _EMPTY),)))
        block = IndicatorBlock(self.workbook, self.spine, indicator, self.report.consolidation.figure(indicator.id))
        return block.write(row, cards or self._none("no_annotation_figure"), contesting, clause_keys)

    def _cards(self, annotations: tuple[Annotation, ...]) -> Cards:
        return [(letters(next(self._numbers)), card(annotation, self.report, self.words)) for annotation in annotations]

    def _none(self, key: str) -> Cards:
        return [("", (Piece(self.words(key), _EMPTY),))]

    def _legend(self, top: int) -> int:
        page, words, styles = self.page, self.words, self.page.styles
        page.put(top + 1, LEFT, words("legend_title"), styles(bold=True))
        self.spine.text(top + 2, (LEFT, self.spine.last), words("legend_text"), font_size=9, font_color=INK_SOFT)
        for place, (key, text, look) in enumerate(legend_entries()):
            row, columns = top + 4 + place % 4, (LEFT, TITLE) if place < 4 else (SHARE, FACT)
            style = {"border": 1, "border_color": BORDER, "align": "center", "font_size": 9, **look}
            page.put(row, columns[0], text, styles(**style))
            page.put(row, columns[1], words(key), styles(font_size=9, align="left", indent=1))
        self.spine.ground(top, top + 8)
        self.spine.block(top, top + 8)
        return top + 9


def legend_entries() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Return every fill of the bars: the key of its words, what stands in its cell, the look of the cell."""
    hatch = {"font_color": CLAIM, "bottom": 5, "bottom_color": COUNTER}
    return (
        ("legend_high", "", swatch("100", SHADES[0])),
        ("legend_low", "", swatch("1-49", SHADES[2])),
        ("legend_zero", "", swatch("0", SHADES[3])),
        ("legend_contested", HATCH * 6, hatch),
        *((key, "", swatch(key, PAPER)) for key in ("not_applicable", "not_available", "unanswered", "silent")),
    )


def letters(number: int) -> str:
    """Return the key letters of the card `number`, counted from 0: a to z, then aa, ab and so on."""
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text
