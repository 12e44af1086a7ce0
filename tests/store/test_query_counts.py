"""Reading costs the same number of queries however many rows there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import event

from indicators.loader import bundled
from schemas.annotation import AnnotationIn
from schemas.submission import SubmissionIn
from service.actors import OPERATOR, Actor
from service.store import annotation_queues as queues
from service.store import annotations, filed, funnel, whole_cycle
from service.store.cycles import find_cycle
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of, create_account
from service.workflows.annotate import annotate
from service.workflows.annotation_view import views
from service.workflows.cycles import Frameworks
from service.workflows.submit import approach, filing, judge, submit
from tests.samples import annotation, company, open_cycle, self_assessment


@contextmanager
def counted(database: Database) -> Iterator[Callable[[], int]]:
    """Count the statements that reach the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield lambda: len(statements)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _file(database: Database, number: int) -> None:
    issued = company(database, f"EX-{number:03}", f"Entreprise {number} (invented)")
    actor = Actor("company", issued.organisation, token=issued.id)
    submission = SubmissionIn.model_validate(self_assessment(bundled())).as_submission()
    for _ in range(2):
        desk = approach(database, Frameworks(), actor, "2026")
        filed_ = submit(
            database, desk, submission, judge(desk, submission), source="json", present=lambda _: Answered(201, "")
        )
        assert isinstance(filed_, Answered)


def _statements_to_file(database: Database, number: int, answers: int) -> int:
    issued = company(database, f"FI-{number:03}", f"Fonderie {number} (invented)")
    actor = actor_of(database, issued.secret)
    body = self_assessment(bundled())
    submission = SubmissionIn.model_validate(body).as_submission()
    fewer = replace(submission, answers=submission.answers[:answers])
    with counted(database) as count:
        desk = approach(database, Frameworks(), actor, "2026")
        database.write(filing(desk, fewer, (), source="json", present=lambda _: Answered(201, "")))
        return count()


def _annotate(database: Database, union: Actor) -> None:
    made = annotate(
        database,
        Frameworks(),
        union,
        AnnotationIn.model_validate(annotation(motives=("V1", "NB1"))),
        present=lambda *_: Answered(201, ""),
    )
    assert isinstance(made, Answered)


def test_the_number_of_queries_does_not_grow_with_the_rows(database: Database) -> None:
    open_cycle(database)
    issued = create_account(database, kind="union", name="Fédération (invented)")
    union = Actor("union", issued.organisation, "Fédération (invented)", token=issued.id)
    reader = actor_of(database, issued.secret)
    reads: dict[str, Callable[[], object]] = {}

    def cost() -> dict[str, tuple[int, int]]:
        costs = {}
        for name, read in reads.items():
            with counted(database) as count:
                found = read()
            costs[name] = (len(found), count())  # type: ignore[arg-type]
        return costs

    def reading(read: Callable[..., object]) -> Callable[[], object]:
        def run() -> object:
            with database.reading() as connection:
                return read(connection)

        return run

    reads["whole cycle"] = reading(lambda c: whole_cycle.load(c, find_cycle(c, "2026") or _no_cycle()).filed)
    reads["superseded"] = reading(lambda c: whole_cycle.load(c, find_cycle(c, "2026") or _no_cycle()).superseded)
    reads["list"] = reading(lambda c: filed.current_revisions(c, OPERATOR, "2026"))
    reads["funnel"] = reading(lambda c: range(funnel.funnel(c, "2026").submitted))
    reads["annotations"] = reading(lambda c: annotations.annotations_seen(c, OPERATOR))
    reads["annotations shown"] = reading(
        lambda c: views(c, Frameworks(), (one for _, one in annotations.annotations_seen(c, OPERATOR)))
    )
    reads["not read yet"] = reading(lambda c: queues.unread(c, reader, "2026"))

    _file(database, 1)
    _annotate(database, union)
    few = cost()
    for number in range(2, 7):
        _file(database, number)
        _annotate(database, union)
    many = cost()

    assert {name: found for name, (found, _) in few.items()} == dict.fromkeys(reads, 1)
    assert {name: found for name, (found, _) in many.items()} == dict.fromkeys(reads, 6)
    assert {name: queries for name, (_, queries) in many.items()} == {
        name: queries for name, (_, queries) in few.items()
    }


def test_filing_takes_as_many_statements_whatever_is_filed_and_was_filed(database: Database) -> None:
    open_cycle(database)
    first = _statements_to_file(database, 1, answers=2)
    for number in range(2, 6):
        _file(database, number)

    assert _statements_to_file(database, 6, answers=20) == first
    assert first <= 20, "reading who and where, and storing: a statement a table"


def _no_cycle() -> whole_cycle.Cycle:
    raise AssertionError("the cycle is gone")
