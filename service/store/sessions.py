"""Sessions of people, and the actor that one stands for: rows in and out. Of what a browser holds only the SHA-256 is
kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, and_, delete, select, update
from sqlmodel import col

from service.access import SCOPES_OF
from service.actors import NONE, Actor, Role
from service.store.accreditations import standing_for
from service.store.rows import find, insert_rows, table_of
from service.store.tables import Account, Membership, Organisation, Session


@dataclass(frozen=True, slots=True)
class Visit:
    """Who a session stands for, and when it was last used."""

    actor: Actor
    last_seen: datetime


def add_session(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a session (`id digest account organisation way created last_seen expires`)."""
    insert_rows(connection, Session, [row])


def visit_by_digest(connection: Connection, digest: str, now: datetime, idle_since: datetime) -> Visit | None:
    """Return who a session's digest stands for; None where it is unknown, over, or unused since `idle_since`.

    Where the person no longer belongs to the organisation that spoke, nobody speaks: the role is `public`.
    """
    query: Any = (
        select(
            col(Session.id),
            col(Session.account),
            col(Session.last_seen),
            col(Organisation.id).label("organisation"),
            col(Organisation.kind),
            col(Organisation.name),
            col(Membership.role),
        )
        .join(Account, col(Account.id) == col(Session.account))
        .outerjoin(
            Membership,
            and_(
                col(Membership.account) == col(Session.account),
                col(Membership.organisation) == col(Session.organisation),
                col(Membership.ended).is_(None),
            ),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Membership.organisation))
        .where(
            col(Session.digest) == digest,
            col(Session.revoked).is_(None),
            col(Session.expires) > now,
            col(Session.last_seen) > idle_since,
            col(Account.disabled).is_(None),
        )
    )
    row = connection.execute(query).first()
    return Visit(_actor(connection, row), row.last_seen) if row is not None else None


def _actor(connection: Connection, row: Any) -> Actor:
    if row.organisation is None:
        return Actor("public", scopes=SCOPES_OF["public"], person=row.account, session=row.id)
    role = cast(Role, row.kind)
    accreditation = standing_for(connection, row.organisation) if role == "union" else NONE
    return Actor(
        role=role,
        organisation=row.organisation,
        name=row.name,
        scopes=SCOPES_OF[role],
        verified=role != "union" or accreditation.stands,
        accreditation=accreditation,
        person=row.account,
        session=row.id,
        admin=row.role == "admin",
    )


def touch(connection: Connection, id_: str, now: datetime) -> None:
    """Note that a session is in use."""
    connection.execute(update(Session).where(col(Session.id) == id_).values(last_seen=now))


def sessions(connection: Connection, account: str, now: datetime, idle_since: datetime) -> list[Session]:
    """Return the sessions of a person that stand, newest first; digests included, so never show a row as it is."""
    query = (
        select(table_of(Session))
        .where(
            col(Session.account) == account,
            col(Session.revoked).is_(None),
            col(Session.expires) > now,
            col(Session.last_seen) > idle_since,
        )
        .order_by(col(Session.created).desc(), col(Session.id))
    )
    return [Session(**row) for row in connection.execute(query).mappings()]


def session_by_id(connection: Connection, id_: str) -> Session | None:
    """Return a session by id, whether or not it stands."""
    return find(connection, Session, col(Session.id) == id_)


def last_speaker(connection: Connection, account: str) -> str | None:
    """Return the organisation that spoke in a person's newest session, None where there was none."""
    query = (
        select(col(Session.organisation))
        .where(col(Session.account) == account)
        .order_by(col(Session.created).desc(), col(Session.id))
        .limit(1)
    )
    return connection.execute(query).scalar()


def change_speaker(connection: Connection, id_: str, digest: str, organisation: str) -> None:
    """Let another organisation speak in a session, which goes on under a new id for the browser."""
    act = update(Session).where(col(Session.id) == id_).values(digest=digest, organisation=organisation)
    connection.execute(act)


def end_session(connection: Connection, account: str, id_: str, now: datetime) -> bool:
    """End one session of a person; False where there is none that stands."""
    mine = (col(Session.id) == id_, col(Session.account) == account, col(Session.revoked).is_(None))
    return bool(connection.execute(update(Session).where(*mine).values(revoked=now)).rowcount)


def end_sessions(connection: Connection, account: str, now: datetime, but: str | None = None) -> int:
    """End every session of a person `but` one; returns how many."""
    mine = [col(Session.account) == account, col(Session.revoked).is_(None)]
    if but is not None:
        mine.append(col(Session.id) != but)
    return connection.execute(update(Session).where(*mine).values(revoked=now)).rowcount


def forget_over(connection: Connection, before: datetime) -> int:
    """Remove sessions that were over before a moment; returns how many."""
    return connection.execute(delete(Session).where(col(Session.expires) < before)).rowcount
