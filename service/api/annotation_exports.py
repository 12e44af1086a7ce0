"""`/annotations/collection` and `/annotations/workbook`: annotations going out, all of them in all versions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from schemas.annotation_export import PagePlace, annotation_collection
from service.actors import Actor
from service.api.documented import Responses, file_answer, reading
from service.api.files import written
from service.api.parameters import SequenceCursor, TargetSource
from service.api.problems import safe_json
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, House, HouseDep, LanguageDep
from service.render.annotation_book import write_annotation_book
from service.store import annotations as rows
from service.workflows.annotation_export import Choice, exported

router = APIRouter(prefix="/annotations", tags=["annotations"], route_class=GuardedRoute)

JSON_LD = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 1_000
"""Annotations on a page of a collection."""

Union = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9:._@-]{0,127}$")]
CycleQuery = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
Whole = Annotated[bool, Query(description="All of it in one file, however long, instead of page by page.")]
COLLECTION: Responses = {
    200: {
        "description": "A W3C AnnotationCollection, or a further page of it.",
        "content": {JSON_LD: {"schema": {"type": "object"}}},
    }
}


@router.get(
    "/collection",
    name="annotations.collection",
    responses={**reading(), **COLLECTION},
    response_class=Response,
)
def read_collection(
    house: HouseDep,
    actor: ActorDep,
    request: Request,
    target: TargetSource = None,
    union: Union = None,
    cycle: CycleQuery = None,
    cursor: SequenceCursor = None,
    whole: Whole = False,
) -> Response:
    """Annotations in all their versions with all that became of them, as JSON-LD: the collection with its first page,
    then page by page, or `whole` in one file. The newest version stands for the annotation, earlier ones are listed in
    it under `earlierVersions`.
    """
    choice = Choice(target, union, cycle)
    here = f"{house.settings.public_url}{request.url.path}"
    if whole:
        return written(partial(_write_whole, house, actor, choice, here), "annotations.jsonld", JSON_LD)
    with house.database.reading() as connection:
        where, after = choice.conditions(connection), int(cursor or 0)
        total = rows.count_seen(connection, actor, *where)
        found = list(exported(connection, actor, where, after=after, limit=PAGE + 1))
        before, preceding = (0, None)
        if cursor is not None:
            before, preceding = rows.place_of_page(connection, actor, *where, after=after, size=PAGE)
    following = found[PAGE - 1].sequence if len(found) > PAGE else None
    place = PagePlace(cursor, before, preceding, following)
    items = [one.as_json() for one in found[:PAGE]]
    body = annotation_collection(items, here, choice.query, total=total, address=_address, place=place)
    return Response(safe_json(body), media_type=JSON_LD)


def _write_whole(house: House, actor: Actor, choice: Choice, here: str, path: Path) -> None:
    """Write a collection whose first page holds all of it, item by item."""
    with house.database.reading() as connection, path.open("wb") as file:
        where = choice.conditions(connection)
        total = rows.count_seen(connection, actor, *where)
        body = annotation_collection([{}] if total else [], here, choice.query, total=total, address=_address)
        head, mark, tail = safe_json(body).partition(b'"items": [{}')
        file.write(head + mark.removesuffix(b"{}"))
        for number, one in enumerate(exported(connection, actor, where) if total else ()):
            file.write((b", " if number else b"") + safe_json(one.as_json()))
        file.write(tail)


@router.get(
    "/workbook",
    name="annotations.workbook",
    response_class=Response,
    responses={**reading(), **file_answer(XLSX, "One row an annotation.")},
)
def read_workbook(
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    target: TargetSource = None,
    union: Union = None,
    cycle: CycleQuery = None,
) -> Response:
    """The same as a workbook, one row an annotation and one an earlier version, with dropdowns of the motives of the
    framework that the cycle or the target is under; with no annotation it is a form to fill in.
    """
    choice = Choice(target, union, cycle)

    def write(path: Path) -> None:
        with house.database.reading() as connection:
            framework = choice.framework(connection, house.frameworks)
            found = exported(connection, actor, choice.conditions(connection))
            write_annotation_book(path, ((one.annotation, one.earlier) for one in found), framework, language)

    return written(write, "annotations.xlsx", XLSX)


def _address(here: str, query: Mapping[str, str]) -> str:
    return f"{here}?{urlencode(query)}" if query else here
