"""One table of an .ods, cell by cell: repeated rows and columns are expanded only where there is content.

Comments, drawings and nested objects inside a cell are skipped: only its own paragraphs and its typed value count.
"""

import re
from decimal import Decimal

from service.intake.grid import Grid, Tally, cell_name
from service.intake.markup import Attributes, Effort, Handler
from service.intake.quantities import BOOLEANS, asks_elsewhere, duration_date, number, written_date
from service.intake.raw import CellKind, PackedCell, PackedCells
from service.intake.refusals import Refusal

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, STYLE, SCRIPT, TEXT = (f"{_OASIS}{word}:1.0" for word in ("office", "table", "style", "script", "text"))
_CALC_EXTENSION = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_ROW = f"{TABLE} table-row"
_CELLS = frozenset((f"{TABLE} table-cell", f"{TABLE} covered-table-cell"))
_ACTIVE = {"table-source": "U22", "dde-source": "U22", "dde-link": "U22", "cell-range-source": "U22"}
_BREAKS = {f"{TEXT} tab": "\t", f"{TEXT} line-break": "\n"}
_NOT_SHOWN = frozenset(f"{TEXT} {word}" for word in ("ruby-text", "note", "tracked-changes"))
"""Text that stands beside the line, not in it; every other element of text (spans, links, fields) is in the line."""
_NUMBERS = frozenset(("float", "percentage", "currency"))
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")  # runs count as one space (OpenDocument 1.3 part 3, 6.1.2)
_ERRORS = ("#", "Err:")


