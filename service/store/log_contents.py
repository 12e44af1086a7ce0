"""What leaves commit to, as it is stored: openings, erasures, and the rows of acts to hold against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel, col

from service.store import tables
from service.store.rows import table_of
from service.store.tables import Erasure, LedgerLeaf, LedgerOpening, LedgerPending, LedgerPlace, LedgerTile


@dataclass(frozen=True, slots=True)
class ActRows:
    """Where the rows of a kind of act are: key columns that its subject ends in, and (member of content -> column)."""

    model: type[SQLModel]
    key: str
    members: Mapping[str, str]


ACTS: Mapping[str, ActRows] = {
    "reply": ActRows(
        tables.Reply, "sequence", {"by": "organisation", "version": "number", "texts": "texts", "late": "late"}
    ),
    "countersignature": ActRows(tables.Countersignature, "sequence", {"by": "organisation", "version": "number"}),
    "dissent": ActRows(tables.Dissent, "sequence", {"by": "organisation", "version": "number", "text": "text"}),
    "retraction": ActRows(tables.Retraction, "annotation", {"reason": "reason"}),
    "carry_forward": ActRows(tables.CarryForward, "revision", {"revision": "revision", "texts": "texts"}),
    "withholding": ActRows(
        tables.Withholding, "sequence", {"part": "part", "ground": "ground", "reason": "reason", "lifted": "lifted"}
    ),
}
"""Kinds whose rows are compared member by member; revisions and annotations are rebuilt whole."""

_INFIX = {"carry_forward": "carry-forward"}


def openings(connection: Connection) -> Iterator[Any]:
    """Yield every leaf, in the order of writing: id, hash, kind, subject, commitment, place, pending, salt, content,
    erased."""
    erased = select(col(Erasure.id)).where(col(Erasure.leaf) == col(LedgerLeaf.hash)).limit(1).scalar_subquery()
    query = (
        select(
            *table_of(LedgerLeaf).columns,
            col(LedgerPlace.place),
            col(LedgerPending.leaf).label("pending"),
            col(LedgerOpening.salt),
            col(LedgerOpening.content),
            erased.label("erased"),
        )
        .outerjoin(LedgerPlace, col(LedgerPlace.leaf) == col(LedgerLeaf.id))
        .outerjoin(LedgerPending, col(LedgerPending.leaf) == col(LedgerLeaf.id))
        .outerjoin(LedgerOpening, col(LedgerOpening.leaf) == col(LedgerLeaf.hash))
    )
    yield from _paged(connection, query, col(LedgerLeaf.id))


def placed(connection: Connection) -> Iterator[Any]:
    """Yield the tree by place: place, hash, leaf (its id); kind, subject, commitment, None where the leaf is gone."""
    query = select(
        col(LedgerPlace.place),
        col(LedgerPlace.hash),
        col(LedgerPlace.leaf),
        col(LedgerLeaf.kind),
        col(LedgerLeaf.subject),
        col(LedgerLeaf.commitment),
    ).outerjoin(LedgerLeaf, col(LedgerLeaf.id) == col(LedgerPlace.leaf))
    yield from _paged(connection, query, col(LedgerPlace.place))


def _paged(connection: Connection, query: Any, key: Any, page: int = 5_000) -> Iterator[Any]:
    after = -1
    while rows := list(connection.execute(query.where(key > after).order_by(key).limit(page))):
        yield from rows
        after = getattr(rows[-1], str(key.key))


def stored_tiles(connection: Connection) -> Iterator[Any]:
    """Yield every stored tile: level, number, hashes, root; 8 KB for each 256 leaves."""
    yield from connection.execute(select(table_of(LedgerTile)).order_by(col(LedgerTile.level), col(LedgerTile.number)))


def erasures(connection: Connection) -> list[Erasure]:
    """Return every erasure."""
    return [Erasure(**row) for row in connection.execute(select(table_of(Erasure))).mappings()]


def cycle_ids(connection: Connection) -> list[str]:
    """Return the ids of all cycles."""
    return list(connection.execute(select(col(tables.Cycle.id))).scalars())


def last_annotation(connection: Connection) -> int:
    """Return the largest sequence number of an annotation, 0 without any."""
    return connection.execute(select(func.max(col(tables.Annotation.sequence)))).scalar() or 0


def act_rows(connection: Connection, kind: str) -> dict[str, Mapping[str, Any]]:
    """Return the rows of a kind in `ACTS` by subject: what each says, by member of the content committed to."""
    act = ACTS[kind]
    return {
        _subject(kind, row): {member: row[column] for member, column in act.members.items()}
        for row in connection.execute(select(table_of(act.model))).mappings()
    }


def _subject(kind: str, row: Any) -> str:
    key = ACTS[kind].key
    tail = "" if key == "annotation" else f":{row[key]}"
    return f"urn:enregard:annotation:{row['annotation']}:{_INFIX.get(kind, kind)}{tail}"


def upload_digests(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Yield each kept upload one at a time: its name, which is the SHA-256 of its bytes, and the bytes."""
    names: Sequence[str] = list(connection.execute(select(col(tables.Upload.sha256))).scalars())
    for name in names:
        kept = select(col(tables.Upload.content)).where(col(tables.Upload.sha256) == name)
        yield name, bytes(connection.execute(kept).scalar_one())
