"""A filled workbook as found -> a submission, with the place of every part of it and the faults of its form.

The form is recognised by its marker and read by its codes, never by labels or positions. Nothing is judged here but the
form itself: values go to the checks as they stand, unreadable ones included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from indicators.findings import Finding, Path
from indicators.model import Framework, Language
from schemas.submission import SubmissionIn
from service.form.layout import VALUE_COLUMN, Slot
from service.intake.filled_answers import read_answers, read_organisation
from service.intake.filled_cells import Cells, Key
from service.intake.filled_shape import shaped
from service.intake.filled_tables import attach_evidence, read_commitments
from service.intake.form_index import CodedSheet, Spot, coded_sheets, marker_of
from service.intake.places import Place
from service.intake.raw import CellKind, RawCell, RawWorkbook, WorkbookFormat


@dataclass(frozen=True, slots=True)
class Filled:
    """What a workbook says. `submission` is None where it is not our form; `found` keeps its cells by their codes,
    `lost` are the parts whose rows were deleted."""

    submission: SubmissionIn | None
    language: Language
    places: Mapping[Path, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    found: Mapping[Key, RawCell] = field(default_factory=dict)
    lost: frozenset[Path] = frozenset()
    format: WorkbookFormat = "xlsx"
    tabs: tuple[str, ...] = ()


def read_filled(workbook: RawWorkbook, framework: Framework) -> Filled:
    """Return what a filled workbook says, with the place of each part, blank ones included.

    Never raises on content: a workbook that is not the form has one finding, E20. Findings are those of the form (E2x,
    W2x, and E07, E09 or E22 on texts that no one may store); the values themselves are for `indicators.checks`.
    """
    marker = marker_of(workbook)
    sheets = tuple(coded_sheets(workbook))
    if marker is None or not marker.get("framework") or not sheets:
        return Filled(None, "fr", findings=(Finding("E20", ("workbook",)),))
    cells = Cells(framework, sheets)
    language: Language = "en" if marker.get("language") == "en" else "fr"
    same_form = marker["framework"] == framework.ref
    _place_edition(cells)
    cells.findings += [*_about_wording(marker, framework), *(_lost(cells) if same_form else ())]
    organisation = read_organisation(cells)
    answers = read_answers(cells, organisation["populations"])
    attach_evidence(cells, answers)
    content = {
        "framework": marker["framework"],
        "cycle": marker.get("cycle", ""),
        "language": language,
        "organisation": organisation,
        "answers": answers,
        "commitments": read_commitments(cells),
    }
    cells.findings += _beside(cells)
    submission, faults = shaped(content)
    findings = (*cells.findings, *faults)
    lost = frozenset(slot.path for slot in cells.layout.slots() if not cells.spots(slot))
    return Filled(submission, language, cells.places, findings, cells.found, lost, workbook.format, _tabs(workbook))


def _tabs(workbook: RawWorkbook) -> tuple[str, ...]:
    return tuple(sheet.name for sheet in workbook.sheets)


def _place_edition(cells: Cells) -> None:
    """The read-me shows framework and cycle: a mismatch is pointed at there."""
    for sheet in cells.of("readme"):
        for row in sheet.rows.get("readme.edition", ()):
            place = Spot(sheet.sheet, row, sheet.columns.get("key", sheet.left + 1)).place
            cells.places.update({("framework",): place, ("cycle",): place})


def _about_wording(marker: Mapping[str, str], framework: Framework) -> Iterator[Finding]:
    """A template made under an earlier wording of the same framework still reads, but its readers are told."""
    if marker["framework"] == framework.ref and marker.get("hash") != framework.content_hash:
        yield Finding("W22", ("framework",), found=marker.get("hash", "")[:12])


def _lost(cells: Cells) -> Iterator[Finding]:
    """Every row, and every whole sheet, that was laid out and is no longer there."""
    for form_sheet in cells.layout.sheets:
        found = cells.of(form_sheet.code)
        missing = [slot for slot in form_sheet.slots if not cells.spots(slot)]
        if missing and (not found or len(missing) == len(form_sheet.slots)):
            yield Finding("E21", ("sheet", form_sheet.code), params={"case": "sheet", "sheet": form_sheet.code})
        else:
            for slot in missing:
                cells.places[slot.path] = _neighbour(cells, form_sheet.slots, slot) or Place(found[0].sheet.name)
                yield Finding("E21", slot.path, slot.indicator, slot.field, slot.code, {"case": "row"})
    for table in cells.layout.tables:
        if not cells.of(table.sheet):
            yield Finding("E21", ("sheet", table.sheet), params={"case": "sheet", "sheet": table.sheet})


def _neighbour(cells: Cells, slots: tuple[Slot, ...], missing: Slot) -> Place | None:
    """The nearest row before the missing one that is still there: it was deleted below it."""
    for slot in reversed(slots[: slots.index(missing)]):
        for spot in cells.spots(slot):
            return spot.place
    return None


def _beside(cells: Cells) -> Iterator[Finding]:
    """Numbers typed beside the answer column: they are read by nobody, and their author should know."""
    for sheet in cells.sheets:
        column = sheet.columns.get(VALUE_COLUMN)
        if column is None:
            continue
        codes = {row: code for code, rows in sheet.rows.items() for row in rows if "." in code}
        for row, at in sheet.sheet.cells:
            if row in codes and at not in (column, sheet.left):
                yield from _stray(cells, sheet, Spot(sheet.sheet, row, at), codes[row])


def _stray(cells: Cells, sheet: CodedSheet, spot: Spot, code: str) -> Iterator[Finding]:
    cell = spot.cell
    if cell is None or cell.formula or cell.kind not in {CellKind.NUMBER, CellKind.DATE, CellKind.BOOLEAN}:
        return
    path: Path = ("beside", sheet.code, spot.row, spot.column)
    cells.places[path] = spot.place
    id_, _, key = code.partition(".")
    expected = Spot(sheet.sheet, spot.row, sheet.columns[VALUE_COLUMN]).place.cell
    indicator = id_ if cells.framework.has_indicator(id_) else None
    yield Finding("W21", path, indicator, key, cell.text, {"expected": expected})
