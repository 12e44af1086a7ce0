"""The tree in tiles of 256 hashes, as C2SP tlog-tiles lays them out: what is stored never changes.

A tile of level L holds the hashes of complete subtrees of 256^L leaves. Only full tiles are stored, each with the one
hash that stands for it a level above; the ragged right edge follows from them and from the last leaves. Appending and
proving therefore cost O(log n) reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.ledger.merkle import EMPTY_ROOT, Subtree, fold, node_hash

WIDTH = 256
HEIGHT = 8
HASH_BYTES = 32

ReadTile = Callable[[int, int], bytes]
"""(level, number) -> the hashes of that tile, full or partial, end to end."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A full tile: 256 hashes end to end, and the hash of the subtree they make."""

    level: int
    number: int
    hashes: bytes
    root: bytes


def full_tiles(size: int, level: int) -> int:
    """Return how many tiles of `level` are full in a tree of `size` leaves."""
    return int(size >> HEIGHT * (level + 1))


def tile_width(size: int, level: int, number: int) -> int:
    """Return how many hashes a tile holds in a tree of `size` leaves: 256 where full, 0 where there is none."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))


class Edge:
    """The right edge of a tree of `size` leaves: at each level the hashes that no full tile holds yet."""

    def __init__(self, size: int, levels: Sequence[Sequence[bytes]]) -> None:
        """`levels[L]`: the hashes of level L beyond its full tiles; checked against `size` (ValueError)."""
        self.size = size
        self.levels = [list(hashes) for hashes in levels]
        for level, hashes in enumerate(self.levels):
            if len(hashes) != (size >> HEIGHT * level) % WIDTH:
                raise ValueError(f"level {level} of the edge does not belong to {size} leaves")

    def append(self, leaves: Iterable[bytes]) -> Iterator[Tile]:
        """Append leaf hashes, yielding each tile as it fills."""
        for leaf in leaves:
            self.size += 1
            yield from self._add(0, leaf)

    def _add(self, level: int, hash_: bytes) -> Iterator[Tile]:
        if level == len(self.levels):
            self.levels.append([])
        here = self.levels[level]
        here.append(hash_)
        if len(here) == WIDTH:
            self.levels[level] = []
            number = full_tiles(self.size, level) - 1
            tile = Tile(level, number, b"".join(here), perfect_root(here))
            yield tile
            yield from self._add(level + 1, tile.root)

    def root(self) -> bytes:
        """Return the root of the tree."""
        subtrees = [one for hashes in reversed(self.levels) for one in _perfect_parts(hashes)]
        return fold(subtrees) if subtrees else EMPTY_ROOT


def split_hashes(hashes: bytes) -> list[bytes]:
    """Return hashes that stand end to end, one by one."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over a power of two of hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def _perfect_parts(hashes: Sequence[bytes]) -> Iterator[bytes]:
    start = 0
    for bit in range(HEIGHT - 1, -1, -1):
        if len(hashes) >> bit & 1:
            yield perfect_root(hashes[start : start + (1 << bit)])
            start += 1 << bit


def subtrees_of(read: ReadTile) -> Subtree:
    """Return what answers for complete subtrees from tiles, each tile read once."""
    seen: dict[tuple[int, int], bytes] = {}

    def subtree(level: int, index: int) -> bytes:
        tile_level, inner = divmod(level, HEIGHT)
        number, place = divmod(index << inner, WIDTH)
        if (tile_level, number) not in seen:
            seen[tile_level, number] = read(tile_level, number)
        hashes = seen[tile_level, number]
        row = [hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES] for at in range(place, place + (1 << inner))]
        if len(row[-1]) != HASH_BYTES:
            raise ValueError("that subtree is not complete")
        return perfect_root(row)

    return subtree


def subtrees_of_leaves(leaves: Sequence[bytes]) -> Subtree:
    """Return what answers for complete subtrees from a list of leaf hashes; for short lists."""
    return lambda level, index: perfect_root(leaves[index << level : (index + 1) << level])
