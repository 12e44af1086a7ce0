"""`POST /annotations/collection` and `/annotations/workbook`: many annotations in, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response, UploadFile

from indicators.anchors import AnchorFault
from indicators.model import Language
from schemas.annotation_export import AnnotationFile
from schemas.problem import FindingOut
from service.actors import Actor
from service.api.anchor_findings import anchor_finding, book_finding, group_finding, placed
from service.api.annotated import SmallGroups
from service.api.answered import refused, respond
from service.api.documented import Responses, problems, writing
from service.api.problems import problem, safe_json
from service.api.route import GuardedRoute
from service.api.workbooks import unreadable
from service.dependencies import ActorDep, House, HouseDep, KeyText, LanguageDep, keyed
from service.intake.annotation_book import AnnotationBook, read_annotation_book
from service.intake.refusals import Refusal
from service.store.idempotency import Answered
from service.workflows.annotation_import import import_annotations
from service.workflows.annotation_sorted import Imported, NotImported
from service.workflows.once import Key

router = APIRouter(prefix="/annotations", tags=["annotations"], route_class=GuardedRoute)

DryRun = Annotated[bool, Query(description="Only tell what would happen.")]
IMPORTED: Responses = {
    200: {"description": "`dry_run`: what would happen; nothing was written.", "model": dict[str, Any]},
    201: {
        "description": "Filed, all of it: ids, what was left out of the file and where it stands there, receipts.",
        "model": dict[str, Any],
    },
}


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
    what differs becomes a new version; nobody imports another's text. What others did with an annotation elsewhere is
    not taken, and `left_out` names it with its place.
    """
    told = _Telling(request, language)
    key = keyed(request, key_text, request.state.content)
    return told.of(_imported(house, actor, given.items, told, small_groups, dry_run, key))


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
    told = _Telling(request, language, book)
    return told.of(_imported(house, actor, items, told, small_groups, dry_run, keyed(request, key_text, content)))


@dataclass(frozen=True, slots=True)
class _Telling:
    """How the outcome of an import is told: in which language, and with cells where it came in a workbook."""

    request: Request
    language: Language
    book: AnnotationBook | None = None

    def of(self, outcome: Answered | Imported | NotImported) -> Response:
        """Return the outcome as a response."""
        if isinstance(outcome, Answered):
            return respond(outcome)
        if isinstance(outcome, Imported):
            return Response(safe_json(self.summary(outcome)), 200, media_type="application/json")
        findings = list(self._faults(outcome.faults))
        if findings:
            return refused(self.request, findings)
        findings = [
            placed(group_finding(warning, self.language), item, ("evidence", warning.proof), self.book)
            for item, warning in outcome.warnings
        ]
        return problem(self.request, "small_group", 409, {"count": len(findings)}, findings)

    def summary(self, done: Imported) -> dict[str, Any]:
        """Return what an import did, or would do; `left_out` are findings, `receipts` those of what was filed."""
        left_out = [one.model_copy(update={"severity": "warning"}) for one in self._faults(done.left_out)]
        return {
            "created": list(done.created),
            "revised": list(done.revised),
            "unchanged": done.unchanged,
            "left_out": [one.model_dump(mode="json", exclude_none=True) for one in left_out],
            "receipts": [one.as_json() for one in done.receipts],
        }

    def _faults(self, faults: Iterable[tuple[int, AnchorFault]]) -> Iterator[FindingOut]:
        for item, fault in faults:
            yield placed(anchor_finding(fault, self.language), item, fault.path, self.book)


def _imported(
    house: House,
    actor: Actor,
    items: Sequence[Any],
    told: _Telling,
    small_groups: str | None,
    dry_run: bool,
    key: Key | None,
) -> Answered | Imported | NotImported:
    return import_annotations(
        house.database,
        house.frameworks,
        actor,
        items,
        clock=house.clock,
        small_groups_accepted=small_groups == "accepted",
        dry_run=dry_run,
        key=key,
        answer=lambda done: Answered(201, safe_json(told.summary(done)).decode()),
    )
