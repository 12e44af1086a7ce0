"""Workbooks for the tests: a complete set of answers, edits as a person makes them in a spreadsheet, cells by code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook

from indicators.answers import Answer, Commitment, Evidence, Profile, Submission, Value
from indicators.loader import bundled
from indicators.model import Field, Framework, Indicator
from service.form.layout import SHEET_MARK
from service.intake import gate
from service.intake.limits import LIMITS
from service.intake.raw import RawWorkbook
from service.render.filled_template import fill
from service.workflows.check_workbook import Checked, check_cells

FRAMEWORK: Framework = bundled()
CYCLE = "2026"
POPULATIONS = {"EMP": Decimal(1200), "SYS": Decimal(9), "EXP": Decimal(400)}
PROFILE = Profile("Aciéries du Ponant (invented)", "FR", "C", "EX-017", POPULATIONS)


def _value(field: Field, indicator: Indicator) -> Decimal:
    """A number that fits every other: denominators are their population or 8, each group holds half of its whole."""
    whole = POPULATIONS.get(field.population or "", Decimal(8))
    if field.part_of is not None:
        return _value(indicator.field(field.part_of), indicator) / 2 if field.group else Decimal(2)
    if field.role == "level":
        return Decimal(2)
    return whole if "denominator" in field.role or field.population else Decimal(4)


def answer_to(indicator: Indicator) -> Answer:
    """A valid answer to an indicator."""
    values: dict[str, Value] = {f.key: _value(f, indicator) for f in indicator.fields if f.required}
    return Answer(indicator.id, "answered", values)


def answers() -> dict[str, Answer]:
    """A valid answer to every indicator that is entered, by id."""
    return {indicator.id: answer_to(indicator) for indicator in FRAMEWORK.entered()}


COMMITMENT = Commitment(
    "2.1", "Le DRH doit former 400 salariés avant le 30 juin 2027.", Decimal(400), "salariés", date(2027, 6, 30), "DRH"
)


def submission(*changed: Answer, **other: object) -> Submission:
    """A complete submission, with some answers changed."""
    given = answers() | {answer.indicator: answer for answer in changed}
    base = Submission(FRAMEWORK.ref, CYCLE, "fr", PROFILE, tuple(given.values()), (COMMITMENT,))
    return replace(base, **other)  # type: ignore[arg-type]


def workbook(*changed: Answer, language: str = "fr", **other: object) -> bytes:
    """The template of a language filled with a complete submission."""
    return fill(submission(*changed, **other), FRAMEWORK, "fr" if language == "fr" else "en")


def evidence(**changed: str | None) -> Evidence:
    """A piece of evidence with nothing wrong."""
    base = Evidence("minutes", "Procès-verbal du CSE", "https://documents.example.org/pv.pdf", None)
    return replace(base, **changed)  # type: ignore[arg-type]


def read(content: bytes) -> RawWorkbook:
    """The cells of a workbook, through the gate."""
    return gate.inspect(content, LIMITS)


def check_bytes(content: bytes, cycle: str | None = CYCLE) -> Checked:
    """A workbook checked as the service does, without the child process."""
    return check_cells(read(content), FRAMEWORK, cycle=cycle)


def where(content: bytes, code: str) -> tuple[str, str]:
    """Sheet and cell of the answer in the row with a code, found without any of the service's readers."""
    return _answer_cells(content)[code]


@lru_cache(maxsize=32)
def _answer_cells(content: bytes) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
        columns = {cell.value: cell.column_letter for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            code = sheet.cell(row, 1).value
            if code and "value" in columns:
                found.setdefault(str(code), (sheet.title, f"{columns['value']}{row}"))
    return found


def sheet_coded(book: Workbook, code: str) -> str:
    """The name of the sheet with a code."""
    return next(sheet.title for sheet in book.worksheets if sheet["A1"].value == SHEET_MARK + code)


def edited(
    content: bytes, *edits: Callable[[Workbook], None], cells: Mapping[tuple[str, str], object] | None = None
) -> bytes:
    """The workbook after somebody changed it in another program (here openpyxl) and saved it."""
    book = openpyxl.load_workbook(BytesIO(content))
    for (sheet, address), value in (cells or {}).items():
        book[sheet][address] = value
    for edit in edits:
        edit(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def typed(content: bytes, code: str, value: object, number_format: str | None = None) -> bytes:
    """The workbook with one answer cell changed by code."""
    sheet, address = where(content, code)

    def put(book: Workbook) -> None:
        book[sheet][address] = value
        if number_format:
            book[sheet][address].number_format = number_format

    return edited(content, put)