class TableReader(Handler):
    """Reads what stands inside one `table:table`; `cells` holds what it found."""

    def __init__(self, part: str, name: str, style: str, effort: Effort, tally: Tally, *, base: int) -> None:
        super().__init__(part, effort)
        self.name = name
        self.style = style
        self.base = self.depth = base
        self._tally = tally
        self._grid = Grid(name, tally)
        self._row = self._column = 0
        self._row_repeat = self._column_repeat = 1
        self._row_cells: list[tuple[int, int, PackedCell]] = []
        self._row_depth = self._cell_depth = self._skip_depth = 0
        self._attributes: Attributes = {}
        self._paragraphs: list[str] = []
        self._length = 0
        self._listening = False

    @property
    def cells(self) -> PackedCells:
        """The non-blank cells read so far."""
        return self._grid.cells

    def finish(self) -> None:
        """The table closes: its texts are counted. Raises Refusal U28."""
        self._grid.finish()

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        super().start(name, attributes)
        if self._skip_depth:
            return
        if self._cell_depth:
            self._open_in_cell(name, attributes)
        elif name in _CELLS and self.depth == self._row_depth + 1:
            self._open_cell(attributes)
        elif name == _ROW and not self._row_depth:
            self._row_depth = self.depth
            self._row_repeat = self._repeat(attributes, "number-rows-repeated", _LAST_ROW)
            self._column, self._row_cells = 0, []
        elif name in _CELLS or name == _ROW or name == f"{TABLE} table":
            raise Refusal("U31", sheet=self.name, cell="", value=name.rpartition(" ")[2])
        else:
            self._open_outside(name)

    def end(self, name: str) -> None:
        """See Handler."""
        if self._skip_depth:
            if self.depth == self._skip_depth:
                self._skip_depth = 0
        elif self._cell_depth:
            if self.depth == self._cell_depth:
                self._close_cell()
            elif self.depth == self._cell_depth + 1:
                self._listening = False
        elif self._row_depth and self.depth == self._row_depth:
            self._close_row()
        super().end(name)

    def text(self, characters: str) -> None:
        """Characters between tags; kept only inside the paragraphs of a cell."""
        if self._listening and not self._skip_depth:
            self._write(_WHITE_SPACE.sub(" ", characters))

    def _open_outside(self, name: str) -> None:
        namespace, _, local = name.rpartition(" ")
        if local in _ACTIVE and namespace in (TABLE, OFFICE):
            raise Refusal(_ACTIVE[local], part=self.name)
        if local in ("shapes", "forms", "named-expressions", "conditional-formats"):
            self._skip_depth = self.depth

    def _open_cell(self, attributes: Attributes) -> None:
        self._cell_depth = self.depth
        self._attributes = attributes
        self._paragraphs, self._length, self._listening = [], 0, False
        self._column_repeat = self._repeat(attributes, "number-columns-repeated", _LAST_COLUMN)
        rows = self._repeat(attributes, "number-rows-spanned", _LAST_ROW)
        columns = self._repeat(attributes, "number-columns-spanned", _LAST_COLUMN)
        if rows * columns > 1:
            self._tally.ranges(1, self.name)
            self._tally.area(rows * columns, self.name)

    def _repeat(self, attributes: Attributes, name: str, limit: int) -> int:
        written = attributes.get(f"{TABLE} {name}")
        if written is None:
            return 1
        if not (written.isascii() and written.isdigit() and len(written) <= 7 and 1 <= int(written) <= limit):
            raise Refusal("U31", sheet=self.name, cell="", value=f"{name}={written}")
        return int(written)

    def _open_in_cell(self, name: str, attributes: Attributes) -> None:
        if name == f"{TEXT} p" and self.depth == self._cell_depth + 1:
            self._paragraphs.append("")
            self._listening = True
        elif not self._listening:
            self._refuse_active(name)
            self._skip_depth = self.depth
        elif name == f"{TEXT} s":
            self._write(" " * self._spaces(attributes))
        elif name in _BREAKS:
            self._write(_BREAKS[name])
        elif not name.startswith(f"{TEXT} ") or name in _NOT_SHOWN:
            self._skip_depth = self.depth

    def _refuse_active(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in _ACTIVE:
            raise Refusal("U22", part=self.name)
        if local in ("object-ole", "plugin", "applet"):
            raise Refusal("U23", part=local)

    def _spaces(self, attributes: Attributes) -> int:
        count = attributes.get(f"{TEXT} c", "1")
        if not (count.isascii() and count.isdigit() and len(count) <= 5):
            raise Refusal("U28", sheet=self.name, cell=self._here(), length=count, limit=self.limits.text_length)
        return int(count)

    def _write(self, characters: str) -> None:
        self._length += len(characters)
        if self._length > self.limits.text_length:
            raise Refusal("U28", sheet=self.name, cell=self._here(), length=self._length, limit=self.limits.text_length)
        self._paragraphs[-1] += characters

    def _here(self) -> str:
        return cell_name(self._row + 1, self._column + 1)

    def _close_cell(self) -> None:
        self._cell_depth = 0
        cell = self._cell()
        if cell is not None:
            self._row_cells.append((self._column + 1, self._column_repeat, cell))
        self._column += self._column_repeat
        if self._column > _LAST_COLUMN:
            raise Refusal("U31", sheet=self.name, cell=self._here(), value="number-columns-repeated")

    def _close_row(self) -> None:
        self._row_depth = 0
        content = sum(repeat for _, repeat, _ in self._row_cells)
        if content * self._row_repeat > self.limits.cells:
            raise Refusal("U25", sheet=self.name, limit=self.limits.cells)
        if content:
            for row in range(self._row + 1, self._row + 1 + self._row_repeat):
                self._put_row(row)
        self._row += self._row_repeat
        if self._row > _LAST_ROW:
            raise Refusal("U31", sheet=self.name, cell=self._here(), value="number-rows-repeated")

    def _put_row(self, row: int) -> None:
        for first, repeat, cell in self._row_cells:
            for column in range(first, first + repeat):
                self._grid.put(row, column, cell)

    def _cell(self) -> PackedCell | None:
        """What the cell that just closed holds; None for a blank one."""
        formula = self._attributes.get(f"{TABLE} formula")
        shown = "\n".join(self._paragraphs)
        kind = self._attributes.get(f"{OFFICE} value-type")
        if formula is not None and asks_elsewhere(formula):
            raise self._grid.elsewhere(self._row + 1, self._column + 1)
        if self._attributes.get(f"{_CALC_EXTENSION} value-type") == "error" or (
            formula is not None and shown.startswith(_ERRORS) and kind != "string"
        ):
            return CellKind.ERROR, self._clean(shown), self._clean(shown), formula is not None, False
        if kind is None and formula is not None:
            return CellKind.FORMULA_WITHOUT_VALUE, "", formula[: self.limits.text_length], True, False
        return self._typed(kind, shown, is_formula=formula is not None)

    def _typed(self, kind: str | None, shown: str, *, is_formula: bool) -> PackedCell | None:
        if kind is None or kind == "string":
            text = self._clean(self._attributes.get(f"{OFFICE} string-value", shown) if kind else shown)
            return (CellKind.TEXT, text, text, is_formula, False) if text else None
        if kind in _NUMBERS:
            return self._numeric(kind, is_formula=is_formula)
        if kind == "boolean":
            written = self._attributes.get(f"{OFFICE} boolean-value", "")
            value = BOOLEANS.get(written.strip().lower())
            if value is None:
                raise self._damaged(written)
            return CellKind.BOOLEAN, value, "TRUE" if value else "FALSE", is_formula, False
        return self._dated(kind, is_formula=is_formula)

    def _numeric(self, kind: str, *, is_formula: bool) -> PackedCell:
        text = self._attributes.get(f"{OFFICE} value", "").strip()
        value: Decimal | None = number(text) if len(text) <= self.limits.number_length else None
        if value is None:
            return CellKind.ERROR, "#NUM!", text[: self.limits.number_length], is_formula, False
        return CellKind.NUMBER, value, text, is_formula, kind == "percentage"

    def _dated(self, kind: str, *, is_formula: bool) -> PackedCell:
        written = self._attributes.get(f"{OFFICE} {kind}-value", "")
        if kind not in ("date", "time"):
            raise self._damaged(kind)
        moment = written_date(written) if kind == "date" else duration_date(written)
        if moment is None:  # Excel writes 29 February 1900, and programs write what they were given
            return CellKind.ERROR, "#VALUE!", self._clean(written), is_formula, False
        return CellKind.DATE, moment, moment.isoformat(), is_formula, False

    def _clean(self, text: str) -> str:
        return self._grid.clean(text, self._row + 1, self._column + 1)

    def _damaged(self, value: str) -> Refusal:
        return self._grid.damaged(value, self._row + 1, self._column + 1)
