"""The catalogue of demands that a union keeps of its own, beside the framework's, which stays labelled as restated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from schemas.annotation_around import DemandIn, NewDemandIn
from service.actors import Actor
from service.errors import ServiceError
from service.store import annotation_catalogues as rows
from service.store.engine import Database
from service.workflows.annotation_view import same_tag
from service.workflows.cycles import Frameworks

LONGEST_ID = 64


def add_demand(database: Database, frameworks: Frameworks, actor: Actor, given: NewDemandIn, now: datetime) -> Any:
    """Add a demand to the actor's catalogue, under the union's id, a point and its code; returns its row.

    Raises ServiceError `unknown_framework` (404), `demand_exists` (409), `bad_demand` (422).
    """
    id_ = f"{actor.organisation}.{given.code}"
    if len(id_) > LONGEST_ID:
        raise ServiceError("bad_demand", 422, {"found": id_, "expected": f"≤ {LONGEST_ID}"})

    def act(connection: Connection) -> Any:
        if rows.demands(connection, rows.with_demand(id_)):
            raise ServiceError("demand_exists", 409, {"demand": id_})
        return _write(connection, frameworks, actor, id_, 1, given, now)

    return database.write(act)


def change_demand(
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    id_: str,
    given: DemandIn,
    match: str | None,
    now: datetime,
) -> Any:
    """Add a new version of a demand by its own union; returns its row.

    Raises ServiceError `not_found` (404), `not_author` (403), `precondition_needed` (428), `stale` (412), and as
    `add_demand`.
    """

    def act(connection: Connection) -> Any:
        found = rows.demands(connection, rows.with_demand(id_))
        if not found:
            raise ServiceError("not_found", 404)
        if found[0].organisation != actor.organisation:
            raise ServiceError("not_author", 403)
        if match is None:
            raise ServiceError("precondition_needed", 428)
        if not same_tag(match, f'"{found[0].number}"'):
            raise ServiceError("stale", 412)
        return _write(connection, frameworks, actor, id_, found[0].number + 1, given, now)

    return database.write(act)


def _write(
    connection: Connection,
    frameworks: Frameworks,
    actor: Actor,
    id_: str,
    number: int,
    given: DemandIn,
    now: datetime,
) -> Any:
    framework = frameworks.find(given.framework)
    unknown = [clause for clause in given.clauses if not framework.has_clause(clause)]
    if unknown:
        raise ServiceError("bad_demand", 422, {"found": ", ".join(unknown), "expected": framework.ref})
    content = given.model_dump(mode="json", include={"title", "sentence", "source", "clauses"})
    rows.add_demand(
        connection,
        {
            "id": id_,
            "number": number,
            "organisation": actor.organisation,
            "framework": framework.ref,
            "content": content,
            "created": now,
            "token": actor.token,
        },
    )
    return rows.demands(connection, rows.with_demand(id_))[0]
