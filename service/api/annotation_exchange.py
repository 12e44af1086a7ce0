"""`/annotations/collection` and `/annotations/workbook`: many annotations out and in, with nothing lost on the way."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Body, Query, Request, Response, UploadFile

from schemas.annotation_export import AnnotationFile, annotation_collection
from schemas.annotation_target import read_source
from schemas.problem import FindingOut
from service.api.anchor_findings import anchor_finding, book_finding, group_finding, placed
from service.api.annotated import SmallGroups
from service.api.answered import refused, respond
from service.api.documented import Responses, file_answer, problems, reading, writing
from service.api.parameters import SequenceCursor, TargetSource
from service.api.problems import problem, safe_json
from service.api.route import GuardedRoute
from service.api.workbooks import unreadable
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.errors import ServiceError
from service.intake.annotation_book import AnnotationBook, read_annotation_book
from service.intake.refusals import Refusal
from service.render.annotation_book import annotation_book
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store import cycles
from service.store.idempotency import Answered
from service.workflows.annotation_import import MOST_ITEMS, Imported, NotImported, import_annotations

router = APIRouter(prefix="/annotations", tags=["annotations"], route_class=GuardedRoute)

JSON_LD = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 1_000
"""Annotations on a page of a collection."""

Union = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9:._@-]{0,127}$")]
CycleQuery = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
DryRun = Annotated[bool, Query(description="Only tell what would happen.")]
COLLECTION: Responses = {
    200: {
        "description": "A W3C AnnotationCollection, or a further page of it.",
        "content": {JSON_LD: {"schema": {"type": "object"}}},
    }
}
IMPORTED: Responses = {
    200: {"description": "`dry_run`: what would happen; nothing was written.", "model": dict[str, Any]},
    201: {"description": "Filed, all of it.", "model": dict[str, Any]},
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
) -> Response:
    """Annotations with all that became of them, as JSON-LD: the collection with its first page, then page by page."""
    given = {"cycle": cycle, "target": target, "union": union}
    with house.database.reading() as connection:
        where = chosen(connection, **given)
        total = rows.count_seen(connection, actor, *where)
        found = rows.annotations_seen(connection, actor, *where, after=int(cursor or 0), limit=PAGE + 1)
        now = queues.revisions_now(connection, [one.id.removeprefix(rows.IRI) for _, one in found])
    here = f"{house.settings.public_url}{request.url.path}"
    query = {name: value for name, value in given.items() if value is not None}
    after = found[PAGE - 1][0] if len(found) > PAGE else None
    shown = [one for _, one in found[:PAGE]]
    body = annotation_collection(
        shown, here, query, total=total, cursor=cursor, following=after, address=_address, now=now
    )
    return Response(safe_json(body), media_type=JSON_LD)


@router.post("/collection", name="annotations.import", status_code=201, responses={**writing(), **IMPORTED})
def import_collection(
    given: Annotated[AnnotationFile, Body()],
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    key_text: KeyText,
    request: Request,
    small_groups: SmallGroups = None,
    dry_run: DryRun = False,
) -> Response:
    """File a page of one's own annotations: all of them or none. What the service knows and is equal is left alone;
    what differs becomes a new version; nobody imports another's text.
    """
    outcome = _imported(
        house, actor, given.items, small_groups, dry_run, keyed(request, key_text, request.state.content)
    )
    return _told(request, outcome, language)


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
    """The same as a workbook, one row an annotation, with dropdowns; with none it is a form to fill in."""
    with house.database.reading() as connection:
        where = chosen(connection, cycle=cycle, target=target, union=union)
        found = rows.annotations_seen(connection, actor, *where, limit=MOST_ITEMS)
    framework = house.frameworks.find(house.frameworks.default)
    content = annotation_book((one for _, one in found), framework, language)
    return Response(
        content, headers={"Content-Disposition": 'attachment; filename="annotations.xlsx"'}, media_type=XLSX
    )


@router.post(
    "/workbook", name="annotations.upload", status_code=201, responses={**problems(409, 413, 415, 429, 507), **IMPORTED}
)
def import_workbook(
    file: UploadFile,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    key_text: KeyText,
    request: Request,
    small_groups: SmallGroups = None,
    dry_run: DryRun = False,
) -> Response:
    """File one's own annotations from a workbook, all or none; every fault comes back with its cell. The file itself is
    not kept, nor its name, nor anything else it holds.
    """
    content = file.file.read()
    try:
        book = read_annotation_book(house.reader.read(content))
    except Refusal as refusal:
        return unreadable(request, refusal, language)
    if book.faults:
        return refused(request, [book_finding(fault, language) for fault in book.faults])
    items = [item.content for item in book.items]
    outcome = _imported(house, actor, items, small_groups, dry_run, keyed(request, key_text, content))
    return _told(request, outcome, language, book)


def chosen(connection: Any, *, cycle: str | None, target: str | None, union: str | None) -> list[Any]:
    """Return the conditions of a choice of annotations. Raises ServiceError `unknown_cycle` (404)."""
    where = []
    if target is not None:
        where.append(rows.about_target(read_source(target)))
    if union is not None:
        where.append(rows.by_union(union))
    if cycle is not None:
        named = cycles.find_cycle(connection, cycle)
        if named is None:
            raise ServiceError("unknown_cycle", 404, {"cycle": cycle})
        where.append(rows.within_cycle(named.id, named.framework))
    return where


def _address(here: str, query: dict[str, str]) -> str:
    return f"{here}?{urlencode(query)}" if query else here


def _imported(
    house: Any, actor: Any, items: list[Any], small_groups: str | None, dry_run: bool, key: Any
) -> Answered | Imported | NotImported:
    if len(items) > MOST_ITEMS:
        raise ServiceError("too_many_items", 422, {"found": str(len(items)), "most": str(MOST_ITEMS)})
    return import_annotations(
        house.database,
        house.frameworks,
        actor,
        items,
        clock=house.clock,
        small_groups_accepted=small_groups == "accepted",
        dry_run=dry_run,
        key=key,
        answer=lambda done: Answered(201, safe_json(_summary(done)).decode()),
    )


def _summary(done: Imported) -> dict[str, Any]:
    return {"created": list(done.created), "revised": list(done.revised), "unchanged": done.unchanged}


def _told(
    request: Request, outcome: Answered | Imported | NotImported, language: Any, book: AnnotationBook | None = None
) -> Response:
    if isinstance(outcome, Answered):
        return respond(outcome)
    if isinstance(outcome, Imported):
        return Response(safe_json(_summary(outcome)), 200, media_type="application/json")
    findings: list[FindingOut] = [
        placed(anchor_finding(fault, language), item, fault.path, book) for item, fault in outcome.faults
    ]
    if findings:
        return refused(request, findings)
    findings = [
        placed(group_finding(warning, language), item, ("evidence", warning.proof), book)
        for item, warning in outcome.warnings
    ]
    return problem(request, "small_group", 409, {"count": len(findings)}, findings)
