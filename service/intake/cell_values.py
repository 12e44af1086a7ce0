"""What the characters of an .xlsx cell mean, by its stated type and number format.

A cell shown as a date is a date, a cell shown as a percentage says so, an error stays an error, and a formula whose
value was never computed is neither blank nor zero.
"""

from collections.abc import Callable
from decimal import Decimal

from service.intake.grid import Grid, Tally
from service.intake.markup import Attributes
from service.intake.ooxml_parts import Formats, Shown, Strings
from service.intake.quantities import BOOLEANS, asks_elsewhere, number, serial_date, unescaped, written_date
from service.intake.raw import CellKind, PackedCell

_NUMBER, _TEXT, _BOOLEAN, _DATE, _ERROR, _FORMULA_WITHOUT_VALUE = CellKind
_PLAIN, _PERCENT, _SHOWN_AS_DATE = Shown
_BLANKS = " \t\r\n"
_MAY_BE_EMPTY = frozenset(("str", "inlineStr"))
_LONGEST_INDEX = 7


class CellValues:
    """Turns the cells of one sheet into values and keeps them in `grid`."""

    __slots__ = ("_clean_texts", "_from_1904", "_limits", "_readers", "_shown", "_texts", "grid")

    def __init__(self, sheet: str, tally: Tally, formats: Formats, strings: Strings, *, from_1904: bool) -> None:
        self.grid = Grid(sheet, tally)
        self._limits = tally.limits
        self._shown = formats.shown
        self._texts = strings.texts
        self._clean_texts = strings.clean
        self._from_1904 = from_1904
        self._readers: dict[str, Callable[[str, bool, int, int], PackedCell | None]] = {
            "s": self._shared,
            "str": self._worded,
            "inlineStr": self._worded,
            "b": self._boolean,
            "e": self._error,
            "d": self._iso_date,
        }

    def put(self, row: int, column: int, attributes: Attributes, value: str | None, formula: str | None) -> None:
        """Keep one cell as the file writes it: `t` its type and `s` its format; `formula` is None if it has none.

        Raises Refusal U22 (a value asked elsewhere), U31 (content that contradicts the type), and as `Grid.put`.
        """
        kind = attributes.get("t", "n")
        if kind == "s" and formula is None and value in self._clean_texts:
            text = self._clean_texts[value]
            self.grid.put(row, column, (_TEXT, text, text, False, False))
            return
        if formula and asks_elsewhere(formula):
            raise self.grid.elsewhere(row, column)
        cell: PackedCell | None
        if not value and (value is None or kind not in _MAY_BE_EMPTY):
            cell = (_FORMULA_WITHOUT_VALUE, "", f"={formula}", True, False) if formula is not None else None
        elif kind == "n":
            cell = self._numeric(value, attributes.get("s", "0"), formula is not None)
        else:
            reader = self._readers.get(kind)
            if reader is None:
                raise self.grid.damaged(kind, row, column)
            cell = reader(value, formula is not None, row, column)
        if cell is not None:
            self.grid.put(row, column, cell)

    def _shared(self, written: str, is_formula: bool, row: int, column: int) -> PackedCell | None:
        """A shared text that needs cleaning or is empty, or a number of one that is not written plainly."""
        digits = written.strip(_BLANKS)
        if not (digits.isdigit() and digits.isascii() and len(digits) <= _LONGEST_INDEX):
            raise self.grid.damaged(written, row, column)
        if int(digits) >= len(self._texts):
            raise self.grid.damaged(written, row, column)
        return self._worded(self._texts[int(digits)], is_formula, row, column)

    def _numeric(self, written: str, style: str, is_formula: bool) -> PackedCell:
        text = written.strip(_BLANKS)
        value = number(text) if len(text) <= self._limits.number_length else None
        if value is None:
            return _ERROR, "#NUM!", text[: self._limits.number_length], is_formula, False
        shown = self._shown.get(style, _PLAIN)
        if shown is _SHOWN_AS_DATE:
            return self._serial(value, text, is_formula)
        return _NUMBER, value, text, is_formula, shown is _PERCENT

    def _serial(self, serial: Decimal, text: str, is_formula: bool) -> PackedCell:
        moment = serial_date(serial, from_1904=self._from_1904)
        if moment is None:
            return _ERROR, "#NUM!", text, is_formula, False
        return _DATE, moment, moment.isoformat(), is_formula, False

    def _worded(self, written: str, is_formula: bool, row: int, column: int) -> PackedCell | None:
        text = self.grid.clean(unescaped(written), row, column)
        return (_TEXT, text, text, is_formula, False) if text else None

    def _boolean(self, written: str, is_formula: bool, row: int, column: int) -> PackedCell:
        value = BOOLEANS.get(written.strip(_BLANKS).lower())
        if value is None:
            raise self.grid.damaged(written, row, column)
        return _BOOLEAN, value, "TRUE" if value else "FALSE", is_formula, False

    def _error(self, written: str, is_formula: bool, row: int, column: int) -> PackedCell:
        text = self.grid.clean(written.strip(_BLANKS), row, column)
        return _ERROR, text, text, is_formula, False

    def _iso_date(self, written: str, is_formula: bool, row: int, column: int) -> PackedCell:
        text = written.strip(_BLANKS)
        moment = written_date(text)
        if moment is None:  # Excel writes 29 February 1900, and programs write what they were given
            return _ERROR, "#VALUE!", self.grid.clean(text, row, column), is_formula, False
        return _DATE, moment, text, is_formula, False
