"""Every table of the service. Rows only: no table model ever reaches the network, no rule lives here.

`INSERT_ONLY` names the tables whose rows nobody may change or remove; the database itself refuses it (`guards.py`).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, LargeBinary, MetaData, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.types import Exact, Moment

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = CONVENTION

INSERT_ONLY = (
    "revision",
    "population",
    "answer",
    "answer_value",
    "evidence",
    "commitment",
    "finding",
    "annotation",
    "annotation_version",
    "annotation_motive",
    "annotation_target",
)


def _text(nullable: bool = True) -> Any:
    return Field(sa_column=Column(Text, nullable=nullable), default=None)


def _moment(nullable: bool = False, index: bool = False) -> Any:
    return Field(sa_column=Column(Moment, nullable=nullable, index=index), default=None)


class Organisation(SQLModel, table=True):
    """A company, a union, the secretariat or a body of analysts."""

    __tablename__ = "organisation"
    id: str = Field(primary_key=True)
    kind: str
    name: str
    verified: bool = True
    created: datetime = _moment()


class Token(SQLModel, table=True):
    """A bearer token: only its SHA-256 is kept, with its first characters to recognise it by."""

    __tablename__ = "token"
    id: str = Field(primary_key=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    prefix: str
    digest: str = Field(unique=True)
    scopes: str
    created: datetime = _moment()
    expires: datetime = _moment()
    revoked: datetime | None = _moment(nullable=True)


class Cycle(SQLModel, table=True):
    """One round of self-assessments, under one version of one framework."""

    __tablename__ = "cycle"
    id: str = Field(primary_key=True)
    framework: str
    framework_hash: str
    opens: datetime = _moment()
    closes: datetime = _moment()
    created: datetime = _moment()


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
    received: datetime = _moment()
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Revision(SQLModel, table=True):
    """One immutable state of a submission. `number` counts from 1 within its submission."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("submission", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    submission: str = Field(foreign_key="submission.id")
    number: int
    source: str
    received: datetime = _moment()
    late: bool
    organisation: str = Field(foreign_key="organisation.id")
    token: str | None = Field(default=None, foreign_key="token.id")
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
    reason: str | None = _text()
    comment: str | None = _text()


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
    title: str = _text(nullable=False)
    link: str | None = _text()
    reference: str | None = _text()


class Commitment(SQLModel, table=True):
    """A company's own commitment, in its own words."""

    __tablename__ = "commitment"
    revision: int = Field(foreign_key="revision.id", primary_key=True)
    position: int = Field(primary_key=True)
    clause: str | None = None
    text: str = _text(nullable=False)
    target: Decimal | None = Field(default=None, sa_column=Column(Exact, nullable=True))
    unit: str | None = _text()
    target_date: date | None = None
    role: str | None = _text()


class FindingRow(SQLModel, table=True):
    """A warning that stood when the revision was filed; shown beside its answer."""

    __tablename__ = "finding"
    revision: int = Field(foreign_key="revision.id", primary_key=True)
    position: int = Field(primary_key=True)
    code: str
    path: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    indicator: str | None = None
    field: str | None = None
    found: str = _text(nullable=False)
    params: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))


class Annotation(SQLModel, table=True):
    """A counter-annotation by one union; `sequence`, not a clock, gives the order."""

    __tablename__ = "annotation"
    sequence: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    created: datetime = _moment()


class AnnotationVersion(SQLModel, table=True):
    """One immutable version of an annotation's content."""

    __tablename__ = "annotation_version"
    annotation: str = Field(foreign_key="annotation.id", primary_key=True)
    number: int = Field(primary_key=True)
    motivation: str
    created: datetime = _moment()
    token: str | None = Field(default=None, foreign_key="token.id")
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
    exact: str | None = _text()
    prefix: str | None = _text()
    suffix: str | None = _text()
    language: str | None = None
    indicator: str | None = Field(default=None, index=True)
    signatory: str | None = None
    revision: int | None = None
    edition: str | None = None


class IdempotencyKey(SQLModel, table=True):
    """What a request with this key was answered, so that a retry gets the same answer."""

    __tablename__ = "idempotency_key"
    organisation: str = Field(foreign_key="organisation.id", primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str
    status: int
    body: str = _text(nullable=False)
    location: str | None = None
    created: datetime = _moment(index=True)
