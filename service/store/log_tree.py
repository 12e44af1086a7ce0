"""The tree of the public log in rows: places, full tiles, checkpoints. Hashing is `service/ledger`'s, not this one's.

Leaves are queued by the acts that write them and take their places here, in one ordered pass that only one process
runs at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, text
from sqlmodel import col

from service.store.rows import find, insert_rows, table_of
from service.store.tables import Checkpoint, LedgerLeaf, LedgerPending, LedgerPlace, LedgerTile

_LOCK = 0x6C6F67  # any constant of our own: two sequencers wait for each other on PostgreSQL
HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many leaves no checkpoint covers, and since when the first of them waits."""

    leaves: int
    since: datetime | None


def lock_tree(connection: Connection) -> None:
    """Let one transaction at a time place leaves; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def waiting(connection: Connection) -> Waiting:
    """Return what waits for a checkpoint: leaves in the queue, and those with a place that none was signed over yet."""
    signed = newest_checkpoint(connection)
    queued = select(func.count(), func.min(col(LedgerPending.recorded))).select_from(table_of(LedgerPending))
    placed = (
        select(func.count(), func.min(col(LedgerLeaf.recorded)))
        .select_from(table_of(LedgerPlace))
        .join(LedgerLeaf, col(LedgerLeaf.id) == col(LedgerPlace.leaf))
        .where(col(LedgerPlace.place) >= (signed.size if signed else 0))
    )
    found = [connection.execute(query).one() for query in (queued, placed)]
    since = [row[1] for row in found if row[1] is not None]
    return Waiting(sum(row[0] for row in found), min(since, default=None))


def take_waiting(connection: Connection, limit: int) -> list[tuple[int, bytes]]:
    """Take at most `limit` leaves off the queue, oldest first: (leaf id, leaf hash).

    One DELETE ... RETURNING: a leaf whose transaction commits meanwhile is either taken or stays queued, never lost.
    """
    oldest = select(col(LedgerPending.leaf)).order_by(col(LedgerPending.leaf)).limit(limit)
    act = delete(LedgerPending).where(col(LedgerPending.leaf).in_(oldest))
    taken = connection.execute(act.returning(col(LedgerPending.leaf), col(LedgerPending.hash)))
    return sorted((row[0], bytes(row[1])) for row in taken)


def tree_size(connection: Connection) -> int:
    """Return how many leaves have a place."""
    last = connection.execute(select(func.max(col(LedgerPlace.place)))).scalar()
    return 0 if last is None else int(last) + 1


def add_places(connection: Connection, first: int, leaves: Sequence[tuple[int, bytes]]) -> None:
    """Give leaves the places from `first` on."""
    rows = [{"place": first + at, "leaf": leaf, "hash": hash_} for at, (leaf, hash_) in enumerate(leaves)]
    insert_rows(connection, LedgerPlace, rows)


def add_tiles(connection: Connection, tiles: Sequence[Mapping[str, Any]]) -> None:
    """Store full tiles: level, number, hashes, root."""
    insert_rows(connection, LedgerTile, tiles)


def add_checkpoint(connection: Connection, size: int, root: bytes, note: str, now: datetime) -> None:
    """Keep a signed checkpoint for good."""
    insert_rows(connection, Checkpoint, [{"size": size, "root": root, "created": now, "note": note}])


def newest_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the checkpoint of the largest size, None before the first."""
    query = select(table_of(Checkpoint)).order_by(col(Checkpoint.size).desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return Checkpoint(**row) if row else None


def checkpoints(connection: Connection) -> list[Checkpoint]:
    """Return every checkpoint, smallest first."""
    query = select(table_of(Checkpoint)).order_by(col(Checkpoint.size))
    return [Checkpoint(**row) for row in connection.execute(query).mappings()]


def tile_reader(connection: Connection, size: int) -> Callable[[int, int], bytes]:
    """Return what reads a tile of the tree of `size` leaves: (level, number) -> its hashes, fewer than 256 where the
    tree does not fill it. A tile that the tree fills is stored; any other is read from the edge at once."""

    def read(level: int, number: int) -> bytes:
        width = max(0, min(256, (size >> 8 * level) - number * 256))
        here = (col(LedgerTile.level) == level, col(LedgerTile.number) == number)
        full = connection.execute(select(col(LedgerTile.hashes)).where(*here)).scalar() if width == 256 else None
        return bytes(full) if full else b"".join(_edge_hashes(connection, level, number * 256, width))

    return read


def _edge_hashes(connection: Connection, level: int, first: int, width: int) -> list[bytes]:
    if level == 0:
        place = col(LedgerPlace.place)
        query = select(col(LedgerPlace.hash)).where(place >= first, place < first + width).order_by(place)
    else:
        number = col(LedgerTile.number)
        query = (
            select(col(LedgerTile.root))
            .where(col(LedgerTile.level) == level - 1, number >= first, number < first + width)
            .order_by(number)
        )
    return [bytes(row[0]) for row in connection.execute(query)]


def edge(connection: Connection, size: int) -> list[list[bytes]]:
    """Return the right edge of the tree of `size` leaves: at each level the hashes beyond its full tiles."""
    levels = []
    level = 0
    while size >> 8 * level:
        count = size >> 8 * level
        levels.append(_edge_hashes(connection, level, count // 256 * 256, count % 256))
        level += 1
    return levels


def leaves_from(connection: Connection, start: int, limit: int) -> list[Any]:
    """Return rows (place, hash, kind, subject, commitment, id) of at most `limit` leaves from place `start`."""
    query = (
        select(
            col(LedgerPlace.place),
            col(LedgerLeaf.hash),
            col(LedgerLeaf.kind),
            col(LedgerLeaf.subject),
            col(LedgerLeaf.commitment),
            col(LedgerLeaf.id),
        )
        .join(LedgerLeaf, col(LedgerLeaf.id) == col(LedgerPlace.leaf))
        .where(col(LedgerPlace.place) >= start, col(LedgerPlace.place) < start + limit)
        .order_by(col(LedgerPlace.place))
    )
    return list(connection.execute(query))


def all_leaves(connection: Connection, *, page: int = 10_000) -> Iterator[Any]:
    """Yield the rows of `leaves_from` for the whole tree, a page at a time."""
    start = 0
    while rows := leaves_from(connection, start, page):
        yield from rows
        start = rows[-1].place + 1


def leaf_by_hash(connection: Connection, hash_: bytes) -> LedgerLeaf | None:
    """Return the leaf of a hash, None where the log has none."""
    return find(connection, LedgerLeaf, col(LedgerLeaf.hash) == hash_)


def place_of(connection: Connection, leaf: int) -> int | None:
    """Return a leaf's place, None while it waits for one."""
    place = connection.execute(select(col(LedgerPlace.place)).where(col(LedgerPlace.leaf) == leaf)).scalar()
    return None if place is None else int(place)


def hash_at(connection: Connection, place: int) -> bytes | None:
    """Return the leaf hash at a place, None beyond the tree."""
    found = connection.execute(select(col(LedgerPlace.hash)).where(col(LedgerPlace.place) == place)).scalar()
    return None if found is None else bytes(found)
