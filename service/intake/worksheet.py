"""One worksheet of an .xlsx, cell by cell, as expat meets them.

The stated `<dimension>` and the `spans` of rows are never consulted: only the cells that are there count. Positions
that contradict each other are refused, because two readers would see two different answers. This is the innermost
loop of an upload: the common path is kept to one call for each tag, which halved its time (`bench/intake.py`).
"""

from enum import IntEnum

from service.intake.cell_values import CellValues
from service.intake.grid import Tally, cell_name, column_number
from service.intake.markup import Attributes, Effort, Handler
from service.intake.ooxml_parts import MAIN, Formats, Strings, require_root
from service.intake.raw import PackedCells
from service.intake.refusals import Refusal

_DATA, _ROW, _CELL, _VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC = (
    f"{MAIN} {local}" for local in ("sheetData", "row", "c", "v", "f", "is", "t", "rPh")
)
_PLACED = frozenset((_DATA, _ROW, _CELL, _VALUE, _INLINE))
_AREAS = {f"{MAIN} mergeCell": "ref", f"{MAIN} hyperlink": "ref"}
_RANGE_LISTS = frozenset(f"{MAIN} {local}" for local in ("dataValidation", "conditionalFormatting", "protectedRange"))
_LAST_ROW = 1_048_576
_ESCAPED_LENGTH = 7  # a character may be written `_x000A_`


class _Place(IntEnum):
    """Where in the sheet the next tag stands."""

    OUTSIDE = 0
    DATA = 1
    ROW = 2
    CELL = 3
    VALUE = 4
    FORMULA = 5
    INLINE = 6
    INLINE_TEXT = 7
    FOREIGN = 8


_OUTSIDE, _IN_DATA, _IN_ROW, _IN_CELL, _IN_VALUE, _IN_FORMULA, _IN_INLINE, _IN_TEXT, _IN_FOREIGN = _Place


