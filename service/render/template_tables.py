"""The template's tables: the company's own commitments, and its evidence. One row an entry."""

from __future__ import annotations

from service.form.layout import HEADING_ROW, Column, Table
from service.render.template_book import Book
from service.render.template_page import Page

COLUMNS: dict[str, dict[str, float]] = {
    "commitments": {
        "code": 12, "number": 5, "clause": 34, "text": 62, "target": 14, "unit": 18, "target_date": 14, "role": 28,
    },
    "evidence": {"code": 12, "number": 5, "indicator": 40, "kind": 22, "title": 46, "link": 44, "reference": 24},
}  # fmt: skip
_NEEDED = {
    ("commitments", "clause"),
    ("commitments", "text"),
    ("evidence", "indicator"),
    ("evidence", "kind"),
    ("evidence", "title"),
}


def write_table(book: Book, table: Table, rows: int) -> None:
    """Write one table with so many rows for entries."""
    columns = COLUMNS[table.sheet]
    page = book.page(table.sheet, columns)
    last = list(columns)[-1]
    page.line("number", book.words(f"{table.sheet}.title"), "heading", to=last, at_least=30)
    page.line("number", book.words(f"{table.sheet}.lead"), "lead", to=last)
    page.mark(HEADING_ROW)
    page.text("number", "", "column")
    for column in table.columns:
        page.text(column.code, _heading(book, table, column), "column")
    page.close_row(24)
    first = page.row
    for number in range(1, rows + 1):
        page.text("number", str(number), "row_number")
        for column in table.columns:
            page.input(str(number), column.code, f"opt_{column.kind}")
        page.row += 1
    for column in table.columns:
        _rule(book, page, table, column, first)
    book.finish(page, freeze=first, last=last, table=True)


def _heading(book: Book, table: Table, column: Column) -> str:
    key = "title_column" if column.code == "title" else column.code
    return book.words(f"{table.sheet}.{key}")


def _rule(book: Book, page: Page, table: Table, column: Column, first: int) -> None:
    index = page.column(column.code)
    prompt = book.words("prompt.link" if column.code == "link" else f"prompt.{_prompt(column)}", longest=2000)
    title = _heading(book, table, column)
    book.rule(page, (first, index, page.row - 1, index), column.kind, column.choices, title=title, prompt=prompt)
    if (table.sheet, column.code) in _NEEDED:
        _needed(page, table, column, first)


def _needed(page: Page, table: Table, column: Column, first: int) -> None:
    """Once a row is begun, what it still needs is shown."""
    start, end = (page.ref(first, c.code, absolute=False) for c in (table.columns[0], table.columns[-1]))
    row = f"${start[0]}{start[1:]}:${end[0]}{end[1:]}"
    blank = f"LEN({page.ref(first, column.code, absolute=False)})=0"
    index = page.column(column.code)
    options = {"type": "formula", "criteria": f"=AND(COUNTA({row})>0,{blank})", "format": page.look.condition("needed")}
    page.sheet.conditional_format(first, index, page.row - 1, index, options)


def _prompt(column: Column) -> str:
    return "text" if column.kind == "long_text" else column.kind
