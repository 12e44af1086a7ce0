"""Submissions that their company withdrew. Rows only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

INSERT_ONLY = ("withdrawal",)


class Withdrawal(SQLModel, table=True):
    """A submission withdrawn as it stood at `revision`; a later revision stands again."""

    __tablename__ = "withdrawal"
    __table_args__ = (UniqueConstraint("submission", "revision"),)
    sequence: int | None = Field(default=None, primary_key=True)
    submission: str = Field(foreign_key="submission.id")
    revision: int
    withdrawn: datetime = moment()
    reason: str = words(nullable=False)
    organisation: str | None = Field(default=None, foreign_key="organisation.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    token: str | None = Field(default=None, foreign_key="token.id")
