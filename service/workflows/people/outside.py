"""Signing in at an OpenID Connect provider: the identity must have been linked, or come with an invitation.

`state` is the one secret of a sign-in under way: the browser holds it in a cookie, the database its hash, and nonce and
PKCE verifier are computed from it, so that nothing else is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import Connection

from service.actors import Actor
from service.errors import ServiceError
from service.store import links, people
from service.store.tables import Account, OutsideSignIn
from service.workflows.people.invitations import join, open_invitation
from service.workflows.people.provider import Proven, Provider
from service.workflows.people.reception import Reception, digest, new_secret
from service.workflows.people.sessions import SignedIn, begin, signed_in

LASTS = timedelta(minutes=10)
CALLBACK = "/api/v1/oidc/callback"


@dataclass(frozen=True, slots=True)
class Errand:
    """What a sign-in is to do as well: accept an invitation, or link the identity to the account that asks."""

    invitation: str | None = None
    secret: str | None = None
    link: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """What a browser brings back: from the provider in the address, and from us in its cookie."""

    code: str
    state: str
    held: str
    issuer: str | None = None


def start(reception: Reception, actor: Actor, errand: Errand) -> tuple[str, str]:
    """Begin a sign-in elsewhere; returns where to send the browser, and the `state` for its cookie.

    Raises ServiceError `outside_missing` (404), `outside_unreachable` (503), `link_over` (410), `session_needed` (403)
    and those of `Reception.refuse_unsafe`.
    """
    reception.refuse_unsafe()
    provider = provider_of(reception)
    invitation = account = None
    if errand.invitation is not None:
        invitation = open_invitation(reception, errand.invitation, errand.secret or "")[0].id
    if errand.link:
        account = signed_in(actor)[0]
    state, now = new_secret(), reception.clock()
    url = provider.authorization_url(_back(reception), state, _nonce(reception, state), _verifier(reception, state))
    row = {"digest": digest(state), "invitation": invitation, "account": account, "expires": now + LASTS}
    reception.database.write(lambda connection: links.add_outside_sign_in(connection, row, now))
    return url, state


def finish(reception: Reception, returned: Returned, old: str | None = None) -> SignedIn:
    """Finish a sign-in elsewhere: a session begins for the person whom the identity is, or becomes, linked to.

    A `state` is good once, for the browser that began, for ten minutes. Raises ServiceError `outside_refused` (401),
    `outside_unknown` (403) for an identity linked to nobody, `outside_taken` (409) for one linked to another person,
    `link_over` (410), `outside_missing` (404), `outside_unreachable` (503).
    """
    reception.refuse_unsafe()
    provider = provider_of(reception)
    now = reception.clock()
    own = compare_digest(returned.state.encode(), returned.held.encode())
    if not own or returned.issuer not in (None, provider.issuer):
        raise ServiceError("outside_refused", 401)
    state = returned.state
    begun = reception.database.write(lambda connection: links.take_outside_sign_in(connection, digest(state), now))
    if begun is None:
        raise ServiceError("outside_refused", 401)
    proven = provider.prove(
        _back(reception), returned.code, _nonce(reception, state), _verifier(reception, state), now.timestamp()
    )

    def act(connection: Connection) -> SignedIn:
        account = _linked(connection, proven, begun, now)
        return begin(connection, reception, account, "oidc", now, old)

    return reception.database.write(act)


def _linked(connection: Connection, proven: Proven, begun: OutsideSignIn, now: datetime) -> Account:
    """Return the person of an identity, linked now where an invitation or the person's own session says so."""
    known = people.identity(connection, proven.issuer, proven.subject)
    account = people.account_by_id(connection, known.account) if known is not None else None
    if begun.account is not None:
        if account is not None and account.id != begun.account:
            raise ServiceError("outside_taken", 409)
        account = people.account_by_id(connection, begun.account)
    elif begun.invitation is not None:
        account = _invited(connection, proven, begun.invitation, account, now)
    if account is None or account.disabled is not None:
        raise ServiceError("outside_unknown", 403)
    people.add_identity(connection, proven.issuer, proven.subject, account.id, now)
    return account


def _invited(
    connection: Connection, proven: Proven, invitation: str, account: Account | None, now: datetime
) -> Account:
    """Accept an invitation for an identity: one linked already joins as who it is, another becomes a new person.

    An invitation does not open an account that exists: its owner signs in and links the identity first.
    """
    found = links.invitation(connection, invitation)
    assert found is not None
    if account is not None:
        if account.disabled is not None or not links.take_invitation(connection, found.id, account.id, now):
            raise ServiceError("link_over", 410)
        people.join(connection, account.id, found.organisation, found.role, now)
        return account
    name = " ".join(proven.name.split())[:300] or found.email
    joined, made = join(connection, found, name, found.language, None, now)
    if not made:
        raise ServiceError("outside_unknown", 403)
    return joined


def provider_of(reception: Reception) -> Provider:
    """Return the provider that the operator chose. Raises ServiceError `outside_missing` (404)."""
    if reception.provider is None:
        raise ServiceError("outside_missing", 404)
    return reception.provider


def _back(reception: Reception) -> str:
    return reception.public_url.rstrip("/") + CALLBACK


def _nonce(reception: Reception, state: str) -> str:
    return reception.derived("oidc nonce", state)


def _verifier(reception: Reception, state: str) -> str:
    return reception.derived("oidc verifier", state)
