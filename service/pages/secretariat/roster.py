"""The signatories of a cycle: listed, added one by one or from a file; who is invited, joins, leaves, comes back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from fastapi import Response
from starlette.datastructures import UploadFile

from indicators.codes import COUNTRIES, SECTIONS
from indicators.figures import RosterStatus, Signatory
from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep
from service.pages.route import page_router
from service.pages.secretariat.shown import around, faults
from service.pages.visit import Visit, VisitDep
from service.store import cycles, happenings
from service.workflows.cycles import known_cycle
from service.workflows.moments import day_named
from service.workflows.roster import STATUSES, RosterFault, RosterRefused, read_roster
from service.workflows.signatories import Entry, put_signatory, write_roster

router = page_router()
LISTED, MOST_FAULTS = 100, 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form or a file: refused, its faults line by line, or how many were added and changed."""

    refused: ServiceError | None = None
    faults: tuple[RosterFault, ...] = ()
    written: tuple[int, int] | None = None


@router.get("/{language:language}/secretariat/cycles/{cycle}/roster", name="secretariat.roster")
def roster(visit: VisitDep, cycle: str, after: str = "") -> Response:
    """The roster by id."""
    return _roster(visit, cycle, after=after)


@router.post("/{language:language}/secretariat/cycles/{cycle}/roster", name="secretariat.add_signatory")
def add(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Add one signatory."""
    try:
        entry = _entry(filled, filled.text("id"))
        put_signatory(visit.house.database, visit.actor, cycle, entry, version=None, clock=visit.house.clock)
    except ServiceError as refused:
        return _roster(visit, cycle, Outcome(refused), filled)
    return visit.go("secretariat.signatory", cycle=cycle, signatory=entry.signatory.id)


@router.post("/{language:language}/secretariat/cycles/{cycle}/roster-file", name="secretariat.send_roster")
def send(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Add and update signatories from a CSV file; with a fault anywhere in it, nothing is written."""
    file = filled.file("file")
    if file is None:
        return _roster(visit, cycle, Outcome(ServiceError("nothing_to_file", 422)))
    return _roster(visit, cycle, _written(visit, cycle, file))


@router.get("/{language:language}/secretariat/cycles/{cycle}/roster/{signatory}", name="secretariat.signatory")
def signatory(visit: VisitDep, cycle: str, signatory: str) -> Response:
    """One signatory, with everything that became of it."""
    return _signatory(visit, cycle, signatory)


@router.post("/{language:language}/secretariat/cycles/{cycle}/roster/{signatory}", name="secretariat.change_signatory")
def change(visit: VisitDep, cycle: str, signatory: str, filled: FilledDep) -> Response:
    """Change what is known of a signatory: joined, left (it stays on record), its facts, its account."""
    version = filled.text("version")
    read = int(version[:9]) if version.isdecimal() else 0
    try:
        entry = _entry(filled, signatory)
        put_signatory(visit.house.database, visit.actor, cycle, entry, version=read, clock=visit.house.clock)
    except ServiceError as refused:
        return _signatory(visit, cycle, signatory, refused)
    return visit.go("secretariat.signatory", cycle=cycle, signatory=signatory)


def _entry(filled: Filled, id_: str) -> Entry:
    status, headcount, on = filled.text("status"), filled.text("headcount"), filled.text("on")
    facts = Signatory(
        id_,
        filled.text("name")[:300],
        filled.text("country").upper() or None,
        filled.text("sector").upper() or None,
        int(headcount[:9]) if headcount.isdecimal() else None,
        cast(RosterStatus, status if status in STATUSES else "joined"),
    )
    if not facts.name:
        raise ServiceError("bad_name", 422)
    day = day_named(on) if on else None
    return Entry(facts, day, filled.text("reason") or None, filled.text("organisation") or None)


def _written(visit: Visit, cycle: str, file: UploadFile) -> Outcome:
    with TemporaryDirectory(prefix="enregard-roster-") as directory:
        path = Path(directory) / "roster.csv"
        path.write_bytes(file.file.read())
        try:
            entries = read_roster(path)
        except RosterRefused as refused:
            return Outcome(faults=refused.faults)
    written = write_roster(visit.house.database, cycle, entries, actor=visit.actor, clock=visit.house.clock)
    return Outcome(written=written)


def _lists(visit: Visit) -> dict[str, object]:
    sectors = [(code, f"{code} – {text.in_(visit.language)}") for code, text in sorted(SECTIONS.items())]
    countries = sorted(((code, text.in_(visit.language)) for code, text in COUNTRIES.items()), key=lambda one: one[1])
    return {"sectors": [("", "–"), *sectors], "countries": [("", "–"), *countries]}


def _roster(
    visit: Visit, id_: str, outcome: Outcome | None = None, filled: Filled | None = None, after: str = ""
) -> Response:
    with visit.house.database.reading() as connection:
        found = known_cycle(connection, id_)
        listed = cycles.signatories(connection, id_, after=after, limit=LISTED + 1)
    came = outcome or Outcome()
    here = visit.address("secretariat.roster", cycle=id_)
    context = {
        **around(visit, found),
        **_lists(visit),
        "signatories": listed[:LISTED],
        "next": f"{here}?after={listed[LISTED - 1].id}" if len(listed) > LISTED else "",
        "previous": here if after else "",
        "errors": faults(visit, came.refused),
        "outcome": came,
        "wrong": came.faults[:MOST_FAULTS],
        "shown": {name: filled.text(name) if filled else "" for name in ("id", "name", "headcount")},
        "chosen": {name: filled.text(name) if filled else "" for name in ("country", "sector", "status")},
    }
    status = came.refused.status if came.refused else 422 if came.faults else 200
    return visit.page("secretariat/roster.html", context, status=status)


def _signatory(visit: Visit, cycle: str, id_: str, refused: ServiceError | None = None) -> Response:
    with visit.house.database.reading() as connection:
        found, one = known_cycle(connection, cycle), cycles.find_signatory(connection, cycle, id_)
        happened = happenings.events(connection, cycle, id_)
    if one is None:
        raise ServiceError("not_found", 404)
    context = {
        **around(visit, found),
        **_lists(visit),
        "one": one,
        "happened": happened[::-1],
        "errors": faults(visit, refused),
    }
    return visit.page("secretariat/signatory.html", context, status=refused.status if refused else 200)
