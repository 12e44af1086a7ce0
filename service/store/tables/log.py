"""The public log: leaves in the order they were written, their places in the tree, tiles, checkpoints. Rows only.

`ledger_opening` is the one guarded table whose rows may go: only where a row of `erasure` names their leaf.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

INSERT_ONLY = (
    "ledger_leaf",
    "ledger_opening",
    "ledger_place",
    "ledger_tile",
    "checkpoint",
    "erasure",
)
_BIG = BigInteger().with_variant(Integer, "sqlite")


def _bytes() -> Column[bytes]:
    return Column(LargeBinary, nullable=False)


class LedgerLeaf(SQLModel, table=True):
    """A leaf as written with its act. `id` may have gaps; the place in the tree is `ledger_place`'s."""

    __tablename__ = "ledger_leaf"
    id: int | None = Field(default=None, sa_column=Column(_BIG, primary_key=True))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    kind: str
    subject: str = Field(index=True)
    commitment: bytes = Field(sa_column=_bytes())
    recorded: datetime = moment()


class LedgerOpening(SQLModel, table=True):
    """What opens a leaf's commitment: salt and canonical content; deleted where an erasure says so."""

    __tablename__ = "ledger_opening"
    leaf: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    salt: bytes = Field(sa_column=_bytes())
    content: str = words(nullable=False)


class LedgerPending(SQLModel, table=True):
    """A leaf that no checkpoint covers yet: a queue, emptied when leaves get their places."""

    __tablename__ = "ledger_pending"
    leaf: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    hash: bytes = Field(sa_column=_bytes())
    recorded: datetime = moment()


class LedgerPlace(SQLModel, table=True):
    """Where a leaf stands in the tree, counted from 0 without a gap."""

    __tablename__ = "ledger_place"
    place: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    leaf: int = Field(sa_column=Column(_BIG, nullable=False, unique=True))
    hash: bytes = Field(sa_column=_bytes())


class LedgerTile(SQLModel, table=True):
    """A full tile of 256 hashes (C2SP tlog-tiles), and the one hash that stands for it a level above."""

    __tablename__ = "ledger_tile"
    level: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    number: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    hashes: bytes = Field(sa_column=_bytes())
    root: bytes = Field(sa_column=_bytes())


class Checkpoint(SQLModel, table=True):
    """A signed statement of the tree's size and root; `note` is the C2SP text as served."""

    __tablename__ = "checkpoint"
    size: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=_bytes())
    created: datetime = moment()
    note: str = words(nullable=False)


class Erasure(SQLModel, table=True):
    """That something personal was erased: what, on which ground, by whom. The words themselves are gone."""

    __tablename__ = "erasure"
    id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    leaf: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True, index=True))
    ground: str
    reason: str = words(nullable=False)
    organisation: str
    token: str | None = None
    created: datetime = moment()
