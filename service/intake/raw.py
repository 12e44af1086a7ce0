"""What a workbook holds once it has passed the door: plain, typed, frozen values.

Here live the types handed from the readers to the layout that gives cells a meaning. Nothing here knows the
template, the framework or a file format; nothing here parses.
"""

from collections.abc import Mapping
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

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by position: thousands of cells cross from the confined child for every upload."""
        return RawCell, (self.kind, self.value, self.text, self.formula, self.percent)


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
