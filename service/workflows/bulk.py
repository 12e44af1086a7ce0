"""Bulk upload: the secretariat hands in a zip of workbooks, and each is filed on behalf of its company.

The zip is unpacked within bounds and stored whole, or refused whole. Then each workbook is read, checked, matched and
filed by itself; what became of it is written in the transaction that files it, so that work that is killed goes on
where it stopped and files nothing twice.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from threading import Event
from typing import Any

from sqlalchemy import Connection

from service.actors import Actor
from service.clock import Clock
from service.errors import ServiceError
from service.intake.archive import Archive
from service.intake.confinement import ConfinedReader
from service.intake.limits import LIMITS, Limits
from service.store import bulk, happenings
from service.store.engine import Database
from service.store.tables import BulkJob
from service.workflows.bulk_filing import FilingRoom, file_one
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.fault_words import printable
from service.workflows.matching import revision_of
from service.workflows.phases import require_phase
from service.workflows.rounds import Rounds

_LOGGER = logging.getLogger(__name__)
_ENDINGS = (".xlsx", ".ods", ".xls", ".xlsm", ".xlsb", ".numbers")
MOST_FILES = 5_000
SECONDS_BETWEEN = 1.0
"""How often the service looks for bulk uploads that wait."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One workbook of a zip: its name there, and its bytes."""

    name: str
    content: bytes


def unpacked(content: bytes, limits: Limits = LIMITS) -> Iterator[Packed]:
    """Yield the workbooks of a zip by name, earlier revisions (`-r2`) before later ones.

    What is no workbook by its name, and what programs add beside (`__MACOSX`, hidden files), is passed over. Raises
    Refusal where the zip is none, lies about itself, or holds more than `limits.upload_bytes` in a file or ten times
    as much in all; ServiceError `nothing_to_file` (422).
    """
    largest = limits.upload_bytes
    archive = Archive(content, replace(limits, unpacked_bytes=10 * largest, part_bytes=largest, members=MOST_FILES))
    names = sorted(filter(_is_workbook, archive.names()), key=_order)
    if not names:
        raise ServiceError("nothing_to_file", 422)
    for name in names:
        yield Packed(printable(name), archive.content(name))


def _order(name: str) -> tuple[int, str]:
    return revision_of(PurePosixPath(name).stem), name


def _is_workbook(name: str) -> bool:
    steps = PurePosixPath(name).parts
    return name.lower().endswith(_ENDINGS) and not any(step.startswith((".", "~$", "__MACOSX")) for step in steps)


def receive(
    connection: Connection, actor: Actor, cycle: str, files: list[Packed], sha256: str, came: datetime
) -> BulkJob:
    """Store a bulk upload for `cycle`, to be worked off; returns its job. `came`: when it arrived, before it was
    unpacked and waited for the database, by which phase and lateness are judged.

    Raises ServiceError `unknown_cycle` (404), and what the phase does not permit (409).
    """
    require_phase(known_cycle(connection, cycle), "submit", came)
    row: dict[str, Any] = {"id": "b_" + secrets.token_hex(12), "cycle": cycle, "sha256": sha256, "received": came}
    rows: list[dict[str, Any]] = [
        {
            "position": position,
            "name": file.name,
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "size": len(file.content),
            "content": file.content,
        }
        for position, file in enumerate(files, start=1)
    ]
    bulk.add_job(connection, {**row, **happenings.author_of(actor)}, rows)
    return BulkJob(**row)


def work_off(room: FilingRoom, until: Event | None = None) -> int:
    """File what waits of every unfinished bulk upload; returns how many files something became of.

    Stops between two files once `until` is set. May run in several processes at once: each file is filed by one.
    """
    with room.database.reading() as connection:
        jobs = bulk.unfinished(connection)
    done = 0
    for job in jobs:
        with room.database.reading() as connection:
            positions = bulk.waiting(connection, job.id)
        for position in positions:
            if until is not None and until.is_set():
                return done
            done += file_one(room, job, position)
        _finish(room, job)
    return done


def _finish(room: FilingRoom, job: BulkJob) -> None:
    def act(connection: Connection) -> None:
        if not bulk.waiting(connection, job.id):
            bulk.finish(connection, job.id, room.clock())

    room.database.write(act)


class BulkWork:
    """Works off bulk uploads in a thread of its own, those too that an earlier service left unfinished."""

    def __init__(self, database: Database, frameworks: Frameworks, reader: ConfinedReader, clock: Clock) -> None:
        self._ending = Event()
        room = FilingRoom(database, frameworks, reader, clock)
        self._rounds = Rounds("enregard-bulk", SECONDS_BETWEEN, lambda: work_off(room, self._ending))

    def start(self) -> None:
        """Begin."""
        self._rounds.start()

    def stop(self) -> None:
        """End after the file that is being read."""
        self._ending.set()
        self._rounds.stop()
