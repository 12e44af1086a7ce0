"""What one cell means where a number, a text, a date or a choice is asked. Bad cells become `Unreadable`, never blanks.

A number is typed as a number: text that looks like one is refused with its cell, because `1,234` is two numbers in two
languages. Which cell is which is said in `filled.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from indicators.answers import Unreadable, Value, Why
from indicators.model import Framework
from schemas.text import readable
from service.form.layout import ListName
from service.form.lists import code_of
from service.intake.raw import CellKind, RawCell

_WHY: dict[CellKind, Why] = {
    CellKind.TEXT: "text",
    CellKind.BOOLEAN: "boolean",
    CellKind.DATE: "date",
    CellKind.ERROR: "error",
    CellKind.FORMULA_WITHOUT_VALUE: "formula",
}
_QUOTED = 200
_KEPT_DIGITS = 15
_DIGITS_IN_FULL = 20
_FIRST_DAY = "1899-12-30T"
"""A time of day is kept as a moment of the day spreadsheets count from; its author typed the time alone."""


def is_blank(cell: RawCell | None) -> bool:
    """Whether a cell says nothing: absent, or only white space and characters of no width."""
    return cell is None or (cell.kind is CellKind.TEXT and not any(map(_is_seen, str(cell.value))))


def _is_seen(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def unreadable(cell: RawCell, why: Why | None = None) -> Unreadable:
    """Return what stood in a cell, as its author sees it, and why it cannot be read."""
    return Unreadable(cell.text.removeprefix(_FIRST_DAY)[:_QUOTED], why or _WHY.get(cell.kind, "text"))


def number_in(cell: RawCell) -> Value:
    """Return the exact number in a cell.

    Spreadsheets keep 15 significant digits and write 1.1 as 1.1000000000000001: the number is what they show.
    """
    if cell.kind is not CellKind.NUMBER or not isinstance(cell.value, Decimal):
        return unreadable(cell)
    if cell.percent:
        return Unreadable(_as_percentage(cell.value), "percent")
    return readable(shown_number(cell.value))


def shown_number(value: Decimal) -> Decimal:
    """Return a number to the 15 significant digits that spreadsheets show."""
    if not value.is_finite() or len(value.as_tuple().digits) <= _KEPT_DIGITS:
        return value
    return Decimal(format(value, f".{_KEPT_DIGITS - 1}e"))


def _as_percentage(value: Decimal) -> str:
    return f"{shown_number(value * 100).normalize():f} %"


def text_in(cell: RawCell) -> str | Unreadable:
    """Return the text of a cell; a number or a date typed there is what its author sees."""
    if cell.kind in {CellKind.ERROR, CellKind.FORMULA_WITHOUT_VALUE}:
        return unreadable(cell)
    if cell.kind is CellKind.TEXT:
        return str(cell.value)
    if isinstance(cell.value, Decimal):
        return _as_typed(shown_number(cell.value))
    return day_of(cell.value).isoformat() if isinstance(cell.value, date) else cell.text


def _as_typed(number: Decimal) -> str:
    """A number as a spreadsheet shows it among words: in full, or with its power of ten when very large or small."""
    whole = number.to_integral_value()
    written = whole if whole == number else number
    return format(written, "f") if abs(number.adjusted()) <= _DIGITS_IN_FULL else f"{written.normalize():E}"


def date_in(cell: RawCell) -> date | Unreadable:
    """Return the day in a date cell; a text is left to be read as an ISO date, anything else is unreadable."""
    if isinstance(cell.value, date):
        return day_of(cell.value)
    if cell.kind is CellKind.TEXT:
        try:
            return date.fromisoformat(str(cell.value).strip())
        except ValueError:
            return unreadable(cell)
    return unreadable(cell)


def day_of(value: date) -> date:
    """Return the day of a date, or of a date with a time."""
    return value.date() if isinstance(value, datetime) else value


def choice_in(cell: RawCell, choices: ListName, framework: Framework) -> str | Unreadable:
    """Return the code of the entry chosen, or the text typed where the list does not know it (the checks judge it)."""
    text = text_in(cell)
    if isinstance(text, Unreadable):
        return text
    return code_of(choices, text, framework) or text.strip()
