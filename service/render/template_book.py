"""The template's workbook as a whole: words, sheets, input rules, progress formulas, protection and print set-up.

Each `template_*.py` writes its sheets through a `Book`; what a sheet says is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from indicators.model import Field, Framework, Indicator, Language
from service.form.layout import TEMPLATE_VERSION, FormSheet, Kind, Layout, ListName, Slot, layout_of
from service.form.lists import LIST_NAMES, entries
from service.form.names import sheet_name
from service.form.texts import load_texts
from service.render.template_look import FONT, INK, SMALL, Look
from service.render.template_measure import lines_of
from service.render.template_page import Page, Written
from service.render.template_progress import TEXTS

LONGEST_TEXT = 2_000
LONGEST_LINE = 300
_LARGEST = 999_999_999_999_999
_DATE_FORMATS: dict[Language, str] = {"fr": "dd/mm/yyyy", "en": "yyyy-mm-dd"}
_A4 = 9


class Book:
    """One template being built. Sheets appear in the order in which `page` is called."""

    def __init__(self, book: Workbook, framework: Framework, language: Language, cycle: str) -> None:
        self.book = book
        self.framework = framework
        self.language: Language = language
        self.cycle = cycle
        self.layout: Layout = layout_of(framework)
        self.look = Look(book, _DATE_FORMATS[language])
        self.written = Written()
        self.pages: dict[str, Page] = {}
        self.counts: dict[str, tuple[str, int]] = {}
        self._texts = load_texts(TEXTS)
        self._count_spots: dict[str, tuple[int, str, str]] = {}
        self._runs = {
            "bold": book.add_format({"font_name": FONT, "font_size": SMALL, "font_color": INK, "bold": True}),
            "plain": book.add_format({"font_name": FONT, "font_size": SMALL, "font_color": INK}),
        }

    def words(self, key: str, **params: object) -> str:
        """Return a text of the template in its language."""
        return self._texts(key, self.language, **params)

    def run(self, name: str) -> Format:
        """Return the font of a part of a rich text."""
        return self._runs[name]

    @staticmethod
    def lines(text: str, characters: float, size: float) -> int:
        """Return the lines a text takes in so wide a column."""
        return lines_of(text, characters, size)

    def sheet_name(self, code: str) -> str:
        """Return the name of a sheet: the form's own, or the objective's number and short title."""
        return sheet_name(code, self.framework, self.language)

    def heading_of(self, sheet: FormSheet) -> str:
        """Return the heading of a sheet of questions."""
        heading = self.framework.objective(sheet.objectives[0]).heading
        if heading is None:
            return self.sheet_name(sheet.code).removeprefix("0 ")
        return self.words("sheet.objective", number=sheet.objectives[0], heading=heading.in_(self.language))

    def page(self, code: str, columns: Mapping[str, float]) -> Page:
        """Add a sheet and return the pen for it."""
        sheet = self.book.add_worksheet(self.sheet_name(code))
        sheet.hide_gridlines(2)
        page = Page(sheet, code, columns, self.look, self.written)
        self.pages[code] = page
        return page

    # -- progress -------------------------------------------------------------------------------------------------

    def place_count(self, page: Page, column: str, style: str, *, to: str) -> None:
        """Reserve the cell of a sheet's progress count in the current row."""
        page.text(column, "", style, to=to)
        self._count_spots[page.code] = (page.row, column, style)

    def count(self, page: Page, flags: str, asked: int) -> None:
        """Write a sheet's progress count: the sum of its flags over what it asks."""
        row, column, style = self._count_spots[page.code]
        back, page.row = page.row, row
        page.formula("count", column, self._count_formula("sheet.count", f"SUM({flags})", asked), style)
        page.row = back
        self.counts[page.code] = (f"SUM({page.name}!{flags})", asked)

    def _count_formula(self, key: str, done: str, asked: int) -> str:
        return '="' + self.words(key, done=f'"&{done}&"', all=asked) + '"'

    def total_formula(self) -> str:
        """Return the formula of the progress over all questions."""
        counts = [self.counts[s.code] for s in self.layout.sheets if s.objectives]
        done = "+".join(formula for formula, _ in counts)
        return self._count_formula("readme.progress_total", f"({done})", sum(asked for _, asked in counts))

    def off_formula(self, page: Page, status_row: int) -> str:
        """Return the test that a status says the question will not be answered."""
        status = page.ref(status_row, "value")
        first, last = self.list_range("status", skip=1).split(":")
        return f"OR({status}={first},{status}={self.lists_name}!{last})"

    def done_formula(self, page: Page, indicator: Indicator, rows: dict[str, int], off: str) -> str:
        """Return the test that a question is answered, or set aside with a reason (see `form.progress.is_done`)."""
        cells = {entry.key: page.ref(rows[entry.key], "value") for entry in indicator.fields}
        tests = [self._given(entry, cells[entry.key]) for entry in indicator.fields if entry.required]
        reason = f"LEN(TRIM({page.ref(rows['reason'], 'value')}))>0"
        entered = f"COUNT({','.join(cells.values())})>0"
        return f"IF({off},{reason},AND({','.join([entered, *tests])}))"

    def _given(self, entry: Field, cell: str) -> str:
        if entry.population is None:
            return f"ISNUMBER({cell})"
        sheet, (row, column) = self.written.inputs["organisation", f"organisation.{entry.population}", "value"]
        del sheet, column
        return f"OR(ISNUMBER({cell}),ISNUMBER({self.pages['organisation'].outside(row, 'value')}))"

    # -- lists and input rules ------------------------------------------------------------------------------------

    @property
    def lists_name(self) -> str:
        """The name of the sheet of lists, quoted for a formula."""
        return f"'{self.sheet_name('lists')}'"

    def list_range(self, name: ListName, *, skip: int = 0) -> str:
        """Return the absolute address of the words of a list on the hidden sheet, without its first `skip` entries."""
        column = chr(ord("A") + 2 * LIST_NAMES.index(name) + 1)
        size = len(entries(name, self.framework, self.language))
        return f"{self.lists_name}!${column}${3 + skip}:${column}${2 + size}"

    def validate(self, page: Page, slot: Slot, entry: Field | None = None) -> None:
        """Lay the input rule of a slot, with its message, on the current row."""
        prompt = self.words(f"prompt.{_prompt(slot.kind)}", longest=LONGEST_TEXT)
        if entry is not None and entry.population:
            sheet = self.sheet_name("organisation")
            prompt += "\n" + self.words("prompt.default", population=entry.population, sheet=sheet)
        spot = self.written.inputs[page.code, slot.code, "value"][1]
        title = f"{slot.indicator}" if slot.indicator else ""
        self.rule(page, (*spot, *spot), slot.kind, slot.choices, title=title, prompt=prompt)
        name = slot.code.replace("-", "_")
        self.book.define_name(name, f"={page.name}!{page.ref(spot[0], 'value')}")

    def rule(
        self,
        page: Page,
        area: tuple[int, int, int, int],
        kind: Kind,
        choices: ListName | None,
        *,
        title: str,
        prompt: str,
    ) -> None:
        """Lay an input rule over an area: what may be typed, what is said before, what is said after a mistake."""
        options: dict[str, Any] = {
            "input_title": title,
            "input_message": prompt,
            "error_title": self.words("alert.title"),
            "error_message": self.words(f"alert.{_prompt(kind, alert=True)}", longest=LONGEST_TEXT),
        }
        if choices is not None:
            options |= {"validate": "list", "source": "=" + self.list_range(choices)}
        elif kind in {"integer", "decimal", "signed"}:
            lowest = -_LARGEST if kind == "signed" else 0
            validate = "integer" if kind == "integer" else "decimal"
            options |= {"validate": validate, "criteria": "between", "minimum": lowest, "maximum": _LARGEST}
        elif kind == "date":
            options |= {
                "validate": "date",
                "criteria": "between",
                "minimum": "=DATE(2000,1,1)",
                "maximum": "=DATE(2100,12,31)",
            }
        else:
            options |= {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT}
        page.sheet.data_validation(*area, options)

    # -- finishing ------------------------------------------------------------------------------------------------

    def finish(self, page: Page, *, freeze: int, last: str, table: bool = False, landscape: bool = True) -> None:
        """Freeze the head of a sheet, protect what is not an input, set up its printing."""
        sheet = page.sheet
        if freeze:
            sheet.freeze_panes(freeze, 0)
            sheet.repeat_rows(1, freeze - 1)
        sheet.protect("", {
            "format_columns": True, "format_rows": True, "insert_rows": table, "sort": table, "autofilter": table,
            "objects": True,
        })  # fmt: skip
        if landscape:
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0 if landscape else 1)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.print_area(1, 1, max(page.row - 1, 1), page.column(last))
        label = self.words("document.footer", framework=self.framework.ref, cycle=self.cycle)
        sheet.set_header(f"&L&8{_printed(label)}&R&8&A")
        number = self.words("document.page", number="&P", count="&N")
        sheet.set_footer(f"&L&8{_printed(self.words('readme.edition', **self.edition()))}&R&8{number}")
        sheet.set_first_sheet() if page.code == "readme" else None

    def edition(self) -> dict[str, str]:
        """Return what identifies the workbook, for its words."""
        return {"framework": self.framework.ref, "cycle": self.cycle, "template": TEMPLATE_VERSION}


def _printed(text: str) -> str:
    """A text for a header: an ampersand is doubled there."""
    return text.replace("&", "&&")


def _prompt(kind: Kind, *, alert: bool = False) -> str:
    if kind == "long_text" or (alert and kind == "code"):
        return "text"
    return kind
