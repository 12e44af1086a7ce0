"""The Merkle tree of RFC 9162, section 2.1: roots, inclusion and consistency proofs, and their verification.

Nothing here keeps a tree: a proof asks for the hashes of complete subtrees, and a stored tree (`tiles.py`) or a list
of leaf hashes answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree without leaves (RFC 9162, section 2.1.1)."""

Subtree = Callable[[int, int], bytes]
"""(level, index) -> hash of the complete subtree over the leaves [index * 2^level, (index + 1) * 2^level)."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def split(width: int) -> int:
    """Return the largest power of two smaller than `width`, which is at least 2."""
    return 1 << (width - 1).bit_length() - 1


def range_hash(start: int, end: int, subtree: Subtree) -> bytes:
    """Return the hash of the tree over the leaves [start, end); `start` is where a subtree of that width may begin."""
    width = end - start
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return subtree(level, start >> level)
    middle = start + split(width)
    return node_hash(range_hash(start, middle, subtree), range_hash(middle, end, subtree))


def root(size: int, subtree: Subtree) -> bytes:
    """Return the root of the first `size` leaves."""
    return range_hash(0, size, subtree) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return PATH(index, D_size), leaf side first (section 2.1.3.1). Raises ValueError unless 0 <= index < size."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of that size")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return [range_hash(first, last, subtree) for first, last in reversed(path)]


def consistency_proof(earlier: int, later: int, subtree: Subtree) -> list[bytes]:
    """Return PROOF(earlier, D_later) (section 2.1.4.1); empty where the two sizes are the same.

    Raises ValueError unless 0 < earlier <= later.
    """
    if not 0 < earlier <= later:
        raise ValueError("no proof between those sizes")
    start, end, path = 0, later, []
    while earlier != end:
        middle = start + split(end - start)
        if earlier <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return [range_hash(first, last, subtree) for first, last in reversed(path)]


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether `path` leads from a leaf hash at `index` to the root of a tree of `size` (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, second, here = index, size - 1, leaf
    for sibling in path:
        if second == 0:
            return False
        if first & 1 or first == second:
            here = node_hash(sibling, here)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            here = node_hash(here, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and here == expected


def consistent(earlier: int, later: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the tree of size `later` begins with the tree of size `earlier` (section 2.1.4.2)."""
    if earlier == later:
        return not path and old_root == new_root
    if not 0 < earlier < later or not path:
        return False
    proof = iter([old_root, *path] if earlier & (earlier - 1) == 0 else path)
    first, second = earlier - 1, later - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    old = new = next(proof)
    for sibling in proof:
        if second == 0:
            return False
        if first & 1 or first == second:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            new = node_hash(new, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and old == old_root and new == new_root


class Growth:
    """A tree that only grows, in O(log n) memory: the complete subtrees at its right edge, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        here, place = leaf, self.size
        while place & 1:
            here = node_hash(self._edge.pop(), here)
            place >>= 1
        self._edge.append(here)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of what was appended."""
        return fold(self._edge)


def fold(edge: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees that follow each other, largest first."""
    if not edge:
        return EMPTY_ROOT
    here = edge[-1]
    for left in reversed(edge[:-1]):
        here = node_hash(left, here)
    return here
