"""Whatever a company or a union writes stays text: no formula, no link, no broken file; it comes back as written."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_case import example_report
from xlsxwriter.workbook import Workbook

from indicators.answers import Commitment
from indicators.case import Filed
from schemas.text import clean
from service.render.report import answers, commitments
from service.render.report.answer_frames import long_frames
from service.render.report.cell_text import LONGEST_CELL, as_stored, fit_cell
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.overflow import Overflow
from service.render.report.page import Page
from service.render.report.streamed import Streamed, splice, spoken
from service.render.report.styles import Styles
from service.render.report.survey import survey_of
from service.render.report.table import Table
from service.render.report.workbook import options

NASTY = (
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+SUM(A1)",
    "-2+3",
    "@cmd",
    "{=A1}",
    "http://example.org",
    "mailto:x@example.org",
    "internal:Feuille!A1",
    "file:///etc/passwd",
    "_x0000_",
    "_x005F_x0041_",
    " espaces ",
    "\tavec\ttabulations",
    "deux\nlignes",
    "<b>&amp;</b>",
    "<r><t>balise</t></r>",
    "<r></sst>&</r>",
    "_x0041_x0042_x0043_",
    "]]>",
    "001",
    "1e999",
    "NaN",
    "TRUE",
    "#REF!",
    "'apostrophe",
    "\U0001f600 émoji",
    "\u202eécrit à rebours",
)


def accepted(text: str) -> bool:
    try:
        return clean(text) == text and text.strip() != ""
    except ValueError:
        return False


TEXTS = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=60)).filter(accepted)


def saying(text: str) -> Report:
    """The example report in which the first company says `text` wherever it can."""
    report = example_report()
    first = report.cycle.filed[0]
    organisation = replace(first.submission.organisation, name=text)
    said = tuple(replace(answer, comment=text, reason=text) for answer in first.submission.answers)
    submission = replace(
        first.submission, organisation=organisation, answers=said, commitments=(Commitment(None, text),)
    )
    filed = (Filed(first.signatory, first.revision, submission, source=text), *report.cycle.filed[1:])
    return replace(report, cycle=replace(report.cycle, filed=filed))


def written(text: str, directory: Path) -> Path:
    """Write the two tables that carry a company's words, one streamed and one not, without the rest of the report."""
    path, buffer, report, words = directory / "said.xlsx", io.BytesIO(), saying(text), Words("fr")
    with Workbook(buffer, options()) as workbook:
        styles = Styles(workbook, "fr")
        number = survey_of(report).long
        Table(Page(workbook.add_worksheet("long"), words, styles), answers.LONG).sample(number)
        own = Table(Page(workbook.add_worksheet("own"), words, styles), commitments.COLUMNS)
        own.write(commitments.rows(report, words))
    frames = spoken(long_frames(report, words), answers.LONG, words)
    long = Streamed(0, "long", answers.LONG, lambda: frames, number)
    splice(buffer, path, [long], Overflow(words))
    return path


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_no_words_become_a_formula_or_a_link_and_they_come_back_as_written(text: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = written(text, Path(directory))
        book = openpyxl.load_workbook(path)
        place = [column.code for column in answers.LONG].index("comment")
        comment = book["long"].cell(3, place + 1)
        own = book["own"].cell(3, [column.code for column in commitments.COLUMNS].index("commitment") + 1)
        for cell in (comment, own):
            assert (cell.data_type in {"s", "inlineStr"}, cell.hyperlink) == (True, None)
        assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
        read = python_calamine.CalamineWorkbook.from_path(str(path))
        assert read.get_sheet_by_name("own").to_python()[2][4] == text
        assert read.get_sheet_by_name("long").to_python()[2][place] == text


def test_every_nasty_text_comes_back_as_written_from_both_readers() -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "nasty.xlsx"
        with Workbook(str(path), options()) as workbook:
            page = Page(workbook.add_worksheet("x"), Words("en"), Styles(workbook, "en"))
            for row, text in enumerate(NASTY):
                page.put(row, 0, text, page.styles())
        rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("x").to_python()
        assert [row[0] for row in rows] == list(NASTY)
        sheet = openpyxl.load_workbook(path)["x"]
        plain = [text for text in NASTY if not text.startswith("_x")]
        read = [cell.value for cell in sheet["A"] if not str(cell.value).startswith("_x")]
        assert read == plain


def test_a_text_longer_than_a_cell_is_cut_where_everyone_sees_it() -> None:
    marker = " […cut: {cut}]"
    whole = "é" * LONGEST_CELL
    assert fit_cell(whole, marker) == whole
    wide = "\U0001f600" * 20_000
    cut = fit_cell(wide, marker)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
    kept = cut.count("\U0001f600")
    assert cut.endswith(f" […cut: {20_000 - kept}]")


def test_a_long_text_that_looks_like_markup_still_fits_a_cell() -> None:
    for text in ("<r>" + "&" * 30_000 + "</r>", "_x0041_x0042_" * 2_500):
        stored = as_stored(text, " […{cut}]")
        assert len(stored) <= LONGEST_CELL
        assert "[…" in stored


def test_a_long_table_is_spliced_whole_for_every_nasty_text() -> None:
    for text in (*NASTY, "é" * 40_000):
        with tempfile.TemporaryDirectory() as directory:
            path = written(text, Path(directory))
            rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("long").to_python()
            assert len(rows) == 2 + survey_of(saying(text)).long
            comments = {row[15] for row in rows[2:] if row[0] == rows[2][0]}
            begun = {str(comment).partition(" […suite")[0] for comment in comments}
            assert comments == {text} or (len(text) > LONGEST_CELL and all(text.startswith(part) for part in begun))


@given(st.text(alphabet=st.sampled_from("a\U0001f600é"), min_size=0, max_size=400).map(lambda text: text * 120))
def test_no_cell_is_ever_longer_than_a_spreadsheet_allows(text: str) -> None:
    shown = fit_cell(text, " […{cut}]")
    assert len(shown.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert shown == text or shown.startswith(text[:1000])
