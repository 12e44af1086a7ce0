"""What someone may do with an annotation now, for pages that offer it; the acts themselves ask the same again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from indicators.annotation_life import SIDES, LifeAct, not_theirs, obstacle
from indicators.annotations import Annotation
from indicators.phases import PERMITS
from service.actors import Actor
from service.store import annotations as rows
from service.store import cycles, editions
from service.workflows.annotation_acts import PHASED, side_of
from service.workflows.phases import phase_of
from service.workflows.reply_time import replies_open


def offers(connection: Connection, actor: Actor, annotation: Annotation, now: datetime) -> frozenset[LifeAct]:
    """Return the acts that side, state of the annotation and phase of its cycle leave open to `actor`."""
    side, by = side_of(connection, annotation, actor), rows.UNION_IRI + actor.organisation
    named = editions.cycle_about(connection, annotation.target)
    cycle = cycles.find_cycle(connection, named) if named else None
    open_ = set(SIDES)
    if cycle is not None:
        permitted = PERMITS[phase_of(cycle, now)]
        open_ = {act for act in SIDES if act not in PHASED or PHASED[act] in permitted}
        if replies_open(connection, cycle, annotation, now):
            open_.add("reply")
    return frozenset(
        act for act in open_ if not_theirs(act, side) is None and obstacle(act, annotation, side, by) is None
    )
