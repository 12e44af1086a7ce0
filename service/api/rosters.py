"""`/cycles/{cycle}/signatories`: who is invited, joins and leaves, for the secretariat."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response

from indicators.figures import Signatory
from schemas.cycle import SignatoryEventOut, SignatoryIn, SignatoryOut, SignatoryRecordOut
from schemas.out import Page
from service.api.documented import changing, reading
from service.api.parameters import Cursor, CycleId, Limit
from service.api.preconditions import tag_of, version_named
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep
from service.errors import ServiceError
from service.store import cycles, happenings
from service.store.tables import Signatory as Row
from service.workflows.cycles import known_cycle
from service.workflows.signatories import Entry, put_signatory

router = APIRouter(prefix="/cycles", tags=["cycles"], route_class=GuardedRoute)

SignatoryId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["EX-017"])]
IfMatch = Annotated[str | None, Header(description="The `ETag` of the signatory you read, to change it.")]


@router.get("/{cycle}/signatories", name="signatories.list", responses=reading())
def list_signatories(cycle: CycleId, house: HouseDep, limit: Limit = 100, cursor: Cursor = None) -> Page[SignatoryOut]:
    """The roster of a cycle by id; who left stays on it."""
    with house.database.reading() as connection:
        known_cycle(connection, cycle)
        found = cycles.signatories(connection, cycle, after=cursor or "", limit=limit + 1)
    shown = found[:limit]
    return Page(items=[_out(one) for one in shown], next=shown[-1].id if len(found) > limit else None)


@router.get(
    "/{cycle}/signatories/{signatory}", name="signatories.read", response_model=SignatoryRecordOut, responses=reading()
)
def read_signatory(cycle: CycleId, signatory: SignatoryId, house: HouseDep) -> Response:
    """One signatory, with everything that became of it."""
    with house.database.reading() as connection:
        found = cycles.find_signatory(connection, known_cycle(connection, cycle).id, signatory)
        if found is None:
            raise ServiceError("not_found", 404)
        events = happenings.events(connection, cycle, signatory)
    told = [
        SignatoryEventOut.model_validate({**one.model_dump(include=_EVENT), "by": one.organisation}) for one in events
    ]
    body = SignatoryRecordOut(**_out(found).model_dump(), events=told)
    return _tagged(body, found.version)


@router.put(
    "/{cycle}/signatories/{signatory}",
    name="signatories.write",
    response_model=SignatoryOut,
    responses={**changing(), 201: {"description": "Added to the roster.", "model": SignatoryOut}},
)
def write_signatory(
    cycle: CycleId,
    signatory: SignatoryId,
    given: SignatoryIn,
    house: HouseDep,
    actor: ActorDep,
    if_match: IfMatch = None,
) -> Response:
    """Add a signatory, or change what is known of it: invited, joined, left (from a day on, on record for good)."""
    facts = given.model_dump(include={"name", "country", "sector", "headcount", "status"})
    entry = Entry(Signatory(signatory, **facts), given.on, given.reason, given.organisation)
    version = version_named(if_match) if if_match is not None else None
    row, new = put_signatory(house.database, actor, cycle, entry, version=version, clock=house.clock)
    return _tagged(_out(row), row.version, 201 if new else 200)


_EVENT = {"number", "status", "on", "recorded", "reason"}


def _out(row: Row) -> SignatoryOut:
    return SignatoryOut.model_validate(row.model_dump(include=set(SignatoryOut.model_fields)))


def _tagged(body: SignatoryOut, version: int, status: int = 200) -> Response:
    return Response(body.model_dump_json(), status, {"ETag": tag_of(version)}, "application/json")
