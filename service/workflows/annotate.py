"""Annotating: a union's counter-annotation is checked against the words and answers it names, then filed.

It speaks for the organisation of the token and for nobody else. Nothing here judges whether the union is right.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from indicators.anchors import AnchorFault, Ground, anchor_faults
from indicators.annotations import Annotation, Speaker, Target
from schemas.annotation import AnnotationIn
from service.actors import Actor
from service.errors import ServiceError
from service.ledger.subjects import annotation_urn
from service.store import annotations as rows
from service.store import cycles, filed
from service.store.engine import Database
from service.store.filing import submission_id
from service.store.idempotency import Answered
from service.workflows.committed import annotation_content
from service.workflows.cycles import Frameworks
from service.workflows.once import Key, once
from service.workflows.public_log import handed, record

SERVICE_GIVES = "J09"
"""A key of an annotation's later life, which is not given when it is posted."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """The annotation was not filed: what it names is not there."""

    faults: tuple[AnchorFault, ...]


def annotate(
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    given: AnnotationIn,
    *,
    present: Callable[[Annotation], Answered],
    key: Key | None = None,
) -> Answered | Misplaced:
    """File an annotation; returns what `present` makes of it once it is durable, or why it cannot stand.

    Raises ServiceError `not_own_voice` (403), `unknown_cycle` (404), `unknown_framework` (404),
    `idempotency_mismatch` (422) and those of `Database.write`.
    """
    iri = rows.UNION_IRI + actor.organisation
    if given.creator is not None and given.creator.id not in (iri, actor.organisation):
        raise ServiceError("not_own_voice", 403, {"found": given.creator.id, "expected": iri})
    now = datetime.now(UTC)
    annotation = given.model_copy(update={"version": 1}).as_annotation(
        id_=rows.IRI + secrets.token_hex(16), union=Speaker(iri, actor.name, actor.verified), created=now
    )
    faults = tuple(AnchorFault(SERVICE_GIVES, (name,)) for name in given.life)
    ground = ground_of(database, frameworks, actor, annotation.target)
    faults += anchor_faults(annotation, ground)
    if faults:
        return Misplaced(faults)

    content = annotation_content(annotation)

    def act(connection: Connection) -> Answered:
        rows.add_annotation(connection, annotation, actor)
        subject = annotation_urn(annotation.id, annotation.version)
        return handed(present(annotation), record(connection, "annotation", subject, content, now))

    return database.write(lambda connection: once(connection, actor, key, now, act))


def ground_of(database: Database, frameworks: Frameworks, actor: Actor, target: Target) -> Ground:
    """Return what an annotation by `actor` on `target` may stand on: only what the actor can see is there.

    Raises ServiceError `unknown_cycle` (404), `unknown_framework` (404).
    """
    if target.framework is not None:
        return Ground(frameworks.find(target.framework), cycle="")
    if target.cycle is None:
        return Ground(frameworks.find(frameworks.default), cycle="")
    with database.reading() as connection:
        cycle = cycles.find_cycle(connection, target.cycle)
        if cycle is None:
            raise ServiceError("unknown_cycle", 404, {"cycle": target.cycle})
        framework = frameworks.find(cycle.framework)
        if target.signatory is None:
            return Ground(framework, cycle.id)
        signatories = frozenset(signatory.id for signatory in cycles.roster(connection, cycle.id))
        submission = submission_id(cycle.id, target.signatory)
        asked = filed.revision(connection, actor, submission, target.revision or 0)
        seen = filed.current_revision(connection, actor, submission)
        numbers = range(1, seen.current + 1) if seen else ()
    answered = frozenset(answer.indicator for answer in asked.filed.submission.answers) if asked else frozenset()
    return Ground(
        framework,
        cycle.id,
        signatories,
        {target.signatory: frozenset(numbers)},
        {(target.signatory, target.revision or 0): answered},
    )
