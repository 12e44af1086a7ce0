"""The empty workbook that a company fills in: built here once for a framework, a cycle and a language.

`build` writes every sheet; `stencil.py` keeps the result and fills it in. Nothing here reads a workbook.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter.workbook import Workbook

from indicators.model import Framework, Language
from service.form.layout import COMMITMENT_ROWS, EVIDENCE_ROWS
from service.render.template_book import Book
from service.render.template_front import open_readme, write_organisation, write_readme
from service.render.template_hidden import write_lists, write_marker
from service.render.template_look import BODY, FONT
from service.render.template_page import Written
from service.render.template_questions import write_questions
from service.render.template_tables import write_table

_BUILT = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed date: the same framework gives the same bytes


@dataclass(frozen=True, slots=True)
class Built:
    """An empty workbook and where everything stands in it; `sheets` are the names in order."""

    content: bytes
    written: Written
    sheets: tuple[str, ...]


def build(
    framework: Framework,
    language: Language,
    cycle: str,
    *,
    commitment_rows: int = COMMITMENT_ROWS,
    evidence_rows: int = EVIDENCE_ROWS,
) -> Built:
    """Return the empty workbook for one framework, language and cycle."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "default_format_properties": {"font_name": FONT, "font_size": BODY},
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    workbook = Workbook(buffer, options)
    book = Book(workbook, framework, language, cycle)
    _describe(book)
    readme = open_readme(book)
    organisation, *questions = book.layout.sheets
    write_organisation(book, organisation)
    for sheet in questions:
        write_questions(book, sheet)
    for table, rows in zip(book.layout.tables, (commitment_rows, evidence_rows), strict=True):
        write_table(book, table, rows)
    write_readme(book, readme)
    write_lists(book)
    write_marker(book)
    names = tuple(str(sheet.get_name()) for sheet in workbook.worksheets())
    workbook.close()
    return Built(buffer.getvalue(), book.written, names)


def _describe(book: Book) -> None:
    book.book.set_properties(
        {
            "title": book.words("document.title", cycle=book.cycle),
            "subject": book.words("document.subject"),
            "author": "En regard",
            "created": _BUILT,
        }
    )
    book.book.set_size(2400, 1600)
