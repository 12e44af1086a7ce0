"""Carrying forward at once all that a union wrote on answers that were filed again and say the same."""

from __future__ import annotations

from schemas.annotation_life import CarryForwardPosted
from service.actors import Actor
from service.clock import Clock
from service.errors import ServiceError
from service.store import annotations as rows
from service.store.engine import Database
from service.workflows.annotate import Presented
from service.workflows.annotation_acts import Hand, carry_forward
from service.workflows.annotation_queue import moved_apart
from service.workflows.cycles import Frameworks


def carry_unchanged(
    database: Database, frameworks: Frameworks, actor: Actor, *, present: Presented, clock: Clock
) -> tuple[int, ServiceError | None]:
    """Carry forward every standing annotation of the actor's organisation whose answer says the same in its current
    revision; returns how many, and why the first of the others was not (None: all were).

    Each is an act of its own, with its leaf: what one cycle refuses keeps back nothing of another. To do it again does
    nothing more. An answer revised meanwhile is left on the revision that was compared. Raises ServiceError as
    `Database.write` does where the database itself refuses.
    """
    with database.reading() as connection:
        found = [one for one in moved_apart(connection, actor) if one.same]
    done, refused = 0, None
    for one in found:
        id_ = one.annotation.id.removeprefix(rows.IRI)
        hand = Hand(database, frameworks, actor, id_, present, clock=clock)
        try:
            carry_forward(hand, CarryForwardPosted(revision=one.now))
        except ServiceError as error:
            if error.status != 409:
                raise
            refused = refused or error
        else:
            done += 1
    return done, refused
