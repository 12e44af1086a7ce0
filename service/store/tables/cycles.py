"""Cycles and their rosters. Rows only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment


class Cycle(SQLModel, table=True):
    """One round of self-assessments, under one version of one framework."""

    __tablename__ = "cycle"
    id: str = Field(primary_key=True)
    framework: str
    framework_hash: str
    opens: datetime = moment()
    closes: datetime = moment()
    created: datetime = moment()


class Signatory(SQLModel, table=True):
    """A company on the roster of one cycle; `organisation` is set once it has an account."""

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
