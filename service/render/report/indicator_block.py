"""The block of one indicator: lead, bar, table and facts left of the spine; the counter-annotations right of it."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from indicators.figures import Figure
from indicators.model import Indicator
from service.render.report import bar
from service.render.report.cards import Piece
from service.render.report.facts import Fact, facts, number_format
from service.render.report.leads import lead
from service.render.report.spine import LEFT, ROW, TITLE, Spine
from service.render.report.styles import CLAIM, CLAIM_TINT, COUNTER, HAIR, INK_SOFT, SERIF

Cards = list[tuple[str, tuple[Piece, ...]]]

CHART_ROWS = 5
PLAIN, DISPUTED, SHARE = 3, 4, 5
FACT, FIRST, SECOND = 7, 8, 9
_PIXELS = 4 / 3


class IndicatorBlock:
    """Writes one indicator; `cards` are the annotations on it with their key letters, `clause_keys` those above."""

    def __init__(self, workbook: Workbook, spine: Spine, indicator: Indicator, figure: Figure) -> None:
        self.workbook = workbook
        self.spine = spine
        self.page = spine.page
        self.words = spine.page.words
        self.styles = spine.page.styles
        self.indicator = indicator
        self.figure = figure
        self.parts = bar.segments(indicator, figure, self.words)

    def write(self, top: int, cards: Cards, contesting: list[str], clause_keys: list[str]) -> int:
        """Write the block from row `top`; return the row after it."""
        row = self._title(top + 1)
        row = self._lead(row + 1)
        first = row + CHART_ROWS + 2
        self._chart(row, first + 1)
        self._contested(row + CHART_ROWS, contesting)
        row = max(self._bands(first), self._facts(first))
        row = self._notes(row + 1, clause_keys)
        bottom = max(row, self.spine.cards(top + 1, cards))
        self.spine.ground(top, bottom)
        self.spine.block(top, bottom)
        return bottom + 1

    def _title(self, row: int) -> int:
        words, indicator = self.words, self.indicator
        style = {"bold": True, "font_size": 12, "font_color": CLAIM}
        self.page.put(row, LEFT, indicator.id, self.styles(**style))
        title = words.of(indicator.title) + ("" if indicator.core else f" ({words('optional')})")
        row = self.spine.text(row, (TITLE, self.spine.last), title, **style)
        return self.spine.text(row, (TITLE, self.spine.last), words.of(indicator.measure), font_color=INK_SOFT)

    def _lead(self, row: int) -> int:
        said = lead(self.indicator, self.figure, self.words)
        formats = {"percent": self.styles.percent_of(0), "two": self.styles.two, "whole": self.styles.whole}
        big = self.styles(
            font_size=28, bold=True, font_color=CLAIM, align="left", valign="vcenter", num_format=formats[said.kind]
        )
        span = (PLAIN, self.spine.last)
        after = self.spine.text(row, span, said.sentence, font_size=12, bold=True, font_color=CLAIM)
        after = self.spine.text(after, span, said.line)
        self.page.put(after, PLAIN, self.words("self_declared"), self.styles(font_size=9, font_color=INK_SOFT))
        self.page.merge((row, LEFT, after, TITLE), said.number, big)
        return after + 1

    def _chart(self, row: int, first: int) -> None:
        drawn = bar.chart(self.workbook, self.page.name, first, self.parts, (TITLE, PLAIN, DISPUTED))
        width = sum(self.page.width(column) + 4.5 for column in range(LEFT, self.spine.last + 1))
        drawn.set_size({"width": int(width * _PIXELS), "height": int(CHART_ROWS * ROW * _PIXELS)})
        alt = bar.sentence(self.indicator, self.parts, self.words)
        self.page.sheet.insert_chart(row, LEFT, drawn, {"description": alt, "object_position": 2})

    def _contested(self, row: int, keys: list[str]) -> None:
        figure, words = self.figure, self.words
        if not figure.contested:
            self.page.put(row, LEFT, words("contested_none"), self.styles(font_size=9, font_color=INK_SOFT))
            return
        share = words.percent(figure.contested_weight, 1)
        line = words.count("contested_line", figure.contested, share=share, keys=", ".join(keys) or words("none"))
        style = self.styles(font_name=SERIF, italic=True, bold=True, font_size=11, font_color=COUNTER)
        self.page.put(row, LEFT, line, style)

    def _bands(self, row: int) -> int:
        words, page = self.words, self.page
        heads = ("", words("table_answers"), words("uncontested"), words("contested"), words("table_share"))
        for column, head in enumerate(heads, LEFT):
            page.put(row, column, head, self._head_style(column > TITLE))
        signatories = self.figure.coverage.signatories
        number, share = self._cell(self.styles.whole), self._cell(self.styles.percent_of(0))
        for place, part in enumerate(self.parts, row + 1):
            page.put(place, LEFT, None, self.styles(**bar.swatch(part.key, part.shade)))
            page.put(place, TITLE, part.label, self._cell("@", align="left", indent=1))
            page.put(place, PLAIN, part.count, number)
            page.put(place, DISPUTED, part.contested, self._disputed(part))
            total = part.count + (part.contested or 0)
            page.put(place, SHARE, total / signatories if signatories else None, share)
        return row + 1 + len(self.parts)

    def _cell(self, num_format: str, **look: object) -> Format:
        line = {"bottom": 1, "bottom_color": HAIR, "font_size": 9, "valign": "vcenter"}
        return self.styles(num_format=num_format, **{**line, **look})

    def _disputed(self, part: bar.Segment) -> Format:
        if not part.contested:
            return self._cell("0;;;")
        return self._cell("0", bold=True, font_color=COUNTER, bottom=2, bottom_color=COUNTER)

    def _head_style(self, right: bool) -> Format:
        return self.styles(
            bold=True,
            font_size=9,
            bg_color=CLAIM_TINT,
            bottom=1,
            bottom_color=CLAIM,
            align="right" if right else "left",
        )

    def _facts(self, row: int) -> int:
        for fact in facts(self.indicator, self.figure, self.words):
            if fact.kind == "note":
                row = self.spine.text(row, (FACT, SECOND), fact.label, font_size=9, italic=True, font_color=INK_SOFT)
                continue
            self._fact(row, fact)
            row += 1
        return row

    def _fact(self, row: int, fact: Fact) -> None:
        page = self.page
        if fact.kind == "head":
            for column, value in ((FACT, fact.label), (FIRST, fact.first), (SECOND, fact.second)):
                page.put(row, column, value, self._head_style(column > FACT))
            return
        line = {"bottom": 1, "bottom_color": HAIR, "valign": "vcenter"}
        page.put(row, FACT, fact.label, self.styles(font_size=9, **line))
        shown = number_format(self.indicator, fact.kind, self.styles)
        for column, value in ((FIRST, fact.first), (SECOND, fact.second)):
            whole = isinstance(value, int)
            style = self.styles(num_format=self.styles.whole if whole else shown, align="right", font_size=9, **line)
            page.put(row, column, self.words("none") if value is None else value, style)

    def _notes(self, row: int, clause_keys: list[str]) -> int:
        small = {"font_size": 9, "font_color": INK_SOFT}
        words = self.words
        if self.indicator.levels:
            listed = " · ".join(f"{level}\u00a0{words.of(text)}" for level, text in enumerate(self.indicator.levels))
            row = self.spine.text(row, (LEFT, self.spine.last), words("levels_line", levels=listed), **small)
        if clause_keys:
            row = self.spine.text(
                row, (LEFT, self.spine.last), words("on_clauses_line", keys=", ".join(clause_keys)), **small
            )
        return row
