"""One worksheet of an .xlsx, cell by cell, as expat meets them.

The stated `<dimension>` and the `spans` of rows are never consulted: only the cells that are there count. Positions
that contradict each other are refused, because two readers would see two different answers.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from service.intake.grid import Grid, Tally, cell_name, column_number
from service.intake.markup import Attributes, Effort, Handler
from service.intake.ooxml_parts import MAIN, Formats, Shown, Strings, require_root
from service.intake.quantities import number, serial_date, unescaped, written_date
from service.intake.raw import CellKind, CellPosition, RawCell
from service.intake.refusals import Refusal

_DATA, _ROW, _CELL, _VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC = (
    f"{MAIN} {local}" for local in ("sheetData", "row", "c", "v", "f", "is", "t", "rPh")
)
_PLACED = frozenset((_DATA, _ROW, _CELL))
_AREAS = {f"{MAIN} mergeCell": "ref", f"{MAIN} hyperlink": "ref"}
_RANGE_LISTS = frozenset(f"{MAIN} {local}" for local in ("dataValidation", "conditionalFormatting", "protectedRange"))
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
_DYNAMIC_DATA = re.compile(r"^\s*[\w. ]+\|\s*'?")
_BLANKS = " \t\r\n"
_BATCH = 4_096


class WorksheetReader(Handler):
    """Reads one worksheet part; `cells` holds what it found."""

    def __init__(
        self,
        part: str,
        name: str,
        effort: Effort,
        tally: Tally,
        formats: Formats,
        strings: Strings,
        *,
        from_1904: bool,
    ) -> None:
        super().__init__(part, effort)
        self._tally = tally
        self._sheet = name
        self._grid = Grid(name, tally)
        self._shown = formats.shown
        self._strings = strings.texts
        self._from_1904 = from_1904
        self._columns: dict[str, int] = {}
        self._in_data = self._in_row = self._in_cell = False
        self._seen_data = False
        self._foreign = 0
        self._row = self._column = self._batch = 0
        self._row_text = ""
        self._type, self._style = "n", ""
        self._value: str | None = None
        self._formula: str | None = None
        self._pieces: list[str] | None = None
        self._in_inline = self._in_phonetic = False

    @property
    def cells(self) -> dict[CellPosition, RawCell]:
        """The non-blank cells read so far."""
        return self._grid.cells

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        if self._in_cell and not self._foreign:
            self._open_in_cell(name, attributes)
        elif name == _CELL and self._in_row and not self._foreign:
            self._open_cell(attributes)
        elif name == _ROW and self._in_data and not self._in_row and not self._foreign:
            self._open_row(attributes)
        elif self._in_data:
            self._open_foreign(name, attributes)
        else:
            super().start(name, attributes)
            self._open_outside(name, attributes)

    def end(self, name: str) -> None:
        """See Handler."""
        if self._foreign:
            self._foreign -= 1
            self.depth -= 1
        elif self._in_cell:
            self._close_in_cell(name)
        elif name == _ROW and self._in_row:
            self._in_row = False
        else:
            if name == _DATA:
                self._in_data = False
                self.effort.spend(self._batch, self.part)
                self._batch = 0
            self.depth -= 1

    def text(self, characters: str) -> None:
        """Characters between tags; kept only inside a value, a formula or an inline text."""
        if self._pieces is not None:
            self._pieces.append(characters)

    def _open_outside(self, name: str, attributes: Attributes) -> None:
        if self.depth == 1:
            require_root(name, "worksheet", self.part)
        elif name == _DATA:
            if self.depth != 2 or self._seen_data:
                raise Refusal("U31", sheet=self._sheet, cell="", value="sheetData")
            self._in_data = self._seen_data = True
        elif name in _AREAS:
            self._tally.written_range(attributes.get(_AREAS[name], ""), self._sheet)
        elif name in _RANGE_LISTS:
            self._tally.ranges(attributes.get("sqref", "").count(" ") + 1, self._sheet)

    def _open_row(self, attributes: Attributes) -> None:
        written = attributes.get("r")
        row = self._row + 1 if written is None else _small_whole(written)
        if row is None or not 1 <= row <= 1_048_576:
            raise Refusal("U31", sheet=self._sheet, cell="", value=written or str(row))
        self._row, self._row_text, self._column = row, str(row), 0
        self._in_row = True
        self._count()

    def _open_cell(self, attributes: Attributes) -> None:
        self._batch += 1
        if self._batch >= _BATCH:
            self._count()
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.removesuffix(self._row_text)
            column = self._columns.get(letters)
            self._column = self._learn_column(letters, reference) if column is None else column
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._value = self._formula = None
        self._in_cell = True

    def _learn_column(self, letters: str, reference: str) -> int:
        column = column_number(letters)
        if column is None or not reference.endswith(self._row_text):
            raise Refusal("U31", sheet=self._sheet, cell=f"{self._row}", value=reference)
        self._columns[letters] = column
        return column

    def _count(self) -> None:
        self.effort.spend(self._batch + 1, self.part)
        self._batch = 0

    def _open_in_cell(self, name: str, attributes: Attributes) -> None:
        if name in (_VALUE, _FORMULA) or (name == _INLINE and not self._in_inline):
            if self._pieces is not None or (self._value is not None and name != _FORMULA):
                raise self._damaged(name.rpartition(" ")[2])
            if name == _INLINE and self._type != "inlineStr":
                raise self._damaged("is")
            self._in_inline = name == _INLINE
            self._pieces = None if self._in_inline else []
            self._value = "" if self._in_inline else self._value
        elif self._pieces is not None:
            raise self._damaged(name.rpartition(" ")[2])
        elif self._in_inline:
            super().start(name, attributes)
            self._in_phonetic = self._in_phonetic or name == _PHONETIC
            if name == _TEXT and not self._in_phonetic:
                self._pieces = []
        else:
            self._open_foreign(name, attributes)

    def _open_foreign(self, name: str, attributes: Attributes) -> None:
        """Extensions inside the data are skipped; a row or cell out of its place is refused, not skipped."""
        if name in _PLACED and not self._foreign:
            raise self._damaged(name.rpartition(" ")[2])
        self._foreign += 1
        super().start(name, attributes)

    def _close_in_cell(self, name: str) -> None:
        if name == _VALUE:
            self._value = "".join(self._pieces or ())
            self._pieces = None
        elif name == _CELL:
            self._in_cell = False
            if self._value is not None or self._formula is not None:
                self._close_cell()
        elif name == _FORMULA:
            self._formula = "".join(self._pieces or ())
            self._pieces = None
        elif name == _INLINE:
            self._in_inline = self._in_phonetic = False
        else:
            self._close_in_inline(name)

    def _close_in_inline(self, name: str) -> None:
        self.depth -= 1
        if name == _TEXT and self._pieces is not None:
            self._value = (self._value or "") + "".join(self._pieces)
            self._pieces = None
        elif name == _PHONETIC:
            self._in_phonetic = False

    def _close_cell(self) -> None:
        formula = self._formula
        if formula is not None and "|" in formula and _DYNAMIC_DATA.match(formula):
            raise Refusal("U22", part=cell_name(self._row, self._column))
        read = self._READERS.get(self._type)
        if read is None:
            raise self._damaged(self._type)
        value = self._value
        if value is None or (value == "" and self._type not in ("str", "inlineStr")):
            cell = None if formula is None else RawCell(CellKind.FORMULA_WITHOUT_VALUE, "", f"={formula}", formula=True)
        else:
            cell = read(self, value)
        if cell is not None:
            self._grid.put(self._row, self._column, cell)

    def _damaged(self, value: str) -> Refusal:
        return self._grid.damaged(value, self._row, self._column)

    def _numeric(self, written: str) -> RawCell:
        text = written.strip(_BLANKS)
        is_formula = self._formula is not None
        value = number(text) if len(text) <= self.limits.number_length else None
        if value is None:
            return RawCell(CellKind.ERROR, "#NUM!", text[: self.limits.number_length], formula=is_formula)
        shown = self._format()
        if shown is Shown.DATE:
            return self._dated(value, text)
        return RawCell(CellKind.NUMBER, value, text, is_formula, shown is Shown.PERCENT)

    def _dated(self, serial: Decimal, text: str) -> RawCell:
        is_formula = self._formula is not None
        moment = serial_date(serial, from_1904=self._from_1904)
        if moment is None:
            return RawCell(CellKind.ERROR, "#NUM!", text, formula=is_formula)
        return RawCell(CellKind.DATE, moment, moment.isoformat(), formula=is_formula)

    def _format(self) -> Shown:
        index = _small_whole(self._style)
        return Shown.PLAIN if index is None or index >= len(self._shown) else self._shown[index]

    def _shared(self, written: str) -> RawCell | None:
        index = _small_whole(written.strip(_BLANKS))
        if index is None or index >= len(self._strings):
            raise self._damaged(written)
        return self._worded(self._strings[index])

    def _worded(self, written: str) -> RawCell | None:
        text = self._grid.clean(unescaped(written), self._row, self._column)
        return RawCell(CellKind.TEXT, text, text, formula=self._formula is not None) if text else None

    def _boolean(self, written: str) -> RawCell:
        value = _BOOLEANS.get(written.strip(_BLANKS).lower())
        if value is None:
            raise self._damaged(written)
        return RawCell(CellKind.BOOLEAN, value, "TRUE" if value else "FALSE", formula=self._formula is not None)

    def _error(self, written: str) -> RawCell:
        text = self._grid.clean(written.strip(_BLANKS), self._row, self._column)
        return RawCell(CellKind.ERROR, text, text, formula=self._formula is not None)

    def _iso_date(self, written: str) -> RawCell:
        text = written.strip(_BLANKS)
        moment = written_date(text)
        if moment is None:
            raise self._damaged(written)
        return RawCell(CellKind.DATE, moment, text, formula=self._formula is not None)

    _READERS: ClassVar[dict[str, Callable[["WorksheetReader", str], RawCell | None]]] = {
        "n": _numeric,
        "s": _shared,
        "str": _worded,
        "inlineStr": _worded,
        "b": _boolean,
        "e": _error,
        "d": _iso_date,
    }


def _small_whole(text: str) -> int | None:
    """A whole number of at most seven digits, or None."""
    return int(text) if len(text) <= 7 and text.isascii() and text.isdigit() else None
