"""Differences between two self-assessments as a table for people: the place, what stood there, what stands now."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.findings import Path
from service.pages.company.naming import Naming
from service.workflows.differences import Differences

MOST_SHOWN = 150
"""Changes listed on a page; their number is always told in full."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place and both its values."""

    place: str
    before: str
    after: str


def changes_shown(found: Differences, naming: Naming) -> list[Change]:
    """Return the first differences in words, in the order of the form."""
    return [
        Change(naming.place(path := path_of(place)), naming.value(path, before), naming.value(path, after))
        for place, before, after in found.changes[:MOST_SHOWN]
    ]


def path_of(place: str) -> Path:
    """Return the path that `/answers/SD-1/values/numerator` writes."""
    return tuple(place.removeprefix("/").split("/"))
