"""Carrying forward at once all that a union wrote on answers that were filed again and say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from indicators.phases import PERMITS
from schemas.annotation_life import CarryForwardPosted
from service.actors import Actor
from service.clock import Clock
from service.errors import ServiceError
from service.store import annotations as rows
from service.store import cycles
from service.store.engine import Database
from service.workflows.annotate import Misplaced, Presented
from service.workflows.annotation_acts import Hand, carry_forward
from service.workflows.annotation_queue import Moved, moved_apart
from service.workflows.cycles import Frameworks
from service.workflows.phases import phase_of


def carriable(connection: Connection, moved: Iterable[Moved], now: datetime) -> list[Moved]:
    """Return those of `moved` whose answer says the same and whose cycle, as it stands, still lets them be carried."""
    same = [one for one in moved if one.same]
    named = {one.annotation.target.cycle or "" for one in same}
    held = (cycles.find_cycle(connection, one) for one in sorted(named))
    open_ = {one.id for one in held if one is not None and "carry" in PERMITS[phase_of(one, now)]}
    return [one for one in same if one.annotation.target.cycle in open_]


def carry_unchanged(
    database: Database, frameworks: Frameworks, actor: Actor, *, present: Presented, clock: Clock
) -> tuple[int, ServiceError | None]:
    """Carry forward every standing annotation of the actor's organisation whose answer says the same in its current
    revision in a cycle that still permits it, of all cycles where none does; returns how many, and why the first of
    the others was not (None: all were).

    Each is an act of its own, with its leaf: what one cycle refuses keeps back nothing of another. To do it again does
    nothing more. An answer revised meanwhile is left on the revision that was compared. Raises ServiceError as
    `Database.write` does where the database itself refuses.
    """
    with database.reading() as connection:
        same = [one for one in moved_apart(connection, actor) if one.same]
        found = carriable(connection, same, clock()) or same
    done, refused = 0, None
    for one in found:
        id_ = one.annotation.id.removeprefix(rows.IRI)
        hand = Hand(database, frameworks, actor, id_, present, clock=clock)
        try:
            outcome = carry_forward(hand, CarryForwardPosted(revision=one.now))
        except ServiceError as error:
            if error.status != 409:
                raise
            refused = refused or error
        else:
            done += not isinstance(outcome, Misplaced)  # carried meanwhile, or revised to say something else
    return done, refused
