"""What everyone may read of the public log: leaves, proofs and tiles of what the newest checkpoint covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from service.errors import ServiceError
from service.ledger.leaves import leaf_of
from service.ledger.merkle import consistency_proof, inclusion_proof, root
from service.ledger.tiles import subtrees_of, tile_width
from service.store import log_tree
from service.store.tables import Checkpoint

_HASH = re.compile("[0-9a-f]{64}")
_INDEX = re.compile("0|[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A leaf's place in the tree that a checkpoint signs, and the path that shows it."""

    leaf: bytes
    index: int
    checkpoint: Checkpoint
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """Two sizes of the tree, their roots, and the path that shows that one begins with the other."""

    earlier: int
    later: int
    earlier_root: bytes
    later_root: bytes
    path: tuple[bytes, ...]


def signed(connection: Connection) -> Checkpoint:
    """Return the newest checkpoint. Raises ServiceError `no_checkpoint` (404)."""
    found = log_tree.newest_checkpoint(connection)
    if found is None:
        raise ServiceError("no_checkpoint", 404)
    return found


def leaves(connection: Connection, start: int, limit: int) -> tuple[int, list[Any]]:
    """Return the signed size, and the rows of at most `limit` leaves from `start` that it covers."""
    size = signed(connection).size
    return size, log_tree.leaves_from(connection, start, max(0, min(limit, size - start)))


def inclusion(connection: Connection, leaf: str) -> Inclusion:
    """Return the proof for a leaf given by its hash or by its index.

    That a leaf waits is told by its hash alone, to who holds its receipt: whoever asks for one index after another must
    not see at which moment something was filed. Raises ServiceError `no_checkpoint`, `leaf_unknown`, `leaf_waiting`
    (404).
    """
    newest = signed(connection)
    index, hash_ = _placed(connection, leaf, newest.size)
    if index is None or index >= newest.size:
        raise ServiceError("leaf_waiting", 404)
    path = inclusion_proof(index, newest.size, subtrees_of(log_tree.tile_reader(connection, newest.size)))
    return Inclusion(hash_, index, newest, tuple(path))


def _placed(connection: Connection, leaf: str, size: int) -> tuple[int | None, bytes]:
    if _HASH.fullmatch(leaf):
        found = log_tree.leaf_by_hash(connection, bytes.fromhex(leaf))
        if found is not None and found.id is not None:
            return log_tree.place_of(connection, found.id), bytes(found.hash)
    elif _INDEX.fullmatch(leaf) and int(leaf) < size:
        hash_ = log_tree.hash_at(connection, int(leaf))
        if hash_ is not None:
            return int(leaf), hash_
    raise ServiceError("leaf_unknown", 404, {"leaf": leaf})


def consistency(connection: Connection, earlier: int, later: int | None) -> Consistency:
    """Return the proof that the tree of `later` leaves (the signed size where None) begins with that of `earlier`.

    Raises ServiceError `no_checkpoint` (404), `beyond_checkpoint` (422).
    """
    size = signed(connection).size
    upper = size if later is None else later
    if not 0 < earlier <= upper <= size:
        raise ServiceError("beyond_checkpoint", 422, {"size": str(size), "found": f"from={earlier}, to={upper}"})
    subtree = subtrees_of(log_tree.tile_reader(connection, size))
    path = consistency_proof(earlier, upper, subtree)
    return Consistency(earlier, upper, root(earlier, subtree), root(upper, subtree), tuple(path))


def tile(connection: Connection, level: int, number: int, width: int) -> bytes:
    """Return `width` hashes of a tile of the signed tree. Raises ServiceError `not_found`, `no_checkpoint` (404)."""
    size = signed(connection).size
    if not 0 < width <= tile_width(size, level, number):
        raise ServiceError("not_found", 404)
    return log_tree.tile_reader(connection, size)(level, number)[: width * log_tree.HASH_BYTES]


def entries(connection: Connection, number: int, width: int) -> bytes:
    """Return an entry bundle: each leaf's entry behind its length in two bytes. Raises ServiceError as `tile` does."""
    size = signed(connection).size
    if not 0 < width <= tile_width(size, 0, number):
        raise ServiceError("not_found", 404)
    rows = log_tree.leaves_from(connection, number * 256, width)
    bundle = [leaf_of(row.kind, row.subject, bytes(row.commitment)).entry for row in rows]
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in bundle)
