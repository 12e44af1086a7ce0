"""Publishing: what must hold first, freezing, and the edition with its number; a correction says what it corrects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Response

from indicators.editions import Number, condition_words, next_number
from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep
from service.pages.route import page_router
from service.pages.secretariat.shown import around, faults
from service.pages.visit import Visit, VisitDep
from service.store import editions
from service.store.idempotency import Answered
from service.store.tables import Edition
from service.workflows.cycles import known_cycle
from service.workflows.phases import phase_of
from service.workflows.publish_edition import RESTING, Order, Proof, proof, publish
from service.workflows.run_cycle import FROM, begin
from service.workflows.under_way import Progress

router = page_router()
REASONED = "K06"
"""The condition that the form itself meets: a correction says what it corrects."""


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """One point of the checklist in words: `met`, `missing` (forbids publishing), `told` (told in the report), or
    `asked` (met by what is written below)."""

    code: str
    state: str
    text: str


@router.get("/{language:language}/secretariat/cycles/{cycle}/publication", name="secretariat.publication")
def publication(visit: VisitDep, cycle: str) -> Response:
    """The checklist, and the forms that freeze and publish."""
    return _publication(visit, cycle)


@router.post("/{language:language}/secretariat/cycles/{cycle}/freeze", name="secretariat.freeze")
def freeze(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Freeze a cycle, so that nothing moves under its figures."""
    house = visit.house
    try:
        begin(house.database, visit.actor, cycle, "frozen", reason=filled.text("reason") or None, clock=house.clock)
    except ServiceError as refused:
        return _publication(visit, cycle, refused)
    return visit.go("secretariat.publication", cycle=cycle)


@router.post("/{language:language}/secretariat/cycles/{cycle}/publication", name="secretariat.publish")
def publish_edition(visit: VisitDep, cycle: str, filled: FilledDep) -> Response:
    """Publish the next edition, in this very request, which goes on to its end whoever still waits for the answer."""
    if visit.house.under_way.of(cycle) is not None:
        return visit.go("secretariat.publication", cycle=cycle)
    order = Order(filled.text("reason"), filled.text("kind") != "new")
    try:
        publish(visit.house.press, visit.actor, cycle, order, present=lambda edition, _: Answered(201, edition.id))
    except ServiceError as refused:
        return _publication(visit, cycle, refused, filled)
    return visit.go("secretariat.publication", cycle=cycle)


def _publication(
    visit: Visit, cycle: str, refused: ServiceError | None = None, filled: Filled | None = None
) -> Response:
    under_way = visit.house.under_way.of(cycle)
    if under_way is not None:
        return _under_way(visit, cycle, under_way)
    kind, reason = (filled.text("kind"), filled.text("reason")) if filled else ("correction", "")
    ready = proof(visit.house.press, cycle, Order(reason, kind != "new"))
    with visit.house.database.reading() as connection:
        found, published = known_cycle(connection, cycle), editions.of_cycle(connection, cycle)[::-1]
    phase = phase_of(found, visit.house.clock())
    conditions = list(_conditions(visit, ready))
    context = {
        **around(visit, found),
        "conditions": conditions,
        "numbers": _numbers(published),
        "editions": published,
        "freezable": phase in FROM["frozen"] or (phase == "contradictory" and found.replies_until is None),
        "ready": phase in RESTING and all(one.state != "missing" for one in conditions),
        "kind": kind,
        "reason": reason,
        "errors": faults(visit, refused),
    }
    return visit.page("secretariat/publication.html", context, status=refused.status if refused else 200)


def _under_way(visit: Visit, cycle: str, progress: Progress) -> Response:
    """How far the edition is that is being written. The checklist would cost seconds of its own, so it waits."""
    with visit.house.database.reading() as connection:
        found, published = known_cycle(connection, cycle), editions.of_cycle(connection, cycle)[::-1]
    context = {**around(visit, found), "progress": progress, "editions": published, "errors": {}}
    return visit.page("secretariat/publication.html", context)


def _conditions(visit: Visit, ready: Proof) -> Iterator[ConditionShown]:
    for one in ready.conditions:
        words = condition_words(one.code, one.count, visit.language)
        open_ = "told" if not one.blocking else "asked" if one.code == REASONED else "missing"
        yield ConditionShown(one.code, "met" if one.met else open_, words)


def _numbers(published: list[Edition]) -> dict[str, str]:
    """The number the next edition has as a correction, and as a new one."""
    newest = Number(published[0].major, published[0].minor) if published else None
    return {
        "correction": str(next_number(newest, correction=True)),
        "new": str(next_number(newest, correction=False)),
    }
