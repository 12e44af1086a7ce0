"""Signing in and out: who is let in, what is not told, when a session is over, who speaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time

import pytest
from argon2 import PasswordHasher

from service.errors import ServiceError
from service.store import people
from service.store.engine import Database
from service.workflows.accounts import create_account
from service.workflows.people import members, passwords, resets, sessions
from service.workflows.people.reception import Reception
from tests.people import ADDRESS, PASSWORD, joined, reception_of

EMAIL = "claire@example.org"


@pytest.fixture
def reception(database: Database) -> Reception:
    for kind, id_ in (("union", "u1"), ("company", "c1")):
        create_account(database, kind=kind, name=f"{id_} (invented)", id_=id_)  # type: ignore[arg-type]
    return reception_of(database)


def _refusal(act: Callable[[], object]) -> tuple[str, int]:
    with pytest.raises(ServiceError) as refused:
        act()
    return refused.value.code, refused.value.status


def test_a_person_signs_in_speaks_for_the_organisation_and_signs_out(reception: Reception) -> None:
    joined(reception, "u1")
    session = sessions.sign_in(reception, " Claire@Example.ORG ", PASSWORD, ADDRESS)

    actor = sessions.actor_of_session(reception, session.secret)
    assert actor is not None
    assert (actor.role, actor.organisation, actor.admin, actor.token) == ("union", "u1", True, None)
    assert (actor.person, actor.session) == (session.account, session.id)
    assert actor.scopes == {"read", "annotate"}
    sessions.sign_out(reception, actor)
    assert sessions.actor_of_session(reception, session.secret) is None


def test_nothing_tells_an_unknown_address_from_a_wrong_password(reception: Reception) -> None:
    joined(reception, "u1")
    person = sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS).account
    wrong = _refusal(lambda: sessions.sign_in(reception, EMAIL, PASSWORD + "x", ADDRESS))
    unknown = _refusal(lambda: sessions.sign_in(reception, "nobody@example.org", PASSWORD, ADDRESS))
    no_address = _refusal(lambda: sessions.sign_in(reception, "no address at all", PASSWORD, ADDRESS))
    reception.database.write(lambda c: people.change_account(c, person, disabled=datetime.now(UTC)))
    disabled = _refusal(lambda: sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS))

    assert {wrong, unknown, no_address, disabled} == {("sign_in_refused", 401)}


def test_an_unknown_address_takes_as_long_as_a_known_one(real_passwords: None) -> None:
    kept = passwords.hashed(PASSWORD)
    passwords.matches("x", None)

    def seconds(hash_: str | None) -> float:
        begun = process_time()
        assert not passwords.matches("another password", hash_)
        return process_time() - begun

    known, unknown = zip(*((seconds(kept), seconds(None)) for _ in range(9)), strict=True)
    assert 0.5 < median(known) / median(unknown) < 2


def test_no_password_is_kept_as_it_is_and_an_old_hash_is_made_anew(real_passwords: None, reception: Reception) -> None:
    session = joined(reception, "u1")
    weaker = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    reception.database.write(lambda c: people.change_account(c, session.account, password=weaker))

    sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS)

    with reception.database.reading() as connection:
        account = people.account_by_id(connection, session.account)
    assert account is not None
    assert account.password is not None
    assert account.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.outdated(account.password)


@pytest.mark.parametrize(
    ("later", "stands"),
    [
        (timedelta(minutes=119), True),
        (timedelta(minutes=121), False),
        (timedelta(hours=13), False),
    ],
)
def test_a_session_ends_when_nobody_uses_it_or_after_half_a_day(
    reception: Reception, later: timedelta, stands: bool
) -> None:
    session = joined(reception, "u1")
    then = datetime.now(UTC) + later

    assert (sessions.actor_of_session(replace(reception, clock=lambda: then), session.secret) is not None) is stands


def test_a_session_in_use_lasts_until_its_end_and_no_longer(reception: Reception) -> None:
    session = joined(reception, "u1")
    begun = datetime.now(UTC)

    def at(minutes: int) -> bool:
        later = replace(reception, clock=lambda: begun + timedelta(minutes=minutes))
        return sessions.actor_of_session(later, session.secret) is not None

    assert [at(minutes) for minutes in range(90, 721, 90)] == [True] * 7 + [False]


def test_signing_in_again_ends_the_session_the_browser_held(reception: Reception) -> None:
    first = joined(reception, "u1")
    second = sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS, old=first.secret)

    assert second.secret != first.secret
    assert sessions.actor_of_session(reception, first.secret) is None
    assert sessions.actor_of_session(reception, second.secret) is not None


def test_a_person_of_two_organisations_chooses_which_one_speaks(reception: Reception) -> None:
    joined(reception, "u1")
    session = joined(reception, "c1", role="member")
    actor = sessions.actor_of_session(reception, session.secret)
    assert actor is not None
    assert actor.organisation == "u1"  # as in the session before

    renewed = sessions.speak_for(reception, actor, "c1")

    speaking = sessions.actor_of_session(reception, renewed.secret)
    assert speaking is not None
    assert (speaking.organisation, speaking.role, speaking.admin) == ("c1", "company", False)
    assert (renewed.id, sessions.actor_of_session(reception, session.secret)) == (session.id, None)
    assert sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS).organisation == "c1"
    assert _refusal(lambda: sessions.speak_for(reception, speaking, "u2")) == ("not_a_member", 403)


def test_who_was_removed_speaks_for_nobody_at_once(reception: Reception) -> None:
    session = joined(reception, "u1")
    other = joined(reception, "u1", "autre@example.org", "admin")
    actor = sessions.actor_of_session(reception, other.secret)
    assert actor is not None

    members.remove(reception, actor, "u1", session.account)

    left = sessions.actor_of_session(reception, session.secret)
    assert left is not None
    assert (left.role, left.organisation, left.person, left.admin) == ("public", "", session.account, False)


def test_a_person_lists_their_sessions_and_ends_one_but_not_those_of_others(reception: Reception) -> None:
    first, other = joined(reception, "u1"), joined(reception, "c1", "autre@example.org")
    second = sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS)
    actor = sessions.actor_of_session(reception, second.secret)
    assert actor is not None

    assert {one.id for one in sessions.own_sessions(reception, actor)} == {first.id, second.id}
    assert _refusal(lambda: sessions.end(reception, actor, other.id)) == ("not_found", 404)
    sessions.end(reception, actor, first.id)

    assert [one.id for one in sessions.own_sessions(reception, actor)] == [second.id]
    assert sessions.actor_of_session(reception, first.secret) is None
    assert sessions.actor_of_session(reception, other.secret) is not None


def test_a_new_password_ends_the_other_sessions_and_the_old_password(reception: Reception) -> None:
    first = joined(reception, "u1")
    second = sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS)
    actor = sessions.actor_of_session(reception, second.secret)
    assert actor is not None
    new = "un autre chemin de halage"

    wrong = _refusal(lambda: resets.change_password(reception, actor, "not this one", new, ADDRESS))
    resets.change_password(reception, actor, PASSWORD, new, ADDRESS)

    assert wrong == ("password_wrong", 403)
    assert sessions.actor_of_session(reception, first.secret) is None
    assert sessions.actor_of_session(reception, second.secret) is not None
    assert _refusal(lambda: sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS)) == ("sign_in_refused", 401)
    assert sessions.sign_in(reception, EMAIL, new, ADDRESS).account == first.account


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"secret_key": None}, "secret_key_missing"),
        ({"public_url": "http://enregard.example.org"}, "https_missing"),
        ({"public_url": "http://192.0.2.1:8000"}, "https_missing"),
    ],
)
def test_nobody_signs_in_without_a_secret_key_or_over_plain_http(
    database: Database, settings: dict[str, object], code: str
) -> None:
    reception = reception_of(database, **settings)

    assert _refusal(lambda: sessions.sign_in(reception, EMAIL, PASSWORD, ADDRESS)) == (code, 503)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "https://x.example"])
def test_plain_http_is_for_this_machine_alone(database: Database, url: str) -> None:
    reception_of(database, public_url=url).refuse_unsafe()