class WorksheetReader(Handler):
    """Reads one worksheet part; `cells` holds what it found."""

    def __init__(
        self, part: str, name: str, effort: Effort, tally: Tally, formats: Formats, strings: Strings, *, from_1904: bool
    ) -> None:
        super().__init__(part, effort)
        self._tally = tally
        self._sheet = name
        self._values = CellValues(name, tally, formats, strings, from_1904=from_1904)
        self._columns: dict[str, int] = {}
        self._place = self._place_before_foreign = _OUTSIDE
        self._foreign_depth = self._phonetic_depth = 0
        self._seen_data = False
        self._row = 0
        self._row_text = ""
        self._attributes: Attributes = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._longest_text = effort.limits.text_length * _ESCAPED_LENGTH

    @property
    def cells(self) -> PackedCells:
        """The non-blank cells read so far."""
        return self._values.grid.cells

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        place = self._place
        if place is _IN_ROW and name == _CELL:
            self._place = _IN_CELL
            self.count += 1
            if "r" not in attributes:
                attributes["r"] = self._following()
            self._attributes = attributes
        elif place is _IN_CELL and name == _VALUE and self._value is None:
            self._place = _IN_VALUE
            self._value = ""
        else:
            self.depth += 1
            self.count += 1
            if self.depth > self.deepest or len(attributes) > self.widest:
                raise self.excess()
            if place is _IN_DATA and name == _ROW:
                self._open_row(attributes)
            else:
                self._open_uncommon(name, attributes, place)

    def end(self, name: str) -> None:
        """See Handler."""
        place = self._place
        if place is _IN_CELL:
            self._place = _IN_ROW
            if self._value is not None or self._formula is not None:
                self._close_cell()
        elif place is _IN_VALUE:
            self._place = _IN_CELL
        elif place is _OUTSIDE:
            self.depth -= 1
        else:
            self._close_uncommon(name, place)
            self.depth -= 1

    def text(self, characters: str) -> None:
        """Characters between tags; kept only inside a value, a formula or an inline text."""
        place = self._place
        if place is _IN_VALUE and not self._value:
            self._value = characters
        elif place is _IN_VALUE or (place is _IN_TEXT and not self._phonetic_depth):
            self._value = (self._value or "") + characters
            if len(self._value) > self._longest_text:
                raise self._too_long(len(self._value))
        elif place is _IN_FORMULA:
            self._formula = (self._formula or "") + characters
            if len(self._formula) > self._longest_text:
                raise self._too_long(len(self._formula))

    def _open_uncommon(self, name: str, attributes: Attributes, place: _Place) -> None:
        """Every tag but a row, a cell and its value."""
        if place is _OUTSIDE:
            self._open_outside(name, attributes)
        elif place is _IN_CELL and name == _FORMULA and self._formula is None:
            self._place, self._formula = _IN_FORMULA, ""
        elif place is _IN_CELL and name == _INLINE and self._attributes.get("t") == "inlineStr":
            # The inline text counts, whatever `v` says beside it; a second one would find the type changed.
            self._place, self._value, self._attributes["t"] = _IN_INLINE, "", "str"
        elif place is _IN_INLINE:
            self._open_in_inline(name)
        elif place in (_IN_VALUE, _IN_FORMULA, _IN_TEXT) or (name in _PLACED and place is not _IN_FOREIGN):
            raise Refusal("U31", sheet=self._sheet, cell=self._here(), value=name.rpartition(" ")[2])
        elif place is not _IN_FOREIGN:
            self._place_before_foreign, self._place, self._foreign_depth = place, _IN_FOREIGN, self.depth

    def _close_uncommon(self, name: str, place: _Place) -> None:
        if place is _IN_ROW:
            self._place = _IN_DATA
        elif place is _IN_FORMULA or (place is _IN_INLINE and name == _INLINE):
            self._place = _IN_CELL
        elif place is _IN_TEXT:
            self._place = _IN_INLINE
        elif place is _IN_DATA:
            self._place = _OUTSIDE
            self._values.grid.finish()
        elif place is _IN_FOREIGN and self.depth == self._foreign_depth:
            self._place = self._place_before_foreign
        elif self.depth == self._phonetic_depth:
            self._phonetic_depth = 0

    def _open_outside(self, name: str, attributes: Attributes) -> None:
        if self.depth == 1:
            require_root(name, "worksheet", self.part)
        elif name == _DATA:
            if self.depth != 2 or self._seen_data:
                raise Refusal("U31", sheet=self._sheet, cell="", value="sheetData")
            self._place, self._seen_data = _IN_DATA, True
        elif name in _AREAS:
            self._tally.written_range(attributes.get(_AREAS[name], ""), self._sheet)
        elif name in _RANGE_LISTS:
            self._tally.ranges(attributes.get("sqref", "").count(" ") + 1, self._sheet)

    def _open_row(self, attributes: Attributes) -> None:
        written = attributes.get("r")
        row = self._row + 1
        if written is None:
            written = str(row)
        elif written != str(row):
            row = _row_number(written)
        if not 1 <= row <= _LAST_ROW:
            raise Refusal("U31", sheet=self._sheet, cell="", value=written)
        self._row, self._row_text, self._attributes = row, str(row), {}
        self._place = _IN_ROW

    def _open_in_inline(self, name: str) -> None:
        if name == _TEXT:
            self._place = _IN_TEXT
        elif name == _PHONETIC and not self._phonetic_depth:
            self._phonetic_depth = self.depth

    def _following(self) -> str:
        """The reference of a cell that states none: it stands right of the one before."""
        column = self._column() if self._attributes else 0
        return cell_name(self._row, column + 1)

    def _column(self) -> int:
        """The column of the present cell, whose reference must agree with its row."""
        reference = self._attributes["r"]
        letters = reference.removesuffix(self._row_text)
        column = self._columns.get(letters)
        if column is None:
            column = column_number(letters.upper())
            if column is None or len(letters) == len(reference):
                raise Refusal("U31", sheet=self._sheet, cell=f"{self._row}", value=reference)
            self._columns[letters] = column
        return column

    def _close_cell(self) -> None:
        attributes, value, formula = self._attributes, self._value, self._formula
        self._value = self._formula = None
        column = self._columns.get(attributes["r"].removesuffix(self._row_text)) or self._column()
        self._values.put(self._row, column, attributes, value, formula)

    def _here(self) -> str:
        return self._attributes.get("r", "")

    def _too_long(self, length: int) -> Refusal:
        limit = self.limits.text_length
        return Refusal("U28", sheet=self._sheet, cell=self._here(), length=length, limit=limit)


def _row_number(text: str) -> int:
    """A written row number; 0 when it is none."""
    return int(text) if len(text) <= 7 and text.isascii() and text.isdigit() else 0
