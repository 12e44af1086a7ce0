"""What a workbook holds once it has passed the door: plain, typed, frozen values.

Here live the types handed from the readers to the layout that gives cells a meaning. Nothing here knows the
template, the framework or a file format; nothing here parses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

CellPosition = tuple[int, int]
"""Row and column, both counted from 1."""

WorkbookFormat = Literal["xlsx", "ods"]


class CellKind(StrEnum):
    """What was found in a cell. A blank cell has no kind: it is absent from its sheet."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"
    FORMULA_WITHOUT_VALUE = "formula_without_value"


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell that holds something.

    `value` is a Decimal for NUMBER, str for TEXT, bool for BOOLEAN, date or datetime for DATE, the error's name
    (`#REF!`) for ERROR and the empty string for FORMULA_WITHOUT_VALUE. `text` is what the file says, for messages.
    `formula` is true when the value was computed by a formula. `percent` is true when the cell is shown as a
    percentage: 0.5 then reads "50 %" on the screen of whoever typed it.
    """

    kind: CellKind
    value: Decimal | str | bool | date | datetime
    text: str
    formula: bool = False
    percent: bool = False


PackedCell = tuple[CellKind, Decimal | str | bool | date | datetime, str, bool, bool]
"""The fields of a RawCell, in order."""


class PackedCells(Mapping[CellPosition, RawCell]):
    """Cells kept as plain tuples and made into RawCells when asked for.

    Most cells of an upload are the template's own labels, which nobody asks for; making and pickling an object for each
    of them took a third of the time of an upload.
    """

    __slots__ = ("_packed",)

    def __init__(self, packed: dict[CellPosition, PackedCell]) -> None:
        self._packed = packed

    def __getitem__(self, position: CellPosition) -> RawCell:
        return RawCell(*self._packed[position])

    def __iter__(self) -> Iterator[CellPosition]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, position: object) -> bool:
        return position in self._packed

    def sound(self) -> bool:
        """Whether every cell holds a value of the type that its kind promises."""
        kinds = _VALUE_TYPES
        return all(type(cell[1]) in kinds[cell[0]] and type(cell[2]) is str for cell in self._packed.values())

    def __reduce__(self) -> tuple[object, ...]:
        return PackedCells, (self._packed,)

    def __repr__(self) -> str:
        return f"PackedCells({self._packed!r})"


_VALUE_TYPES: Mapping[CellKind, tuple[type, ...]] = {
    CellKind.NUMBER: (Decimal,),
    CellKind.TEXT: (str,),
    CellKind.BOOLEAN: (bool,),
    CellKind.DATE: (date, datetime),
    CellKind.ERROR: (str,),
    CellKind.FORMULA_WITHOUT_VALUE: (str,),
}


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One worksheet: its name, whether it is hidden (or very hidden), and its non-blank cells."""

    name: str
    hidden: bool
    cells: Mapping[CellPosition, RawCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A workbook as found, sheets in the order of their tabs; charts and other sheets without cells are left out."""

    format: WorkbookFormat
    sheets: tuple[RawSheet, ...]
