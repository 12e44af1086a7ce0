"""Writes the whole report: the sheets in their order, document properties, one file. Deterministic for equal input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter.workbook import Workbook

from indicators.answer_pieces import HeldAnswers
from indicators.model import Language, Objective
from service.render.report import (
    annotations_sheet,
    answers,
    codebook,
    commitments,
    figures_sheet,
    long_texts,
    method,
    refused,
    signatories,
)
from service.render.report.answer_frames import long_frames, wide_frames
from service.render.report.contents import Report
from service.render.report.cover import Cover
from service.render.report.language import Words
from service.render.report.objective import ObjectiveSheet
from service.render.report.overflow import LIMITS, Limits, Overflow
from service.render.report.page import Page
from service.render.report.pledge import PledgeSheet
from service.render.report.spooled import SpooledAnswers
from service.render.report.streamed import Streamed, framed, splice, spoken
from service.render.report.styles import CLAIM, COUNTER, INK, SANS, Styles
from service.render.report.survey import survey_of
from service.render.report.table import FIRST_ROW, FITTED_ROWS, Column, Row, Table

LONGEST_NAME = 31
_EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001  a document property without zone; equal input, equal file


def options() -> dict[str, Any]:
    """Return the settings of a workbook in which text stays text; made anew, because the library changes them."""
    return {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "default_format_properties": {"font_name": SANS, "font_size": 10, "font_scheme": False},
    }


class ReportWorkbook:
    """One consolidated workbook in one language."""

    def __init__(self, path: Path, report: Report, language: Language, limits: Limits = LIMITS) -> None:
        self.report = report
        self.words = Words(language)
        self.overflow = Overflow(self.words, limits)
        self._survey = survey_of(report)
        self._path = path
        self._buffer = BytesIO()
        self.workbook = Workbook(self._buffer, options())
        self._streamed: list[Streamed] = []
        self.styles = Styles(self.workbook, language)
        self._contents: list[tuple[str, str]] = []
        self._columns: list[tuple[str, Sequence[Column]]] = []
        self._names: set[str] = set()

    def write(self) -> None:
        """Write every sheet and close the file. Raises OSError where the file cannot be written."""
        cover = self._page(self.words("sheet_cover"), INK)
        self._objectives()
        self._tables()
        self._method()
        self._long_texts()
        Cover(self.workbook, cover, self.report).write(self._contents)
        cover.sheet.activate()
        self._properties()
        self.workbook.close()
        splice(self._buffer, self._path, self._streamed, self.overflow)

    def _page(self, name: str, colour: str, about: str = "") -> Page:
        name = sheet_name(name, self._names)
        self._names.add(name.casefold())
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(colour)
        if about:
            self._contents.append((name, about))
        return Page(sheet, self.words, self.styles, self.overflow)

    def _objectives(self) -> None:
        words = self.words
        for objectives, clauses, indicators in self.report.sections:
            page = self._page(self._section_name(objectives), CLAIM, words("contents_objective"))
            ObjectiveSheet(self.workbook, page, self.report).write(objectives, clauses, indicators)
        PledgeSheet(self._page(words("sheet_pledge"), COUNTER, words("contents_pledge")), self.report).write()

    def _section_name(self, objectives: tuple[Objective, ...]) -> str:
        first = objectives[0]
        if first.heading is None:
            return self.words("sheet_follow_up")
        return f"{first.number} {self.words.of(first.short)}"

    def _tables(self) -> None:
        report, words = self.report, self.words
        self._table("annotations", annotations_sheet.COLUMNS, annotations_sheet.rows(report, words), COUNTER, frozen=1)
        self._table("commitments", commitments.COLUMNS, commitments.rows(report, words), CLAIM, frozen=2)
        figures = figures_sheet.rows(report, words, self.styles)
        self._table("figures", figures_sheet.COLUMNS, figures, CLAIM, frozen=1, fitted=False)
        survey = self._survey
        long, wide = answers.LONG, answers.wide_columns(report.framework)
        self._stream("long", long, lambda: spoken(long_frames(report, words), long, words), survey.long)
        self._stream("wide", wide, lambda: wide_frames(report), survey.wide)
        self._signatories()
        self._table("refused", refused.COLUMNS, refused.rows(report, words), INK)
        indicators = codebook.indicator_rows(report.framework, words)
        self._table("indicators", codebook.INDICATOR_COLUMNS, indicators, INK, frozen=2)
        columns = [*self._columns, (words("sheet_codebook"), codebook.COLUMNS)]
        self._table("codebook", codebook.COLUMNS, codebook.rows(columns, report.framework, words), INK)

    def _signatories(self) -> None:
        """A table like the others; a long one is written at the end."""
        report, words, columns = self.report, self.words, signatories.COLUMNS
        signed = partial(signatories.rows, report, words, self._survey.tallies)
        number = len(report.cycle.signatories)
        if number > FITTED_ROWS:
            self._stream("signatories", columns, lambda: framed(columns, signed()), number, INK, 3)
        else:
            self._table("signatories", columns, signed(), INK, frozen=3)

    def _stream(
        self,
        key: str,
        columns: Sequence[Column],
        frames: Callable[[], Iterable[pl.DataFrame]],
        number: int,
        colour: str = CLAIM,
        frozen: int = 2,
    ) -> None:
        """Lay out a table whose `number` rows are written at the end, on as many sheets as it takes."""
        most = self.overflow.limits.rows - FIRST_ROW
        for sheet, first in enumerate(range(0, max(number, 1), most), 1):
            title = self.words(f"sheet_{key}")
            if sheet > 1:
                title = self.words("overflow_title", title=title, number=sheet)
            page = self._page(title, colour, self.words(f"contents_{key}"))
            self._columns.append((page.name, columns))
            here = min(most, number - first)
            Table(page, columns).sample(here, frozen)
            self._printed(page)
            self._streamed.append(Streamed(page.sheet.index, page.name, columns, frames, here, first))

    def _long_texts(self) -> None:
        """A sheet for what no cell can hold, where there is any; it is the last one to be written."""
        if not self.overflow.found and self._survey.longest <= self.overflow.limits.cell:
            return
        page = self._page(self.words("sheet_overflow"), INK, self.words("contents_overflow"))
        columns = long_texts.COLUMNS
        Table(page, columns).sample(0)
        self._printed(page)
        last = Streamed(
            page.sheet.index,
            page.name,
            columns,
            lambda: framed(columns, long_texts.rows(self.overflow)),
            self.overflow.limits.rows,
        )
        self._streamed.append(last)

    def _printed(self, page: Page) -> None:
        footer = self.words("footer", cycle=self.report.cycle.id, framework=self.report.framework.ref)
        page.printed(footer=footer, repeat=(1, 1))

    def _table(
        self,
        key: str,
        columns: Sequence[Column],
        rows: Iterable[Row],
        colour: str,
        *,
        frozen: int = 0,
        fitted: bool = True,
    ) -> None:
        page = self._page(self.words(f"sheet_{key}"), colour, self.words(f"contents_{key}"))
        self._columns.append((page.name, columns))
        Table(page, columns).write(rows, frozen_columns=frozen, fitted=fitted)
        self._printed(page)

    def _method(self) -> None:
        method.write(self._page(self.words("sheet_method"), INK, self.words("contents_method")), self.report)

    def _properties(self) -> None:
        report, words = self.report, self.words
        made = datetime.combine(report.made_on, time()) if report.made_on else _EPOCH
        title = words("cover_pledge", title=words.of(report.framework.title))
        self.workbook.set_properties(
            {
                "title": title,
                "subject": words("cover_cycle", cycle=report.cycle.id),
                "author": words("product"),
                "keywords": f"{report.framework.ref}, {report.cycle.id}",
                "comments": words("cover_notice"),
                "created": made,
            }
        )
        self.workbook.set_custom_property("framework", report.framework.ref)
        self.workbook.set_custom_property("framework_hash", report.framework.content_hash)
        self.workbook.set_custom_property("cycle", report.cycle.id)
        self.workbook.set_custom_property("language", words.language)


def sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a spreadsheet accepts and that no other sheet has, compared without case."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip().strip("'")[:LONGEST_NAME] or "-"
    candidate, number = base, 2
    while candidate.casefold() in taken:
        suffix = f" {number}"
        candidate, number = base[: LONGEST_NAME - len(suffix)] + suffix, number + 1
    return candidate


def write_report(path: Path, report: Report, language: Language, limits: Limits = LIMITS) -> None:
    """Write the consolidated workbook of `report` in `language` to `path`; what passes `limits` goes on further sheets.

    Raises OSError.
    """
    with SpooledAnswers(report.answers or HeldAnswers()) as answers:
        ReportWorkbook(path, replace(report, answers=answers), language, limits).write()
