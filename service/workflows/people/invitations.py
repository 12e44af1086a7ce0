"""Inviting people to an organisation by a link that works once, and accepting such a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from service.access import may_administer
from service.actors import Actor
from service.errors import Language, ServiceError
from service.store import links, organisations, people
from service.store.idempotency import Answered
from service.store.tables import Account, Invitation
from service.workflows.once import Key, once
from service.workflows.people import passwords, throttle
from service.workflows.people.names import mail_address, person_name
from service.workflows.people.reception import Reception, digest, new_id, new_secret, same
from service.workflows.people.sessions import SignedIn, begin

MemberRole = Literal["admin", "member"]
LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to invite: to which organisation, under which address, as what, in which language."""

    organisation: str
    email: str
    role: MemberRole = "member"
    language: Language = "fr"


def invite(
    reception: Reception,
    actor: Actor,
    wanted: Wanted,
    *,
    present: Callable[[Invitation], Answered],
    key: Key | None = None,
) -> tuple[Answered, str | None]:
    """Make an invitation and send its link; returns its answer, and the link where it was not sent.

    A request with the same `key` gets the same answer, without a link: of that only a hash is kept. Raises ServiceError
    `forbidden` (403), `not_found` (404), `bad_email` (422), `already_member` (409), `idempotency_mismatch` (422).
    """
    if not may_administer(actor, wanted.organisation):
        raise ServiceError("forbidden", 403)
    email, now, secret = mail_address(wanted.email), reception.clock(), new_secret()
    row = Invitation(
        id=new_id("i"),
        digest=digest(secret),
        organisation=wanted.organisation,
        email=email,
        role=wanted.role,
        language=wanted.language,
        invited_by=actor.person,
        sent=reception.post is not None,
        created=now,
        expires=now + LASTS,
    )
    name = ""

    def act(connection: Connection) -> Answered:
        nonlocal name
        organisation = organisations.find_organisation(connection, wanted.organisation)
        if organisation is None:
            raise ServiceError("unknown_account", 404, {"organisation": wanted.organisation})
        name = organisation.name
        if any(one.email == email for one in people.members(connection, wanted.organisation)):
            raise ServiceError("already_member", 409, {"organisation": wanted.organisation})
        links.add_invitation(connection, row.model_dump())
        return present(row)

    answered = reception.database.write(lambda connection: once(connection, actor, key, now, act))
    if answered.replayed:
        return answered, None
    link = invitation_link(reception, row, secret)
    return answered, None if _sent(reception, row, name, link) else link


def invitation_link(reception: Reception, invitation: Invitation, secret: str) -> str:
    """Return the address of the page that accepts an invitation."""
    language: Language = "en" if invitation.language == "en" else "fr"
    return reception.page(language, "invitation", invitation.id, secret)


def _sent(reception: Reception, row: Invitation, organisation: str, link: str) -> bool:
    if reception.post is None:
        return False
    language: Language = "en" if row.language == "en" else "fr"
    until = f"{row.expires:%Y-%m-%d %H:%M}"
    return reception.post.send(
        row.email,
        "invitation",
        language,
        organisation=organisation,
        service=reception.public_url,
        link=link,
        until=until,
    )


