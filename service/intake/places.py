"""Where in a workbook a part of a submission stands, so that a finding can name its sheet and its cell.

Places are kept by path, for blank cells too: a missing answer has a cell in which it is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.findings import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a workbook, by the name its sheet has there; an empty `cell` means the sheet as a whole."""

    sheet: str
    cell: str = ""


def place_of(path: Path, places: Mapping[Path, Place]) -> Place | None:
    """Return the place of a path, or of the nearest thing that holds it; None where nothing does."""
    while path:
        place = places.get(path)
        if place is not None:
            return place
        path = path[:-1]
    return None


def address(row: int, column: int) -> str:
    """Return the address of a cell counted from 1: (14, 5) is E14."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row}"
