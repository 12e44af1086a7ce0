"""One workbook of a bulk upload: read, matched to its signatory, checked and filed in its name, or refused and why.

The revision and what became of the file are one transaction. Whether it is late, and what the phase permits, follow
from when the upload was received (`BulkJob.received`); the revision and `done` bear the moment of filing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from indicators.model import LANGUAGES
from service.actors import Actor
from service.clock import Clock
from service.errors import ServiceError, detail
from service.intake.confinement import ConfinedReader
from service.intake.raw import RawWorkbook
from service.intake.refusals import Refusal
from service.store import bulk, cycles
from service.store.engine import Database
from service.store.filed import FiledRevision, current_revision
from service.store.filing import submission_id
from service.store.idempotency import Answered
from service.store.tables import BulkFile, BulkJob
from service.workflows.check_workbook import Checked, check_cells
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.fault_words import fault_words
from service.workflows.matching import Mismatch, Roll, revision_of
from service.workflows.submit import Desk, Refused, approach, submit

_LOGGER = logging.getLogger(__name__)
Outcome = Literal["filed", "unchanged", "refused"]
Told = dict[str, Any]
"""One finding as it is kept: `code severity sheet cell`, and `message` by language."""
NO_WORKER_FREE = "U43"
CUT_SHORT = frozenset({"U40", "U42"})
"""Too long, or the reader ended: the file's doing, or that of a machine with too much to do."""
FROZEN = "cycle_frozen"
"""The cycle was frozen after the upload was received: nothing moves under its figures, so the file is refused, but its
content stays."""
ATTEMPTS = 3
MOST_TOLD = 100
"""Findings kept of one file; the marked copy of a workbook is for its company to make."""


@dataclass(frozen=True, slots=True)
class FilingRoom:
    """What filing in bulk needs of the house."""

    database: Database
    frameworks: Frameworks
    reader: ConfinedReader
    clock: Clock


class _DoneElsewhere(Exception):  # noqa: N818  says what happened: another process was faster
    """Somebody else has settled the file meanwhile: nothing of this attempt may stay."""


def file_one(room: FilingRoom, job: BulkJob, position: int) -> bool:
    """Settle one waiting file of a job; False where it waits on (no worker was free) or is settled already."""
    with room.database.reading() as connection:
        file = bulk.file_with_content(connection, job.id, position)
        signatories = cycles.roster(connection, job.cycle)
    if file is None or file.status != "waiting" or file.content is None:
        return False
    try:
        return _settle(room, job, file, Roll(signatories, closed=True))
    except Refusal as refusal:
        if refusal.code == NO_WORKER_FREE:
            return False
        words = {language: refusal.message(language) for language in LANGUAGES}
        return _write(room, job, file, "refused", [{"code": refusal.code, "message": words}])
    except ServiceError as error:
        if error.status >= 500:
            raise
        words = {language: detail(error.code, language, error.params) for language in LANGUAGES}
        kept = error.code == FROZEN  # it came in time: whoever sent it must not have to look for it
        return _write(room, job, file, "refused", [{"code": error.code, "message": words}], keep=kept)
    except _DoneElsewhere:
        return False
    except (OSError, SQLAlchemyError):
        raise  # the machine's trouble, not the file's: it is tried again
    except Exception:
        _LOGGER.exception("file %s of bulk upload %s failed", position, job.id)
        words = {language: detail("unexpected", language, {}) for language in LANGUAGES}
        return _write(room, job, file, "refused", [{"code": "unexpected", "message": words}])


