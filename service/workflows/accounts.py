"""Accounts: an organisation and the bearer tokens of its programs; a token is shown once and kept only as its hash."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Connection

from service.access import SCOPES_OF
from service.actors import OPERATOR, PUBLIC, Actor, Kind, Role, Scope
from service.clock import utc_now
from service.errors import ServiceError
from service.ledger.canonical import moment
from service.ledger.subjects import organisation_urn
from service.store import cycles, happenings, organisations
from service.store.engine import Database
from service.store.organisations import Known
from service.store.tables import Token
from service.workflows.names import line, named
from service.workflows.people.accrediting import Decision, write_decision
from service.workflows.people.likeness import skeleton
from service.workflows.public_log import record

PREFIX = "enr_"
FROM_THE_START = "verified when its account was made / vérifiée à la création de son compte"
"""The ground stated for a union that the operator makes as a verified one."""

TOKEN_DAYS = 400
"""A token outlives one yearly cycle, not two."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A token just made: `secret` is its only appearance."""

    organisation: str
    id: str
    secret: str
    scopes: tuple[Scope, ...]
    created: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Which signatory of which cycle an account stands for."""

    cycle: str
    signatory: str


@dataclass(frozen=True, slots=True)
class New:
    """An organisation to be made; its id is made from its name where none is given."""

    kind: Kind
    name: str
    id_: str | None = None
    place: Place | None = None
    verified: bool = True

    def refuse_bad(self) -> None:
        """Raise ServiceError `bad_id`, `only_company_place` (422) on what cannot be."""
        for given in (self.id_, self.place.signatory if self.place else None):
            if given is not None:
                named(given)
        if self.place is not None and self.kind != "company":
            raise ServiceError("only_company_place", 422)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a token is to be good for: scopes (the widest where none is named), days, whose it is, what for."""

    scopes: Iterable[Scope] | None = None
    days: int = TOKEN_DAYS
    person: str | None = None
    label: str | None = None


def create_account(
    database: Database,
    *,
    kind: Kind,
    name: str,
    id_: str | None = None,
    place: Place | None = None,
    scopes: Iterable[Scope] | None = None,
    days: int = TOKEN_DAYS,
    verified: bool = True,
) -> Issued:
    """Make an organisation and its first token; a company may be given its place on a cycle's roster.

    A union is accredited for all cycles unless it is not `verified` yet.

    Raises ServiceError `account_exists` (409), `unknown_cycle` (404), `place_taken` (409), `scope_too_wide`, `bad_id`,
    `bad_name` (422).
    """
    now = datetime.now(UTC)
    new = New(kind, line(name), id_, place, verified)
    new.refuse_bad()

    def act(connection: Connection) -> Issued:
        organisation = add_organisation(connection, new, now)
        return issue(connection, organisation, kind, Wish(scopes, days), now)

    return database.write(act)


def add_organisation(connection: Connection, new: New, now: datetime) -> str:
    """Insert an organisation, with its leaf in the public log, in this transaction; returns its id.

    Raises ServiceError `account_exists` (409), `unknown_cycle` (404), `place_taken` (409).
    """
    row = {"kind": new.kind, "name": new.name, "created": now, "likeness": skeleton(new.name)}
    organisation = _insert(connection, row, new.id_, _slug(new.name))
    content = {"organisation": organisation, "role": new.kind, "name": new.name, "made": moment(now)}
    record(connection, "organisation", organisation_urn(organisation), content, now)
    if new.kind == "union" and new.verified:
        write_decision(connection, OPERATOR, organisation, Decision("granted", FROM_THE_START), now)
    if new.place is not None:
        _take_place(connection, new.place, organisation, new.name)
    return organisation


def alike(database: Database, name: str, but: str) -> list[Known]:
    """Return the organisations whose names look like `name`, `but` one: to be told, never merged."""
    with database.reading() as connection:
        return organisations.lookalikes(connection, skeleton(line(name)), but)


def add_token(
    database: Database, organisation: str, *, scopes: Iterable[Scope] | None = None, days: int = TOKEN_DAYS
) -> Issued:
    """Make one more token. Raises ServiceError `unknown_account` (404), `scope_too_wide` (422)."""

    def act(connection: Connection) -> Issued:
        found = organisations.find_organisation(connection, organisation)
        if found is None:
            raise ServiceError("unknown_account", 404, {"organisation": organisation})
        return issue(connection, organisation, cast(Kind, found.kind), Wish(scopes, days), datetime.now(UTC))

    return database.write(act)


