"""The example cycle in a database: accounts, roster, revisions and annotations, through the workflows of the API.

Nothing is inserted behind the workflows' backs, so what a company or a union may not do fails here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from indicators.annotations import Annotation
from indicators.findings import Finding
from schemas.annotation import AnnotationIn
from schemas.annotation_export import annotation_json
from schemas.annotation_life import CarryForwardPosted
from service.actors import Actor, Kind
from service.demo.cycle import CYCLE, ExampleCycle, Filing
from service.demo.voices import UNION_IRI
from service.intake.confinement import ConfinedReader
from service.store import schema
from service.store.annotations import IRI
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows import annotation_acts as acts
from service.workflows.accounts import Issued, Place, actor_of, create_account
from service.workflows.annotate import Misplaced, annotate
from service.workflows.annotation_acts import Hand
from service.workflows.check_workbook import check_workbook
from service.workflows.cycles import Frameworks, create_cycle
from service.workflows.signatories import write_roster
from service.workflows.submit import Desk, Refused, approach, submit

OPENED = datetime(2026, 2, 2, tzinfo=UTC)
CLOSES = datetime(2026, 4, 30, 22, tzinfo=UTC)
REPLIES_UNTIL = datetime(2026, 5, 30, 22, tzinfo=UTC)
FILED, ANNOTATED = datetime(2026, 4, 20, 9, tzinfo=UTC), datetime(2026, 5, 18, 9, tzinfo=UTC)
DISCUSSED = datetime(2026, 5, 27, 9, tzinfo=UTC)
"""When the example's companies and unions acted. The cycle is published afterwards (`edition.py`), and takes late
revisions and annotations for its next edition: a visitor can try every door."""

ORGANISERS: tuple[tuple[Kind, str, str], ...] = (
    ("secretariat", "SECRETARIAT", "Secretariat of the example cycle (invented)"),
    ("analyst", "ANALYST", "Observatoire du Pupitre (fictif)"),
)
_TAKEN = Answered(201, "")


class RefusedExampleError(Exception):
    """The example cycle was refused by the service's own rules: `place` says which part of it, `why` says why."""

    def __init__(self, place: str, why: object) -> None:
        super().__init__(f"{place}: {why}")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the example cycle and its token, to be shown once and marked as an example."""

    kind: Kind
    name: str
    issued: Issued


def open_cycle(database: Database, frameworks: Frameworks, cycle: ExampleCycle) -> None:
    """Bring an empty database to the newest schema, open the example cycle in it and write its roster."""
    schema.upgrade(database)
    create_cycle(
        database,
        frameworks,
        id_=CYCLE,
        framework=cycle.framework.ref,
        opens=OPENED,
        closes=CLOSES,
        replies_until=REPLIES_UNTIL,
        zone="Europe/Paris",
        clock=lambda: OPENED,
    )
    write_roster(database, CYCLE, cycle.signatories)


def open_accounts(database: Database, cycle: ExampleCycle) -> Iterator[Account]:
    """Make an account for each company that filed, each union and the organisers, yielding each with its token."""
    for filing in cycle.current.values():
        place = Place(CYCLE, filing.signatory.id)
        name = filing.signatory.name
        yield Account(
            "company", name, create_account(database, kind="company", name=name, id_=place.signatory, place=place)
        )
    for union in cycle.unions:
        yield Account("union", union.name, create_account(database, kind="union", name=union.name, id_=union.id))
    for kind, id_, name in ORGANISERS:
        yield Account(kind, name, create_account(database, kind=kind, name=name, id_=id_))


def file_all(
    database: Database,
    frameworks: Frameworks,
    accounts: Sequence[Account],
    cycle: ExampleCycle,
    workbooks: Sequence[Path],
) -> Iterator[tuple[Filing, tuple[Finding, ...]]]:
    """Upload every workbook in its company's name, yielding what was found in it. Raises RefusedExampleError.

    `workbooks` are the files of `cycle.filings`, in that order; they go through the same confined reader as an upload.
    """
    actors = _actors(database, accounts)
    with ConfinedReader() as reader:
        for filing, path in zip(cycle.filings, workbooks, strict=True):
            desk = approach(database, frameworks, actors[filing.signatory.id], CYCLE, clock=lambda: FILED)
            yield filing, _upload(database, desk, reader, path)


def _upload(database: Database, desk: Desk, reader: ConfinedReader, path: Path) -> tuple[Finding, ...]:
    content = path.read_bytes()
    checked = check_workbook(content, desk.framework, reader, cycle=desk.cycle.id, previous=desk.previous)
    if checked.submission is None:
        raise RefusedExampleError(path.name, checked.findings)
    said, findings = checked.submission, checked.findings
    outcome = submit(database, desk, said, findings, source="workbook", present=lambda _: _TAKEN, upload=content)
    if isinstance(outcome, Refused):
        raise RefusedExampleError(path.name, outcome.findings)
    return findings


def annotate_all(
    database: Database, frameworks: Frameworks, accounts: Sequence[Account], cycle: ExampleCycle
) -> Iterator[Annotation]:
    """Post every annotation in its union's name and let everyone act on it as in the example, yielding each.

    Raises RefusedExampleError, and ServiceError where the service refuses an act.
    """
    actors = _actors(database, accounts)
    for annotation in cycle.annotations:
        actor = actors[annotation.union.id.removeprefix(UNION_IRI)]
        filed: list[str] = []

        def present(_: Connection, one: Annotation, filed: list[str] = filed) -> Answered:
            filed.append(one.id.removeprefix(IRI))
            return _TAKEN

        posted = as_posted(annotation)
        outcome = annotate(database, frameworks, actor, posted, present=present, clock=lambda: ANNOTATED)
        if isinstance(outcome, Misplaced):
            raise RefusedExampleError(annotation.id, outcome.faults)
        _live(database, frameworks, actors, annotation, filed[0])
        yield annotation


def _live(
    database: Database, frameworks: Frameworks, actors: Mapping[str, Actor], annotation: Annotation, id_: str
) -> None:
    """Let unions take their positions, the company reply, and the author carry forward or retract."""

    def hand(organisation: str) -> Hand:
        actor = actors[organisation.removeprefix(UNION_IRI)]
        return Hand(database, frameworks, actor, id_, lambda *_: _TAKEN, clock=lambda: DISCUSSED)

    for signed in annotation.countersigned_by:
        acts.countersign(hand(signed.id))
    for differs, text in annotation.dissent:
        acts.dissent(hand(differs.id), text)
    for reply in annotation.replies:
        acts.reply(hand(reply.signatory), reply.texts)
    if annotation.carried_to is not None:
        carried = acts.carry_forward(hand(annotation.union.id), CarryForwardPosted(revision=annotation.carried_to))
        if isinstance(carried, Misplaced):
            raise RefusedExampleError(annotation.id, carried.faults)
    if annotation.retracted is not None:
        acts.retract(hand(annotation.union.id), annotation.retracted)


def as_posted(annotation: Annotation) -> AnnotationIn:
    """Return an annotation as its union posted it: without what came after."""
    bare = replace(annotation, carried_to=None, retracted=None, replies=(), countersigned_by=(), dissent=())
    return AnnotationIn.model_validate(annotation_json(bare))


def _actors(database: Database, accounts: Sequence[Account]) -> dict[str, Actor]:
    """Sign in with every token, as a program at the API would."""
    return {account.issued.organisation: actor_of(database, account.issued.secret) for account in accounts}
