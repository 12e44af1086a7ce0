"""The roster of a cycle: who is invited, joins, leaves, comes back; who leaves stays on record, with the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indicators.codes import COUNTRIES, SECTIONS
from indicators.figures import RosterStatus, Signatory
from service.actors import OPERATOR, Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.store import cycles, happenings, organisations
from service.store.engine import Database
from service.store.tables import Cycle
from service.store.tables import Signatory as Row
from service.workflows.cycles import known_cycle
from service.workflows.names import named


@dataclass(frozen=True, slots=True)
class Entry:
    """One signatory as the secretariat writes it; `on` is the day its status holds from (None: today in the cycle's
    zone), `organisation` the account that stands for it (None: leave it as it is)."""

    signatory: Signatory
    on: date | None = None
    reason: str | None = None
    organisation: str | None = None


def write_roster(
    database: Database, cycle: str, roster: Iterable[Signatory], *, actor: Actor = OPERATOR, clock: Clock = utc_now
) -> tuple[int, int]:
    """Add and update signatories of a cycle, removing none. Returns how many of each.

    Raises ServiceError `unknown_cycle` (404), `bad_id` (422).
    """
    signatories = tuple(roster)
    for signatory in signatories:
        named(signatory.id)
    now = clock()

    def act(connection: Connection) -> tuple[int, int]:
        found = known_cycle(connection, cycle)
        before = {one.id: one for one in cycles.roster(connection, cycle)}
        written = cycles.put_signatories(connection, cycle, signatories)
        entries = [Entry(one) for one in signatories]
        happenings.add_events(connection, cycle, _events(found, entries, before, actor, now))
        return written

    return database.write(act)


def put_signatory(
    database: Database, actor: Actor, cycle: str, entry: Entry, *, version: int | None, clock: Clock = utc_now
) -> tuple[Row, bool]:
    """Add or change one signatory; returns it and whether it is new. `version`: the state that was read, to change one.

    Raises ServiceError `unknown_cycle`, `unknown_account` (404), `place_taken` (409), `stale` (412), `bad_id`,
    `unknown_country`, `unknown_sector` (422), `precondition_needed` (428).
    """
    given, now = entry.signatory, clock()
    named(given.id)
    _known_codes(given)

    def act(connection: Connection) -> tuple[Row, bool]:
        found = known_cycle(connection, cycle)
        here = cycles.signatory_to_change(connection, cycle, given.id)
        if here is not None and version is None:
            raise ServiceError("precondition_needed", 428)
        if version is not None and (here is None or here.version != version):
            raise ServiceError("stale", 412)
        before = {one.id: one for one in cycles.roster(connection, cycle, only=given.id)}
        changes = _events(found, [entry], before, actor, now)
        left_on = _left_on(entry, before.get(given.id), changes)
        cycles.put_signatories(connection, cycle, [replace(given, left_on=left_on)])
        happenings.add_events(connection, cycle, changes)
        if entry.organisation is not None:
            _give_account(connection, cycle, given.id, entry.organisation)
        after = cycles.find_signatory(connection, cycle, given.id)
        assert after is not None
        return after, here is None

    return database.write(act)


def opened_by(database: Database, cycle: str, signatory: Row, clock: Clock = utc_now) -> None:
    """Note that somebody of a company has fetched its workbook or its draft, the first time."""
    if signatory.opened is None:
        now = clock()
        database.write(lambda connection: cycles.note_opened(connection, cycle, signatory.id, now))


def _events(
    cycle: Cycle, entries: Iterable[Entry], before: Mapping[str, Signatory], actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    today = now.astimezone(ZoneInfo(cycle.zone)).date()
    rows = []
    for entry in entries:
        one, earlier = entry.signatory, before.get(entry.signatory.id)
        if earlier is not None and earlier.status == one.status and one.left_on in (None, earlier.left_on):
            continue
        on = entry.on.isoformat() if entry.on else one.left_on or today.isoformat()
        row = {"signatory": one.id, "status": one.status, "on": on, "recorded": now, "reason": entry.reason}
        rows.append({**row, **happenings.author_of(actor)})
    return rows


def _left_on(entry: Entry, before: Signatory | None, changes: list[dict[str, Any]]) -> str | None:
    if entry.signatory.status != "left":
        return None
    return str(changes[0]["on"]) if changes else before.left_on if before else None


def _known_codes(given: Signatory) -> None:
    if given.country is not None and given.country not in COUNTRIES:
        raise ServiceError("unknown_country", 422, {"found": given.country})
    if given.sector is not None and given.sector not in SECTIONS:
        raise ServiceError("unknown_sector", 422, {"found": given.sector})


def _give_account(connection: Connection, cycle: str, signatory: str, organisation: str) -> None:
    found = organisations.find_organisation(connection, organisation)
    if found is None or found.kind != "company":
        raise ServiceError("unknown_account", 404, {"organisation": organisation})
    standing = organisations.signatory_of(connection, cycle, organisation)
    row = cycles.find_signatory(connection, cycle, signatory)
    taken = row is not None and row.organisation not in (None, organisation)
    if taken or (standing is not None and standing.id != signatory):
        raise ServiceError("place_taken", 409, {"signatory": signatory, "cycle": cycle})
    cycles.give_account(connection, cycle, signatory, organisation)


def change_status(
    database: Database,
    actor: Actor,
    cycle: str,
    signatory: str,
    status: RosterStatus,
    *,
    on: date | None = None,
    reason: str | None = None,
    clock: Clock = utc_now,
) -> tuple[Row, str]:
    """Change the status of one signatory and nothing else; returns it with the day on record since which it holds.

    Raises ServiceError `unknown_cycle`, `not_found` (404).
    """
    with database.reading() as connection:
        known_cycle(connection, cycle)
        here = cycles.find_signatory(connection, cycle, signatory)
    if here is None:
        raise ServiceError("not_found", 404)
    facts = Signatory(signatory, here.name, here.country, here.sector, here.headcount, status)
    row, _ = put_signatory(database, actor, cycle, Entry(facts, on, reason), version=here.version, clock=clock)
    with database.reading() as connection:
        recorded = happenings.events(connection, cycle, signatory)
    return row, recorded[-1].on if recorded else "–"
