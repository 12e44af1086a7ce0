"""What is wrong in a workbook, as its author sees it there: by sheet, each fault in a piece of the sheet around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.model import Framework, Language
from schemas.problem import FindingOut
from service.form.layout import VALUE_COLUMN, Slot, layout_of
from service.pages.company.naming import Naming
from service.workflows.check_workbook import Checked

MOST_SHOWN = 40
"""Points told on the page; the marked workbook has them all."""
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an excerpt: its number, what is asked there, what stands in the cell, whether that is wrong."""

    row: str
    label: str
    value: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a sheet: the column of the answers and the rows of one question, with the points about them."""

    column: str
    lines: tuple[Line, ...]
    told: tuple[FindingOut, ...]


@dataclass(frozen=True, slots=True)
class SheetFaults:
    """Everything told about one sheet ("" for the workbook as a whole)."""

    sheet: str
    errors: int
    warnings: int
    excerpts: tuple[Excerpt, ...]


def faults_by_sheet(checked: Checked, naming: Naming, language: Language) -> tuple[list[SheetFaults], int]:
    """Return what is wrong by sheet, errors first, in the workbook's order; and how many points are left out."""
    told = sorted(checked.told(language), key=lambda one: one.severity)
    shown = told[:MOST_SHOWN]
    sheets = dict.fromkeys(one.sheet or "" for one in checked.told(language) if one in shown)
    grouped = [
        _of_sheet(sheet, [one for one in shown if (one.sheet or "") == sheet], checked, naming) for sheet in sheets
    ]
    return grouped, len(told) - len(shown)


def _of_sheet(sheet: str, told: list[FindingOut], checked: Checked, naming: Naming) -> SheetFaults:
    asked: dict[str, list[FindingOut]] = {}
    for one in told:
        asked.setdefault(one.indicator or one.cell or "", []).append(one)
    errors = sum(one.severity == "error" for one in told)
    excerpts = tuple(_excerpt(sheet, group, checked, naming) for group in asked.values())
    return SheetFaults(sheet, errors, len(told) - errors, excerpts)


def _excerpt(sheet: str, told: list[FindingOut], checked: Checked, naming: Naming) -> Excerpt:
    marked = {one.cell: one.severity for one in reversed(told) if one.cell}
    columns = {match[1] for cell in marked if (match := _CELL.fullmatch(cell))}
    if not marked or len(columns) > 1:
        return Excerpt("", (), tuple(told))
    column = columns.pop() if columns else ""
    lines = list(_lines(sheet, column, told, checked, naming, marked))
    known = {column + one.row for one in lines}
    apart = {one.cell: one for one in reversed(told) if one.cell and one.cell not in known}
    lines += [
        Line(cell.removeprefix(column), naming.word(one.field or ""), one.found, marked[cell])
        for cell, one in apart.items()
    ]
    return Excerpt(column, tuple(sorted(lines, key=lambda one: int(one.row))), tuple(told))


def _lines(
    sheet: str,
    column: str,
    told: list[FindingOut],
    checked: Checked,
    naming: Naming,
    marked: Mapping[str, str],
) -> Iterable[Line]:
    """The rows of the question that the points are about, as far as they stand on that sheet in that column."""
    for slot in _slots(checked.framework, {one.indicator for one in told}):
        place = checked.filled.places.get(slot.path)
        match = _CELL.fullmatch(place.cell) if place else None
        if place is None or match is None or place.sheet != sheet or match[1] != column:
            continue
        yield Line(match[2], naming.place(slot.path), _found(checked, slot), marked.get(place.cell, ""))


def _slots(framework: Framework, indicators: set[str | None]) -> Iterable[Slot]:
    return (slot for slot in layout_of(framework).slots() if slot.indicator in indicators)


def _found(checked: Checked, slot: Slot) -> str:
    """What stands in the cell of a slot."""
    keys = (key for key in checked.filled.found if key[1] == slot.code and key[2] == VALUE_COLUMN)
    key = next(keys, None)
    return checked.filled.found[key].text[:80] if key else ""
