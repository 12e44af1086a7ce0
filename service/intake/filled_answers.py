"""The organisation sheet and the sheets of questions of a filled workbook, as content for a `SubmissionIn`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from indicators.answers import Status, Unreadable
from indicators.findings import Finding
from indicators.model import Indicator
from service.form.layout import VALUE_COLUMN, Slot, slots_of
from service.intake.filled_cells import Cells
from service.intake.filled_values import is_blank
from service.intake.form_index import CodedSheet, Spot

_WORDS = ("status", "reason", "comment")
_CODE = re.compile(r"[A-Z]{2,6}-[0-9]{1,3}\.[a-z][a-z0-9_]{0,59}")
_MOST_COPIES = 200
"""Copies of an indicator's rows that are compared with each other: the second that differs is an error already."""
_SET_ASIDE = {Status.NOT_APPLICABLE, Status.NOT_AVAILABLE}


def read_organisation(cells: Cells) -> dict[str, Any]:
    """Return the content of the organisation sheet."""
    sheet = cells.layout.sheets[0]
    given: dict[str, Any] = {"populations": {}}
    for slot in sheet.slots:
        for spot in cells.spots(slot)[:1]:
            cells.places[slot.path] = spot.place
            cells.keep((sheet.code, slot.code, VALUE_COLUMN), spot)
            value = cells.value(spot, slot.kind, slot.choices)
            if slot.kind == "integer":
                given["populations"] |= {} if value is None else {slot.field: value}
            else:
                words = cells.words(value, slot.path)
                given |= {} if words is None else {str(slot.field): words}
    return given


def read_answers(cells: Cells, populations: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the answers found, in the framework's order; then those to indicators that nobody asks."""
    homes = {slot.code: sheet.code for sheet in cells.layout.sheets for slot in sheet.slots}
    answers: list[dict[str, Any]] = []
    for indicator in cells.framework.entered():
        answers += _of(cells, indicator, populations, homes)
    return answers + list(_unknown(cells, set(homes)))


def _of(
    cells: Cells, indicator: Indicator, populations: Mapping[str, Any], homes: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The answer in the indicator's rows; a second one where somebody copied the rows and filled them in otherwise."""
    slots = tuple(slots_of(indicator))
    spots = {slot.code: cells.spots(slot) for slot in slots}
    seen: list[dict[str, Any]] = []
    for copy in range(min(max(map(len, spots.values()), default=0), _MOST_COPIES)):
        mine = [(slot, spots[slot.code][copy]) for slot in slots if copy < len(spots[slot.code])]
        if copy == 0:
            _place(cells, mine, homes)
        given = _given(cells, mine, indicator)
        if given and given not in seen:
            if seen:
                cells.places[("answers", indicator.id, "again")] = mine[0][1].place
            seen.append(dict(given))
            yield _answer(cells, indicator, given, populations)


def _place(cells: Cells, mine: list[tuple[Slot, Spot]], homes: Mapping[str, str]) -> None:
    for slot, spot in mine:
        cells.places[slot.path] = spot.place
        cells.places.setdefault(slot.path[:2], spot.place)
        cells.keep((homes[slot.code], slot.code, VALUE_COLUMN), spot)


def _given(cells: Cells, mine: list[tuple[Slot, Spot]], indicator: Indicator) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for slot, spot in mine:
        value = cells.value(spot, slot.kind, slot.choices)
        if slot.field in _WORDS:
            value = cells.words(value, slot.path, indicator.id)
        if value is not None:
            given[str(slot.field)] = value
    return given


def _answer(
    cells: Cells, indicator: Indicator, given: dict[str, Any], populations: Mapping[str, Any]
) -> dict[str, Any]:
    """A value entered is an answer; its blank denominators take their population. Set aside, values have no effect."""
    words = {key: given.pop(key, None) for key in _WORDS}
    status = words["status"] or (Status.ANSWERED.value if given or not words["reason"] else None)
    if status in _SET_ASIDE:
        for key, value in given.items():
            path = ("answers", indicator.id, key)
            cells.findings.append(Finding("W20", path, indicator.id, key, _quoted(value)))
    elif given:
        for entry in indicator.fields:
            population = populations.get(entry.population or "")
            if entry.required and entry.key not in given and isinstance(population, Decimal):
                given[entry.key] = population
    return {"indicator": indicator.id, "values": given, **words, "status": status, "evidence": []}


def _unknown(cells: Cells, known: set[str]) -> Iterator[dict[str, Any]]:
    """Filled rows with a code of the form `XX-9.something` that we never laid out: the checks will name them."""
    asked = {indicator.id for indicator in cells.framework.indicators}
    answers: dict[str, dict[str, Any]] = {}
    for sheet in cells.sheets:
        for code in sheet.rows if sheet.code.startswith("objective-") else ():
            id_, _, key = code.partition(".")
            if _CODE.fullmatch(code) and code not in known and id_ not in asked:
                for spot in _filled(sheet, code):
                    cells.places.setdefault(("answers", id_), spot.place)
                    cells.places[("answers", id_, key)] = spot.place
                    answer = answers.setdefault(id_, {"indicator": id_, "values": {}, "evidence": []})
                    answer["values"][key] = cells.value(spot, "decimal", None)
    yield from answers.values()


def _filled(sheet: CodedSheet, code: str) -> Iterator[Spot]:
    return (spot for spot in sheet.spots(code, VALUE_COLUMN) if not is_blank(spot.cell))


def _quoted(value: Any) -> str:
    return value.found if isinstance(value, Unreadable) else str(value)
