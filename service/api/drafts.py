"""`/cycles/{cycle}/draft`: a company's self-assessment while it is being typed, part by part, by several people."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from indicators.findings import has_errors
from schemas.draft import DraftFindingsOut, DraftIn, DraftOut, PartIn, PartOut, ProgressOut
from schemas.out import DryRunOut, RevisionFiledOut
from service.api.answered import refused, respond
from service.api.documented import Responses, changing, reading, writing
from service.api.draft_conflicts import stale
from service.api.findings import findings_out
from service.api.parameters import CycleId, PartName
from service.api.preconditions import ReadVersion, tag_of
from service.api.revisions import dry, present
from service.api.route import GuardedRoute
from service.api.submissions import DryRun
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.errors import ServiceError
from service.form.progress import Progress
from service.workflows.drafts import Drafted, Part, Stale, read_draft, save, submitted
from service.workflows.submit import Refused, approach, judge, submit, try_out

router = APIRouter(prefix="/cycles", tags=["drafts"], route_class=GuardedRoute)


@router.get("/{cycle}/draft", name="drafts.read", response_model=DraftOut, responses=reading())
def read(cycle: CycleId, house: HouseDep, actor: ActorDep) -> Response:
    """The whole draft with its progress; parts never saved are shown from the current revision or offered from last
    cycle's answers."""
    drafted = read_draft(house.database, house.frameworks, actor, cycle, clock=house.clock)
    return _whole(drafted)


@router.get("/{cycle}/draft/findings", name="drafts.findings", responses=reading())
def read_findings(cycle: CycleId, house: HouseDep, actor: ActorDep, language: LanguageDep) -> DraftFindingsOut:
    """What the checks say of the draft as it stands."""
    drafted = read_draft(house.database, house.frameworks, actor, cycle, clock=house.clock)
    findings = judge(drafted.desk, drafted.submission)
    told = findings_out(findings, language, drafted.desk.framework, drafted.submission)
    return DraftFindingsOut(accepted=not has_errors(findings), progress=_progress(drafted.progress), findings=told)


@router.get("/{cycle}/draft/{part:part}", name="drafts.part", response_model=PartOut, responses=reading())
def read_part(cycle: CycleId, part: PartName, house: HouseDep, actor: ActorDep) -> Response:
    """One part of the draft."""
    return _one(read_draft(house.database, house.frameworks, actor, cycle, clock=house.clock), part)


@router.put("/{cycle}/draft", name="drafts.write", response_model=DraftOut, responses=changing())
def write(
    cycle: CycleId, given: DraftIn, version: ReadVersion, house: HouseDep, actor: ActorDep, request: Request
) -> Response:
    """Save several parts, if nothing of the draft changed since it was read."""
    desk = approach(house.database, house.frameworks, actor, cycle, act="save", clock=house.clock)
    outcome = save(house.database, desk, given.parts, of=None, version=version)
    return stale(request, outcome, given.parts, None) if isinstance(outcome, Stale) else _whole(outcome)


@router.put("/{cycle}/draft/{part:part}", name="drafts.write_part", response_model=PartOut, responses=changing())
def write_part(
    cycle: CycleId,
    part: PartName,
    given: PartIn,
    version: ReadVersion,
    house: HouseDep,
    actor: ActorDep,
    request: Request,
) -> Response:
    """Save one part as it was typed, partial or faulty, if it did not change since it was read.

    Where it did (412), `findings` gives both values of every place that differs.
    """
    desk = approach(house.database, house.frameworks, actor, cycle, act="save", clock=house.clock)
    outcome = save(house.database, desk, {part: given}, of=part, version=version)
    return stale(request, outcome, {part: given}, part) if isinstance(outcome, Stale) else _one(outcome, part)


@router.delete("/{cycle}/draft", name="drafts.discard", response_model=DraftOut, responses=changing())
def discard(cycle: CycleId, version: ReadVersion, house: HouseDep, actor: ActorDep, request: Request) -> Response:
    """Throw the whole draft away; it starts again from the current revision or from last cycle's answers."""
    drafted = read_draft(house.database, house.frameworks, actor, cycle, clock=house.clock)
    saved = {name: None for name, part in drafted.parts.items() if part.origin == "saved"}
    outcome = save(house.database, drafted.desk, saved, of=None, version=version)
    return stale(request, outcome, {}, None) if isinstance(outcome, Stale) else _whole(outcome)


@router.delete("/{cycle}/draft/{part:part}", name="drafts.discard_part", response_model=PartOut, responses=changing())
def discard_part(
    cycle: CycleId, part: PartName, version: ReadVersion, house: HouseDep, actor: ActorDep, request: Request
) -> Response:
    """Throw one part away."""
    desk = approach(house.database, house.frameworks, actor, cycle, act="save", clock=house.clock)
    outcome = save(house.database, desk, {part: None}, of=part, version=version)
    return stale(request, outcome, {}, part) if isinstance(outcome, Stale) else _one(outcome, part)


FILED: Responses = {
    200: {"description": "`dry_run`: what would happen; nothing was written.", "model": DryRunOut},
    201: {"description": "Filed as the next revision; `Location` names it.", "model": RevisionFiledOut},
    **{status: changing()[status] for status in (412, 428)},
}


@router.post("/{cycle}/draft/submission", name="drafts.submit", status_code=201, responses={**writing(), **FILED})
def submit_draft(
    cycle: CycleId,
    version: ReadVersion,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    key_text: KeyText,
    request: Request,
    dry_run: DryRun = False,
) -> Response:
    """Submit the draft as it was read: the same checks, the same revision as for JSON and for a workbook."""
    drafted = read_draft(house.database, house.frameworks, actor, cycle, clock=house.clock)
    desk = approach(house.database, house.frameworks, actor, cycle, clock=house.clock)
    findings = judge(desk, drafted.submission)
    told = findings_out(findings, language, desk.framework, drafted.submission)
    if dry_run:
        return dry(try_out(house.database, desk, drafted.submission, findings), told)
    outcome = submit(
        house.database,
        desk,
        drafted.submission,
        findings,
        source="form",
        present=lambda revision: present(revision, language, desk.framework),
        key=keyed(request, key_text, tag_of(version).encode()),
        alongside=submitted(desk, version),
    )
    return refused(request, told) if isinstance(outcome, Refused) else respond(outcome)


def _progress(progress: Progress) -> ProgressOut:
    return ProgressOut(answered=progress.answered, asked=progress.asked)


def _part_out(part: Part, progress: Progress) -> PartOut:
    done, asked = progress.parts.get(part.name, (0, 0))
    return PartOut(
        part=part.name,
        etag=tag_of(part.version),
        origin=part.origin,
        saved=part.saved,
        done=done,
        asked=asked,
        content=dict(part.content),
    )


def _whole(drafted: Drafted) -> Response:
    body = DraftOut(
        cycle=drafted.desk.cycle.id,
        signatory=drafted.desk.signatory.id,
        framework=drafted.desk.framework.ref,
        progress=_progress(drafted.progress),
        parts=[_part_out(part, drafted.progress) for part in drafted.parts.values()],
    )
    return Response(body.model_dump_json(), headers={"ETag": tag_of(drafted.version)}, media_type="application/json")


def _one(drafted: Drafted, name: str) -> Response:
    part = drafted.parts.get(name)
    if part is None:
        raise ServiceError("unknown_part", 404, {"found": name, "expected": ", ".join(drafted.parts)})
    body = _part_out(part, drafted.progress).model_dump_json()
    return Response(body, headers={"ETag": tag_of(part.version)}, media_type="application/json")
