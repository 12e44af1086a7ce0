"""The template's sheets of questions: a block an indicator, the form left, its guidance facing it on the right.

Layout and wording of a block live here; which slots exist is the form's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indicators.model import Field, Indicator, Mapping
from service.form.layout import FormSheet, Slot, indicators_of, slots_of
from service.render.template_book import Book
from service.render.template_look import SMALL
from service.render.template_measure import height_of
from service.render.template_page import Page
from service.render.template_progress import ratio_keys

COLUMNS = {"code": 12, "ref": 8, "question": 47, "unit": 17, "value": 24, "state": 17, "notes": 78, "flag": 6}
LONG_TEXT_WIDTH = COLUMNS["value"] + COLUMNS["state"] - 2
"""Characters of a line of a reason or a comment, which stretch over two columns."""

_GAP = 10
_REASON_HEIGHT = 30
_COMMENT_HEIGHT = 44
_NOTES = ("definition", "scope", "computation", "evidence", "limits")


@dataclass
class _Block:
    """One indicator being written: where its rows are, for the formulas that look at them."""

    indicator: Indicator
    title_row: int
    height: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)


def write_questions(book: Book, sheet: FormSheet) -> None:
    """Write one sheet of questions, with its progress count, and tell the book where its counts are."""
    page = book.page(sheet.code, COLUMNS)
    _head(book, page, sheet)
    first = page.row
    for indicator in indicators_of(book.framework, sheet.objectives):
        _write_block(book, page, indicator)
    flags = page.span(first, page.row, "flag")
    asked = sum(1 for i in indicators_of(book.framework, sheet.objectives) if i.entered)
    book.count(page, flags, asked)
    page.sheet.set_column(page.column("flag"), page.column("flag"), COLUMNS["flag"], None, {"hidden": True})
    book.finish(page, freeze=first, last="notes")


def _head(book: Book, page: Page, sheet: FormSheet) -> None:
    page.text("ref", book.heading_of(sheet), "heading", to="state")
    book.place_count(page, "notes", "count", to="notes")
    page.close_row(30)
    for column in ("ref", "question", "unit", "value", "state", "notes"):
        page.text(column, book.words(f"sheet.columns.{column}"), "column")
    page.close_row(20)


def _write_block(book: Book, page: Page, indicator: Indicator) -> None:
    block = _Block(indicator, page.row)
    _title(book, page, block)
    first = page.row
    block.height += page.line("question", indicator.measure.in_(book.language), "question", to="state")
    for id_ in indicator.clauses:
        text = book.framework.clause(id_).text.in_(book.language)
        block.height += page.line("question", book.words("block.clause", id=id_, text=text), "clause", to="state")
    if indicator.entered:
        _inputs(book, page, block)
        _conditions(book, page, block)
    else:
        source = indicator.derived.indicator if indicator.derived else ""
        block.height += page.line("question", book.words("block.derived", source=source), "plain", to="state")
    _notes(book, page, block, first)
    page.close_row(_GAP)


def _title(book: Book, page: Page, block: _Block) -> None:
    indicator = block.indicator
    title = indicator.title.in_(book.language)
    if indicator.entered and not indicator.core:
        title = book.words("block.optional_title", title=title)
    page.text("ref", indicator.id, "band_code")
    page.text("question", title, "band", to="value")
    page.text("state", book.words("state.computed"), "state")
    page.text("notes", book.words("block.notes_title"), "band_notes")
    page.close_row(22)


def _inputs(book: Book, page: Page, block: _Block) -> None:
    indicator = block.indicator
    if indicator.levels:
        for digit, wording in enumerate(indicator.levels):
            block.rows[f"level_{digit}"] = page.row
            page.text("ref", str(digit), "level_digit")
            block.height += page.line("question", wording.in_(book.language), "level", to="state")
    slots = {slot.field: slot for slot in slots_of(indicator)}
    for entry in indicator.fields:
        block.height += _number_row(book, page, block, entry, slots[entry.key])
    for key, label, height in (
        ("status", "status", 0),
        ("reason", "reason", _REASON_HEIGHT),
        ("comment", "comment", _COMMENT_HEIGHT),
    ):
        block.height += _word_row(book, page, block, slots[key], book.words(f"block.{label}"), height)


def _number_row(book: Book, page: Page, block: _Block, entry: Field, slot: Slot) -> float:
    block.rows[entry.key] = page.row
    label = book.words("block.level") if entry.role == "level" else entry.label.in_(book.language)
    if not entry.required:
        label = book.words("block.optional_field", label=label)
    page.mark(slot.code)
    label_style = "sublabel" if entry.part_of else "label"
    lines = page.text("question", label, label_style)
    unit = "" if entry.role == "level" else entry.unit.in_(book.language)
    if entry.population:
        unit = f"{unit}\n{book.words('block.default', population=entry.population)}"
    height = max(height_of(lines, 10), height_of(page.text("unit", unit, "unit"), SMALL), 18)
    needed = entry.required and block.indicator.core and not entry.population
    page.input(slot.code, "value", f"{'in' if needed else 'opt'}_{slot.kind}")
    book.validate(page, slot, entry)
    return page.close_row(height)


def _word_row(book: Book, page: Page, block: _Block, slot: Slot, label: str, at_least: float) -> float:
    block.rows[str(slot.field)] = page.row
    page.mark(slot.code)
    height = max(height_of(page.text("question", label, "label"), 10), at_least, 18)
    page.text("unit", "", "unit")
    page.input(slot.code, "value", f"opt_{slot.kind}", to="state" if slot.kind == "long_text" else None)
    book.validate(page, slot)
    return page.close_row(height)


def _conditions(book: Book, page: Page, block: _Block) -> None:
    """The formulas of one block: its flag (1 when done), its state in words, its warnings and colours."""
    off = book.off_formula(page, block.rows["status"])
    reason = page.ref(block.rows["reason"], "value")
    done = book.done_formula(page, block.indicator, block.rows, off)
    page_row, page.row = page.row, block.title_row
    flag = page.ref(block.title_row, "flag")
    code = f"flag:{block.indicator.id}"
    page.formula(code, "flag", f"=IF({done},1,0)", "code", 0)
    todo = book.words("state.todo" if block.indicator.core else "state.optional")
    state = f'=IF({flag}=1,"{book.words("state.done")}",IF({off},"{book.words("state.reason")}","{todo}"))'
    page.formula(f"state:{block.indicator.id}", "state", state, "state", todo)
    page.row = page_row
    page.when(block.title_row, "state", f"={flag}=1", "done")
    page.when(block.title_row, "state", f"={off}", "needed")
    page.when(block.rows["reason"], "value", f"=AND({off},LEN(TRIM({reason}))=0)", "needed", to="state")
    _exceeding(book, page, block)
    for entry in block.indicator.fields:
        cell = page.ref(block.rows[entry.key], "value")
        page.when(block.rows[entry.key], "value", f"={off}", "off")
        page.when(block.rows[entry.key], "value", f"=LEN({cell})>0", "filled")
    for digit in range(4):
        row = block.rows.get(f"level_{digit}")
        if row is not None:
            level = page.ref(block.rows[next(f.key for f in block.indicator.fields if f.role == "level")], "value")
            page.when(row, "question", f"=AND(ISNUMBER({level}),{level}={digit})", "chosen", to="state")


def _exceeding(book: Book, page: Page, block: _Block) -> None:
    """Say at once, in words, that a numerator is above its denominator."""
    indicator = block.indicator
    keys = ratio_keys(indicator)
    if keys is None:
        return
    top, bottom = (block.rows[key] for key in keys)
    a, b = page.ref(top, "value"), page.ref(bottom, "value")
    test = f"AND(ISNUMBER({a}),ISNUMBER({b}),{a}>{b})"
    page_row, page.row = page.row, top
    page.formula(f"exceeds:{indicator.id}", "state", f'=IF({test},"{book.words("state.exceeds")}","")', "hint")
    page.row = page_row
    page.when(top, "value", f"={test}", "wrong")


def _notes(book: Book, page: Page, block: _Block, first: int) -> None:
    """The guidance that faces the form: one cell merged over the block's rows, with room for all of its lines."""
    parts: list[tuple[str, str]] = [
        (book.words(f"notes.{name}"), getattr(block.indicator, name).in_(book.language)) for name in _NOTES
    ]
    if block.indicator.mappings:
        parts.append((book.words("notes.mappings"), " · ".join(dict.fromkeys(map(_mapping, block.indicator.mappings)))))
    lines = sum(book.lines(f"{title}. {text}", COLUMNS["notes"] - 2, SMALL) for title, text in parts)
    missing = height_of(lines, SMALL) - block.height
    if missing > 0:
        page.close_row(missing + 2)
    last = page.row - 1
    column = page.column("notes")
    style = page.look("notes")
    if last > first:
        page.sheet.merge_range(first, column, last, column, "", style)
    runs: list[object] = []
    bold, plain = book.run("bold"), book.run("plain")
    for index, (title, text) in enumerate(parts):
        runs += [bold, f"{title}. ", plain, text + ("\n" if index < len(parts) - 1 else "")]
    page.sheet.write_rich_string(first, column, *runs, style)


def _mapping(mapping: Mapping) -> str:
    return f"{mapping.standard} {mapping.code}"
