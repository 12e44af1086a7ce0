"""Annotating: a union's counter-annotation is checked against the words and answers it names, then filed.

It speaks for the organisation of the actor and for nobody else. Nothing here judges whether the union is right.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from indicators.anchors import AnchorFault, anchor_faults
from indicators.annotations import Annotation, Speaker
from indicators.small_groups import GroupWarning
from schemas.annotation import AnnotationIn
from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.ledger.subjects import annotation_urn
from service.store import annotation_filing as filing
from service.store import annotations as rows
from service.store import cycles, editions
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.annotation_ground import carrying, ground_of, group_warnings
from service.workflows.committed import annotation_content
from service.workflows.cycles import Frameworks
from service.workflows.once import Key, once
from service.workflows.phases import require_phase
from service.workflows.public_log import handed, record

SERVICE_GIVES = "J09"
"""A key of an annotation's later life, which is not given when it is posted."""

Presented = Callable[[Connection, Annotation], Answered]
"""Makes the answer to an act from the annotation as it stands after it, inside the act's own transaction."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """The annotation was not filed: what it names is not there."""

    faults: tuple[AnchorFault, ...]


@dataclass(frozen=True, slots=True)
class TooFew:
    """The annotation was not filed yet: a testimony in it could point at somebody, and nobody has accepted that."""

    warnings: tuple[GroupWarning, ...]


def annotate(
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    given: AnnotationIn,
    *,
    present: Presented,
    key: Key | None = None,
    clock: Clock = utc_now,
    small_groups_accepted: bool = True,
) -> Answered | Misplaced | TooFew:
    """File an annotation; returns what `present` makes of it once it is durable, or why it cannot stand.

    Raises ServiceError `not_own_voice` (403), `unknown_cycle` (404), `unknown_framework` (404), those of
    `require_phase`, `idempotency_mismatch` (422) and those of `Database.write`.
    """
    now = clock()
    annotation = composed(actor, given, now)
    with database.reading() as connection:
        faults = faults_of(connection, frameworks, actor, given, annotation)
        warnings = () if small_groups_accepted else group_warnings(connection, annotation)
    if faults:
        return Misplaced(faults)
    if warnings:
        return TooFew(warnings)

    def act(connection: Connection) -> Answered:
        return file_new(connection, annotation, actor, now, present)

    return database.write(lambda connection: once(connection, actor, key, now, act))


def composed(actor: Actor, given: AnnotationIn, now: datetime, id_: str | None = None) -> Annotation:
    """Return what `actor` posts as a first version, under a new id. Raises ServiceError `not_own_voice` (403)."""
    iri = rows.UNION_IRI + actor.organisation
    if given.creator is not None and given.creator.id not in (iri, actor.organisation):
        raise ServiceError("not_own_voice", 403, {"found": given.creator.id, "expected": iri})
    first = given.model_copy(update={"version": 1, "modified": None})
    verified = actor.accreditation.holds(given.target.target().cycle)
    speaker = Speaker(iri, actor.name, verified)
    return first.as_annotation(id_=id_ or rows.IRI + secrets.token_hex(16), union=speaker, created=now)


def faults_of(
    connection: Connection, frameworks: Frameworks, actor: Actor, given: AnnotationIn, annotation: Annotation
) -> tuple[AnchorFault, ...]:
    """Return why what is posted cannot stand, keys that are not its author's to give first.

    Raises ServiceError `unknown_cycle` (404), `unknown_framework` (404).
    """
    foreign = tuple(AnchorFault(SERVICE_GIVES, (name,)) for name in given.life)
    return foreign + anchor_faults(annotation, ground_of(connection, frameworks, actor, annotation.target))


def file_new(
    connection: Connection, annotation: Annotation, actor: Actor, now: datetime, present: Presented
) -> Answered:
    """File a judged annotation in this transaction, with its leaf. Raises ServiceError as `require_phase` does."""
    cycle = editions.cycle_about(connection, annotation.target)
    if cycle is not None:
        require_phase(cycles.held_cycle(connection, cycle), "annotate", now)
    verified = actor.accreditation.holds(cycle)  # of an edition's cycle, too, which its target does not name
    annotation = carrying(connection, replace(annotation, union=replace(annotation.union, verified=verified)))
    filing.add_annotation(connection, annotation, actor)
    subject = annotation_urn(annotation.id, annotation.version)
    receipt = record(connection, "annotation", subject, annotation_content(annotation), now)
    return handed(present(connection, annotation), receipt)
