"""`/annotations`: what unions oppose to the pledge's words, to answers and to figures, as W3C Web Annotations."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.openapi.models import Example

from schemas.annotation import AnnotationIn
from schemas.annotation_export import annotation_json
from schemas.annotation_target import read_source
from schemas.out import Page
from service.api.annotated import SmallGroups, showing, told
from service.api.documented import Responses, reading, writing
from service.api.parameters import AnnotationId, Limit, SequenceCursor, TargetSource
from service.api.problems import safe_json
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.errors import ServiceError
from service.store import annotations as rows
from service.store import cycles
from service.workflows.annotate import annotate
from service.workflows.annotation_acts import seen
from service.workflows.annotation_view import tag_of, view, views

router = APIRouter(prefix="/annotations", tags=["annotations"], route_class=GuardedRoute)

EXAMPLES: dict[str, Example] = {
    "words": {
        "summary": "On the words of a clause",
        "value": {
            "type": "Annotation",
            "body": [{"type": "TextualBody", "value": "Nothing says who is consulted, or when.", "language": "en"}],
            "target": {"source": "urn:enregard:paris-2025@1:clause:1.1"},
            "motives": ["V1"],
            "demands": ["E03"],
        },
    },
    "answer": {
        "summary": "On one answer of one revision",
        "value": {
            "type": "Annotation",
            "body": [{"type": "TextualBody", "value": "Les représentants n’ont pas été réunis.", "language": "fr"}],
            "target": {"source": "urn:enregard:cycle:2026:answer:EX-001:SD-1:revision:1"},
            "motives": ["A1", "A2"],
        },
    },
}
CREATED: Responses = {201: {"description": "Filed; `Location` names it.", "model": dict[str, Any]}}


@router.post("", name="annotations.create", status_code=201, responses={**writing(), **CREATED})
def create_annotation(
    given: Annotated[AnnotationIn, Body(openapi_examples=EXAMPLES)],
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    key_text: KeyText,
    request: Request,
    small_groups: SmallGroups = None,
) -> Response:
    """File a counter-annotation, for the union whose token this is.

    A testimony that could point at one person is filed only with `small_groups=accepted`: without it the warnings come
    back with their counts (409), and nothing is stored. `creator` may be left out, and is refused when it names another
    organisation. `id`, `created` and `version` are given by the service, whatever the body says.
    """
    key = keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        outcome = annotate(
            house.database,
            house.frameworks,
            actor,
            given,
            present=showing(house, 201),
            key=key,
            clock=house.clock,
            small_groups_accepted=small_groups == "accepted",
        )
    return told(request, outcome, language)


@router.get("", name="annotations.list", responses=reading())
def list_annotations(
    house: HouseDep,
    actor: ActorDep,
    target: TargetSource = None,
    union: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9:._@-]{0,127}$")] = None,
    motive: Annotated[str | None, Query(pattern=r"^[A-Z]{1,2}[0-9]$", examples=["A3"])] = None,
    cycle: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")] = None,
    limit: Limit = 100,
    cursor: SequenceCursor = None,
) -> Page[dict[str, Any]]:
    """Counter-annotations in their newest version, oldest first: on one target, by one union, for one motive, beside
    one cycle's report. An annotation on an answer is shown to those who may see that answer.
    """
    where = []
    if target is not None:
        where.append(rows.about_target(read_source(target)))
    if union is not None:
        where.append(rows.by_union(union))
    if motive is not None:
        where.append(rows.with_motive(motive))
    with house.database.reading() as connection:
        if cycle is not None:
            named = cycles.find_cycle(connection, cycle)
            if named is None:
                raise ServiceError("unknown_cycle", 404, {"cycle": cycle})
            where.append(rows.within_cycle(named.id, named.framework))
        found = rows.annotations_seen(connection, actor, *where, after=int(cursor or 0), limit=limit + 1)
        shown = found[:limit]
        items = views(connection, house.frameworks, (annotation for _, annotation in shown))
    return Page(items=[dict(item) for item in items], next=str(shown[-1][0]) if len(found) > limit else None)


@router.get("/{annotation:annotation}", name="annotations.read", responses=reading())
def read_annotation(annotation: AnnotationId, house: HouseDep, actor: ActorDep) -> Response:
    """One counter-annotation in its newest version, with all that became of it; the tag is for `If-Match`."""
    with house.database.reading() as connection:
        shown = view(connection, house.frameworks, seen(connection, actor, annotation))
    return Response(safe_json(shown), headers={"ETag": tag_of(shown)}, media_type="application/json")


@router.get("/{annotation:annotation}/versions", name="annotations.versions", responses=reading())
def read_versions(annotation: AnnotationId, house: HouseDep, actor: ActorDep) -> list[dict[str, Any]]:
    """Every version, the oldest first: an edit never hides what was said before."""
    with house.database.reading() as connection:
        found = rows.annotations_seen(connection, actor, rows.with_id(annotation), versions=True)
    if not found:
        raise ServiceError("not_found", 404)
    return [annotation_json(one) for _, one in found]
