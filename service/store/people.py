"""People, their memberships and their outside identities: rows in and out. No rule lives here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from service.store.rows import find, insert_if_absent
from service.store.tables import Account, Identity, Membership, Organisation


@dataclass(frozen=True, slots=True)
class Member:
    """A person as a member of an organisation."""

    account: str
    email: str
    name: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Belonging:
    """An organisation as a person belongs to it."""

    organisation: str
    name: str
    kind: str
    role: str


def add_account(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Insert a person (`id email name password language created`); False where the id or the e-mail is taken."""
    return insert_if_absent(connection, Account, row)


def account_by_id(connection: Connection, id_: str) -> Account | None:
    """Return a person by id."""
    return find(connection, Account, col(Account.id) == id_)


def account_by_email(connection: Connection, email: str) -> Account | None:
    """Return a person by e-mail address, given in the form it is kept in."""
    return find(connection, Account, col(Account.email) == email)


def change_account(connection: Connection, id_: str, **values: Any) -> bool:
    """Change columns of a person; False where there is no such person."""
    return bool(connection.execute(update(Account).where(col(Account.id) == id_).values(**values)).rowcount)


def replace_password(connection: Connection, id_: str, old: str | None, new: str) -> bool:
    """Put `new` in the place of the hash `old`; False where another change came first."""
    same = col(Account.password) == old if old is not None else col(Account.password).is_(None)
    act = update(Account).where(col(Account.id) == id_, same).values(password=new)
    return bool(connection.execute(act).rowcount)


def join(connection: Connection, account: str, organisation: str, role: str, now: datetime) -> None:
    """Make a person a member, or a member again, with a role."""
    row = {"account": account, "organisation": organisation, "role": role, "created": now, "ended": None}
    if not insert_if_absent(connection, Membership, row):
        connection.execute(update(Membership).where(*_of(account, organisation)).values(role=role, ended=None))


def leave(connection: Connection, account: str, organisation: str, now: datetime) -> bool:
    """End a membership; False where there is none that stands."""
    standing = (*_of(account, organisation), col(Membership.ended).is_(None))
    return bool(connection.execute(update(Membership).where(*standing).values(ended=now)).rowcount)


def give_role(connection: Connection, account: str, organisation: str, role: str) -> bool:
    """Change a member's role; False where there is no such member."""
    standing = (*_of(account, organisation), col(Membership.ended).is_(None))
    return bool(connection.execute(update(Membership).where(*standing).values(role=role)).rowcount)


def _of(account: str, organisation: str) -> tuple[Any, Any]:
    return col(Membership.account) == account, col(Membership.organisation) == organisation


def members(
    connection: Connection, organisation: str, *, after: str = "", limit: int | None = None, lock: bool = False
) -> list[Member]:
    """Return the members of an organisation by account id; with `lock`, none of them changes until the act ends."""
    query = (
        select(col(Account.id), col(Account.email), col(Account.name), col(Membership.role), col(Membership.created))
        .join(Membership, col(Membership.account) == col(Account.id))
        .where(col(Membership.organisation) == organisation, col(Membership.ended).is_(None), col(Account.id) > after)
        .order_by(col(Account.id))
        .limit(limit)
    )
    if lock:
        query = query.with_for_update(of=Membership)
    return [Member(*row) for row in connection.execute(query)]


def belongings(connection: Connection, account: str) -> list[Belonging]:
    """Return the organisations that a person belongs to, by id."""
    query = (
        select(col(Organisation.id), col(Organisation.name), col(Organisation.kind), col(Membership.role))
        .join(Membership, col(Membership.organisation) == col(Organisation.id))
        .where(col(Membership.account) == account, col(Membership.ended).is_(None))
        .order_by(col(Organisation.id))
    )
    return [Belonging(*row) for row in connection.execute(query)]


def add_identity(connection: Connection, issuer: str, subject: str, account: str, now: datetime) -> bool:
    """Link an outside identity to a person; False where it is linked already."""
    row = {"issuer": issuer, "subject": subject, "account": account, "created": now}
    return insert_if_absent(connection, Identity, row)


def identity(connection: Connection, issuer: str, subject: str) -> Identity | None:
    """Return an outside identity, None where nobody is linked to it."""
    return find(connection, Identity, col(Identity.issuer) == issuer, col(Identity.subject) == subject)