def join_cycle(database: Database, organisation: str, place: Place) -> None:
    """Give an existing company its place in a further cycle. Raises ServiceError as `create_account` does."""
    named(place.signatory)

    def act(connection: Connection) -> None:
        found = organisations.find_organisation(connection, organisation)
        if found is None:
            raise ServiceError("unknown_account", 404, {"organisation": organisation})
        _take_place(connection, place, organisation, found.name)

    database.write(act)


def revoke_token(database: Database, id_: str) -> None:
    """Revoke a token at once. Raises ServiceError `unknown_token` (404)."""
    if not database.write(lambda connection: organisations.revoke_token(connection, id_, datetime.now(UTC))):
        raise ServiceError("unknown_token", 404, {"token": id_})


def accounts(database: Database) -> list[tuple[Known, list[Token]]]:
    """Return every organisation with its tokens."""
    with database.reading() as connection:
        owned: dict[str, list[Token]] = {}
        for token in organisations.tokens(connection):
            owned.setdefault(token.organisation, []).append(token)
        return [(one, owned.get(one.id, [])) for one in organisations.organisations(connection)]


def actor_of(database: Database, secret: str | None) -> Actor:
    """Return who a bearer token stands for; nobody's token, None, is the public.

    Raises ServiceError `token_unknown` (401): unknown, expired and revoked are not told apart.
    """
    if secret is None:
        return PUBLIC
    if secret.startswith(PREFIX) and secret.isascii() and len(secret) <= 200:
        with database.reading() as connection:
            actor = organisations.actor_by_digest(connection, digest(secret), datetime.now(UTC))
        if actor is not None:
            return actor
    raise ServiceError("token_unknown", 401)


def digest(secret: str) -> str:
    """Return what is kept of a token. One SHA-256 is enough for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _insert(connection: Connection, row: dict[str, object], id_: str | None, slug: str) -> str:
    if id_ is not None:
        if not organisations.add_organisation(connection, {**row, "id": id_}):
            raise ServiceError("account_exists", 409, {"organisation": id_})
        return id_
    number = 1
    while not organisations.add_organisation(connection, {**row, "id": slug if number == 1 else f"{slug}-{number}"}):
        number += 1
    return slug if number == 1 else f"{slug}-{number}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return "-".join(words)[:48].strip("-") or "organisation"


def _take_place(connection: Connection, place: Place, organisation: str, name: str) -> None:
    if cycles.find_cycle(connection, place.cycle) is None:
        raise ServiceError("unknown_cycle", 404, {"cycle": place.cycle})
    signatory = cycles.signatory_to_change(connection, place.cycle, place.signatory)
    if signatory is None:
        cycles.add_signatory(connection, place.cycle, place.signatory, name)
        happenings.add_joined(connection, place.cycle, place.signatory, utc_now())
    taken = signatory is not None and signatory.organisation not in (None, organisation)
    if taken or organisations.signatory_of(connection, place.cycle, organisation) is not None:
        raise ServiceError("place_taken", 409, {"signatory": place.signatory, "cycle": place.cycle})
    cycles.give_account(connection, place.cycle, place.signatory, organisation)


def issue(connection: Connection, organisation: str, kind: Role, wish: Wish, now: datetime) -> Issued:
    """Make a token in this transaction. Raises ServiceError `scope_too_wide` (422)."""
    widest = SCOPES_OF[kind]
    wanted = frozenset(wish.scopes) if wish.scopes else widest
    if not wanted <= widest:
        raise ServiceError("scope_too_wide", 422, {"scope": ", ".join(sorted(wanted - widest))})
    secret = PREFIX + secrets.token_urlsafe(32)
    expires = now + timedelta(days=wish.days)
    issued = Issued(organisation, "t_" + secrets.token_hex(6), secret, tuple(sorted(wanted)), now, expires)
    row = {"id": issued.id, "organisation": organisation, "prefix": secret[:10], "digest": digest(secret)}
    more = {"scopes": " ".join(issued.scopes), "account": wish.person, "label": wish.label}
    organisations.add_token(connection, {**row, **more, "created": now, "expires": expires})
    return issued
