"""`/log`: the public log that nobody can rewrite: its checkpoint and key, leaves, proofs, and tiles (C2SP)."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from schemas.log import ConsistencyOut, InclusionOut, LeafOut, LeavesOut
from service.api.documented import Responses, file_answer, reading
from service.api.route import GuardedRoute
from service.dependencies import HouseDep
from service.errors import ServiceError
from service.workflows import log_reading
from service.workflows.log_key import signing_key

router = APIRouter(prefix="/log", tags=["log"], route_class=GuardedRoute)

_TILE = re.compile(
    r"(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<number>(?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?"
)
NOTE: Responses = {
    200: {"description": "A line of text or more.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
Size = Annotated[int, Query(ge=1, le=10**15, examples=[8])]


def _text(body: str) -> Response:
    return Response(body, media_type="text/plain; charset=utf-8")


@router.get("/checkpoint", name="log.checkpoint", responses={**reading(), **NOTE}, response_class=Response)
def read_checkpoint(house: HouseDep) -> Response:
    """The newest signed checkpoint, as a C2SP signed note: origin, size, root, signature. Keep it: the log can then
    never show you another past.
    """
    with house.database.reading() as connection:
        return _text(log_reading.signed(connection).note)


@router.get("/key", name="log.key", responses={**reading(), **NOTE}, response_class=Response)
def read_key(house: HouseDep) -> Response:
    """The key that checkpoints are verified with, in one line (`name+id+base64`). Compare it with one that you were
    given by another way.
    """
    key = signing_key(house.settings)
    if key is None:
        raise ServiceError("no_checkpoint", 404)
    return _text(f"{key.verifier}\n")


@router.get("/leaves", name="log.leaves", responses=reading())
def list_leaves(
    house: HouseDep,
    start: Annotated[int, Query(ge=0, le=10**15, description="Index of the first leaf wanted.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 256,
) -> LeavesOut:
    """Leaves in the order of the tree: kind of act, what it is about, and the salted commitment to its content."""
    with house.database.reading() as connection:
        size, rows = log_reading.leaves(connection, start, limit)
    items = [
        LeafOut(
            index=row.place,
            leaf=bytes(row.hash).hex(),
            kind=row.kind,
            subject=row.subject,
            commitment=bytes(row.commitment).hex(),
        )
        for row in rows
    ]
    onward = start + len(items)
    return LeavesOut(size=size, items=items, next=onward if items and onward < size else None)


@router.get("/inclusion", name="log.inclusion", responses=reading())
def prove_inclusion(
    house: HouseDep,
    leaf: Annotated[
        str, Query(pattern=r"^([0-9a-f]{64}|0|[1-9][0-9]{0,14})$", description="Hash of a receipt's leaf, or an index.")
    ],
) -> InclusionOut:
    """That a leaf stands in the tree that the newest checkpoint signs."""
    with house.database.reading() as connection:
        return inclusion_out(log_reading.inclusion(connection, leaf))


def inclusion_out(found: log_reading.Inclusion) -> InclusionOut:
    """Return a proof of inclusion as it goes out."""
    return InclusionOut(
        leaf=found.leaf.hex(),
        index=found.index,
        size=found.checkpoint.size,
        root=bytes(found.checkpoint.root).hex(),
        path=[one.hex() for one in found.path],
        checkpoint=found.checkpoint.note,
    )


@router.get("/consistency", name="log.consistency", responses=reading())
def prove_consistency(
    house: HouseDep,
    earlier: Annotated[int, Query(alias="from", ge=1, le=10**15, description="Size of a checkpoint you hold.")],
    to: Annotated[int | None, Query(ge=1, le=10**15, description="A later size; the newest where left out.")] = None,
) -> ConsistencyOut:
    """That the later tree begins with the earlier one, so that nothing in it was changed, removed or reordered."""
    with house.database.reading() as connection:
        found = log_reading.consistency(connection, earlier, to)
    return ConsistencyOut(
        **{"from": found.earlier},
        to=found.later,
        from_root=found.earlier_root.hex(),
        to_root=found.later_root.hex(),
        path=[one.hex() for one in found.path],
    )


@router.get(
    "/tile/{tile:path}",
    name="log.tile",
    responses={**reading(), **file_answer("application/octet-stream", "Hashes, or entries, end to end.")},
    response_class=Response,
)
def read_tile(
    house: HouseDep, tile: Annotated[str, Path(max_length=60, examples=["0/000.p/8", "entries/000.p/8"])]
) -> Response:
    """A tile of the tree, or a bundle of entries, addressed as C2SP tlog-tiles says: `LEVEL/NUMBER[.p/WIDTH]`."""
    found = _TILE.fullmatch(tile)
    if found is None:
        raise ServiceError("not_found", 404)
    number, width = int(found["number"].replace("x", "").replace("/", "")), int(found["width"] or 256)
    with house.database.reading() as connection:
        if found["level"] == "entries":
            body = log_reading.entries(connection, number, width)
        else:
            body = log_reading.tile(connection, int(found["level"]), number, width)
    return Response(body, media_type="application/octet-stream")
