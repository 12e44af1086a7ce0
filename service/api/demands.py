"""`/demands`: what unions ask for in catalogues of their own. The framework's catalogue is at `/frameworks/{id}`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from schemas.annotation_around import DemandIn, DemandOut, NewDemandIn
from service.api.annotation_life import IfMatch
from service.api.documented import Responses, problems, reading, writing
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep
from service.errors import ServiceError
from service.store import annotation_catalogues as rows
from service.workflows.demands import add_demand, change_demand

router = APIRouter(prefix="/demands", tags=["annotations"], route_class=GuardedRoute)

DemandId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["UN-1.D1"])]
ADDED: Responses = {201: {"description": "Added to the union's own catalogue.", "model": DemandOut}}


@router.get("", name="demands.list", responses=reading())
def list_demands(
    house: HouseDep, union: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] = None
) -> list[DemandOut]:
    """The demands that unions have added, in their newest version, each labelled with whose it is."""
    where = [rows.demands_of(union)] if union else []
    with house.database.reading() as connection:
        return [_out(row) for row in rows.demands(connection, *where)]


@router.get("/{demand}", name="demands.read", responses=reading())
def read_demand(demand: DemandId, house: HouseDep) -> Response:
    """One demand in its newest version; the tag is for `If-Match`."""
    with house.database.reading() as connection:
        found = rows.demands(connection, rows.with_demand(demand))
    if not found:
        raise ServiceError("not_found", 404)
    return _shown(found[0])


@router.get("/{demand}/versions", name="demands.versions", responses=reading())
def read_demand_versions(demand: DemandId, house: HouseDep) -> list[DemandOut]:
    """Every version of one demand, oldest first: an annotation cites the one that was the newest when it was filed."""
    with house.database.reading() as connection:
        found = rows.demands(connection, rows.with_demand(demand), every=True)
    if not found:
        raise ServiceError("not_found", 404)
    return [_out(row) for row in found]


@router.post("", name="demands.create", status_code=201, responses={**writing(), **ADDED})
def create_demand(given: NewDemandIn, house: HouseDep, actor: ActorDep) -> Response:
    """Add a demand to one's own catalogue; annotations may cite it at once."""
    return _shown(add_demand(house.database, house.frameworks, actor, given, house.clock()), 201)


@router.put("/{demand}", name="demands.change", responses={**problems(409, 412, 413, 415, 428, 507)})
def write_demand(
    demand: DemandId, given: DemandIn, house: HouseDep, actor: ActorDep, match: IfMatch = None
) -> Response:
    """Add a new version of one's own demand; earlier ones stay, at `/demands/{id}/versions`."""
    row = change_demand(house.database, house.frameworks, actor, demand, given, match, house.clock())
    return _shown(row)


def _out(row: Any) -> DemandOut:
    return DemandOut(
        id=row.id,
        version=row.number,
        union=row.organisation,
        union_name=row.union,
        framework=row.framework,
        created=row.created,
        **row.content,
    )


def _shown(row: Any, status: int = 200) -> Response:
    headers = {"ETag": f'"{row.number}"'}
    if status == 201:
        headers["Location"] = f"/api/v1/demands/{row.id}"
    return Response(_out(row).model_dump_json(), status, headers, "application/json")