def _settle(room: FilingRoom, job: BulkJob, file: BulkFile, roll: Roll) -> bool:
    actor = Actor("secretariat", job.organisation or "", token=job.token, person=job.account)
    with room.database.reading() as connection:
        cycle = known_cycle(connection, job.cycle)
    content = file.content or b""
    raw = _read(room.reader, content)
    checked = check_cells(raw, room.frameworks.find(cycle.framework), cycle=cycle.id)
    if checked.submission is None:
        return _write(room, job, file, "refused", _told(checked))
    found = roll.match(checked.submission.organisation)
    if isinstance(found, Mismatch):
        return _write(room, job, file, "refused", [{"code": found.code, "message": dict(found.message)}])
    desk = approach(
        room.database,
        room.frameworks,
        actor,
        job.cycle,
        on_behalf_of=found.id,
        clock=room.clock,
        came=job.received,
    )
    known = _known(room, job, file, desk)
    if known is not None:
        return _write(room, job, file, known[0], known[1], signatory=found.id)
    checked = check_cells(raw, desk.framework, cycle=cycle.id, previous=desk.previous)
    return _file(room, job, file, desk, checked)


def _read(reader: ConfinedReader, content: bytes) -> RawWorkbook:
    """The cells of a workbook. Nobody waits for the answer here, so a reading that a busy machine cut short is tried
    again before it is held against the file. Raises Refusal."""
    for _ in range(ATTEMPTS - 1):
        try:
            return reader.read(content)
        except Refusal as refusal:
            if refusal.code not in CUT_SHORT:
                raise
    return reader.read(content)


def _known(room: FilingRoom, job: BulkJob, file: BulkFile, desk: Desk) -> tuple[Outcome, list[Told]] | None:
    """A file that is on record already is not filed again; a second one of the same revision is not guessed at."""
    with room.database.reading() as connection:
        current = current_revision(connection, desk.actor, submission_id(job.cycle, desk.signatory.id))
        others = bulk.filed_names(connection, job.id, desk.signatory.id)
    if current is not None and current.upload == file.sha256 and current.withdrawn is None:
        return "unchanged", []
    number = revision_of(PurePosixPath(file.name).stem)
    twin = next((name for name in others if revision_of(PurePosixPath(name).stem) == number), None)
    if twin is None:
        return None
    return "refused", [{"code": "X08", "message": dict(fault_words("X08", found=twin, expected=str(number)))}]


def _file(room: FilingRoom, job: BulkJob, file: BulkFile, desk: Desk, checked: Checked) -> bool:
    submission = checked.submission
    assert submission is not None
    told = _told(checked)

    def alongside(connection: Connection, revision: FiledRevision) -> None:
        values = {
            "status": "filed",
            "signatory": desk.signatory.id,
            "submission": revision.submission_id,
            "revision": revision.filed.revision,
            "result": told,
            "done": revision.received,
        }
        if not bulk.settle_file(connection, job.id, file.position, values):
            raise _DoneElsewhere

    outcome = submit(
        room.database,
        desk,
        submission,
        checked.findings,
        source="bulk",
        present=lambda _: Answered(201, ""),
        upload=file.content,
        alongside=alongside,
    )
    if isinstance(outcome, Refused):
        return _write(room, job, file, "refused", told, signatory=desk.signatory.id)
    return True


def _told(checked: Checked) -> list[Told]:
    """Every finding with its place in the workbook, in both languages; errors first."""
    both = zip(*(checked.told(language) for language in LANGUAGES), strict=True)
    told: list[Told] = [
        {
            "code": one.code,
            "severity": one.severity,
            "sheet": one.sheet,
            "cell": one.cell,
            "message": {language: out.message for language, out in zip(LANGUAGES, (one, *others), strict=True)},
        }
        for one, *others in both
    ]
    return sorted(told, key=lambda one: one["severity"] != "error")[:MOST_TOLD]


def _write(
    room: FilingRoom,
    job: BulkJob,
    file: BulkFile,
    status: Outcome,
    told: list[Told],
    *,
    signatory: str | None = None,
    keep: bool = False,
) -> bool:
    values = {"status": status, "signatory": signatory, "result": told, "done": room.clock()}
    return room.database.write(
        lambda connection: bulk.settle_file(connection, job.id, file.position, values, keep=keep)
    )
