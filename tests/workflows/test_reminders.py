"""Companies are reminded of replies that are due, once each: by a real mail server, or on a page. Clocks are ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from sqlalchemy import text

from schemas.annotation_life import CarryForwardPosted, WithholdingPosted
from service.actors import OPERATOR
from service.cli import main
from service.settings import settings
from service.store import people
from service.store.engine import Database
from service.store.reminders import Reminded, last_reminders
from service.workflows import annotation_acts as acts
from service.workflows.accounts import actor_of
from service.workflows.deadlines import deadlines
from service.workflows.people.post import Post
from service.workflows.remind import Desk, Round, remind_round
from service.workflows.run_cycle import ActPhase, begin
from tests.annotation_lives import filed_by, hand_of, made_of
from tests.kept_edition import keep_edition
from tests.ledger.scene import Log, open_log
from tests.running import free_port
from tests.samples import answer_target

HERE = "https://enregard.example.org"


class Box:
    """What a mail server took."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"


@pytest.fixture
def mail() -> Iterator[tuple[Box, Post]]:
    """A mail server on loopback, and the way to it."""
    box, port = Box(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Post("127.0.0.1", port, "none", "enregard@example.org")
    controller.stop()


@dataclass
class Case:
    """A company with two people, one reading French and one English, and one annotation on its answer to SD-1."""

    scene: Log
    annotation: str
    filed: datetime

    def remind(self, post: Post | None, *, days_before: float) -> Round:
        """Let a round run so many days before the reply is due, 30 days after the annotation was filed."""
        moment = self.filed + timedelta(days=30 - days_before)
        return remind_round(Desk(self.scene.database, HERE, post, lambda: moment))


@pytest.fixture
def case(database: Database) -> Case:
    scene = open_log(database)
    scene.submit()
    now = datetime.now(UTC)

    def staff(connection: Any) -> None:
        for name, language in (("anne", "fr"), ("bob", "en")):
            row = {"id": name, "email": f"{name}@example.org", "name": name, "password": None, "language": language}
            people.add_account(connection, {**row, "created": now, "disabled": None})
            people.join(connection, name, scene.firm.organisation, "member", now)

    database.write(staff)
    annotation = filed_by(database, actor_of(database, scene.union.secret), answer_target("SD-1", "EX-001"), "A1")
    with database.reading() as connection:
        filed = connection.execute(text("SELECT created FROM annotation_version")).scalar_one()
    moment = filed if isinstance(filed, datetime) else datetime.fromisoformat(filed).replace(tzinfo=UTC)
    return Case(scene, annotation, moment)


def test_each_reminder_goes_out_once_in_the_language_of_its_reader(case: Case, mail: tuple[Box, Post]) -> None:
    box, post = mail
    assert case.remind(post, days_before=15) == Round()

    assert [case.remind(post, days_before=13.9) for _ in range(2)] == [Round(mailed=1), Round()]
    assert sorted((letter["To"], letter["Content-Language"]) for letter in box.letters) == [
        ("anne@example.org", "fr"),
        ("bob@example.org", "en"),
    ]
    english = next(letter for letter in box.letters if letter["To"] == "bob@example.org")
    assert english["Subject"].startswith("En regard: an annotation awaits your reply until ")
    assert f"{HERE}/en/company/2026/annotations" in english.get_content()
    assert case.remind(post, days_before=6.9) == Round(mailed=1)
    assert case.remind(post, days_before=0.9) == Round(mailed=1)
    assert case.remind(post, days_before=-1) == Round(), "after the deadline nobody is reminded"
    assert len(box.letters) == 6


def test_of_reminders_that_fell_due_together_one_letter_goes_out(case: Case, mail: tuple[Box, Post]) -> None:
    box, post = mail

    assert case.remind(post, days_before=0.5) == Round(mailed=1)
    assert case.remind(post, days_before=0.4) == Round()
    assert len(box.letters) == 2


def test_a_company_that_has_replied_is_not_reminded(case: Case, mail: tuple[Box, Post]) -> None:
    firm = actor_of(case.scene.database, case.scene.firm.secret)
    acts.reply(hand_of(case.scene.database, firm, case.annotation), {"fr": "Nous avons consulté."})

    assert case.remind(mail[1], days_before=1) == Round()
    assert mail[0].letters == []


def test_an_annotation_carried_forward_after_the_reply_is_reminded_of_anew(case: Case, mail: tuple[Box, Post]) -> None:
    """The version is the same, and it was reminded of before: what is asked now was put to the company since."""
    box, post = mail
    database = case.scene.database
    firm, union = (actor_of(database, issued.secret) for issued in (case.scene.firm, case.scene.union))
    assert case.remind(post, days_before=13) == Round(mailed=1)
    carried = case.filed + timedelta(days=20)
    hands = {
        name: replace(hand_of(database, actor, case.annotation), clock=lambda moment=moment: moment)  # type: ignore[misc]
        for name, actor, moment in (("reply", firm, carried - timedelta(hours=1)), ("carry", union, carried))
    }
    acts.reply(hands["reply"], {"fr": "Nous avons consulté."})
    assert case.remind(post, days_before=6) == Round()
    case.scene.submit()
    acts.carry_forward(hands["carry"], CarryForwardPosted(revision=2))

    assert case.remind(post, days_before=-1) == Round(), "thirty days from the carry-forward, not from the filing"
    assert [case.remind(post, days_before=13 - 20) for _ in range(2)] == [Round(mailed=1), Round()]
    assert len(box.letters) == 4
    with database.reading() as connection:
        [one] = deadlines(connection, "2026", carried, limit=10)
    assert (one.annotations, one.until) == (1, carried + timedelta(days=30))


def test_where_no_mail_server_is_set_it_is_on_record_for_the_secretariat_to_tell_them(case: Case) -> None:
    assert [case.remind(None, days_before=13) for _ in range(2)] == [Round(shown=1), Round()]

    at = case.filed + timedelta(days=17)
    with case.scene.database.reading() as connection:
        assert last_reminders(connection, "2026") == {"EX-001": Reminded(at, 0)}
        [one] = deadlines(connection, "2026", at, limit=10)
    assert one.reminded == Reminded(at, 0)


def test_a_letter_that_no_server_took_is_tried_again_and_then_not_sent_twice(
    case: Case, mail: tuple[Box, Post]
) -> None:
    box, post = mail
    deaf = replace(post, port=free_port())

    assert case.remind(deaf, days_before=13) == Round(failed=2)
    assert case.remind(post, days_before=12.9) == Round(mailed=1)
    assert case.remind(post, days_before=12.8) == Round()
    assert len(box.letters) == 2
    with case.scene.database.reading() as connection:
        assert last_reminders(connection, "2026")["EX-001"].letters == 2


def test_in_a_closed_cycle_a_company_is_reminded_while_its_own_time_runs(case: Case, mail: tuple[Box, Post]) -> None:
    """Put an hour before the end, it is replied to within fourteen days; of another's time nothing is left."""
    case.scene.behind("UPDATE cycle SET closes = :then, replies_until = :then", then=_stored(case, timedelta(hours=1)))

    done = [case.remind(mail[1], days_before=30 - day) for day in (0.1, 6, 7.1, 13.1, 14)]

    assert done == [Round(mailed=1), Round(), Round(mailed=1), Round(mailed=1), Round()]


def test_after_a_freeze_the_time_is_counted_anew_and_so_are_its_reminders(case: Case, mail: tuple[Box, Post]) -> None:
    case.scene.behind("UPDATE cycle SET closes = :then, replies_until = :then", then=_stored(case, timedelta(hours=1)))

    def begins(phase: ActPhase, day: float) -> None:
        moment = case.filed + timedelta(days=day)
        begin(case.scene.database, OPERATOR, "2026", phase, clock=lambda: moment)

    assert case.remind(mail[1], days_before=30 - 8) == Round(mailed=1)
    begins("frozen", 8)
    assert [case.remind(mail[1], days_before=30 - day) for day in (9, 13.5, 25)] == [Round()] * 3
    keep_edition(case.scene.database)
    begins("published", 20)

    done = [case.remind(mail[1], days_before=30 - 20 - day) for day in (0.1, 1, 7.1, 13.1, 14)]
    assert done == [Round(mailed=1), Round(), Round(mailed=1), Round(mailed=1), Round()]
    with case.scene.database.reading() as connection:
        [one] = deadlines(connection, "2026", case.filed + timedelta(days=34), limit=10)
    assert (one.until, one.overdue) == (case.filed + timedelta(days=34), True)


def test_after_a_text_was_withheld_the_time_is_counted_anew_and_so_are_its_reminders(
    case: Case, mail: tuple[Box, Post]
) -> None:
    database = case.scene.database
    withheld, shown = (case.filed + timedelta(days=day) for day in (17, 40))
    hand = hand_of(database, made_of(database, "secretariat", "Secrétariat (invented)"), case.annotation)
    given = WithholdingPosted(ground="legal", reason="Diffamation.")

    assert case.remind(mail[1], days_before=13.4) == Round(mailed=1)
    acts.withhold(replace(hand, clock=lambda: withheld), given)
    assert [case.remind(mail[1], days_before=30 - day) for day in (24, 29.5)] == [Round()] * 2
    acts.withhold(replace(hand, clock=lambda: shown), given.model_copy(update={"lifted": True}))

    done = [case.remind(mail[1], days_before=30 - 40 - day) for day in (0.1, 1, 7.1, 13.1, 14)]
    assert done == [Round(mailed=1), Round(), Round(mailed=1), Round(mailed=1), Round()]
    with database.reading() as connection:
        [one] = deadlines(connection, "2026", case.filed + timedelta(days=50), limit=10)
    assert (one.annotations, one.until, one.overdue) == (1, case.filed + timedelta(days=54), False)


def test_the_nearest_deadline_is_not_that_of_a_text_that_was_withheld_and_put_first(case: Case) -> None:
    database = case.scene.database
    union, day = actor_of(database, case.scene.union.secret), timedelta(days=1)
    filed_by(database, union, answer_target("SD-2", "EX-001"), "A1", clock=lambda: case.filed + day)
    secretariat = made_of(database, "secretariat", "Secrétariat (invented)")
    for lifted, at in ((False, case.filed + 2 * day), (True, case.filed + 28 * day)):
        hand = replace(hand_of(database, secretariat, case.annotation), clock=lambda at=at: at)  # type: ignore[misc]
        acts.withhold(hand, WithholdingPosted(ground="legal", reason="Diffamation.", lifted=lifted))

    with database.reading() as connection:
        [one] = deadlines(connection, "2026", case.filed + 31 * day, limit=10)

    assert (one.annotations, one.until, one.overdue) == (2, case.filed + 31 * day, True)


def test_a_frozen_cycle_reminds_nobody(case: Case, mail: tuple[Box, Post]) -> None:
    case.scene.behind("UPDATE cycle SET frozen = created")

    assert case.remind(mail[1], days_before=1) == Round()


def test_the_command_reminds_from_cron(case: Case, mail: tuple[Box, Post], monkeypatch: pytest.MonkeyPatch) -> None:
    """By the machine's own clock: the annotation is made twenty days old."""
    box, post = mail
    case.scene.behind("UPDATE annotation_version SET created = :then", then=_stored(case, timedelta(days=-20)))
    monkeypatch.setenv("ENREGARD_DATABASE_URL", case.scene.database.engine.url.render_as_string(hide_password=False))
    for name, value in (("HOST", post.host), ("PORT", str(post.port)), ("SECURITY", "none")):
        monkeypatch.setenv(f"ENREGARD_SMTP_{name}", value)
    settings.cache_clear()
    try:
        done = [CliRunner().invoke(main, ["remind"]) for _ in range(2)]
    finally:
        settings.cache_clear()

    assert [(one.exit_code, one.output) for one in done] == [(0, "✉ 1, ◦ 0, ✗ 0\n"), (0, "✉ 0, ◦ 0, ✗ 0\n")]
    assert len(box.letters) == 2


def _stored(case: Case, after: timedelta) -> Any:
    """A moment as the database keeps it."""
    moment = case.filed + after
    return moment if case.scene.database.dialect == "postgresql" else f"{moment:%Y-%m-%d %H:%M:%S.%f}"
