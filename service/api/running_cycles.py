"""`/cycles`: making a cycle, changing its dates, freezing and publishing it; what happened to it, how far it is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from schemas.cycle import CycleIn, CyclePatch, FunnelOut, TransitionIn, TransitionOut
from schemas.out import CycleOut, Page
from service.api.answered import respond
from service.api.cycles import cycle_out
from service.api.documented import Responses, changing, reading, writing
from service.api.parameters import CycleId
from service.api.preconditions import ReadVersion, tag_of
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, House, HouseDep, KeyText, keyed
from service.store import funnel
from service.store.idempotency import Answered
from service.store.tables import Cycle, CycleTransition
from service.workflows.cycles import Dates, add_cycle, known_cycle
from service.workflows.moments import moment_in
from service.workflows.names import named
from service.workflows.once import once
from service.workflows.run_cycle import DateChange, begin_within, change_dates, locked_cycle
from service.workflows.transitions import timeline

router = APIRouter(prefix="/cycles", tags=["cycles"], route_class=GuardedRoute)

MADE: Responses = {201: {"description": "Made; `Location` names it.", "model": CycleOut}}


@router.post("", name="cycles.create", status_code=201, responses={**writing(), **MADE})
def create(given: CycleIn, house: HouseDep, actor: ActorDep, key_text: KeyText, request: Request) -> Response:
    """Make a cycle under one version of a framework, for good. Its dates may be changed until it is frozen."""
    chosen, now = house.frameworks.find(given.framework), house.clock()
    dates = Dates(**_moments(given, given.zone), zone=given.zone).checked()
    key = keyed(request, key_text, request.state.content)

    def act(connection: Any) -> Answered:
        made = add_cycle(connection, named(given.id), chosen, dates, actor, now)
        return Answered(201, cycle_out(made, now).model_dump_json(), f"/api/v1/cycles/{made.id}")

    return respond(house.database.write(lambda connection: once(connection, actor, key, now, act)))


@router.patch("/{cycle}", name="cycles.change", response_model=CycleOut, responses=changing())
def change(cycle: CycleId, given: CyclePatch, version: ReadVersion, house: HouseDep, actor: ActorDep) -> Response:
    """Change the dates of a cycle. A moment that has passed stays where it is, and a frozen cycle keeps all of them."""
    with house.database.reading() as connection:
        zone = given.zone or known_cycle(connection, cycle).zone
    what = DateChange({**_moments(given, zone), "zone": zone}, given.reason)
    return _tagged(change_dates(house.database, actor, cycle, what, version=version, clock=house.clock), house)


@router.get("/{cycle}/transitions", name="cycles.transitions", responses=reading())
def read_transitions(cycle: CycleId, house: HouseDep) -> Page[TransitionOut]:
    """Every phase of a cycle that began, oldest first: by the clock or by an act of the secretariat."""
    with house.database.reading() as connection:
        found = timeline(connection, known_cycle(connection, cycle), house.clock())
    return Page(items=[_transition(one) for one in found])


@router.post(
    "/{cycle}/transitions",
    name="cycles.begin",
    status_code=201,
    response_model=CycleOut,
    responses={**changing(), 201: {"description": "The phase has begun.", "model": CycleOut}},
)
def begin(
    cycle: CycleId,
    given: TransitionIn,
    version: ReadVersion,
    house: HouseDep,
    actor: ActorDep,
    key_text: KeyText,
    request: Request,
) -> Response:
    """Freeze a cycle (both sides rest while its figures are published), or publish it."""
    key, now = keyed(request, key_text, request.state.content), house.clock()

    def act(connection: Any) -> Answered:
        found = locked_cycle(connection, cycle, now, version)
        after = begin_within(connection, found, actor, given.phase, now, given.reason)
        return Answered(201, cycle_out(after, now).model_dump_json(), f"/api/v1/cycles/{cycle}")

    return respond(house.database.write(lambda connection: once(connection, actor, key, now, act)))


@router.get("/{cycle}/funnel", name="cycles.funnel", responses=reading())
def read_funnel(cycle: CycleId, house: HouseDep) -> FunnelOut:
    """How far the signatories are: invited, opened, in progress, submitted, late, silent."""
    with house.database.reading() as connection:
        found = funnel.funnel(connection, known_cycle(connection, cycle).id)
    return FunnelOut.model_validate(found, from_attributes=True)


def _moments(given: CycleIn | CyclePatch, zone: str) -> dict[str, Any]:
    """The dates that were given, as moments; only the end of replies can be taken away."""
    named_ = [name for name in ("opens", "closes", "replies_until") if name in given.model_fields_set]
    found = {name: getattr(given, name) for name in named_}
    return {name: moment_in(at, zone) if at else None for name, at in found.items() if at or name == "replies_until"}


def _tagged(cycle: Cycle, house: House) -> Response:
    out = cycle_out(cycle, house.clock())
    headers = {"ETag": tag_of(cycle.version, out.phase)}
    return Response(out.model_dump_json(), headers=headers, media_type="application/json")


def _transition(one: CycleTransition) -> TransitionOut:
    told = one.model_dump(include=set(TransitionOut.model_fields))
    return TransitionOut.model_validate({**told, "by": one.organisation})
