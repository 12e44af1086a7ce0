"""What companies declare: submissions, revisions with all they hold, and the files as received. Rows only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words
from service.store.types import Exact

INSERT_ONLY = (
    "revision",
    "population",
    "answer",
    "answer_value",
    "evidence",
    "commitment",
    "finding",
)


class Submission(SQLModel, table=True):
    """All that one signatory declares in one cycle; its revisions hold the content."""

    __tablename__ = "submission"
    __table_args__ = (
        ForeignKeyConstraint(["cycle", "signatory"], ["signatory.cycle", "signatory.id"]),
        UniqueConstraint("cycle", "signatory"),
    )
    id: str = Field(primary_key=True)
    cycle: str
    signatory: str


class Upload(SQLModel, table=True):
    """The bytes of a workbook as received; not insert-only, because personal data in a file may have to be erased."""

    __tablename__ = "upload"
    sha256: str = Field(primary_key=True)
    size: int
    received: datetime = moment()
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Revision(SQLModel, table=True):
    """One immutable state of a submission. `number` counts from 1 within its submission."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("submission", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    submission: str = Field(foreign_key="submission.id")
    number: int
    source: str
    received: datetime = moment()
    late: bool
    organisation: str = Field(foreign_key="organisation.id")
    token: str | None = Field(default=None, foreign_key="token.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    upload: str | None = None
    framework: str
    framework_hash: str
    language: str
    name: str
    country: str | None = None
    sector: str | None = None
    reference: str | None = None
    publication: str


class Population(SQLModel, table=True):
    """A number asked once of the organisation (EMP, SYS, EXP), by revision."""

    __tablename__ = "population"
    revision: int = Field(foreign_key="revision.id", primary_key=True)
    population: str = Field(primary_key=True)
    value: Decimal = Field(sa_column=Column(Exact, nullable=False))


class Answer(SQLModel, table=True):
    """What a revision says of one indicator; its numbers are in `answer_value`."""

    __tablename__ = "answer"
    revision: int = Field(foreign_key="revision.id", primary_key=True)
    indicator: str = Field(primary_key=True)
    position: int
    status: str | None = None
    reason: str | None = words()
    comment: str | None = words()


class AnswerValue(SQLModel, table=True):
    """One number of one answer."""

    __tablename__ = "answer_value"
    __table_args__ = (ForeignKeyConstraint(["revision", "indicator"], ["answer.revision", "answer.indicator"]),)
    revision: int = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    position: int
    value: Decimal = Field(sa_column=Column(Exact, nullable=False))


class Evidence(SQLModel, table=True):
    """A document named in support of an answer."""

    __tablename__ = "evidence"
    __table_args__ = (ForeignKeyConstraint(["revision", "indicator"], ["answer.revision", "answer.indicator"]),)
    revision: int = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    kind: str
    title: str = words(nullable=False)
    link: str | None = words()
    reference: str | None = words()


class Commitment(SQLModel, table=True):
    """A company's own commitment, in its own words."""

    __tablename__ = "commitment"
    revision: int = Field(foreign_key="revision.id", primary_key=True)
    position: int = Field(primary_key=True)
    clause: str | None = None
    text: str = words(nullable=False)
    target: Decimal | None = Field(default=None, sa_column=Column(Exact, nullable=True))
    unit: str | None = words()
    target_date: date | None = None
    role: str | None = words()


class FindingRow(SQLModel, table=True):
    """A warning that stood when the revision was filed; shown beside its answer."""

    __tablename__ = "finding"
    revision: int = Field(foreign_key="revision.id", primary_key=True)
    position: int = Field(primary_key=True)
    code: str
    path: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    indicator: str | None = None
    field: str | None = None
    found: str = words(nullable=False)
    params: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
