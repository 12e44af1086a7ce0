"""Editions are kept to the byte, in pieces, equal files once; and a mark moves with whatever a report rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from indicators.figures import Signatory
from indicators.loader import bundled
from schemas.annotation import AnnotationIn
from schemas.submission import SubmissionIn
from service.actors import Actor
from service.store import cycles, editions, marks
from service.store.cycles import find_cycle
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.tables import EditionChunk
from service.workflows.accounts import create_account
from service.workflows.annotate import annotate
from service.workflows.cycles import Frameworks
from service.workflows.submit import approach, judge, submit
from tests.kept_edition import keep_edition
from tests.samples import annotation, company, open_cycle, self_assessment


def test_a_file_comes_back_as_it_was_piece_by_piece(database: Database) -> None:
    open_cycle(database)
    content = bytes(range(256)) * 10_000
    digest = keep_edition(database, content)
    with database.reading() as connection:
        file = editions.find_file(connection, "2026-1.0", "page.txt")
        whole = editions.content(connection, digest)
    assert file is not None
    found = list(editions.pieces(database, file))

    assert [len(piece) for piece in found] == [1_000_000, 1_000_000, 560_000]
    assert b"".join(found) == whole == content


def test_equal_files_are_kept_once_and_editions_follow_their_numbers(database: Database) -> None:
    open_cycle(database)
    for minor in (0, 1, 10, 2):
        keep_edition(database, minor=minor)
    with database.reading() as connection:
        pieces = connection.execute(select(func.count()).select_from(EditionChunk)).scalar_one()
        numbers = [(one.major, one.minor) for one in editions.of_cycle(connection, "2026")]

    assert pieces == 1
    assert numbers == [(1, 0), (1, 1), (1, 2), (1, 10)]


def test_the_edition_before_is_the_newest_of_the_cycle_before(database: Database) -> None:
    open_cycle(database, "2025", opened_days_ago=400)
    open_cycle(database, "2026")
    keep_edition(database, cycle="2025")
    keep_edition(database, cycle="2025", minor=1)
    with database.reading() as connection:
        first, second = (find_cycle(connection, id_) for id_ in ("2025", "2026"))
        assert first is not None
        assert second is not None
        before = editions.newest_before(connection, second)
        none = editions.newest_before(connection, first)

    assert before is not None
    assert before.id == "2025-1.1"
    assert none is None


def _file(database: Database) -> None:
    issued = company(database)
    desk = approach(database, Frameworks(), Actor("company", issued.organisation, token=issued.id), "2026")
    given = SubmissionIn.model_validate(self_assessment(bundled())).as_submission()
    submit(database, desk, given, judge(desk, given), source="json", present=lambda _: Answered(201, ""))


def _annotate(database: Database) -> None:
    union = create_account(database, kind="union", name="Fédération Exemple (invented)")
    actor = Actor("union", union.organisation, "Fédération Exemple (invented)", token=union.id)
    given = AnnotationIn.model_validate(annotation())
    annotate(database, Frameworks(), actor, given, present=lambda *_: Answered(201, ""))


def _enrol(database: Database) -> None:
    database.write(lambda connection: cycles.add_signatory(connection, "2026", "EX-009", "Neuf (invented)"))


def _correct(database: Database) -> None:
    _enrol(database)
    roster = [Signatory("EX-009", "Neuf (invented)", headcount=900)]
    database.write(lambda connection: cycles.put_signatories(connection, "2026", roster))


@pytest.mark.parametrize("change", [_file, _annotate, _enrol, _correct])
def test_a_mark_moves_with_whatever_a_report_rests_on(database: Database, change: Callable[[Database], None]) -> None:
    open_cycle(database)

    def mark() -> marks.Mark:
        with database.reading() as connection:
            return marks.mark(connection)

    before, again = mark(), mark()
    change(database)

    assert before == again
    assert mark() != before
