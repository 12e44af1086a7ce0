"""Checkpoints: leaves that wait take their places, and the tree is signed. One process at a time, in batches.

A checkpoint covers several leaves, or a whole day of them, so that none isolates one testimony by its hour.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from service.ledger.notes import SigningKey, sign_checkpoint
from service.ledger.tiles import Edge
from service.store import log_tree, webhooks
from service.store.engine import Database
from service.store.tables import Checkpoint

PLACED_AT_ONCE = 2_000
"""Leaves placed in one transaction: acts that wait for SQLite's writer meanwhile wait some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Batching:
    """When a checkpoint is due: enough leaves and enough time since the last one, or the longest wait is over."""

    leaves: int = 8
    every: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(days=1)


def checkpoint_due(database: Database, batching: Batching, now: datetime) -> bool:
    """Whether leaves wait that a checkpoint should cover by now."""
    with database.reading() as connection:
        queue = log_tree.waiting(connection)
        last = log_tree.newest_checkpoint(connection)
    if not queue.leaves or queue.since is None:
        return False
    rested = last is None or now - last.created >= batching.every
    return (queue.leaves >= batching.leaves and rested) or now - queue.since >= batching.longest


def make_checkpoint(database: Database, key: SigningKey, now: datetime) -> Checkpoint | None:
    """Place every leaf that waits and sign the tree; returns the newest checkpoint, None for an empty log.

    Signing the same tree again changes nothing. Raises ServiceError as `Database.write` does.
    """
    while database.write(_place) == PLACED_AT_ONCE:
        pass
    return database.write(lambda connection: _sign(connection, key, now))


def _place(connection: Connection) -> int:
    log_tree.lock_tree(connection)
    size = log_tree.tree_size(connection)
    leaves = log_tree.take_waiting(connection, PLACED_AT_ONCE)
    edge = Edge(size, log_tree.edge(connection, size))
    tiles = [asdict(tile) for tile in edge.append(hash_ for _, hash_ in leaves)]
    log_tree.add_places(connection, size, leaves)
    log_tree.add_tiles(connection, tiles)
    return len(leaves)


def _sign(connection: Connection, key: SigningKey, now: datetime) -> Checkpoint | None:
    log_tree.lock_tree(connection)
    size = log_tree.tree_size(connection)
    last = log_tree.newest_checkpoint(connection)
    if size == (last.size if last else 0):
        return last
    root = Edge(size, log_tree.edge(connection, size)).root()
    log_tree.add_checkpoint(connection, size, root, sign_checkpoint(key, size, root), now)
    webhooks.queue(connection, last.size if last else 0, size, now)
    return log_tree.newest_checkpoint(connection)
