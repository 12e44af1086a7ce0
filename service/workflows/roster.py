"""The roster of signatories from a CSV file: strict, every fault at once, each with its line and column.

UTF-8 with or without a byte order mark, comma or semicolon, any line ending. Whose a workbook is: `matching.py`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from indicators.codes import COUNTRIES, SECTIONS
from indicators.figures import RosterStatus, Signatory
from schemas.text import clean
from service.slips import character_in
from service.workflows.fault_words import fault_words
from service.workflows.matching import folded

COLUMNS = ("id", "name", "country", "sector", "headcount", "status", "left_on")
STATUSES = ("joined", "invited", "left")
LARGEST_BYTES = 20_000_000
LONGEST_NAME = 300
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class RosterFault:
    """One fault: its code, its line (from 1), its column (empty for a whole line), and its words by language."""

    code: str
    line: int
    column: str
    message: Mapping[str, str]


class RosterRefused(Exception):  # noqa: N818  the field's word: the file is refused, the program is well
    """The roster cannot be used; `faults` are all of them."""

    def __init__(self, path: Path, faults: tuple[RosterFault, ...]) -> None:
        super().__init__(f"{path.name}: faults: {len(faults)}")
        self.path = path
        self.faults = faults


def read_roster(path: Path) -> tuple[Signatory, ...]:
    """Return the signatories of a CSV file in its order.

    Raises RosterRefused with every fault (codes S01 to S17), OSError where the file cannot be read.
    """
    reading = _Reading(path)
    signatories = tuple(reading.signatories())
    if reading.faults:
        raise RosterRefused(path, tuple(reading.faults))
    return signatories


class _Reading:
    """One reading of a roster; faults gather while it goes on."""

    def __init__(self, path: Path) -> None:
        self.faults: list[RosterFault] = []
        self._seen: dict[str, int] = {}
        self._text = self._decoded(path)

    def _decoded(self, path: Path) -> str:
        data = path.read_bytes()[: LARGEST_BYTES + 1]
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._fault("S01", 1 + data[: error.start].count(b"\n"), "", str(error.start))
            return ""

    def _fault(self, code: str, line: int, column: str, found: str, expected: str = "") -> None:
        self.faults.append(RosterFault(code, line, column, fault_words(code, found=found, expected=expected)))

    def signatories(self) -> Iterator[Signatory]:
        if self.faults:
            return
        try:
            rows = list(self._rows())
        except csv.Error:
            self._fault("S17", 1, "", "")
            return
        if not rows:
            self._fault("S02", 1, "", "", ",".join(COLUMNS))
            return
        (line, head), *body = rows
        if self._head(line, head):
            for line, cells in body:
                signatory = self._signatory(line, dict(zip(head, cells, strict=False)), len(cells), len(head))
                if signatory:
                    yield signatory

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        first = self._text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter, strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]

    def _head(self, line: int, head: list[str]) -> bool:
        expected = ", ".join(COLUMNS)
        for column in head:
            if column not in COLUMNS:
                self._fault("S04", line, column, column, expected)
            elif head.count(column) > 1:
                self._fault("S05", line, column, column)
        for column in COLUMNS:
            if column not in head:
                self._fault("S03", line, column, column, expected)
        return not self.faults

    def _signatory(self, line: int, row: dict[str, str], cells: int, heads: int) -> Signatory | None:
        if cells != heads:
            self._fault("S06", line, "", str(cells), str(heads))
            return None
        before = len(self.faults)
        for column, text in row.items():
            self._clean(line, column, text)
        self._identity(line, row)
        country, sector = row["country"].upper() or None, row["sector"].upper() or None
        if country and country not in COUNTRIES:
            self._fault("S10", line, "country", row["country"])
        if sector and sector not in SECTIONS:
            self._fault("S11", line, "sector", row["sector"])
        if row["headcount"] and not _WHOLE.fullmatch(row["headcount"]):
            self._fault("S12", line, "headcount", row["headcount"])
        self._status(line, row)
        if len(self.faults) > before:
            return None
        headcount = int(row["headcount"]) if row["headcount"] else None
        status = cast(RosterStatus, row["status"] or "joined")
        return Signatory(row["id"], clean(row["name"]), country, sector, headcount, status, row["left_on"] or None)

    def _clean(self, line: int, column: str, text: str) -> None:
        try:
            clean(text)
        except ValueError as error:
            self._fault("S16", line, column, character_in(str(error)))
        if "\n" in text or "\t" in text or len(text) > LONGEST_NAME:
            self._fault("S16", line, column, text)

    def _identity(self, line: int, row: dict[str, str]) -> None:
        for column, key in (("id", row["id"]), ("name", folded(row["name"]))):
            if not row[column]:
                self._fault("S07", line, column, "", column)
            elif (earlier := self._seen.setdefault(f"{column} {key}", line)) != line:
                self._fault("S09", line, column, row[column], str(earlier))
        if row["id"] and not _ID.fullmatch(row["id"]):
            self._fault("S08", line, "id", row["id"])

    def _status(self, line: int, row: dict[str, str]) -> None:
        status, left_on = row["status"] or "joined", row["left_on"]
        if status not in STATUSES:
            self._fault("S13", line, "status", status)
        elif left_on and status != "left":
            self._fault("S15", line, "left_on", status)
        if left_on and not _is_date(left_on):
            self._fault("S14", line, "left_on", left_on)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
