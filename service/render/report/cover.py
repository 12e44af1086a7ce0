"""The cover: who answered, who did not, what is contested, and what is in the workbook, with a chart of coverage."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.workbook import Workbook

from indicators.figures import Figure
from service.render.report.bar import fill
from service.render.report.contents import Report
from service.render.report.measure import height, line_count
from service.render.report.page import Page
from service.render.report.styles import (
    CLAIM,
    COUNTER,
    COUNTER_TINT,
    HAIR,
    INK,
    INK_SOFT,
    PAPER,
    SANS,
    SERIF,
)

WIDTHS = (2, 12, 40, 11, 11, 11, 11, 11, 11, 3, 34, 60)
LAST_TABLE = 8
CONTENTS, ABOUT = 10, 11
PARTS = ("uncontested", "contested", "not_applicable", "not_available", "unanswered", "silent")


class Cover:
    """Writes the cover. `contents` are the other sheets with what each holds."""

    def __init__(self, workbook: Workbook, page: Page, report: Report) -> None:
        self.workbook = workbook
        self.page = page
        self.words = page.words
        self.report = report
        page.widths(*WIDTHS)

    def write(self, contents: Sequence[tuple[str, str]]) -> None:
        """Write the whole sheet."""
        row = self._title()
        self.page.sheet.set_default_row(17)
        lead = self._leads(row)
        aside = self._contents(row, contents)
        row = max(lead, aside) + 1
        row = self._notice(row)
        self._coverage(row + 1)
        footer = self.words("footer", cycle=self.report.cycle.id, framework=self.report.framework.ref)
        self.page.printed(footer=footer)
        self.page.sheet.fit_to_pages(1, 1)
        self.page.sheet.center_horizontally()

    def _title(self) -> int:
        page, words, styles = self.page, self.words, self.page.styles
        row = 0
        if self.report.invented:
            page.sheet.set_row(0, 22)
            page.merge(
                (0, 0, 0, ABOUT),
                words("invented"),
                styles(bg_color=INK, font_color=PAPER, bold=True, valign="vcenter", indent=1),
            )
            row = 1
        page.sheet.set_row(row, 14)
        page.sheet.set_row(row + 1, 36)
        page.put(row + 1, 1, words("cover_claim"), styles(font_size=26, bold=True, font_color=CLAIM))
        page.sheet.set_row(row + 2, 38)
        serif = styles(font_size=26, italic=True, font_color=COUNTER, font_name=SERIF)
        page.put(row + 2, 1, words("cover_counter"), serif)
        framework = self.report.framework
        page.sheet.set_row(row + 3, 20)
        pledge = words("cover_pledge", title=words.of(framework.title))
        page.put(row + 3, 1, pledge, styles(font_size=12, bold=True))
        parts = [self.report.title or words("cover_cycle", cycle=self.report.cycle.id), framework.ref]
        if self.report.made_on:
            parts.append(words("cover_made", day=words.day(self.report.made_on)))
        page.put(row + 4, 1, " · ".join(parts), styles(font_color=INK_SOFT))
        return row + 6

    def _leads(self, row: int) -> int:
        coverage, words = self.report.consolidation.coverage, self.words
        share = Decimal(coverage.submitted) / coverage.signatories if coverage.signatories else None
        known = coverage.headcount_known
        heads = Decimal(coverage.headcount_submitted) / known if known else None
        shares = {"share": words.percent(share), "heads": words.percent(heads)}
        roster = {"sheet": words("sheet_signatories")}
        unions = words.number(coverage.unions)
        silent, left = len(coverage.silent), len(coverage.left)
        entries: list[tuple[int, str, str]] = [
            (coverage.signatories, words.count("cover_lead_signatories", coverage.signatories), CLAIM),
            (coverage.submitted, words.count("cover_lead_submitted", coverage.submitted, **shares), CLAIM),
            (silent, words.count("cover_lead_silent", silent, **roster), INK),
            (left, words.count("cover_lead_left", left), INK),
            (
                coverage.contested_answers,
                words.count("cover_lead_contested", coverage.contested_answers, answers=coverage.answers),
                COUNTER,
            ),
            (coverage.annotations, words.count("cover_lead_annotations", coverage.annotations, unions=unions), COUNTER),
        ]
        refused = len({refused.name for refused in self.report.refused})
        if refused:
            text = words.count("cover_lead_refused", refused, sheet=words("sheet_refused"))
            entries.append((refused, text, INK_SOFT))
        for number, text, colour in entries:
            self._lead(row, number, text, colour)
            row += 2
        return row

    def _lead(self, row: int, number: int, text: str, colour: str) -> None:
        page, styles = self.page, self.page.styles
        serif: dict[str, Any] = {"font_name": SERIF, "italic": True} if colour == COUNTER else {}
        line = {"valign": "vcenter", "bottom": 1, "bottom_color": HAIR}
        big = styles(font_size=22, bold=True, font_color=colour, align="right", num_format=styles.whole, **line)
        page.merge((row, 1, row + 1, 1), number, big)
        said = styles(font_size=12, font_color=colour, text_wrap=True, indent=1, **line, **serif)
        page.merge((row, 2, row + 1, LAST_TABLE), text, said)

    def _contents(self, row: int, contents: Sequence[tuple[str, str]]) -> int:
        page, styles = self.page, self.page.styles
        page.put(row - 1, CONTENTS, self.words("cover_contents"), styles(bold=True, font_size=12))
        link = styles(font_color=CLAIM, underline=1, font_size=10)
        for place, (sheet, about) in enumerate(contents):
            quoted = sheet.replace("'", "''")
            page.sheet.write_url(row + place, CONTENTS, f"internal:'{quoted}'!A1", link, sheet)
            page.put(row + place, ABOUT, about, styles(font_color=INK_SOFT, font_size=9, text_wrap=True))
        return row + len(contents)

    def _notice(self, row: int) -> int:
        page, words, styles = self.page, self.words, self.page.styles
        edge = {"bg_color": COUNTER_TINT, "left": 5, "left_color": COUNTER, "align": "left", "indent": 1}
        page.merge((row, 1, row, ABOUT), words("cover_notice_title"), styles(bold=True, font_size=11, **edge))
        texts = [words("cover_notice"), words.of(self.report.framework.notice)]
        for place, text in enumerate(texts, row + 1):
            lines = line_count(text, page.width(1, ABOUT) - 12, 10.5)
            page.sheet.set_row(place, height(lines, 10.5) + 2)
            page.merge((place, 1, place, ABOUT), text, styles(text_wrap=True, font_size=10.5, **edge))
        return row + 1 + len(texts)

    def _coverage(self, row: int) -> None:
        page, words, styles = self.page, self.words, self.page.styles
        page.sheet.set_row(row, 22)
        page.put(row, 1, words("cover_chart_title"), styles(bold=True, font_size=13, font_color=CLAIM))
        heads = ("indicator", "title", *PARTS)
        first = row + 2
        for place, head in enumerate(heads, 1):
            text = words(head) if head in PARTS else words(f"col_{head}")
            page.put(row + 1, place, text, self._head(place > 2))
        page.sheet.set_row(row + 1, 28)
        figures = [self.report.consolidation.figure(i.id) for i in self.report.framework.indicators]
        for place, (indicator, figure) in enumerate(zip(self.report.framework.indicators, figures, strict=True), first):
            values = (indicator.id, words.of(indicator.title), *counts(figure))
            for column, value in enumerate(values, 1):
                look = {"num_format": styles.whole, "bottom": 1, "bottom_color": HAIR, "font_size": 9}
                page.put(place, column, value, styles(**look))
        self._chart(row + 1, first, len(figures))

    def _head(self, right: bool) -> Any:
        look = {"bold": True, "font_size": 9, "bottom": 2, "bottom_color": CLAIM, "text_wrap": True, "valign": "bottom"}
        return self.page.styles(align="right" if right else "left", **look)

    def _chart(self, row: int, first: int, number: int) -> None:
        drawn = self.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        name = self.page.name
        for place, key in enumerate(PARTS):
            drawn.add_series(
                {
                    "name": self.words(key),
                    "categories": [name, first, 1, first + number - 1, 1],
                    "values": [name, first, 3 + place, first + number - 1, 3 + place],
                    "gap": 25,
                    **fill(key, CLAIM, contested=key == "contested"),
                }
            )
        font = {"name": SANS, "size": 9}
        signatories = self.report.consolidation.coverage.signatories
        drawn.set_legend({"position": "top", "font": font})
        drawn.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
        grid = {"visible": True, "line": {"color": HAIR, "width": 0.5}}
        drawn.set_x_axis({"min": 0, "max": max(signatories, 1), "num_font": font, "major_gridlines": grid})
        drawn.set_title({"none": True})
        drawn.set_chartarea({"border": {"none": True}})
        width = self.page.width(CONTENTS) + self.page.width(ABOUT) + 12
        drawn.set_size({"width": int(width * 4 / 3), "height": int((number * 17 + 28) * 4 / 3)})
        alt = self.words("cover_chart_alt")
        self.page.sheet.insert_chart(row, CONTENTS, drawn, {"description": alt, "object_position": 2})


def counts(figure: Figure) -> tuple[int, ...]:
    """Return how many signatories are in each part of a figure's bar, in the order of `PARTS`."""
    coverage = figure.coverage
    contested = (
        sum(band.contested for band in figure.bands) if figure.bands else min(figure.contested, coverage.answered)
    )
    plain = coverage.answered - contested
    rest = (coverage.not_applicable, coverage.not_available, coverage.unanswered, coverage.silent)
    return (plain, contested, *rest)
