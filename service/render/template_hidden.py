"""The template's hidden sheets: the lists behind the dropdowns, and the marker by which a workbook is recognised."""

from __future__ import annotations

from service.form.layout import MARKER_MARK, TEMPLATE_VERSION
from service.form.lists import LIST_NAMES, entries
from service.render.template_book import Book


def write_lists(book: Book) -> None:
    """Write every list in two columns: code, then the words shown in the dropdown."""
    sheet = book.book.add_worksheet(book.sheet_name("lists"))
    sheet.write_string(0, 0, book.words("lists.notice"), book.look("small"))
    for index, name in enumerate(LIST_NAMES):
        sheet.write_string(1, 2 * index, name, book.look("code"))
        for row, (code, label) in enumerate(entries(name, book.framework, book.language), start=2):
            sheet.write_string(row, 2 * index, code)
            if name == "level":
                sheet.write_number(row, 2 * index + 1, int(code))
            else:
                sheet.write_string(row, 2 * index + 1, label)
    sheet.protect()
    sheet.hide()


def write_marker(book: Book) -> None:
    """Write what the workbook was made for: read by code, before anything else."""
    sheet = book.book.add_worksheet(book.sheet_name("marker"))
    sheet.write_string(0, 0, MARKER_MARK)
    facts = {
        "framework": book.framework.ref,
        "hash": book.framework.content_hash,
        "cycle": book.cycle,
        "language": book.language,
        "template": TEMPLATE_VERSION,
        "fields": str(book.layout.fields),
    }
    for row, (name, value) in enumerate(facts.items(), start=1):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()
