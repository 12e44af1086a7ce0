"""The tables of a filled workbook, one entry a row: the company's own commitments, and the evidence for its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indicators.findings import Finding, Path
from service.form.layout import COMMITMENTS, EVIDENCE, Table
from service.intake.filled_cells import Cells
from service.intake.filled_values import is_blank
from service.intake.form_index import Spot

_NUMBERS = {"decimal", "signed", "integer", "date"}


def read_commitments(cells: Cells) -> list[dict[str, Any]]:
    """Return the commitments found, from the top."""
    found = []
    for number, spots in enumerate(_entries(cells, COMMITMENTS)):
        entry = _entry(cells, COMMITMENTS, spots, ("commitments", number), number)
        found.append({"text": "", **entry})
    return found


def attach_evidence(cells: Cells, answers: list[dict[str, Any]]) -> None:
    """Hand each piece of evidence to the answer it supports; without one it makes an answer that is still to give."""
    by_id = {answer["indicator"]: answer for answer in reversed(answers)}
    for number, spots in enumerate(_entries(cells, EVIDENCE)):
        named = cells.value(spots["indicator"], "choice", "indicator") if "indicator" in spots else None
        if not isinstance(named, str):
            path: Path = ("evidence", number)
            entry = _entry(cells, EVIDENCE, spots, path, number)
            if named is None:
                cells.findings.append(Finding("E23", (*path, "indicator"), None, "indicator"))
            continue
        if named not in by_id:
            by_id[named] = {"indicator": named, "status": None, "values": {}, "evidence": []}
            answers.append(by_id[named])
            cells.places.setdefault(("answers", named), spots["indicator"].place)
        path = ("answers", named, "evidence", len(by_id[named]["evidence"]))
        entry = _entry(cells, EVIDENCE, spots, path, number)
        del entry["indicator"]
        by_id[named]["evidence"].append({"kind": "", "title": "", **entry})


def _entries(cells: Cells, table: Table) -> Iterator[dict[str, Spot]]:
    for sheet in cells.of(table.sheet):
        for row in sheet.entries():
            spots = {
                column.code: Spot(sheet.sheet, row, sheet.columns[column.code])
                for column in table.columns
                if column.code in sheet.columns
            }
            if any(not is_blank(spot.cell) for spot in spots.values()):
                yield spots


def _entry(cells: Cells, table: Table, spots: Mapping[str, Spot], path: Path, number: int) -> dict[str, Any]:
    """Read one row; blank cells are left out, and have a place all the same."""
    entry: dict[str, Any] = {}
    for column in table.columns:
        spot = spots.get(column.code)
        if spot is None:
            continue
        at = (*path, column.code)
        cells.places[at] = spot.place
        cells.places.setdefault(path, spot.place)
        cells.keep((table.sheet, str(number + 1), column.code), spot)
        value = cells.value(spot, column.kind, column.choices)
        if column.kind not in _NUMBERS:
            value = cells.words(value, at)
        if value is not None:
            entry[column.code] = value
    return entry
