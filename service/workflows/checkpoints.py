"""Checkpoints: leaves that wait take their places, and the tree is signed. One process at a time, in batches.

A checkpoint covers several leaves, whoever asks for it and however long they wait, so that none isolates one testimony.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from service.errors import ServiceError
from service.ledger.notes import SigningKey, sign_checkpoint
from service.ledger.tiles import Edge
from service.store import log_tree, webhooks
from service.store.engine import Database
from service.store.tables import Checkpoint

PLACED_AT_ONCE = 2_000
"""Leaves placed in one transaction: acts that wait for SQLite's writer meanwhile wait some hundredths of a second."""

LEAST = 3
"""Leaves that a checkpoint adds at least, where nothing else is set."""


@dataclass(frozen=True, slots=True)
class Batching:
    """When a checkpoint is due: enough leaves and enough time since the last one, or the longest wait is over; never
    with fewer than the `least`."""

    leaves: int = 8
    every: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(days=1)
    least: int = LEAST


class TooFewLeavesError(ServiceError):
    """What waits is too little company for each other: a checkpoint would tell when one of them was filed."""

    def __init__(self, waiting: int, least: int) -> None:
        super().__init__("too_few_leaves", 409, {"waiting": str(waiting), "least": str(least)})


def checkpoint_due(database: Database, batching: Batching, now: datetime) -> bool:
    """Whether leaves wait that a checkpoint should cover by now."""
    with database.reading() as connection:
        queue = log_tree.waiting(connection)
        last = log_tree.newest_checkpoint(connection)
    if queue.leaves < max(1, batching.least) or queue.since is None:
        return False
    rested = last is None or now - last.created >= batching.every
    return (queue.leaves >= batching.leaves and rested) or now - queue.since >= batching.longest


def make_checkpoint(database: Database, key: SigningKey, now: datetime, least: int) -> Checkpoint | None:
    """Place every leaf that waits and sign the tree; returns the newest checkpoint, None for an empty log.

    Signing the same tree again changes nothing. Raises TooFewLeavesError (409) where fewer than `least` leaves wait,
    before any of them takes its place; and ServiceError as `Database.write` does.
    """
    with database.reading() as connection:
        _refuse_few(log_tree.waiting(connection).leaves, least)
    while database.write(_place) == PLACED_AT_ONCE:
        pass
    return database.write(lambda connection: _sign(connection, key, now, least))


def _refuse_few(waiting: int, least: int) -> None:
    if 0 < waiting < least:
        raise TooFewLeavesError(waiting, least)


def _place(connection: Connection) -> int:
    log_tree.lock_tree(connection)
    size = log_tree.tree_size(connection)
    leaves = log_tree.take_waiting(connection, PLACED_AT_ONCE)
    edge = Edge(size, log_tree.edge(connection, size))
    tiles = [asdict(tile) for tile in edge.append(hash_ for _, hash_ in leaves)]
    log_tree.add_places(connection, size, leaves)
    log_tree.add_tiles(connection, tiles)
    return len(leaves)


def _sign(connection: Connection, key: SigningKey, now: datetime, least: int) -> Checkpoint | None:
    log_tree.lock_tree(connection)
    size = log_tree.tree_size(connection)
    last = log_tree.newest_checkpoint(connection)
    if size == (last.size if last else 0):
        return last
    _refuse_few(size - (last.size if last else 0), least)  # another process may have signed what waited with them
    root = Edge(size, log_tree.edge(connection, size)).root()
    log_tree.add_checkpoint(connection, size, root, sign_checkpoint(key, size, root), now)
    webhooks.queue(connection, last.size if last else 0, size, now)
    return log_tree.newest_checkpoint(connection)
