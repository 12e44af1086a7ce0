"""Verifying the log offline: from checkpoints, a key and leaves to a name for every tampering. No database here.

Two things are held against each other: the tree as it is stored, and what was signed; a checkpoint that somebody else
holds tells apart a past that was signed twice.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from service.ledger.leaves import KINDS, leaf_of
from service.ledger.log_findings import LogFinding, finding
from service.ledger.merkle import EMPTY_ROOT, Growth
from service.ledger.notes import NoteError, SignedCheckpoint, VerifierKey, read_checkpoint

_NONE = -1
TileHash = Callable[[int], bytes | None]
"""Index of a leaf -> its hash as a stored tile has it, None where no tile does."""


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A leaf as found: `hash` as the tree stores it; the rest None where the leaf itself is gone."""

    index: int
    hash: bytes
    id: int
    kind: str | None = None
    subject: str | None = None
    commitment: bytes | None = None

    def recomputed(self) -> bytes | None:
        """Return the hash that the leaf's own words give, None where they cannot be a leaf."""
        if self.kind not in KINDS or self.subject is None or self.commitment is None:
            return None
        return leaf_of(self.kind, self.subject, self.commitment).hash


@dataclass(slots=True)
class _Walk:
    """What one pass over the leaves gathers."""

    roots: dict[int, bytes] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    differing: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    ids: array[int] = field(default_factory=lambda: array("q"))  # by place; _NONE where the leaf is gone
    size: int = 0


def read_notes(
    notes: Iterable[tuple[str, str]], key: VerifierKey
) -> tuple[list[tuple[str, SignedCheckpoint]], list[LogFinding]]:
    """Return the named notes whose signature by `key` holds, and why the others do not (L01, L02, L03)."""
    held, findings = [], []
    for name, text in notes:
        try:
            note = read_checkpoint(text)
        except NoteError as error:
            findings.append(finding("L01", name, error.reason))
            continue
        if not note.names(key):
            signers = ", ".join(f"{signer}+{id_.hex()}" for signer, id_, _ in note.signatures)
            findings.append(finding("L02", name, signers, f"{key.name}+{key.id.hex()}"))
        elif not note.verified_by(key):
            findings.append(finding("L03", name))
        else:
            held.append((name, note))
    return held, findings


def verify_tree(
    leaves: Iterable[StoredLeaf],
    own: Sequence[tuple[str, SignedCheckpoint]],
    held: Sequence[tuple[str, SignedCheckpoint]] = (),
    tile_hash: TileHash = lambda _: None,
) -> list[LogFinding]:
    """Return every finding on a tree: `own` are the checkpoints stored with it, `held` those that others kept.

    Leaves come in the order of their indexes. Costs O(n) hashes and eight bytes of memory a leaf, more for faults.
    """
    walk = _walked(leaves, {note.size for _, note in (*own, *held)}, tile_hash)
    named = [*_moved_or_edited(walk), *(finding("L07", index) for index in walk.gone)]
    beyond = [finding("L04", name, walk.size, note.size) for name, note in own if note.size > walk.size]
    wrong = list(_rewritten(walk, own))
    return [*named, *beyond, *wrong, *_contradicted(walk, own, held, sound=not wrong)]


def _walked(leaves: Iterable[StoredLeaf], sizes: set[int], tile_hash: TileHash) -> _Walk:
    walk, tree = _Walk({0: EMPTY_ROOT}), Growth()

    def grow(hash_: bytes) -> None:
        tree.append(hash_)
        if tree.size in sizes:
            walk.roots[tree.size] = tree.root()

    for leaf in leaves:
        while tree.size < leaf.index:
            walk.gone.append(tree.size)
            walk.ids.append(_NONE)
            grow(tile_hash(tree.size) or bytes(32))
        signed = tile_hash(leaf.index) or leaf.hash
        found = leaf.recomputed() if leaf.kind is not None else None
        if leaf.kind is None:
            walk.gone.append(leaf.index)
        elif found != signed or leaf.hash != signed:
            walk.differing[leaf.index] = (found if found != signed and found else leaf.hash, signed)
        walk.ids.append(leaf.id)
        grow(signed)
    walk.size = tree.size
    return walk


def _moved_or_edited(walk: _Walk) -> Iterator[LogFinding]:
    """A leaf found where another belongs, and elsewhere not, has moved; any other one that differs was edited."""
    belonging = {signed for _, signed in walk.differing.values()}
    for index, (found, signed) in sorted(walk.differing.items()):
        yield finding("L08" if found in belonging else "L06", index, found.hex(), signed.hex())


def _rewritten(walk: _Walk, own: Sequence[tuple[str, SignedCheckpoint]]) -> Iterator[LogFinding]:
    sound = 0
    for name, note in sorted(own, key=lambda one: one[1].size):
        if note.size > walk.size:
            return
        if walk.roots[note.size] != note.root:
            yield from _out_of_order(walk, sound, note.size)
            yield finding("L09", name, f"{sound}–{note.size - 1}", note.size)
            return  # all later ones rest on the same leaves
        sound = note.size


def _out_of_order(walk: _Walk, start: int, end: int) -> Iterator[LogFinding]:
    """Within one batch leaves take their places in the order they were written: a descent shows an exchange."""
    for index in range(start + 1, end):
        before, here = walk.ids[index - 1], walk.ids[index]
        if _NONE < here < before and index not in walk.differing:
            yield finding("L08", index, f"#{here}", f"> #{before}")


def _contradicted(
    walk: _Walk,
    own: Sequence[tuple[str, SignedCheckpoint]],
    held: Sequence[tuple[str, SignedCheckpoint]],
    *,
    sound: bool,
) -> Iterator[LogFinding]:
    largest = max((note.size for _, note in own), default=0)
    for name, note in held:
        if note.size > max(walk.size, largest):
            yield finding("L05", name, max(walk.size, largest), note.size)
        elif note.size > walk.size:
            yield finding("L04", name, walk.size, note.size)
        elif walk.roots[note.size] != note.root:
            yield (
                finding("L10", name, "", note.size) if sound else finding("L09", name, f"0–{note.size - 1}", note.size)
            )
