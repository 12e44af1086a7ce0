"""Cycles, their phases and their rosters, with the record of what happened to each. Rows only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

INSERT_ONLY = ("cycle_transition", "signatory_event")


class Cycle(SQLModel, table=True):
    """One round of self-assessments, under one version of one framework.

    Moments are UTC; `zone` (IANA) is the one in which they were set and are shown. `frozen` and `published` are when
    the secretariat did so; a cycle frozen again for a corrected edition is not published meanwhile. `version` counts
    the changes of dates and phases.
    """

    __tablename__ = "cycle"
    id: str = Field(primary_key=True)
    framework: str
    framework_hash: str
    opens: datetime = moment()
    closes: datetime = moment()
    created: datetime = moment()
    zone: str = "UTC"
    replies_until: datetime | None = moment(nullable=True)
    frozen: datetime | None = moment(nullable=True)
    published: datetime | None = moment(nullable=True)
    version: int = 1


class CycleTransition(SQLModel, table=True):
    """A phase that began, at the moment `at`; `recorded` when this was written.

    By the clock `organisation`, `account` and `token` are empty; by an act they say whose. `dates` are those that held
    from then on.
    """

    __tablename__ = "cycle_transition"
    __table_args__ = (UniqueConstraint("cycle", "number"),)
    sequence: int | None = Field(default=None, primary_key=True)
    cycle: str = Field(foreign_key="cycle.id")
    number: int
    phase: str
    cause: str
    at: datetime = moment()
    recorded: datetime = moment()
    opens: datetime = moment()
    closes: datetime = moment()
    replies_until: datetime | None = moment(nullable=True)
    organisation: str | None = Field(default=None, foreign_key="organisation.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    token: str | None = Field(default=None, foreign_key="token.id")
    reason: str | None = words()


class Signatory(SQLModel, table=True):
    """A company on the roster of one cycle; `organisation` is set once it has an account, `opened` once somebody of it
    has fetched its workbook or its draft."""

    __tablename__ = "signatory"
    __table_args__ = (UniqueConstraint("cycle", "organisation"),)
    cycle: str = Field(foreign_key="cycle.id", primary_key=True)
    id: str = Field(primary_key=True)
    organisation: str | None = Field(default=None, foreign_key="organisation.id", index=True)
    name: str
    country: str | None = None
    sector: str | None = None
    headcount: int | None = None
    status: str = "joined"
    left_on: str | None = None
    opened: datetime | None = moment(nullable=True)
    version: int = 1


class SignatoryEvent(SQLModel, table=True):
    """A signatory was invited, joined, left, or came back: `on` is the day it says, `recorded` when it was written."""

    __tablename__ = "signatory_event"
    __table_args__ = (
        ForeignKeyConstraint(["cycle", "signatory"], ["signatory.cycle", "signatory.id"]),
        UniqueConstraint("cycle", "signatory", "number"),
    )
    sequence: int | None = Field(default=None, primary_key=True)
    cycle: str
    signatory: str
    number: int
    status: str
    on: str
    recorded: datetime = moment()
    organisation: str | None = Field(default=None, foreign_key="organisation.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    token: str | None = Field(default=None, foreign_key="token.id")
    reason: str | None = words()
