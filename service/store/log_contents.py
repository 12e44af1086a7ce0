"""What leaves commit to, as it is stored: openings, tiles, erasures, kept bytes. Rows of acts: `log_acts.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, cast, func, literal_column, select
from sqlmodel import col

from service.store import tables
from service.store.rows import table_of
from service.store.tables import Erasure, LedgerLeaf, LedgerOpening, LedgerPending, LedgerPlace, LedgerTile

ROWS_AT_A_TIME = 1_000
"""Rows with contents in memory at a time."""


def _bytes_of(column: Any) -> Any:
    """A binary column as bytes even where somebody put text into it, which SQLite lets pass."""
    return cast(column, LargeBinary).label(column.key)


def texts_for_bytes(connection: Connection) -> Iterator[tuple[str, int]]:
    """Yield (`table.column`, row id) of every binary value that is stored as something else; on SQLite only, as
    PostgreSQL refuses it."""
    if connection.dialect.name != "sqlite":
        return
    for table in tables.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                kind = func.typeof(column)
                query: Select[Any] = (
                    select(literal_column("rowid")).select_from(table).where(kind.not_in(["blob", "null"]))
                )
                for row in connection.execute(query):
                    yield f"{table.name}.{column.name}", row[0]


def openings(connection: Connection) -> Iterator[Any]:
    """Yield every leaf, in the order of writing: id, hash, kind, subject, commitment, place, pending, salt, content,
    erased."""
    erased = select(col(Erasure.id)).where(col(Erasure.leaf) == col(LedgerLeaf.hash)).limit(1).scalar_subquery()
    query = (
        select(
            *(_bytes_of(one) if isinstance(one.type, LargeBinary) else one for one in table_of(LedgerLeaf).columns),
            col(LedgerPlace.place),
            col(LedgerPending.leaf).label("pending"),
            _bytes_of(LedgerOpening.salt),
            col(LedgerOpening.content),
            erased.label("erased"),
        )
        .outerjoin(LedgerPlace, col(LedgerPlace.leaf) == col(LedgerLeaf.id))
        .outerjoin(LedgerPending, col(LedgerPending.leaf) == col(LedgerLeaf.id))
        .outerjoin(LedgerOpening, col(LedgerOpening.leaf) == col(LedgerLeaf.hash))
    )
    yield from _paged(connection, query, col(LedgerLeaf.id), ROWS_AT_A_TIME)


def placed(connection: Connection) -> Iterator[Any]:
    """Yield the tree by place: place, hash, leaf (its id); kind, subject, commitment, None where the leaf is gone."""
    query = select(
        col(LedgerPlace.place),
        _bytes_of(LedgerPlace.hash),
        col(LedgerPlace.leaf),
        col(LedgerLeaf.kind),
        col(LedgerLeaf.subject),
        _bytes_of(LedgerLeaf.commitment),
    ).outerjoin(LedgerLeaf, col(LedgerLeaf.id) == col(LedgerPlace.leaf))
    yield from _paged(connection, query, col(LedgerPlace.place), after=-1)


_LEAST = -(2**62)
"""Below every leaf's number, forged ones included."""


def _paged(connection: Connection, query: Any, key: Any, page: int = 5_000, after: int = _LEAST) -> Iterator[Any]:
    while rows := list(connection.execute(query.where(key > after).order_by(key).limit(page))):
        yield from rows
        after = getattr(rows[-1], str(key.key))


def leaf_names(connection: Connection) -> Iterator[Any]:
    """Yield every leaf, in the order of writing: id, kind, subject."""
    query = select(col(LedgerLeaf.id), col(LedgerLeaf.kind), col(LedgerLeaf.subject))
    yield from _paged(connection, query, col(LedgerLeaf.id))


def leaves_about(connection: Connection, kind: str, subjects: Sequence[str]) -> list[Any]:
    """Return the leaves of a kind that are about one of `subjects`, in the order of writing: id, subject, recorded, and
    content (None where it was erased)."""
    query = (
        select(col(LedgerLeaf.id), col(LedgerLeaf.subject), col(LedgerLeaf.recorded), col(LedgerOpening.content))
        .outerjoin(LedgerOpening, col(LedgerOpening.leaf) == col(LedgerLeaf.hash))
        .where(col(LedgerLeaf.kind) == kind, col(LedgerLeaf.subject).in_(subjects))
        .order_by(col(LedgerLeaf.id))
    )
    return list(connection.execute(query))


def stored_tiles(connection: Connection) -> Iterator[Any]:
    """Yield every stored tile, level by level, a few in memory at a time: level, number, hashes, root."""
    kept = (col(LedgerTile.level), col(LedgerTile.number))
    query = select(*kept, _bytes_of(LedgerTile.hashes), _bytes_of(LedgerTile.root)).order_by(*kept)
    yield from connection.execute(query.execution_options(yield_per=32))


def erasure_rows(connection: Connection) -> Iterator[Any]:
    """Yield each erasure, a few in memory at a time: id, subject, ground, reason, leaf."""
    told = (Erasure.id, Erasure.subject, Erasure.ground, Erasure.reason)
    query = select(*map(col, told), _bytes_of(Erasure.leaf)).order_by(col(Erasure.id))
    yield from connection.execute(query.execution_options(yield_per=ROWS_AT_A_TIME))


def annotation_spans(connection: Connection, size: int) -> Iterator[tuple[int, int]]:
    """Yield what parts the annotations by their sequence into at most `size` at a time: (after, until]."""
    return _spans(connection, col(tables.Annotation.sequence), size)


def revision_spans(connection: Connection, size: int) -> Iterator[tuple[int, int]]:
    """Yield what parts the revisions by their ids into at most `size` at a time: (after, until]."""
    return _spans(connection, col(tables.Revision.id), size)


def _spans(connection: Connection, key: Any, size: int) -> Iterator[tuple[int, int]]:
    """Only numbers that are there are counted: a forged row of a great number must not keep the verifier busy."""
    after = -(2**31)
    while True:
        page = select(key.label("key")).where(key > after).order_by(key).limit(size).subquery()
        until = connection.execute(select(func.max(page.c.key))).scalar()
        if until is None:
            return
        yield after, until
        after = until


def published_bytes(connection: Connection) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each file kept for an edition: the SHA-256 that names it, and its pieces, one in memory at a time."""
    chunk = tables.EditionChunk
    for name in connection.execute(select(col(tables.EditionFile.sha256)).distinct()).scalars().all():
        query = select(col(chunk.position)).where(col(chunk.sha256) == name).order_by(col(chunk.position))
        positions = connection.execute(query).scalars().all()
        kept = [
            select(_bytes_of(chunk.content)).where(col(chunk.sha256) == name, col(chunk.position) == place)
            for place in positions
        ]
        yield name, (bytes(connection.execute(one).scalar_one()) for one in kept)


def upload_digests(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Yield each kept upload one at a time: its name, which is the SHA-256 of its bytes, and the bytes."""
    names: Sequence[str] = list(connection.execute(select(col(tables.Upload.sha256))).scalars())
    for name in names:
        kept = select(_bytes_of(tables.Upload.content)).where(col(tables.Upload.sha256) == name)
        yield name, bytes(connection.execute(kept).scalar_one())
