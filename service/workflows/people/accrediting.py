"""The secretariat accredits unions, for one cycle or for all, on a ground it states; the record only grows, and each
act is in the public log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from schemas.text import SafeText
from service.actors import Accreditation, Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.ledger.canonical import moment
from service.store import accreditations, organisations
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.tables import Accreditation as Row
from service.workflows import public_log
from service.workflows.cycles import known_cycle
from service.workflows.once import Key, once

Act = Literal["granted", "ended"]
LONGEST_GROUND = 2000
_TEXT: TypeAdapter[str] = TypeAdapter(SafeText)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the secretariat decides on a union, for a cycle or for all of them (None), and on which ground."""

    act: Act
    ground: str
    cycle: str | None = None


Shown = Callable[[Row, Accreditation], Answered]
"""From an act just recorded, and what then stands, to an answer."""


def decide(
    database: Database,
    actor: Actor,
    union: str,
    decision: Decision,
    *,
    present: Shown,
    key: Key | None = None,
    clock: Clock = utc_now,
) -> Answered:
    """Record a decision on a union, with its leaf in the public log.

    Raises ServiceError `unknown_account`, `unknown_cycle` (404), `not_a_union`, `bad_ground` (422),
    `accreditation_stands` (409) where it would change nothing, `idempotency_mismatch` (422).
    """
    now = clock()
    ground = _ground(decision.ground)

    def act(connection: Connection) -> Answered:
        _refuse_idle(connection, union, decision)
        after = write_decision(connection, actor, union, Decision(decision.act, ground, decision.cycle), now)
        return present(accreditations.acts(connection, union)[-1], after)

    return database.write(lambda connection: once(connection, actor, key, now, act))


def write_decision(
    connection: Connection, actor: Actor, union: str, decision: Decision, now: datetime
) -> Accreditation:
    """Write a decision and its leaf in this transaction; returns what then stands."""
    said = {"act": decision.act, "cycle": decision.cycle, "ground": decision.ground}
    speaker = actor.organisation or None
    row = {"organisation": union, **said, "account": actor.person, "speaker": speaker, "created": now}
    number, after = accreditations.record(connection, row)
    content = {"union": union, **said, "by": speaker, "decided": moment(now)}
    public_log.record(connection, "accreditation", f"urn:enregard:union:{union}:accreditation:{number}", content, now)
    return after


def _refuse_idle(connection: Connection, union: str, decision: Decision) -> None:
    found = organisations.find_organisation(connection, union)
    if found is None:
        raise ServiceError("unknown_account", 404, {"organisation": union})
    if found.kind != "union":
        raise ServiceError("not_a_union", 422, {"organisation": union})
    standing, granted = accreditations.standing_for(connection, union), decision.act == "granted"
    if decision.cycle is None:
        stands = standing == Accreditation(every=granted)
    else:
        stands = standing.covers(known_cycle(connection, decision.cycle).id) is granted
    if stands:
        raise ServiceError("accreditation_stands", 409, {"organisation": union})


def _ground(text: str) -> str:
    try:
        ground = _TEXT.validate_python(text).strip()
    except ValidationError:
        ground = ""
    if not 1 <= len(ground) <= LONGEST_GROUND:
        raise ServiceError("bad_ground", 422, {"longest": str(LONGEST_GROUND)})
    return ground


def record_of(
    database: Database, union: str, *, after: int = 0, limit: int | None = None
) -> tuple[list[Row], Accreditation]:
    """Return the acts on a union, oldest first, and what stands. Raises ServiceError `not_found` (404)."""
    with database.reading() as connection:
        if organisations.find_organisation(connection, union) is None:
            raise ServiceError("not_found", 404)
        acts = accreditations.acts(connection, union, after=after, limit=limit)
        return acts, accreditations.standing_for(connection, union)
