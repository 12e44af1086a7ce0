"""A filled workbook as found -> a submission, with the place of every part of it and the faults of its form.

The form is recognised by its marker and read by its codes, never by labels or positions. Nothing is judged here but the
form itself: values go to the checks as they stand, unreadable ones included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from indicators.answers import Status, Unreadable
from indicators.findings import Finding, Path
from indicators.model import Framework, Indicator, Language
from schemas.submission import SubmissionIn
from service.form.layout import (
    COMMITMENTS,
    EVIDENCE,
    VALUE_COLUMN,
    Column,
    Kind,
    ListName,
    Slot,
    Table,
    layout_of,
    slots_of,
)
from service.intake.filled_shape import shaped
from service.intake.filled_values import choice_in, date_in, is_blank, number_in, text_in
from service.intake.form_index import CodedSheet, Spot, coded_sheets, marker_of
from service.intake.places import Place
from service.intake.raw import RawCell, RawWorkbook

_WORD_FIELDS = ("status", "reason", "comment")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a workbook says. `submission` is None where the form is not ours; `found` keeps the cells by their codes."""

    submission: SubmissionIn | None
    language: Language
    places: Mapping[Path, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    found: Mapping[tuple[str, str, str], RawCell] = field(default_factory=dict)


def read_filled(workbook: RawWorkbook, framework: Framework) -> Filled:
    """Return what a filled workbook says, with the place of each part, blank ones included. Never raises on content:
    a workbook that is not the form gives one finding, E20."""
    marker = marker_of(workbook)
    sheets = tuple(coded_sheets(workbook))
    if marker is None or not marker.get("framework") or not sheets:
        return Filled(None, "fr", findings=(Finding("E20", ("workbook",)),))
    reading = _Reading(framework, sheets)
    raw = reading.submission(marker)
    submission, faults = shaped(raw)
    findings = (*_about_marker(marker, framework), *reading.findings, *faults)
    language: Language = "en" if marker.get("language") == "en" else "fr"
    return Filled(submission, language, reading.places, findings, reading.found)


def _about_marker(marker: Mapping[str, str], framework: Framework) -> Iterator[Finding]:
    """A template issued under an earlier wording of the same framework still reads, but its reader is told."""
    if marker["framework"] == framework.ref and marker.get("hash") != framework.content_hash:
        yield Finding("W22", ("framework",), found=marker.get("hash", "")[:12])


class _Reading:
    """One workbook being read: places and findings gather while the submission takes shape."""

    def __init__(self, framework: Framework, sheets: tuple[CodedSheet, ...]) -> None:
        self.framework = framework
        self.layout = layout_of(framework)
        self.sheets = sheets
        self.places: dict[Path, Place] = {}
        self.findings: list[Finding] = []
        self.found: dict[tuple[str, str, str], RawCell] = {}

    def submission(self, marker: Mapping[str, str]) -> dict[str, Any]:
        """Return the content of a `SubmissionIn`, not yet validated."""
        self._place_of_edition()
        self._missing_rows()
        organisation = self._organisation()
        return {
            "framework": marker["framework"],
            "cycle": marker.get("cycle", ""),
            "language": "en" if marker.get("language") == "en" else "fr",
            "organisation": organisation,
            "answers": self._answers(organisation["populations"]),
            "commitments": self._commitments(),
        }

    # -- the form itself ------------------------------------------------------------------------------------------

    def _of(self, code: str) -> list[CodedSheet]:
        return [sheet for sheet in self.sheets if sheet.code == code]

    def _place_of_edition(self) -> None:
        """The read-me shows framework and cycle: there a mismatch is pointed at."""
        for sheet in self._of("readme"):
            for row in sheet.rows.get("readme.edition", ()):
                place = Spot(sheet.sheet, row, sheet.columns.get("key", sheet.left + 1)).place
                self.places.update({("framework",): place, ("cycle",): place})

    def _missing_rows(self) -> None:
        """Name every row, and every whole sheet, that was laid out and is no longer there."""
        for form_sheet in self.layout.sheets:
            found = self._of(form_sheet.code)
            if not found:
                self._lost(("sheet", form_sheet.code), form_sheet.code)
            for slot in form_sheet.slots if found else ():
                if not any(True for sheet in found for _ in sheet.spots(slot.code, VALUE_COLUMN)):
                    self.places.setdefault(slot.path, Place(found[0].sheet.name))
                    self._lost(slot.path, slot.code, slot)
        for table in self.layout.tables:
            if not self._of(table.sheet):
                self._lost(("sheet", table.sheet), table.sheet)

    def _lost(self, path: Path, code: str, slot: Slot | None = None) -> None:
        about = (slot.indicator, slot.field) if slot else (None, None)
        self.findings.append(Finding("E21", path, *about, params={"row": code}))

    # -- slots ----------------------------------------------------------------------------------------------------

    def _spots(self, slot: Slot) -> list[Spot]:
        """Every cell that carries the slot's code, the sheet it was laid out on first."""
        return [spot for sheet in self.sheets for spot in sheet.spots(slot.code, VALUE_COLUMN)]

    def _value(self, spot: Spot, kind: Kind, choices: ListName | None) -> Any:
        """What a cell holds, None where it is blank: Decimal, date, str or Unreadable."""
        cell = spot.cell
        if cell is None or is_blank(cell):
            return None
        if kind in {"integer", "decimal", "level"}:
            return number_in(cell)
        if kind == "date":
            return date_in(cell)
        return choice_in(cell, choices, self.framework) if choices else text_in(cell)

    def _keep(self, sheet: str, row: str, column: str, spot: Spot) -> None:
        cell = spot.cell
        if cell is not None and not is_blank(cell):
            self.found[sheet, row, column] = cell

    def _text(self, value: Any, path: Path, indicator: str | None = None) -> str | None:
        """A text, or None with a finding where a text cell holds an error or a formula without a value."""
        if isinstance(value, Unreadable):
            last = path[-1] if isinstance(path[-1], str) else None
            self.findings.append(Finding("E07", path, indicator, last, value.found, {"why": value.why}))
            return None
        return None if value is None else str(value)

    def _organisation(self) -> dict[str, Any]:
        sheet = self.layout.sheets[0]
        given: dict[str, Any] = {"populations": {}}
        for slot in sheet.slots:
            value = None
            for spot in self._spots(slot)[:1]:
                self.places[slot.path] = spot.place
                self._keep(sheet.code, slot.code, VALUE_COLUMN, spot)
                value = self._value(spot, slot.kind, slot.choices)
            if slot.kind != "integer":
                value = self._text(value, slot.path)
            if value is not None:
                (given["populations"] if slot.kind == "integer" else given)[str(slot.field)] = value
        return given

    # -- answers --------------------------------------------------------------------------------------------------

    def _answers(self, populations: Mapping[str, Any]) -> list[dict[str, Any]]:
        answers = []
        for indicator in self.framework.entered():
            answers += self._of_indicator(indicator, populations)
        answers += self._unknown()
        self._attach_evidence(answers)
        return answers

    def _of_indicator(self, indicator: Indicator, populations: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The answer in the indicator's rows; another one where somebody copied the rows and filled in both."""
        slots = list(slots_of(indicator))
        spots = {str(slot.field): self._spots(slot) for slot in slots}
        copies = max((len(found) for found in spots.values()), default=0)
        seen: list[dict[str, Any]] = []
        for copy in range(copies):
            mine = {key: found[copy] for key, found in spots.items() if copy < len(found)}
            answer = self._answer(indicator, slots, mine, populations, first=copy == 0)
            if answer is not None and answer not in seen:
                seen.append(answer)
                yield answer

    def _answer(
        self,
        indicator: Indicator,
        slots: list[Slot],
        spots: Mapping[str, Spot],
        populations: Mapping[str, Any],
        *,
        first: bool,
    ) -> dict[str, Any] | None:
        given: dict[str, Any] = {}
        for slot in slots:
            spot = spots.get(str(slot.field))
            if spot is None:
                continue
            if first:
                self._place_slot(slot, spot)
            value = self._value(spot, slot.kind, slot.choices)
            if slot.field in _WORD_FIELDS:
                value = self._text(value, slot.path, indicator.id)
            if value is not None:
                given[str(slot.field)] = value
        words = {key: given.pop(key, None) for key in _WORD_FIELDS}
        if not given and not any(words.values()):
            return None
        return self._with_status(indicator, given, words, populations)

    def _place_slot(self, slot: Slot, spot: Spot) -> None:
        self.places[slot.path] = spot.place
        self.places.setdefault(slot.path[:2], spot.place)
        home = next(s.code for s in self.layout.sheets if slot in s.slots)
        self._keep(home, slot.code, VALUE_COLUMN, spot)

    def _with_status(
        self, indicator: Indicator, values: dict[str, Any], words: Mapping[str, Any], populations: Mapping[str, Any]
    ) -> dict[str, Any]:
        """A value entered is an answer; a blank denominator takes its population; set aside, values have no effect."""
        status = words["status"] or (Status.ANSWERED if values or not words["reason"] else None)
        if status in {Status.NOT_APPLICABLE, Status.NOT_AVAILABLE}:
            for key in values:
                path = ("answers", indicator.id, key)
                self.findings.append(Finding("W20", path, indicator.id, key, _quoted(values[key])))
            values = {}
        elif values:
            for entry in indicator.fields:
                population = populations.get(entry.population or "")
                if entry.required and entry.key not in values and isinstance(population, Decimal):
                    values[entry.key] = population
        return {"indicator": indicator.id, "values": values, **words, "status": status, "evidence": []}

    def _unknown(self) -> Iterator[dict[str, Any]]:
        """Rows with the code of no indicator we know, filled in: an answer that the checks will name."""
        known = {slot.code for slot in self.layout.slots()}
        for sheet in self.sheets:
            if not sheet.code.startswith("objective-"):
                continue
            for code in sheet.rows:
                id_, dot, key = code.partition(".")
                spot = next(sheet.spots(code, VALUE_COLUMN), None)
                if not dot or code in known or spot is None or is_blank(spot.cell):
                    continue
                if not any(code.startswith(f"{i.id}.") for i in self.framework.indicators):
                    self.places[("answers", id_)] = self.places[("answers", id_, key)] = spot.place
                    yield {"indicator": id_, "values": {key: self._value(spot, "decimal", None)}, "evidence": []}

    # -- tables ---------------------------------------------------------------------------------------------------

    def _entries(self, table: Table) -> Iterator[dict[str, Spot]]:
        for sheet in self._of(table.sheet):
            for row in sheet.entries():
                spots = {
                    column.code: Spot(sheet.sheet, row, sheet.columns[column.code])
                    for column in table.columns
                    if column.code in sheet.columns
                }
                if any(not is_blank(spot.cell) for spot in spots.values()):
                    yield spots

    def _commitments(self) -> list[dict[str, Any]]:
        entries = []
        for number, spots in enumerate(self._entries(COMMITMENTS)):
            path: Path = ("commitments", number)
            entry = self._entry(COMMITMENTS, spots, path, str(number + 1))
            entries.append({**entry, "text": entry.get("text") or ""})
        return entries

    def _attach_evidence(self, answers: list[dict[str, Any]]) -> None:
        """Hand each line of evidence to the answer it supports; a line without one makes an empty answer to it."""
        counts: dict[str, int] = {}
        by_id = {answer["indicator"]: answer for answer in reversed(answers)}
        for number, spots in enumerate(self._entries(EVIDENCE)):
            cell = spots["indicator"].cell if "indicator" in spots else None
            named = self._value(spots["indicator"], "choice", "indicator") if not is_blank(cell) else None
            id_ = named if isinstance(named, str) else "?"
            path: Path = ("answers", id_, "evidence", counts.get(id_, 0))
            counts[id_] = counts.get(id_, 0) + 1
            entry = self._entry(EVIDENCE, spots, path, str(number + 1))
            entry.pop("indicator", None)
            if id_ == "?":
                self.findings.append(Finding("E23", path, None, "indicator"))
                continue
            if id_ not in by_id:
                if not self.framework.has_indicator(id_):
                    self.places.setdefault(("answers", id_), spots["indicator"].place)
                by_id[id_] = {"indicator": id_, "status": None, "values": {}, "evidence": []}
                answers.append(by_id[id_])
            by_id[id_]["evidence"].append({"kind": "", "title": "", **entry})

    def _entry(self, table: Table, spots: Mapping[str, Spot], path: Path, row: str) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        for column in table.columns:
            spot = spots.get(column.code)
            if spot is None:
                continue
            at = (*path, column.code)
            self.places[at] = spot.place
            self.places.setdefault(path, spot.place)
            self._keep(table.sheet, row, column.code, spot)
            value = self._cell_of_table(column, spot, at)
            if value is not None:
                entry[column.code] = value
        return entry

    def _cell_of_table(self, column: Column, spot: Spot, path: Path) -> Any:
        value = self._value(spot, column.kind, column.choices)
        return value if column.kind in {"decimal", "date"} else self._text(value, path)


def _quoted(value: Any) -> str:
    return value.found if isinstance(value, Unreadable) else str(value)


