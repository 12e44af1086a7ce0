"""Organisations and the tokens of their programs. Rows only."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from service.store.tables.base import moment

INSERT_ONLY = ("organisation",)


class Organisation(SQLModel, table=True):
    """A company, a union, the secretariat or a body of analysts, under the name it was made with.

    Whether a union is accredited is said by `accreditation` alone.
    `likeness`: the skeleton of its name, to flag names that look alike (`service/workflows/people/likeness.py`).
    """

    __tablename__ = "organisation"
    id: str = Field(primary_key=True)
    kind: str
    name: str
    created: datetime = moment()
    likeness: str | None = Field(default=None, index=True)


class Token(SQLModel, table=True):
    """A bearer token: only its SHA-256 is kept, with its first characters to recognise it by."""

    __tablename__ = "token"
    id: str = Field(primary_key=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    prefix: str
    digest: str = Field(unique=True)
    scopes: str
    created: datetime = moment()
    expires: datetime = moment()
    revoked: datetime | None = moment(nullable=True)
    account: str | None = Field(default=None, foreign_key="account.id")
    label: str | None = None
