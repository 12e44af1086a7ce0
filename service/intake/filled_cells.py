"""The cells of one filled workbook, asked by code; places, findings and found cells gather as they are read.

The `filled_*.py` modules read their part of the form through `Cells`; what one cell's content means is in
`filled_values.py`.
"""

from __future__ import annotations

from typing import Any

from indicators.answers import Unreadable
from indicators.findings import Finding, Path
from indicators.model import Framework
from service.form.layout import VALUE_COLUMN, Kind, ListName, Slot, layout_of
from service.intake.filled_values import choice_in, date_in, is_blank, number_in, text_in
from service.intake.form_index import CodedSheet, Spot
from service.intake.places import Place
from service.intake.raw import RawCell

Key = tuple[str, str, str]
"""Sheet code, row code, column code."""


class Cells:
    """One workbook being read."""

    def __init__(self, framework: Framework, sheets: tuple[CodedSheet, ...]) -> None:
        self.framework = framework
        self.layout = layout_of(framework)
        self.sheets = sheets
        self.places: dict[Path, Place] = {}
        self.findings: list[Finding] = []
        self.found: dict[Key, RawCell] = {}
        self._rows = _rows_by_code(sheets)

    def of(self, code: str) -> list[CodedSheet]:
        """Return the sheets with a code: none where it was deleted, two where it was copied."""
        return [sheet for sheet in self.sheets if sheet.code == code]

    def spots(self, slot: Slot) -> list[Spot]:
        """Return every cell that carries a slot's code, wherever it went."""
        return [
            Spot(sheet.sheet, row, sheet.columns[VALUE_COLUMN])
            for sheet, row in self._rows.get(slot.code, ())
            if VALUE_COLUMN in sheet.columns
        ]

    def value(self, spot: Spot, kind: Kind, choices: ListName | None) -> Any:
        """Return what a cell holds, None where it is blank: Decimal, date, str or Unreadable."""
        cell = spot.cell
        if cell is None or is_blank(cell):
            return None
        if kind in {"integer", "decimal", "signed", "level"}:
            return number_in(cell)
        if kind == "date":
            return date_in(cell)
        return choice_in(cell, choices, self.framework) if choices else text_in(cell)

    def words(self, value: Any, path: Path, indicator: str | None = None) -> str | None:
        """Return a text, or None with a finding where an error or a formula without a value stands for it."""
        if isinstance(value, Unreadable):
            self.findings.append(Finding("E07", path, indicator, str(path[-1]), value.found, {"case": value.why}))
            return None
        return None if value is None else str(value)

    def keep(self, key: Key, spot: Spot) -> None:
        """Keep the cell as found, for a copy of the workbook."""
        cell = spot.cell
        if cell is not None and not is_blank(cell):
            self.found[key] = cell


def _rows_by_code(sheets: tuple[CodedSheet, ...]) -> dict[str, list[tuple[CodedSheet, int]]]:
    rows: dict[str, list[tuple[CodedSheet, int]]] = {}
    for sheet in sheets:
        for code, found in sheet.rows.items():
            rows.setdefault(code, []).extend((sheet, row) for row in found)
    return rows
