"""Signing in and out, and who a session stands for. Each session is known to one browser by a secret of its own, which
changes whenever what it may do changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from service.actors import Actor
from service.errors import ServiceError
from service.store import people, sessions
from service.store.tables import Account, Session
from service.workflows.people import passwords, throttle
from service.workflows.people.names import mail_address
from service.workflows.people.reception import Reception, digest, new_id, new_secret

Way = Literal["password", "oidc"]
TOUCHED_EACH = timedelta(minutes=1)
"""How exactly it is noted when a session was last used: a write for every request would cost more than it tells."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session just begun or renewed: `secret` is for the browser's cookie, and appears here alone."""

    id: str
    secret: str
    account: str
    organisation: str | None
    expires: datetime


def sign_in(reception: Reception, email: str, password: str, address: str, old: str | None = None) -> SignedIn:
    """Begin a session for whoever knows the password, and end the one whose secret is `old`.

    Unknown address, wrong password, disabled account and account without a password are not told apart, and take as
    long as each other. Raises ServiceError `sign_in_refused` (401), `too_many_attempts` (429) and those of
    `Reception.refuse_unsafe`.
    """
    reception.refuse_unsafe()
    now = reception.clock()
    try:
        known_as = mail_address(email)
    except ServiceError:
        known_as = email.strip().lower()[:254]
    throttle.attempt(reception, "sign-in", known_as, address, now)
    with reception.database.reading() as connection:
        account = people.account_by_email(connection, known_as)
    right = passwords.matches(password, account.password if account else None)
    if account is None or account.password is None or account.disabled is not None or not right:
        raise ServiceError("sign_in_refused", 401)
    kept = account.password
    better = passwords.hashed(password) if passwords.outdated(kept) else None

    def act(connection: Connection) -> SignedIn:
        if better is not None:
            people.replace_password(connection, account.id, kept, better)
        throttle.forgive(connection, reception, "sign-in", known_as)
        return begin(connection, reception, account, "password", now, old)

    return reception.database.write(act)


def begin(
    connection: Connection, reception: Reception, account: Account, way: Way, now: datetime, old: str | None = None
) -> SignedIn:
    """Begin a session in this transaction; the organisation that spoke last speaks, else the first."""
    belongs = [one.organisation for one in people.belongings(connection, account.id)]
    last = sessions.last_speaker(connection, account.id)
    speaker = last if last in belongs else next(iter(belongs), None)
    if old is not None:
        end_by_secret(connection, old, now)
    sessions.forget_over(connection, now - timedelta(days=30))
    secret, id_ = new_secret(), new_id("s")
    begun = SignedIn(id_, secret, account.id, speaker, now + reception.longest)
    row = {"id": id_, "digest": digest(secret), "account": account.id, "organisation": speaker, "way": way}
    sessions.add_session(connection, {**row, "created": now, "last_seen": now, "expires": begun.expires})
    return begun


def end_by_secret(connection: Connection, secret: str, now: datetime) -> None:
    """End the session that a browser held until now, where it is one."""
    found = sessions.visit_by_digest(connection, digest(secret), now, datetime.min.replace(tzinfo=now.tzinfo))
    if found is not None and found.actor.person and found.actor.session:
        sessions.end_session(connection, found.actor.person, found.actor.session, now)


def actor_of_session(reception: Reception, secret: str) -> Actor | None:
    """Return who a browser's secret stands for, None where it stands for nobody (any more)."""
    if not 20 <= len(secret) <= 200 or not secret.isascii():
        return None
    now = reception.clock()
    with reception.database.reading() as connection:
        visit = sessions.visit_by_digest(connection, digest(secret), now, now - reception.idle)
    if visit is None:
        return None
    session = visit.actor.session
    if session is not None and now - visit.last_seen > TOUCHED_EACH:
        reception.database.write(lambda connection: sessions.touch(connection, session, now))
    return visit.actor


def speak_for(reception: Reception, actor: Actor, organisation: str) -> SignedIn:
    """Let another organisation of the person's speak; the session goes on under a new secret.

    Raises ServiceError `session_needed` (403), `not_a_member` (403).
    """
    person, session = signed_in(actor)
    secret = new_secret()

    def act(connection: Connection) -> SignedIn:
        if organisation not in [one.organisation for one in people.belongings(connection, person)]:
            raise ServiceError("not_a_member", 403, {"organisation": organisation})
        sessions.change_speaker(connection, session, digest(secret), organisation)
        found = sessions.session_by_id(connection, session)
        assert found is not None
        return SignedIn(session, secret, person, organisation, found.expires)

    return reception.database.write(act)


def sign_out(reception: Reception, actor: Actor) -> None:
    """End the session that is asking. Raises ServiceError `session_needed` (403)."""
    person, session = signed_in(actor)
    now = reception.clock()
    reception.database.write(lambda connection: sessions.end_session(connection, person, session, now))


def end(reception: Reception, actor: Actor, id_: str) -> None:
    """End one session of the person's own. Raises ServiceError `session_needed` (403), `not_found` (404)."""
    person, _ = signed_in(actor)
    now = reception.clock()
    if not reception.database.write(lambda connection: sessions.end_session(connection, person, id_, now)):
        raise ServiceError("not_found", 404)


def own_sessions(reception: Reception, actor: Actor) -> list[Session]:
    """Return the sessions of the person that stand, newest first. Raises ServiceError `session_needed` (403)."""
    person, _ = signed_in(actor)
    now = reception.clock()
    with reception.database.reading() as connection:
        return sessions.sessions(connection, person, now, now - reception.idle)


def signed_in(actor: Actor) -> tuple[str, str]:
    """Return the person and the session that ask. Raises ServiceError `session_needed` (403) for a program's token."""
    if actor.person is None or actor.session is None:
        raise ServiceError("session_needed", 403)
    return actor.person, actor.session
