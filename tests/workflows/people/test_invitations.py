"""Invitations and links to new passwords: each works once, for a while, for whom it was made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from service.actors import OPERATOR, Actor
from service.errors import ServiceError
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import create_account
from service.workflows.once import Key
from service.workflows.people import invitations, members, resets, sessions
from service.workflows.people.invitations import Newcomer, Wanted
from service.workflows.people.reception import Reception
from tests.people import ADDRESS, PASSWORD, invited, joined, reception_of

EMAIL = "claire@example.org"
NEW = Newcomer("Claire Exemple", PASSWORD, "fr", ADDRESS)


@pytest.fixture
def reception(database: Database) -> Reception:
    for id_ in ("u1", "u2"):
        create_account(database, kind="union", name=f"Fédération {id_} (invented)", id_=id_)
    create_account(database, kind="secretariat", name="Secrétariat (invented)", id_="secretariat")
    return reception_of(database)


def _refusal(act: Callable[[], object]) -> tuple[str, int]:
    with pytest.raises(ServiceError) as refused:
        act()
    return refused.value.code, refused.value.status


def _actor(reception: Reception, secret: str) -> Actor:
    actor = sessions.actor_of_session(reception, secret)
    assert actor is not None
    return actor


def test_an_invitation_makes_a_member_once(reception: Reception) -> None:
    id_, secret = invited(reception, "u1", EMAIL, "admin")

    session = invitations.accept(reception, id_, secret, NEW)

    assert _actor(reception, session.secret).organisation == "u1"
    again = replace(NEW, password="encore une autre phrase")
    assert _refusal(lambda: invitations.accept(reception, id_, secret, again)) == ("link_over", 410)
    found = members.members_of(reception, _actor(reception, session.secret), "u1")
    assert [(one.email, one.name, one.role) for one in found] == [(EMAIL, "Claire Exemple", "admin")]


def test_two_who_accept_one_invitation_at_once_are_one_member(reception: Reception) -> None:
    id_, secret = invited(reception, "u1", EMAIL)

    def accept(number: int) -> str:
        try:
            return invitations.accept(reception, id_, secret, replace(NEW, password=f"{PASSWORD} {number}")).account
        except ServiceError as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as together:
        outcomes = list(together.map(accept, range(4)))

    accounts = [one for one in outcomes if one.startswith("p_")]
    assert len(accounts) == 1, outcomes
    assert set(outcomes) - set(accounts) <= {"link_over", "sign_in_refused"}


@pytest.mark.parametrize("spoilt", ["expired", "withdrawn", "another secret", "another id"])
def test_a_link_that_is_no_longer_good_says_only_that(reception: Reception, spoilt: str) -> None:
    id_, secret = invited(reception, "u1", EMAIL)
    desk = reception
    if spoilt == "expired":
        later = datetime.now(UTC) + timedelta(days=14, seconds=1)
        desk = replace(reception, clock=lambda: later)
    elif spoilt == "withdrawn":
        invitations.withdraw(reception, OPERATOR, id_)
    elif spoilt == "another secret":
        secret = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    else:
        id_ = invited(reception, "u1", "autre@example.org")[0]

    assert _refusal(lambda: invitations.accept(desk, id_, secret, NEW)) == ("link_over", 410)


def test_an_invitation_opens_no_account_that_exists(reception: Reception) -> None:
    first = joined(reception, "u1", EMAIL)
    id_, secret = invited(reception, "u2", EMAIL)
    thief = replace(NEW, password="le mot de passe d’un autre")

    refused = _refusal(lambda: invitations.accept(reception, id_, secret, thief))
    session = invitations.accept(reception, id_, secret, replace(NEW, name="Someone Else"))

    assert refused == ("sign_in_refused", 401)
    assert session.account == first.account
    account, belongings = members.oneself(reception, _actor(reception, session.secret))
    assert (account.name, [one.organisation for one in belongings]) == ("Claire Exemple", ["u1", "u2"])


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("onze lettre", "password_too_short"),
        (EMAIL, "password_guessable"),
        ("Claire@EXAMPLE.org", "password_guessable"),
        ("claire exemple", "password_guessable"),
        ("fédération u1 (invented)", "password_guessable"),
        ("aaaaaaaaaaaaaaaa", "password_guessable"),
        ("123456789012", "password_guessable"),
        ("abcdefghijkl", "password_guessable"),
        ("enregardenregard", "password_guessable"),
        ("x" * 1025, "password_too_long"),
    ],
)
def test_a_password_that_is_none_is_refused_and_leaves_the_link_good(
    reception: Reception, password: str, code: str
) -> None:
    id_, secret = invited(reception, "u1", EMAIL)

    refused = _refusal(lambda: invitations.accept(reception, id_, secret, replace(NEW, password=password)))

    assert refused == (code, 422)
    assert invitations.accept(reception, id_, secret, NEW).organisation == "u1"


@pytest.mark.parametrize(
    "password",
    ["douze lettre", "correct horse battery staple", "密码密码很长的一句话没有空格", "é" * 3 + "à b c d e f"],
)
def test_no_kind_of_character_is_asked_of_a_password(reception: Reception, password: str) -> None:
    id_, secret = invited(reception, "u1", EMAIL)

    invitations.accept(reception, id_, secret, replace(NEW, password=password))

    assert sessions.sign_in(reception, EMAIL, password, ADDRESS).organisation == "u1"


def test_a_password_typed_with_other_keys_is_the_same_password(reception: Reception) -> None:
    joined(reception, "u1", EMAIL, password="un été à Besançon")

    assert sessions.sign_in(reception, EMAIL, "un e\u0301te\u0301 a\u0300 Besanc\u0327on", ADDRESS).organisation == "u1"


def test_administrators_invite_to_their_own_organisation_and_members_to_none(reception: Reception) -> None:
    admin = _actor(reception, joined(reception, "u1", EMAIL, "admin").secret)
    member = _actor(reception, joined(reception, "u1", "membre@example.org", "member").secret)

    def invite(actor: Actor, organisation: str) -> object:
        wanted = Wanted(organisation, "new@example.org")
        return invitations.invite(reception, actor, wanted, present=lambda row: Answered(201, row.id))

    assert _refusal(lambda: invite(member, "u1")) == ("forbidden", 403)
    assert _refusal(lambda: invite(admin, "u2")) == ("forbidden", 403)
    assert _refusal(lambda: invite(Actor("union", "u1"), "u1")) == ("forbidden", 403)
    assert invite(admin, "u1")


def test_a_repeated_request_makes_one_invitation_and_shows_its_link_once(reception: Reception) -> None:
    secretariat = _actor(reception, joined(reception, "secretariat", EMAIL).secret)
    key = Key("invite-1", "same")

    def invite() -> tuple[Answered, str | None]:
        wanted = Wanted("u1", "new@example.org")
        return invitations.invite(reception, secretariat, wanted, present=lambda row: Answered(201, row.id), key=key)

    (first, link), (second, nothing) = invite(), invite()

    assert link is not None
    assert nothing is None
    assert (second.body, second.replayed) == (first.body, True)
    assert [one.id for one in invitations.listed(reception, secretariat, "u1")] == [first.body]


@pytest.mark.parametrize(
    "email", ["", "no", "a@b", "a b@example.org", "a@exa mple.org", "a@example.org\nBcc: x@y.z", "é@é.fr"]
)
def test_what_is_no_address_gets_no_invitation(reception: Reception, email: str) -> None:
    assert _refusal(lambda: invited(reception, "u1", email)) == ("bad_email", 422)


def test_the_last_administrator_stays_until_there_is_another(reception: Reception) -> None:
    admin = _actor(reception, joined(reception, "u1", EMAIL, "admin").secret)
    other = joined(reception, "u1", "autre@example.org", "member")
    assert admin.person is not None

    assert _refusal(lambda: members.remove(reception, admin, "u1", str(admin.person))) == ("last_admin", 409)
    assert _refusal(lambda: members.give_role(reception, admin, "u1", str(admin.person), "member")) == (
        "last_admin",
        409,
    )
    assert members.give_role(reception, admin, "u1", other.account, "admin").role == "admin"
    members.remove(reception, admin, "u1", admin.person)

    left = members.members_of(reception, OPERATOR, "u1")
    assert [one.account for one in left] == [other.account]


def test_a_link_to_a_new_password_works_once_and_ends_every_session(reception: Reception) -> None:
    session = joined(reception, "u1", EMAIL)
    secretariat = _actor(reception, joined(reception, "secretariat", "s@example.org").secret)
    link = resets.hand_reset(reception, secretariat, "u1", session.account)
    assert link is not None
    id_, secret = link.split("/")[-2:]
    new = "un autre chemin de halage"

    assert _refusal(lambda: resets.use_reset(reception, id_, secret, "short")) == ("password_too_short", 422)
    resets.use_reset(reception, id_, secret, new)

    assert sessions.actor_of_session(reception, session.secret) is None
    assert _refusal(lambda: resets.use_reset(reception, id_, secret, new)) == ("link_over", 410)
    assert sessions.sign_in(reception, EMAIL, new, ADDRESS).account == session.account


def test_a_newer_link_to_a_new_password_ends_the_older(reception: Reception) -> None:
    session = joined(reception, "u1", EMAIL)
    secretariat = _actor(reception, joined(reception, "secretariat", "s@example.org").secret)
    older, newer = (resets.hand_reset(reception, secretariat, "u1", session.account) for _ in range(2))
    later = datetime.now(UTC) + timedelta(hours=24, seconds=1)

    def use(link: str | None, desk: Reception = reception) -> tuple[str, int]:
        id_, secret = str(link).split("/")[-2:]
        return _refusal(lambda: resets.use_reset(desk, id_, secret, "un autre chemin de halage"))

    assert use(older) == ("link_over", 410)
    assert use(newer, replace(reception, clock=lambda: later)) == ("link_over", 410)


def test_only_the_secretariat_hands_over_links_to_new_passwords(reception: Reception) -> None:
    session = joined(reception, "u1", EMAIL)
    admin = _actor(reception, session.secret)

    assert _refusal(lambda: resets.hand_reset(reception, admin, "u1", session.account)) == ("forbidden", 403)


def test_asking_for_a_new_password_says_nothing_about_who_is_known(reception: Reception) -> None:
    joined(reception, "u1", EMAIL)

    for email in (EMAIL, "nobody@example.org"):
        resets.ask_reset(reception, email, ADDRESS)

    with reception.database.reading() as connection:
        rows: Any = connection.execute(text("SELECT count(*) FROM password_reset")).scalar_one()
    assert rows == 0  # no mail server: nothing would come of one
