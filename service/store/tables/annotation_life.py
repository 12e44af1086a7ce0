"""What becomes of an annotation once it is filed: what others say beside it, what its author or the secretariat does.

Rows only. Each says which organisation acted and, for the operator alone, through which token; no person is named.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

INSERT_ONLY = (
    "reply",
    "countersignature",
    "dissent",
    "retraction",
    "carry_forward",
    "withholding",
    "union_demand",
)


def _version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["annotation", "number"], ["annotation_version.annotation", "annotation_version.number"]
    )


class Reply(SQLModel, table=True):
    """One turn of the thread beside version `number`: of the company (`signatory` set) or of the annotation's union."""

    __tablename__ = "reply"
    __table_args__ = (_version(),)
    sequence: int | None = Field(default=None, primary_key=True)
    annotation: str = Field(foreign_key="annotation.id", index=True)
    number: int
    organisation: str = Field(foreign_key="organisation.id", index=True)
    signatory: str | None = None
    late: bool
    texts: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")


class Countersignature(SQLModel, table=True):
    """Another union signs version `number` too."""

    __tablename__ = "countersignature"
    __table_args__ = (UniqueConstraint("annotation", "organisation", "number"), _version())
    sequence: int | None = Field(default=None, primary_key=True)
    annotation: str = Field(foreign_key="annotation.id")
    number: int
    organisation: str = Field(foreign_key="organisation.id", index=True)
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")


class Dissent(SQLModel, table=True):
    """Another union states that it differs from version `number`, and why."""

    __tablename__ = "dissent"
    __table_args__ = (UniqueConstraint("annotation", "organisation", "number"), _version())
    sequence: int | None = Field(default=None, primary_key=True)
    annotation: str = Field(foreign_key="annotation.id")
    number: int
    organisation: str = Field(foreign_key="organisation.id", index=True)
    text: str = words(nullable=False)
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")


class Retraction(SQLModel, table=True):
    """The author takes its annotation back; the tombstone stays for ever."""

    __tablename__ = "retraction"
    annotation: str = Field(foreign_key="annotation.id", primary_key=True)
    reason: str = words(nullable=False)
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")
    organisation: str | None = Field(default=None, foreign_key="organisation.id")


class CarryForward(SQLModel, table=True):
    """The author upholds its annotation on a later revision of the answer."""

    __tablename__ = "carry_forward"
    annotation: str = Field(foreign_key="annotation.id", primary_key=True)
    revision: int = Field(primary_key=True)
    texts: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")
    organisation: str | None = Field(default=None, foreign_key="organisation.id")


class Withholding(SQLModel, table=True):
    """The secretariat withholds the annotation, one reply or one dissent (`item`, its sequence), or lifts that again.

    The newest row of a text decides.
    """

    __tablename__ = "withholding"
    __table_args__ = (
        CheckConstraint("part IN ('annotation', 'reply', 'dissent')", name="part"),
        CheckConstraint("ground IN ('legal', 'personal_data')", name="ground"),
    )
    sequence: int | None = Field(default=None, primary_key=True)
    annotation: str = Field(foreign_key="annotation.id", index=True)
    part: str
    item: int | None = None
    ground: str
    reason: str = words(nullable=False)
    lifted: bool
    organisation: str = Field(foreign_key="organisation.id")
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")


class UnionDemand(SQLModel, table=True):
    """One version of a demand in the catalogue that a union keeps of its own; its id begins with the union's."""

    __tablename__ = "union_demand"
    id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    framework: str
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")


class AnnotationDraft(SQLModel, table=True):
    """An annotation being written: its organisation's alone, changed and removed at will."""

    __tablename__ = "annotation_draft"
    id: str = Field(primary_key=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    version: int
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = moment()
    changed: datetime = moment()


class ReadingMark(SQLModel, table=True):
    """Up to which revision of a company's submission an organisation has read."""

    __tablename__ = "reading_mark"
    __table_args__ = (ForeignKeyConstraint(["cycle", "signatory"], ["signatory.cycle", "signatory.id"]),)
    organisation: str = Field(foreign_key="organisation.id", primary_key=True)
    cycle: str = Field(primary_key=True)
    signatory: str = Field(primary_key=True)
    revision: int
    read: datetime = moment()


class Reminder(SQLModel, table=True):
    """A company was reminded, `days` before its time to reply to version `number` ends.

    `letters`: how many mail the mail server took; empty where there is none, and while it is being sent.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        _version(),
        ForeignKeyConstraint(["cycle", "signatory"], ["signatory.cycle", "signatory.id"]),
        Index(None, "cycle", "signatory"),
    )
    annotation: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    days: int = Field(primary_key=True)
    cycle: str
    signatory: str
    created: datetime = moment()
    letters: int | None = None
