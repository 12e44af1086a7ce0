"""Organisations and their bearer tokens: rows in and out. A token's text is never kept, only its SHA-256."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Select, bindparam, select, update
from sqlmodel import col

from service.actors import NONE, Actor, Role, Scope
from service.store.accreditations import accredited, standing_for
from service.store.prepared import Prepared
from service.store.rows import insert_if_absent, insert_rows, table_of
from service.store.tables import Cycle, Organisation, Signatory, Token


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation as it is known; `verified`: no union, or one accredited for at least one cycle now."""

    id: str
    kind: str
    name: str
    created: datetime
    verified: bool


# What every request asks is made once: making a statement costs more than the database takes to answer it.
_BEARER = Prepared(
    select(
        col(Organisation.kind),
        col(Organisation.id),
        col(Organisation.name),
        col(Token.id),
        col(Token.scopes),
    )
    .join(Organisation, col(Organisation.id) == col(Token.organisation))
    .where(
        col(Token.digest) == bindparam("digest"), col(Token.revoked).is_(None), col(Token.expires) > bindparam("now")
    )
)
_PLACE = Prepared(
    select(table_of(Signatory))
    .where(col(Signatory.cycle) == bindparam("cycle"), col(Signatory.organisation) == bindparam("organisation"))
    .limit(1)
)


def add_organisation(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Insert an organisation (`id kind name created likeness`); False where the id is taken.

    It is looked for first, because SQLite's guard refuses a row whose key is taken before the conflict is seen.
    """
    there = select(col(Organisation.id)).where(col(Organisation.id) == row["id"])
    if connection.execute(there).first() is not None:
        return False
    return insert_if_absent(connection, Organisation, row)


def known(connection: Connection, query: Select[Any]) -> list[Known]:
    """Return the organisations that a selection of `known_columns` gives."""
    rows = connection.execute(query)
    return [Known(row.id, row.kind, row.name, row.created, bool(row.verified)) for row in rows]


@cache
def known_columns() -> Select[Any]:
    """The selection of every organisation, to be narrowed and ordered."""
    plain: list[Any] = [col(getattr(Organisation, name)) for name in ("id", "kind", "name", "created")]
    return select(*plain, accredited().label("verified"))


def find_organisation(connection: Connection, id_: str) -> Known | None:
    """Return an organisation by id."""
    return next(iter(known(connection, known_columns().where(col(Organisation.id) == id_))), None)


def organisations(
    connection: Connection, *, after: str = "", limit: int | None = None, only: str | None = None
) -> list[Known]:
    """Return organisations by id: all, or `only` one."""
    query = known_columns().where(col(Organisation.id) > after).order_by(col(Organisation.id))
    if only is not None:
        query = query.where(col(Organisation.id) == only)
    return known(connection, query.limit(limit))


def lookalikes(connection: Connection, likeness: str, but: str) -> list[Known]:
    """Return at most ten organisations whose names have a skeleton, `but` one, by id."""
    alike = (col(Organisation.likeness) == likeness, col(Organisation.id) != but)
    return known(connection, known_columns().where(*alike).order_by(col(Organisation.id)).limit(10))


def add_token(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a token (`id organisation prefix digest scopes created expires account label`)."""
    insert_rows(connection, Token, [row])


def tokens(connection: Connection, organisation: str | None = None) -> list[Token]:
    """Return all tokens, or those of one organisation, newest first; digests included, so never show a row as it is."""
    query = select(table_of(Token)).order_by(col(Token.created).desc(), col(Token.id))
    if organisation is not None:
        query = query.where(col(Token.organisation) == organisation)
    return [Token(**row) for row in connection.execute(query).mappings()]


def revoke_token(connection: Connection, id_: str, now: datetime, organisation: str | None = None) -> bool:
    """Revoke a token by id, of one organisation where it is given; False where there is no such token in force."""
    act = update(Token).where(col(Token.id) == id_, col(Token.revoked).is_(None))
    if organisation is not None:
        act = act.where(col(Token.organisation) == organisation)
    return bool(connection.execute(act.values(revoked=now)).rowcount)


def revoke_tokens_of(connection: Connection, organisation: str, person: str, now: datetime) -> int:
    """Revoke the tokens that a person made for an organisation; returns how many."""
    mine = (col(Token.organisation) == organisation, col(Token.account) == person, col(Token.revoked).is_(None))
    return connection.execute(update(Token).where(*mine).values(revoked=now)).rowcount


def actor_by_digest(connection: Connection, digest: str, now: datetime) -> Actor | None:
    """Return who a token's digest stands for, None where it is unknown, expired or revoked."""
    row = _BEARER.first(connection, {"digest": digest, "now": now})
    if row is None:
        return None
    kind, organisation, name, token, scopes = row
    accreditation = standing_for(connection, organisation) if kind == "union" else NONE
    return Actor(
        role=cast(Role, kind),
        organisation=organisation,
        name=name,
        token=token,
        scopes=frozenset(cast(list[Scope], scopes.split())),
        verified=kind != "union" or accreditation.stands,
        accreditation=accreditation,
    )


def signatory_of(connection: Connection, cycle: str, organisation: str) -> Signatory | None:
    """Return the place of an organisation on the roster of a cycle."""
    row = _PLACE.first(connection, {"cycle": cycle, "organisation": organisation})
    return _signatory(*row) if row else None


@lru_cache(maxsize=4096)
def _signatory(*row: Any) -> Signatory:
    """Return a signatory from its row, all columns in their order; the same row, the same object, which nobody
    changes."""
    return Signatory(**dict(zip(table_of(Signatory).columns.keys(), row, strict=True)))


def places_of(connection: Connection, organisation: str) -> list[tuple[Cycle, Signatory]]:
    """Return every cycle on whose roster an organisation stands, with its place there, the newest cycle first."""
    places = select(table_of(Signatory)).where(col(Signatory.organisation) == organisation)
    found = {row["cycle"]: Signatory(**row) for row in connection.execute(places).mappings()}
    rounds = (
        select(table_of(Cycle)).where(col(Cycle.id).in_(list(found))).order_by(col(Cycle.opens).desc(), col(Cycle.id))
    )
    return [(Cycle(**row), found[row["id"]]) for row in connection.execute(rounds).mappings()]