def open_invitation(reception: Reception, id_: str, secret: str) -> tuple[Invitation, str]:
    """Return an invitation that can still be accepted, and the name of its organisation.

    Raises ServiceError `link_over` (410): unknown, used, withdrawn and expired links are not told apart.
    """
    now = reception.clock()
    with reception.database.reading() as connection:
        found = links.invitation(connection, id_)
        if found is None or not same(secret, found.digest) or not _still_open(found, now):
            raise ServiceError("link_over", 410)
        organisation = organisations.find_organisation(connection, found.organisation)
    assert organisation is not None
    return found, organisation.name


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What whoever accepts an invitation says: a name, a password, a language, and the address they come from."""

    name: str
    password: str
    language: Language
    address: str


def accept(reception: Reception, id_: str, secret: str, newcomer: Newcomer) -> SignedIn:
    """Accept an invitation: the person joins the organisation and is signed in.

    Whoever has an account under the invited address already gives its password, and keeps it: an invitation opens no
    account that exists. Anyone else chooses one. Raises ServiceError `link_over` (410), `sign_in_refused` (401) where
    the password is not that account's, `too_many_attempts` (429), `bad_name` and those of `passwords.refuse_weak`
    (422), and those of `Reception.refuse_unsafe` (503).
    """
    reception.refuse_unsafe()
    invitation, organisation = open_invitation(reception, id_, secret)
    now = reception.clock()
    with reception.database.reading() as connection:
        existing = people.account_by_email(connection, invitation.email)
    if existing is not None:
        throttle.attempt(reception, "sign-in", invitation.email, newcomer.address, now)
        if not passwords.matches(newcomer.password, existing.password) or existing.disabled is not None:
            raise ServiceError("sign_in_refused", 401)
    name = existing.name if existing else person_name(newcomer.name)
    if existing is None:
        passwords.refuse_weak(newcomer.password, (invitation.email, name, organisation))
    chosen = passwords.hashed(newcomer.password) if existing is None else None

    def act(connection: Connection) -> SignedIn:
        account, made = join(connection, invitation, name, newcomer.language, chosen, now)
        if made is (existing is not None):  # an account came up under this address meanwhile: ask again
            raise ServiceError("sign_in_refused", 401)
        return begin(connection, reception, account, "password", now)

    return reception.database.write(act)


def join(
    connection: Connection, invitation: Invitation, name: str, language: str, password: str | None, now: datetime
) -> tuple[Account, bool]:
    """Use an invitation up in this transaction: make the person where there is none, and a member of the organisation.

    Returns the person, and whether they were made here. Raises ServiceError `link_over` (410) where the invitation was
    used meanwhile, or where the account is disabled.
    """
    row = {"id": new_id("p"), "email": invitation.email, "name": name, "password": password, "language": language}
    made = people.add_account(connection, {**row, "created": now})
    account = people.account_by_email(connection, invitation.email)
    assert account is not None
    if account.disabled is not None or not links.take_invitation(connection, invitation.id, account.id, now):
        raise ServiceError("link_over", 410)
    people.join(connection, account.id, invitation.organisation, invitation.role, now)
    return account, made


def listed(
    reception: Reception, actor: Actor, organisation: str | None, *, after: str = "", limit: int | None = None
) -> list[Invitation]:
    """Return invitations by id, of one organisation, or of the actor's own where none is named; the secretariat then
    gets all. Raises ServiceError `forbidden` (403).
    """
    asked = organisation or (None if actor.role == "secretariat" else actor.organisation)
    if asked is not None and not may_administer(actor, asked):
        raise ServiceError("forbidden", 403)
    if asked is None and "administer" not in actor.scopes:
        raise ServiceError("forbidden", 403)
    with reception.database.reading() as connection:
        return links.invitations(connection, asked, after=after, limit=limit)


def withdraw(reception: Reception, actor: Actor, id_: str) -> None:
    """Withdraw an invitation that nobody has accepted. Raises ServiceError `not_found` (404)."""
    now = reception.clock()

    def act(connection: Connection) -> bool:
        found = links.invitation(connection, id_)
        mine = found is not None and may_administer(actor, found.organisation)
        return mine and links.withdraw_invitation(connection, id_, now)

    if not reception.database.write(act):
        raise ServiceError("not_found", 404)


def state(invitation: Invitation, now: datetime) -> Literal["open", "accepted", "withdrawn", "expired"]:
    """Return where an invitation stands."""
    if invitation.accepted is not None:
        return "accepted"
    if invitation.withdrawn is not None:
        return "withdrawn"
    return "open" if now < invitation.expires else "expired"


def _still_open(invitation: Invitation, now: datetime) -> bool:
    return state(invitation, now) == "open"
