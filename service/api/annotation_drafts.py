"""`/annotation-drafts`: annotations being written. Another organisation's drafts are not there, for anyone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from schemas.annotation import AnnotationDraftIn
from schemas.annotation_around import DraftOut
from schemas.out import Page
from service.api.annotated import SmallGroups, showing, told
from service.api.annotation_life import IfMatch
from service.api.documented import Responses, problems, reading, writing
from service.api.parameters import AnnotationId, Cursor, Limit
from service.api.problems import problem, shape_findings
from service.api.route import GuardedRoute
from service.dependencies import ActorDep, HouseDep, LanguageDep
from service.store import annotation_catalogues as rows
from service.store.tables import AnnotationDraft
from service.workflows import annotation_drafts as drafts
from service.workflows.annotation_drafts import Unfinished

router = APIRouter(prefix="/annotation-drafts", tags=["annotations"], route_class=GuardedRoute)

KEPT: Responses = {201: {"description": "Kept; the tag is for `If-Match`.", "model": DraftOut}}
PUBLISHED: Responses = {201: {"description": "The annotation, filed; the draft is gone.", "model": dict[str, Any]}}


@router.post("", name="annotation_drafts.create", status_code=201, responses={**writing(), **KEPT})
def create_draft(given: AnnotationDraftIn, house: HouseDep, actor: ActorDep) -> Response:
    """Keep a draft; everything but its target may still be missing."""
    return _shown(drafts.save(house.database, actor, given, house.clock), 201)


@router.get("", name="annotation_drafts.list", responses=reading())
def list_drafts(house: HouseDep, actor: ActorDep, limit: Limit = 100, cursor: Cursor = None) -> Page[DraftOut]:
    """The drafts of one's own organisation."""
    with house.database.reading() as connection:
        found = rows.drafts(connection, actor, after=cursor or "", limit=limit + 1)
    items = [_out(draft) for draft in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/{annotation}", name="annotation_drafts.read", responses=reading())
def read_draft(annotation: AnnotationId, house: HouseDep, actor: ActorDep) -> Response:
    """One draft of one's own organisation."""
    with house.database.reading() as connection:
        return _shown(drafts.own(connection, actor, annotation))


@router.put("/{annotation}", name="annotation_drafts.change", responses={**problems(409, 412, 413, 415, 428, 507)})
def change_draft(
    annotation: AnnotationId, given: AnnotationDraftIn, house: HouseDep, actor: ActorDep, match: IfMatch = None
) -> Response:
    """Change a draft that nobody has changed since it was read."""
    return _shown(drafts.change(house.database, actor, annotation, match, given, house.clock))


@router.delete(
    "/{annotation}", name="annotation_drafts.remove", status_code=204, responses={**problems(409, 412, 428, 507)}
)
def remove_draft(annotation: AnnotationId, house: HouseDep, actor: ActorDep, match: IfMatch = None) -> Response:
    """Remove a draft for good."""
    drafts.remove(house.database, actor, annotation, match)
    return Response(status_code=204)


@router.post(
    "/{annotation}/publication",
    name="annotation_drafts.publish",
    status_code=201,
    responses={**problems(409, 412), **PUBLISHED},
)
def publish_draft(
    annotation: AnnotationId,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    request: Request,
    small_groups: SmallGroups = None,
) -> Response:
    """File a draft as an annotation; what still keeps it from standing comes back as findings."""
    outcome = drafts.publish(
        house.database,
        house.frameworks,
        actor,
        annotation,
        present=showing(house, 201),
        clock=house.clock,
        small_groups_accepted=small_groups == "accepted",
    )
    if isinstance(outcome, Unfinished):
        errors = [{**error, "loc": ("body", *error["loc"])} for error in outcome.errors]
        findings = shape_findings(errors, language)
        return problem(request, "invalid_request", 422, {"count": len(findings)}, findings)
    return told(request, outcome, language)


def _out(draft: AnnotationDraft) -> DraftOut:
    return DraftOut(**draft.model_dump(include={"id", "version", "content", "created", "changed"}))


def _shown(draft: AnnotationDraft, status: int = 200) -> Response:
    headers = {"ETag": drafts.tag_of_draft(draft)}
    if status == 201:
        headers["Location"] = f"/api/v1/annotation-drafts/{draft.id}"
    return Response(_out(draft).model_dump_json(), status, headers, "application/json")
