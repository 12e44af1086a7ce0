"""Editions: what was published, its files to the byte, and a count of the changes to registers. Rows only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

INSERT_ONLY = (
    "edition",
    "edition_file",
    "edition_chunk",
)


class Edition(SQLModel, table=True):
    """One frozen publication of a cycle, never edited: what is wrong in it is said by the next one.

    `position` is where the record of acts stood; `checklist` what was checked before publishing, with what was found.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("cycle", "major", "minor"),)
    id: str = Field(primary_key=True)
    cycle: str = Field(foreign_key="cycle.id")
    major: int
    minor: int
    framework: str
    framework_hash: str
    reason: str | None = words()
    previous: str | None = Field(default=None, foreign_key="edition.id")
    position: int
    program: str
    checklist: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    organisation: str | None = Field(default=None, foreign_key="organisation.id")
    token: str | None = Field(default=None, foreign_key="token.id")
    published: datetime = moment()


class EditionFile(SQLModel, table=True):
    """A file published with an edition; `audience` is `public`, `accredited` or `internal`."""

    __tablename__ = "edition_file"
    __table_args__ = (Index(None, "sha256"),)
    edition: str = Field(foreign_key="edition.id", primary_key=True)
    name: str = Field(primary_key=True)
    media_type: str
    audience: str
    size: int
    sha256: str


class EditionChunk(SQLModel, table=True):
    """A piece of a file, by the file's hash: equal files are kept once, and none is ever held whole in memory."""

    __tablename__ = "edition_chunk"
    sha256: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RegisterChange(SQLModel, table=True):
    """How often cycles, signatories and organisations changed: one row, counted by triggers, so that a report kept from
    before such a change is not taken for a current one."""

    __tablename__ = "register_change"
    id: int = Field(primary_key=True)
    number: int
