"""People: their accounts, memberships, invitations, sessions and outside identities; what unions are accredited for.

Rows only. Of every secret (password, link, session, sign-in in progress) only a hash is kept.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

INSERT_ONLY = ("accreditation",)


class Account(SQLModel, table=True):
    """One person; `password` is an argon2id hash, empty where the person signs in elsewhere only."""

    __tablename__ = "account"
    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str
    password: str | None = words()
    language: str
    created: datetime = moment()
    disabled: datetime | None = moment(nullable=True)


class Membership(SQLModel, table=True):
    """A person in an organisation, as `admin` (who invites and removes) or `member`."""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("role IN ('admin', 'member')", name="role"),)
    account: str = Field(foreign_key="account.id", primary_key=True)
    organisation: str = Field(foreign_key="organisation.id", primary_key=True, index=True)
    role: str
    created: datetime = moment()
    ended: datetime | None = moment(nullable=True)


class Invitation(SQLModel, table=True):
    """A link that makes whoever opens it once a member of an organisation."""

    __tablename__ = "invitation"
    id: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    email: str
    role: str
    language: str
    invited_by: str | None = Field(default=None, foreign_key="account.id")
    sent: bool
    created: datetime = moment()
    expires: datetime = moment()
    accepted: datetime | None = moment(nullable=True)
    accepted_by: str | None = Field(default=None, foreign_key="account.id")
    withdrawn: datetime | None = moment(nullable=True)


class PasswordReset(SQLModel, table=True):
    """A link that lets a person choose a new password once."""

    __tablename__ = "password_reset"
    id: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    account: str = Field(foreign_key="account.id", index=True)
    created: datetime = moment()
    expires: datetime = moment(index=True)
    used: datetime | None = moment(nullable=True)


class Session(SQLModel, table=True):
    """A person signed in, and the organisation that speaks meanwhile."""

    __tablename__ = "session"
    id: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    account: str = Field(foreign_key="account.id", index=True)
    organisation: str | None = Field(default=None, foreign_key="organisation.id")
    way: str
    created: datetime = moment()
    last_seen: datetime = moment()
    expires: datetime = moment(index=True)
    revoked: datetime | None = moment(nullable=True)


class Identity(SQLModel, table=True):
    """A person as an OpenID Connect issuer knows them."""

    __tablename__ = "identity"
    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)
    created: datetime = moment()


class OutsideSignIn(SQLModel, table=True):
    """A sign-in under way at an OpenID Connect issuer: the hash of its `state`, good once."""

    __tablename__ = "outside_sign_in"
    digest: str = Field(primary_key=True)
    invitation: str | None = Field(default=None, foreign_key="invitation.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    expires: datetime = moment(index=True)


class Attempt(SQLModel, table=True):
    """How far the attempts on one account, or from one address, have used up what is allowed (GCRA)."""

    __tablename__ = "attempt"
    key: str = Field(primary_key=True)
    spent_until: datetime = moment(index=True)


class Accreditation(SQLModel, table=True):
    """One act of the secretariat on a union: accredited, or no longer, for one cycle or (empty) for all.

    The last act that covers a cycle decides. `account` and `speaker` are empty for the operator's command line.
    """

    __tablename__ = "accreditation"
    __table_args__ = (
        CheckConstraint("act IN ('granted', 'ended')", name="act"),
        Index(None, "organisation", "sequence"),
    )
    sequence: int | None = Field(default=None, primary_key=True)
    organisation: str = Field(foreign_key="organisation.id")
    act: str
    cycle: str | None = Field(default=None, foreign_key="cycle.id")
    ground: str = words(nullable=False)
    account: str | None = Field(default=None, foreign_key="account.id")
    speaker: str | None = Field(default=None, foreign_key="organisation.id")
    created: datetime = moment()
