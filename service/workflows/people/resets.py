"""Choosing a new password: by the old one, or by a link that works once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from service.access import may_administer
from service.actors import Actor
from service.errors import Language, ServiceError
from service.store import links, people, sessions
from service.store.tables import Account, PasswordReset
from service.workflows.people import passwords, throttle
from service.workflows.people.names import mail_address
from service.workflows.people.reception import Reception, digest, new_id, new_secret, same
from service.workflows.people.sessions import signed_in

LASTS = timedelta(hours=1)
SHOWN_LASTS = timedelta(hours=24)
"""A link that someone passes on by hand has to last a little longer."""


def ask_reset(reception: Reception, email: str, address: str) -> None:
    """Send a link to a new password, where the address is that of a person; nothing tells whether it is.

    Without a mail server nothing is sent: the secretariat hands the link over (`hand_reset`). Raises ServiceError
    `too_many_attempts` (429), `bad_email` (422), `secret_key_missing` (503).
    """
    reception.refuse_unsafe()
    known_as, now = mail_address(email), reception.clock()
    throttle.attempt(reception, "link", known_as, address, now)
    with reception.database.reading() as connection:
        account = people.account_by_email(connection, known_as)
    if account is None or account.disabled is not None or reception.post is None:
        return
    link, until = _made(reception, account, LASTS)
    language: Language = "en" if account.language == "en" else "fr"
    service = reception.public_url
    reception.post.send_later(account.email, "password_reset", language, service=service, link=link, until=until)


def hand_reset(reception: Reception, actor: Actor, organisation: str, person: str) -> str | None:
    """Make a link to a new password for a member, on the secretariat's word; returns it where it cannot be sent.

    With a mail server it goes to the person alone. Raises ServiceError `forbidden` (403), `not_found` (404).
    """
    if actor.role != "secretariat" or not may_administer(actor, organisation):
        raise ServiceError("forbidden", 403)
    with reception.database.reading() as connection:
        member = any(one.account == person for one in people.members(connection, organisation))
        account = people.account_by_id(connection, person) if member else None
    if account is None or account.disabled is not None:
        raise ServiceError("not_found", 404)
    link, until = _made(reception, account, SHOWN_LASTS)
    language: Language = "en" if account.language == "en" else "fr"
    sent = reception.post is not None and reception.post.send(
        account.email, "password_reset", language, service=reception.public_url, link=link, until=until
    )
    return None if sent else link


def _made(reception: Reception, account: Account, lasts: timedelta) -> tuple[str, str]:
    now, secret = reception.clock(), new_secret()
    row = PasswordReset(
        id=new_id("r"),
        digest=digest(secret),
        account=account.id,
        created=now,
        expires=now + lasts,
    )

    def act(connection: Connection) -> None:
        links.forget_old(connection, now, timedelta(days=30))
        links.add_reset(connection, row.model_dump())

    reception.database.write(act)
    language: Language = "en" if account.language == "en" else "fr"
    return reception.page(language, "password", row.id, secret), f"{row.expires:%Y-%m-%d %H:%M}"


def use_reset(reception: Reception, id_: str, secret: str, password: str) -> None:
    """Choose a new password by a link; every session of the person ends.

    Raises ServiceError `link_over` (410): unknown, used and expired links are not told apart; those of
    `passwords.refuse_weak` (422), after which the link is still good.
    """
    now = reception.clock()
    with reception.database.reading() as connection:
        found = links.reset(connection, id_)
        good = found is not None and same(secret, found.digest) and found.used is None and now < found.expires
        account = people.account_by_id(connection, found.account) if found is not None and good else None
    if account is None or account.disabled is not None:
        raise ServiceError("link_over", 410)
    passwords.refuse_weak(password, (account.email, account.name))
    kept = passwords.hashed(password)

    def act(connection: Connection) -> None:
        if not links.take_reset(connection, id_, now):
            raise ServiceError("link_over", 410)
        people.change_account(connection, account.id, password=kept)
        sessions.end_sessions(connection, account.id, now)
        throttle.forgive(connection, reception, "sign-in", account.email)

    reception.database.write(act)
    _tell(reception, account)


def change_password(reception: Reception, actor: Actor, old: str, new: str, address: str) -> None:
    """Change the password of the person who asks; their other sessions end.

    Raises ServiceError `session_needed` (403), `password_wrong` (403), `too_many_attempts` (429) and those of
    `passwords.refuse_weak` (422).
    """
    person, session = signed_in(actor)
    now = reception.clock()
    with reception.database.reading() as connection:
        account = people.account_by_id(connection, person)
    assert account is not None
    throttle.attempt(reception, "sign-in", account.email, address, now)
    if not passwords.matches(old, account.password):
        raise ServiceError("password_wrong", 403)
    passwords.refuse_weak(new, (account.email, account.name))
    kept = passwords.hashed(new)

    def act(connection: Connection) -> None:
        if not people.replace_password(connection, person, account.password, kept):
            raise ServiceError("password_wrong", 403)
        sessions.end_sessions(connection, person, now, but=session)
        throttle.forgive(connection, reception, "sign-in", account.email)

    reception.database.write(act)
    _tell(reception, account)


def _tell(reception: Reception, account: Account) -> None:
    if reception.post is not None:
        language: Language = "en" if account.language == "en" else "fr"
        reception.post.send_later(account.email, "password_changed", language, service=reception.public_url)
