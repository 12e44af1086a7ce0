"""The template's first sheets: the read-me, and the organisation that answers."""

from __future__ import annotations

from service.form.layout import FormSheet, Slot
from service.form.lists import label_of
from service.render.template_book import LONGEST_LINE, Book
from service.render.template_look import BODY, SMALL
from service.render.template_measure import height_of
from service.render.template_page import Page

README_COLUMNS = {"code": 12, "margin": 2, "key": 6, "text": 72, "count": 18, "end": 2}
ORGANISATION_COLUMNS = {"code": 12, "margin": 2, "question": 40, "unit": 14, "value": 38, "notes": 66}
_STEPS = ("one", "two", "three", "four", "five", "six")
_KEYS = ("input", "optional", "aside", "error", "band")


def open_readme(book: Book) -> Page:
    """Add the read-me as the first sheet; `write_readme` fills it in when the counts of the others are known."""
    return book.page("readme", README_COLUMNS)


def write_readme(book: Book, page: Page) -> None:
    """Write what the workbook is, how to fill it in, the colour key, the progress and what happens then."""
    page.line("key", book.words("document.title", cycle=book.cycle), "display", to="count", at_least=36)
    page.line("key", book.framework.title.in_(book.language), "lead", to="count")
    page.mark("readme.edition")
    page.line("key", book.words("readme.edition", **book.edition()), "small", to="count")
    _section(book, page, "what")
    page.line("key", book.words("readme.what"), "plain", to="count")
    _progress(book, page)
    _section(book, page, "how")
    _steps(book, page)
    _section(book, page, "key")
    for key in _KEYS:
        page.text("key", "", f"key_{key}")
        page.line("text", book.words(f"readme.key.{key}"), "level", to="count", at_least=18)
    _section(book, page, "then")
    page.line("key", book.words("readme.then"), "plain", to="count")
    _section(book, page, "notice")
    page.line("key", book.framework.notice.in_(book.language), "notice", to="count")
    page.line("key", book.framework.translation_notice.in_(book.language), "notice", to="count")
    book.finish(page, freeze=0, last="end", landscape=False)


def _section(book: Book, page: Page, name: str) -> None:
    page.close_row(10)
    page.line("key", book.words(f"readme.{name}_title"), "subheading", to="count", at_least=22)
    page.close_row(5)


def _steps(book: Book, page: Page) -> None:
    names = {code: book.sheet_name(code) for code in ("organisation", "commitments", "evidence")}
    statuses = {
        code: label_of("status", code, book.framework, book.language) for code in ("not_applicable", "not_available")
    }
    for number, step in enumerate(_STEPS, start=1):
        page.text("key", str(number), "level_digit")
        page.line("text", book.words(f"readme.how.{step}", **names, **statuses), "level", to="count", at_least=18)


def _progress(book: Book, page: Page) -> None:
    _section(book, page, "progress")
    page.text("key", "", "total", to="count")
    page.formula("total", "key", book.total_formula(), "total")
    page.close_row(26)
    for sheet in book.layout.sheets:
        name = book.sheet_name(sheet.code)
        page.text("key", "", "link", to="text")
        target = f"internal:{book.pages[sheet.code].name}!A2"
        page.sheet.write_url(page.row, page.column("key"), target, page.look("link"), name)
        done, asked = book.counts[sheet.code]
        page.formula(f"count:{sheet.code}", "count", f'={done}&" / {asked}"', "cell_right")
        page.close_row(18)


def write_organisation(book: Book, sheet: FormSheet) -> None:
    """Write the sheet that asks who answers, and the populations that denominators default to."""
    page = book.page(sheet.code, ORGANISATION_COLUMNS)
    page.text("question", book.words("organisation.title"), "heading", to="unit")
    book.place_count(page, "value", "count", to="notes")
    page.close_row(30)
    page.line("question", book.words("organisation.lead"), "lead", to="notes")
    freeze = page.row
    groups = {"identity": "organisation.name", "populations": f"organisation.{book.framework.populations[0].id}",
              "choice": "organisation.publication"}  # fmt: skip
    headings = {code: group for group, code in groups.items()}
    needed: list[str] = []
    for slot in sheet.slots:
        if slot.code in headings:
            page.close_row(10)
            page.line(
                "question", book.words(f"organisation.{headings[slot.code]}"), "subheading", to="notes", at_least=22
            )
            page.close_row(4)
        cell = page.ref(page.row, "value")
        if _row(book, page, slot):
            needed.append(cell)
    filled = "+".join(f"(LEN(TRIM({cell}))>0)" for cell in needed)
    _count(book, page, filled, len(needed))
    book.finish(page, freeze=freeze, last="notes")


def _count(book: Book, page: Page, filled: str, asked: int) -> None:
    page.text("notes", "", "code", row=page.row)
    page.formula("flag:organisation", "notes", f"={filled}", "code", 0)
    page.sheet.set_row(page.row, None, None, {"hidden": True})
    book.count(page, page.ref(page.row, "notes"), asked)
    page.row += 1


def _row(book: Book, page: Page, slot: Slot) -> bool:
    """Write one line of the organisation sheet; return whether it must be filled in."""
    population = next((p for p in book.framework.populations if p.id == slot.field), None)
    needed = slot.field not in {"reference", "publication"}
    page.mark(slot.code)
    if population is None:
        label, note, unit = book.words(f"organisation.{slot.field}"), book.words(f"organisation.{slot.field}_note"), ""
    else:
        label = f"{population.label.in_(book.language)} ({population.id})"
        note, unit = population.definition.in_(book.language), population.unit.in_(book.language)
    heights = [
        height_of(page.text("question", label, "label"), BODY),
        height_of(page.text("unit", unit, "unit"), SMALL),
        height_of(page.text("notes", note, "notes"), SMALL),
    ]
    page.input(slot.code, "value", f"{'in' if needed else 'opt'}_{slot.kind}")
    cell = page.ref(page.row, "value")
    page.when(page.row, "value", f"=LEN({cell})>0", "filled")
    book.validate(page, slot)
    page.close_row(max(24, *heights))
    return needed


LONGEST_NAME = LONGEST_LINE
