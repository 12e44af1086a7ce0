"""Drafting: a company's self-assessment typed part by part, by several people, kept until it is submitted.

Saving never blocks on what is typed. Whoever saves says which state they have read; where somebody else has saved
since, nothing is written and both contents come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from indicators.answers import Submission
from indicators.model import Framework
from schemas.draft import Origin, PartIn, part_of_submission, submission_of
from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.form.layout import indicators_of, layout_of
from service.form.progress import Progress, progress_of
from service.store import drafts
from service.store.drafts import Kept
from service.store.engine import Database
from service.store.filed import FiledRevision
from service.workflows.cycles import Frameworks
from service.workflows.prefill import standing_submission
from service.workflows.signatories import opened_by
from service.workflows.submit import Desk, approach

COMMITMENTS = "commitments"


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it stands: saved, or shown from the current revision or from last cycle's answers."""

    name: str
    version: int
    origin: Origin
    content: Mapping[str, Any]
    saved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft as it stands. `submission` is what it says so far: saved parts, else those of the current revision."""

    desk: Desk
    version: int
    parts: Mapping[str, Part]
    submission: Submission
    progress: Progress


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was written: the parts changed since they were read. `now` is the draft as it stands."""

    now: Drafted


def parts_of(framework: Framework) -> dict[str, frozenset[str]]:
    """Return the parts of the form for `framework`, in its order, each with the indicators it asks."""
    sheets = {
        sheet.code: frozenset(i.id for i in indicators_of(framework, sheet.objectives) if i.entered)
        for sheet in layout_of(framework).sheets
    }
    return {**sheets, COMMITMENTS: frozenset()}


def read_draft(
    database: Database, frameworks: Frameworks, actor: Actor, cycle: str, *, clock: Clock = utc_now
) -> Drafted:
    """Return the asking company's draft. Raises ServiceError as `approach` does."""
    desk = approach(database, frameworks, actor, cycle, act="save", clock=clock)
    opened_by(database, cycle, desk.signatory, clock)
    with database.reading() as connection:
        return _drafted(connection, desk, drafts.kept_draft(connection, cycle, desk.signatory.id))


def save(
    database: Database, desk: Desk, contents: Mapping[str, PartIn | None], *, of: str | None, version: int
) -> Drafted | Stale:
    """Save parts (None throws one away) where the part `of`, or the whole draft (None), is still at `version`.

    Raises ServiceError `not_in_part` (422) where a part holds what another one asks, `unknown_part` (404).
    """
    asked = parts_of(desk.framework)
    for name, content in contents.items():
        _fits(name, content, asked)
    typed = {name: content.as_typed() if content else None for name, content in contents.items()}
    now, place = desk.clock(), (desk.cycle.id, desk.signatory.id)

    def act(connection: Connection) -> Drafted | Stale:
        kept = drafts.held_draft(connection, *place)
        if version != (kept.version if of is None else kept.version_of(of)):
            return Stale(_drafted(connection, desk, kept))
        drafts.save_parts(connection, place, kept, typed, desk.actor, now)
        return _drafted(connection, desk, drafts.kept_draft(connection, *place))

    return database.write(act)


def submitted(desk: Desk, version: int) -> Callable[[Connection, FiledRevision], None]:
    """Return what goes with submitting a draft that was read at `version`: it must not have changed, and what was
    typed is then the revision's, so that the draft starts again from it.

    What is returned raises ServiceError `stale` (412).
    """
    place = (desk.cycle.id, desk.signatory.id)

    def act(connection: Connection, revision: FiledRevision) -> None:
        kept = drafts.held_draft(connection, *place)
        if kept.version != version:
            raise ServiceError("stale", 412)
        gone = {name: None for name, row in kept.parts.items() if row.content is not None}
        drafts.save_parts(connection, place, kept, gone, desk.actor, revision.received)

    return act


def _drafted(connection: Connection, desk: Desk, kept: Kept) -> Drafted:
    current = standing_submission(connection, desk.actor, desk.cycle.id, desk.signatory.id)
    parts = {
        name: _part(name, indicators, kept, current, desk.previous)
        for name, indicators in parts_of(desk.framework).items()
    }
    counting = {name: one.content for name, one in parts.items() if one.origin in ("saved", "revision")}
    submission = submission_of(
        counting,
        framework=desk.framework.ref,
        cycle=desk.cycle.id,
        name=desk.signatory.name,
    )
    return Drafted(desk, kept.version, parts, submission, progress_of(submission, desk.framework))


def _part(
    name: str, indicators: frozenset[str], kept: Kept, current: Submission | None, previous: Submission | None
) -> Part:
    row, version = kept.parts.get(name), kept.version_of(name)
    if row is not None and row.content is not None:
        return Part(name, version, "saved", row.content, row.saved)
    sources: tuple[tuple[Origin, Submission | None], ...] = (("revision", current), ("previous_cycle", previous))
    for origin, submission in sources:
        if submission is not None:
            return Part(name, version, origin, part_of_submission(submission, indicators, name))
    return Part(name, version, "empty", {})


def _fits(name: str, content: PartIn | None, asked: Mapping[str, frozenset[str]]) -> None:
    if name not in asked:
        raise ServiceError("unknown_part", 404, {"found": name, "expected": ", ".join(asked)})
    if content is None:
        return
    member = {"organisation": "organisation", COMMITMENTS: "commitments"}.get(name, "answers")
    strange = [one for one in ("organisation", "answers", "commitments") if one != member and getattr(content, one)]
    strange += [
        one.indicator for one in content.answers or () if member == "answers" and one.indicator not in asked[name]
    ]
    if strange:
        raise ServiceError("not_in_part", 422, {"found": strange[0][:60], "part": name, "expected": member})
