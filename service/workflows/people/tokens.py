"""Tokens that members make for their organisation's programs: scoped, expiring, shown once."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from service.actors import Actor
from service.errors import ServiceError
from service.store import organisations
from service.store.idempotency import Answered
from service.store.tables import Token
from service.workflows.accounts import Issued, Wish, issue
from service.workflows.once import Key, once
from service.workflows.people.reception import Reception
from service.workflows.people.sessions import signed_in


def make(
    reception: Reception,
    actor: Actor,
    organisation: str,
    wish: Wish,
    *,
    present: Callable[[Issued], Answered],
    key: Key | None = None,
) -> tuple[Answered, str | None]:
    """Make a token for the person's own organisation; returns its answer, and the token itself the first time.

    Nobody makes tokens for another organisation, the secretariat neither: a token speaks. A request with the same `key`
    gets the same answer without the token, of which only a hash is kept. Raises ServiceError `session_needed`,
    `forbidden` (403), `scope_too_wide`, `idempotency_mismatch` (422).
    """
    person, _ = signed_in(actor)
    if actor.organisation != organisation:
        raise ServiceError("forbidden", 403)
    now, secret = reception.clock(), ""

    def act(connection: Connection) -> Answered:
        nonlocal secret
        issued = issue(connection, organisation, actor.role, Wish(wish.scopes, wish.days, person, wish.label), now)
        secret = issued.secret
        return present(issued)

    answered = reception.database.write(lambda connection: once(connection, actor, key, now, act))
    return answered, None if answered.replayed else secret


def tokens_of(reception: Reception, actor: Actor, organisation: str) -> list[Token]:
    """Return the tokens of an organisation, newest first, to its people and the secretariat's.

    Raises ServiceError `forbidden` (403).
    """
    _refuse_strangers(actor, organisation)
    with reception.database.reading() as connection:
        return organisations.tokens(connection, organisation)


def revoke(reception: Reception, actor: Actor, organisation: str, id_: str) -> None:
    """Revoke a token at once. Raises ServiceError `forbidden` (403), `unknown_token` (404)."""
    _refuse_strangers(actor, organisation)
    now = reception.clock()
    if not reception.database.write(
        lambda connection: organisations.revoke_token(connection, id_, now, organisation=organisation)
    ):
        raise ServiceError("unknown_token", 404, {"token": id_})


def _refuse_strangers(actor: Actor, organisation: str) -> None:
    if actor.organisation != organisation and actor.role != "secretariat":
        raise ServiceError("forbidden", 403)
