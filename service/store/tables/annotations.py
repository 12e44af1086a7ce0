"""What unions oppose to it: annotations, their versions, motives and targets. Rows only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

INSERT_ONLY = (
    "annotation",
    "annotation_version",
    "annotation_motive",
    "annotation_target",
)


class Annotation(SQLModel, table=True):
    """A counter-annotation by one union; `sequence`, not a clock, gives the order."""

    __tablename__ = "annotation"
    sequence: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    created: datetime = moment()


class AnnotationVersion(SQLModel, table=True):
    """One immutable version of an annotation's content; `organisation` is always the annotation's own."""

    __tablename__ = "annotation_version"
    annotation: str = Field(foreign_key="annotation.id", primary_key=True)
    number: int = Field(primary_key=True)
    motivation: str
    created: datetime = moment()
    token: str | None = Field(default=None, foreign_key="token.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    organisation: str | None = Field(default=None, foreign_key="organisation.id")
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class AnnotationMotive(SQLModel, table=True):
    """Why a version of an annotation was written, one row a motive."""

    __tablename__ = "annotation_motive"
    __table_args__ = (
        ForeignKeyConstraint(["annotation", "number"], ["annotation_version.annotation", "annotation_version.number"]),
    )
    annotation: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    motive: str = Field(primary_key=True, index=True)
    position: int


class AnnotationTarget(SQLModel, table=True):
    """What an annotation is about; it never changes, whatever its later versions say."""

    __tablename__ = "annotation_target"
    __table_args__ = (Index(None, "cycle", "signatory", "indicator"),)
    annotation: str = Field(foreign_key="annotation.id", primary_key=True)
    kind: str
    framework: str | None = None
    cycle: str | None = None
    clause: str | None = Field(default=None, index=True)
    exact: str | None = words()
    prefix: str | None = words()
    suffix: str | None = words()
    language: str | None = None
    indicator: str | None = Field(default=None, index=True)
    signatory: str | None = None
    revision: int | None = None
    edition: str | None = Field(default=None, index=True)
