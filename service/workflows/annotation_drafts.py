"""Annotations being written: kept for their organisation alone, changed and removed at will, and published once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from schemas.annotation import AnnotationDraftIn, AnnotationIn
from service.actors import Actor
from service.clock import Clock
from service.errors import ServiceError
from service.store import annotation_catalogues as rows
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.tables import AnnotationDraft
from service.workflows.annotate import Misplaced, Presented, TooFew, composed, faults_of, file_new
from service.workflows.annotation_ground import group_warnings
from service.workflows.annotation_view import same_tag
from service.workflows.cycles import Frameworks

MOST_DRAFTS = 1_000
"""Drafts of one organisation: beyond it something has gone wrong with a program."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The draft cannot be published yet: what its shape lacks, as pydantic tells it."""

    errors: tuple[Any, ...]


def save(database: Database, actor: Actor, given: AnnotationDraftIn, clock: Clock) -> AnnotationDraft:
    """Keep a new draft. Raises ServiceError `too_many_drafts` (409)."""
    now = clock()
    row = {"id": secrets.token_hex(16), "organisation": actor.organisation, "version": 1, "content": _content(given)}

    def act(connection: Connection) -> AnnotationDraft:
        if len(rows.drafts(connection, actor, limit=MOST_DRAFTS)) >= MOST_DRAFTS:
            raise ServiceError("too_many_drafts", 409, {"most": str(MOST_DRAFTS)})
        rows.add_draft(connection, {**row, "created": now, "changed": now})
        return own(connection, actor, str(row["id"]))

    return database.write(act)


def change(
    database: Database, actor: Actor, id_: str, match: str | None, given: AnnotationDraftIn, clock: Clock
) -> AnnotationDraft:
    """Change a draft that nobody has changed since it was read (`match`, its tag).

    Raises ServiceError `not_found` (404), `precondition_needed` (428), `stale` (412).
    """

    def act(connection: Connection) -> AnnotationDraft:
        held = _held(connection, actor, id_, match)
        values = {"version": held.version + 1, "content": _content(given), "changed": clock()}
        if not rows.change_draft(connection, actor, id_, held.version, values):
            raise ServiceError("stale", 412)
        return own(connection, actor, id_)

    return database.write(act)


def remove(database: Database, actor: Actor, id_: str, match: str | None) -> None:
    """Remove a draft for good. Raises ServiceError as `change` does."""

    def act(connection: Connection) -> None:
        held = _held(connection, actor, id_, match)
        if not rows.remove_draft(connection, actor, id_, held.version):
            raise ServiceError("stale", 412)

    database.write(act)


def publish(
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    id_: str,
    *,
    present: Presented,
    clock: Clock,
    small_groups_accepted: bool,
) -> Answered | Misplaced | TooFew | Unfinished:
    """File a draft as an annotation and remove it, both or neither.

    Raises ServiceError `not_found` (404), `stale` (412) where another has published or changed it meanwhile, and those
    of `annotate`.
    """
    now = clock()
    with database.reading() as connection:
        held = own(connection, actor, id_)
        try:
            given = AnnotationIn.model_validate(held.content)
        except ValidationError as error:
            return Unfinished(tuple(error.errors(include_url=False)))
        annotation = composed(actor, given, now)
        faults = faults_of(connection, frameworks, actor, given, annotation)
        warnings = () if small_groups_accepted else group_warnings(connection, annotation)
    if faults:
        return Misplaced(faults)
    if warnings:
        return TooFew(warnings)

    def act(connection: Connection) -> Answered:
        if not rows.remove_draft(connection, actor, id_, held.version):
            raise ServiceError("stale", 412)
        return file_new(connection, annotation, actor, now, present)

    return database.write(act)


def own(connection: Connection, actor: Actor, id_: str) -> AnnotationDraft:
    """Return a draft of the actor's organisation. Raises ServiceError `not_found` (404), for those of others too."""
    found = rows.draft(connection, actor, id_)
    if found is None:
        raise ServiceError("not_found", 404)
    return found


def tag_of_draft(draft: AnnotationDraft) -> str:
    """Return the entity tag of a draft."""
    return f'"{draft.version}"'


def _held(connection: Connection, actor: Actor, id_: str, match: str | None) -> AnnotationDraft:
    held = own(connection, actor, id_)
    if match is None:
        raise ServiceError("precondition_needed", 428)
    if not same_tag(match, tag_of_draft(held)):
        raise ServiceError("stale", 412)
    return held


def _content(given: AnnotationDraftIn) -> dict[str, Any]:
    return given.model_dump(mode="json", by_alias=True, exclude_unset=True)
