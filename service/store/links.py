"""One-time links, sign-ins under way elsewhere, and attempts: rows that are good once or for a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from service.store.rows import find, insert_rows, table_of
from service.store.tables import Attempt, Invitation, OutsideSignIn, PasswordReset


def add_invitation(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert an invitation (`id digest organisation email role language invited_by sent created expires`)."""
    insert_rows(connection, Invitation, [row])


def invitation(connection: Connection, id_: str) -> Invitation | None:
    """Return an invitation, whether or not it is still open."""
    return find(connection, Invitation, col(Invitation.id) == id_)


def invitations(
    connection: Connection, organisation: str | None, *, after: str = "", limit: int | None = None
) -> list[Invitation]:
    """Return invitations by id, of one organisation or of all; digests included, so never show a row as it is."""
    query = select(table_of(Invitation)).where(col(Invitation.id) > after).order_by(col(Invitation.id)).limit(limit)
    if organisation is not None:
        query = query.where(col(Invitation.organisation) == organisation)
    return [Invitation(**row) for row in connection.execute(query).mappings()]


def take_invitation(connection: Connection, id_: str, account: str, now: datetime) -> bool:
    """Use an open invitation up for a person; False where it is used, withdrawn or over."""
    still_open = (
        col(Invitation.id) == id_,
        col(Invitation.accepted).is_(None),
        col(Invitation.withdrawn).is_(None),
        col(Invitation.expires) > now,
    )
    act = update(Invitation).where(*still_open).values(accepted=now, accepted_by=account)
    return bool(connection.execute(act).rowcount)


def mark_sent(connection: Connection, id_: str) -> None:
    """Note that an invitation went out by e-mail."""
    connection.execute(update(Invitation).where(col(Invitation.id) == id_).values(sent=True))


def withdraw_invitation(connection: Connection, id_: str, now: datetime) -> bool:
    """Withdraw an invitation; False where it is used or withdrawn already."""
    unused = (col(Invitation.id) == id_, col(Invitation.accepted).is_(None), col(Invitation.withdrawn).is_(None))
    return bool(connection.execute(update(Invitation).where(*unused).values(withdrawn=now)).rowcount)


def add_reset(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a link to a new password (`id digest account created expires`); earlier ones of the person end."""
    connection.execute(delete(PasswordReset).where(col(PasswordReset.account) == row["account"]))
    insert_rows(connection, PasswordReset, [row])


def reset(connection: Connection, id_: str) -> PasswordReset | None:
    """Return a link to a new password, whether or not it is still good."""
    return find(connection, PasswordReset, col(PasswordReset.id) == id_)


def take_reset(connection: Connection, id_: str, now: datetime) -> bool:
    """Use a link to a new password up; False where it is used or over."""
    good = (col(PasswordReset.id) == id_, col(PasswordReset.used).is_(None), col(PasswordReset.expires) > now)
    return bool(connection.execute(update(PasswordReset).where(*good).values(used=now)).rowcount)


def add_outside_sign_in(connection: Connection, row: Mapping[str, Any], now: datetime) -> None:
    """Insert a sign-in under way elsewhere (`digest invitation account expires`); those that are over go."""
    connection.execute(delete(OutsideSignIn).where(col(OutsideSignIn.expires) < now))
    insert_rows(connection, OutsideSignIn, [row])


def take_outside_sign_in(connection: Connection, digest: str, now: datetime) -> OutsideSignIn | None:
    """Use a sign-in under way elsewhere up; None where it is unknown, used or over."""
    found = find(connection, OutsideSignIn, col(OutsideSignIn.digest) == digest, col(OutsideSignIn.expires) > now)
    gone = connection.execute(delete(OutsideSignIn).where(col(OutsideSignIn.digest) == digest)).rowcount
    return found if gone else None


def spent_until(connection: Connection, key: str, now: datetime) -> datetime:
    """Return how far the attempts under a key are spent, and hold its row until the act ends."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(table_of(Attempt)).values(key=key, spent_until=now)
    held = row.on_conflict_do_update(index_elements=["key"], set_={"key": key}).returning(col(Attempt.spent_until))
    found: datetime = connection.execute(held).scalar_one()
    return found


def spend(connection: Connection, key: str, until: datetime) -> None:
    """Note how far the attempts under a key are spent."""
    connection.execute(update(Attempt).where(col(Attempt.key) == key).values(spent_until=until))


def forget_attempts(connection: Connection, key: str) -> None:
    """Give the attempts under a key back."""
    connection.execute(delete(Attempt).where(col(Attempt.key) == key))


def forget_old(connection: Connection, now: datetime, kept: timedelta) -> None:
    """Remove attempts that hold nothing back any more, and links that were over long ago."""
    connection.execute(delete(Attempt).where(col(Attempt.spent_until) < now))
    connection.execute(delete(PasswordReset).where(col(PasswordReset.expires) < now - kept))
