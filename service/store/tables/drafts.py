"""What companies have not submitted yet, part by part, and what the secretariat files in bulk. Rows only.

Drafts are not insert-only: they are their authors' until submitted. Nobody but the company reads them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words


class Draft(SQLModel, table=True):
    """All that one signatory is drafting in one cycle; `version` counts every change of any part."""

    __tablename__ = "draft"
    __table_args__ = (ForeignKeyConstraint(["cycle", "signatory"], ["signatory.cycle", "signatory.id"]),)
    cycle: str = Field(primary_key=True)
    signatory: str = Field(primary_key=True)
    version: int


class DraftPart(SQLModel, table=True):
    """One part of a draft as it was typed; an empty `content` is a part thrown away, whose version is kept."""

    __tablename__ = "draft_part"
    __table_args__ = (ForeignKeyConstraint(["cycle", "signatory"], ["draft.cycle", "draft.signatory"]),)
    cycle: str = Field(primary_key=True)
    signatory: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    version: int
    content: Any = Field(sa_column=Column(JSON(none_as_null=True), nullable=True), default=None)
    saved: datetime = moment()
    account: str | None = Field(default=None, foreign_key="account.id")
    token: str | None = Field(default=None, foreign_key="token.id")


class WorkbookOnTrial(SQLModel, table=True):
    """A workbook that somebody of a company handed in to see what it would do; it goes when they hand in another."""

    __tablename__ = "workbook_on_trial"
    __table_args__ = (ForeignKeyConstraint(["cycle", "signatory"], ["signatory.cycle", "signatory.id"]),)
    id: str = Field(primary_key=True)
    cycle: str
    signatory: str
    account: str | None = Field(default=None, foreign_key="account.id")
    token: str | None = Field(default=None, foreign_key="token.id")
    received: datetime = moment()
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class BulkJob(SQLModel, table=True):
    """A zip of workbooks that the secretariat handed in for one cycle."""

    __tablename__ = "bulk_job"
    id: str = Field(primary_key=True)
    cycle: str = Field(foreign_key="cycle.id", index=True)
    organisation: str | None = Field(default=None, foreign_key="organisation.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    token: str | None = Field(default=None, foreign_key="token.id")
    sha256: str
    received: datetime = moment()
    finished: datetime | None = moment(nullable=True)


class BulkFile(SQLModel, table=True):
    """One workbook of a bulk upload and what became of it; its `content` goes once it is filed or refused,
    unless a freeze alone kept it out."""

    __tablename__ = "bulk_file"
    job: str = Field(foreign_key="bulk_job.id", primary_key=True)
    position: int = Field(primary_key=True)
    name: str = words(nullable=False)
    sha256: str
    size: int
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    status: str
    signatory: str | None = None
    submission: str | None = None
    revision: int | None = None
    result: Any = Field(sa_column=Column(JSON(none_as_null=True), nullable=True), default=None)
    done: datetime | None = moment(nullable=True)
