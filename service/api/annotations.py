"""`/annotations`: what unions oppose to the pledge's words, to answers and to figures, as W3C Web Annotations."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.openapi.models import Example

from indicators.anchor_messages import anchor_message
from indicators.anchors import AnchorFault
from indicators.annotations import Annotation
from indicators.model import Language
from schemas.annotation import AnnotationIn
from schemas.annotation_export import annotation_json
from schemas.annotation_target import read_source
from schemas.out import Page
from schemas.problem import FindingOut
from service.api.answered import refused, respond
from service.api.documented import Responses, reading, writing
from service.api.parameters import AnnotationId, Limit, SequenceCursor, TargetSource
from service.api.problems import field_of, pointer, quoted, safe_json
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.errors import ServiceError, shape
from service.store import annotations as rows
from service.store import cycles
from service.store.idempotency import Answered
from service.workflows.annotate import SERVICE_GIVES, Misplaced, annotate

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
) -> Response:
    """File a counter-annotation, for the union whose token this is.

    `creator` may be left out, and is refused when it names another organisation. `id`, `created` and `version` are
    given by the service, whatever the body says.
    """
    key = keyed(request, key_text, request.state.content)
    with house.in_flight.hold(actor, key):
        outcome = annotate(house.database, house.frameworks, actor, given, present=_present, key=key)
    if isinstance(outcome, Misplaced):
        return refused(request, [_finding(fault, language) for fault in outcome.faults])
    return respond(outcome)


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
            found = cycles.find_cycle(connection, cycle)
            if found is None:
                raise ServiceError("unknown_cycle", 404, {"cycle": cycle})
            where.append(rows.within_cycle(found.id, found.framework))
        seen = rows.annotations_seen(connection, actor, *where, after=int(cursor or 0), limit=limit + 1)
    shown = seen[:limit]
    items = [annotation_json(annotation) for _, annotation in shown]
    return Page(items=items, next=str(shown[-1][0]) if len(seen) > limit else None)


@router.get("/{annotation}", name="annotations.read", responses=reading())
def read_annotation(annotation: AnnotationId, house: HouseDep, actor: ActorDep) -> dict[str, Any]:
    """One counter-annotation in its newest version."""
    with house.database.reading() as connection:
        seen = rows.annotations_seen(connection, actor, rows.with_id(annotation))
    if not seen:
        raise ServiceError("not_found", 404)
    return annotation_json(seen[0][1])


def _present(annotation: Annotation) -> Answered:
    location = f"/api/v1/annotations/{annotation.id.removeprefix(rows.IRI)}"
    return Answered(201, safe_json(annotation_json(annotation)).decode(), location)


def _finding(fault: AnchorFault, language: Language) -> FindingOut:
    found, field = quoted(fault.found), field_of(fault.path)
    if fault.code != SERVICE_GIVES:
        message = anchor_message(fault, language)
        expected = fault.params.get("expected", "")
        return FindingOut(
            code=fault.code, field=field, message=message, found=found, expected=expected, pointer=pointer(fault.path)
        )
    said = {part: shape(fault.code, part, language, {"name": field or ""}) for part in ("found", "expected", "remedy")}
    return FindingOut(
        code=fault.code,
        field=field,
        message=f"{said['found']}. {said['remedy']}",
        expected=said["expected"],
        remedy=said["remedy"],
        pointer=pointer(fault.path),
    )
