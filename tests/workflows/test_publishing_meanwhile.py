"""What is filed while an edition is made is never left out of it unsaid: publishing gives up with `edition_moved`."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.actors import Actor
from service.errors import ServiceError
from service.intake.confinement import ConfinedReader
from service.store import editions, happenings, marks
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows import publish_edition
from service.workflows.accounts import actor_of
from service.workflows.cycles import Frameworks
from service.workflows.edition_files import RECORD, Holdings, Written
from service.workflows.publish_edition import Order
from service.workflows.submit import approach, judge, submit
from tests.api.conftest import Stage, reader, staged
from tests.api.publishing import filled_stage
from tests.samples import company, self_assessment

__all__ = ["reader"]

NOTHING = Answered(201, "")


def filer(database: Database, signatory: str) -> Callable[[Callable[[], None]], None]:
    """Enrol a company; return what files for it, and calls `within` in the midst of its transaction."""
    issued = company(database, signatory, f"{signatory} (invented)")
    desk = approach(database, Frameworks(), Actor("company", issued.organisation, token=issued.id), "2026")
    given = SubmissionIn.model_validate(self_assessment(bundled())).as_submission()

    def file(within: Callable[[], None]) -> None:
        submit(database, desk, given, judge(desk, given), source="json", present=lambda _: within() or NOTHING)

    return file


@contextmanager
def midst(file: Callable[[Callable[[], None]], None]) -> Iterator[threading.Event]:
    """Begin to file in another thread and yield while its transaction is open: it ends once the event is set."""
    inside, go = threading.Event(), threading.Event()

    def wait() -> None:
        inside.set()
        go.wait(20)

    other = threading.Thread(target=file, args=(wait,))
    other.start()
    assert inside.wait(10)
    try:
        yield go
    finally:
        go.set()
        other.join(20)


def publish_then(stage: Stage, monkeypatch: pytest.MonkeyPatch, at_last: Callable[[], None]) -> None:
    """Publish an edition of one file; once that is written, something else happens."""

    def written(holdings: Holdings, directory: Path) -> Iterator[Written]:
        path = directory / RECORD
        path.write_bytes(holdings.record)
        digest = hashlib.sha256(holdings.record).hexdigest()
        yield Written(path, RECORD, "application/octet-stream", "internal", len(holdings.record), digest)
        at_last()

    monkeypatch.setattr(publish_edition, "write_files", written)
    actor = actor_of(stage.database, stage.tokens["secretariat"])
    publish_edition.publish(stage.app.state.house.press, actor, "2026", Order(), present=lambda *_: NOTHING)


def rested_stage(database: Database, url: str, reader: ConfinedReader) -> Stage:
    """A cycle that is over by the clock of those who publish and not yet by that of those who file: nobody froze it."""
    stage = staged(database, url, reader)
    filled_stage(stage)

    def end_replies(connection: Connection) -> None:
        found = happenings.cycle_to_change(connection, "2026")
        assert found is not None
        happenings.change_cycle(connection, found, {"replies_until": found.closes + timedelta(days=1)})

    database.write(end_replies)
    return stage


def editions_of(database: Database) -> list[str]:
    with database.reading() as connection:
        return [one.id for one in editions.of_cycle(connection, "2026")]


def test_what_was_filed_meanwhile_is_not_left_out(
    database: Database, database_url: str, reader: ConfinedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = rested_stage(database, database_url, reader)
    file = filer(database, "EX-009")

    with pytest.raises(ServiceError) as refused:
        publish_then(stage, monkeypatch, lambda: file(lambda: None))

    assert (refused.value.code, refused.value.status) == ("edition_moved", 409)
    assert editions_of(database) == []


def test_what_is_being_filed_when_the_edition_is_kept_is_waited_for(
    database: Database, database_url: str, reader: ConfinedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = rested_stage(database, database_url, reader)
    file = filer(database, "EX-009")
    threads: list[threading.Thread] = []

    def begin() -> None:
        inside = threading.Event()

        def linger() -> None:
            inside.set()
            threading.Event().wait(2)  # the act of publishing begins, and waits for this one to end

        threads.append(threading.Thread(target=file, args=(linger,)))
        threads[0].start()
        assert inside.wait(10)

    with pytest.raises(ServiceError) as refused:
        publish_then(stage, monkeypatch, begin)
    threads[0].join(20)

    assert refused.value.code == "edition_moved"
    assert editions_of(database) == []


def test_a_filing_whose_number_is_older_than_the_mark_moves_it_too(
    postgres: Callable[[], str], reader: ConfinedReader
) -> None:
    url = postgres()
    database = Database.open(url)
    filled_stage(staged(database, url, reader))
    late, soon = filer(database, "EX-008"), filer(database, "EX-009")

    with midst(late) as go:
        soon(lambda: None)
        with database.reading() as connection:
            then = marks.mark(connection)
    with database.reading() as connection:
        now, moved = marks.mark(connection), marks.moved(connection, then)
        still = marks.moved(connection, now)
    database.close()

    assert go.is_set()
    assert now[0] == then[0]  # the newest revision is the same: the late one took its number before
    assert (moved, still) == (True, False)
