"""Roots and proofs are those of RFC 9162, by an implementation written from its text and by a second library."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof, verify_consistency

from service.ledger.leaves import leaf_hash
from service.ledger.merkle import (
    EMPTY_ROOT,
    Growth,
    consistency_proof,
    consistent,
    included,
    inclusion_proof,
    root,
)
from service.ledger.tiles import WIDTH, Edge, Tile, full_tiles, subtrees_of, subtrees_of_leaves, tile_width
from tests.ledger import rfc9162

ENTRIES = [b"entry %d" % number for number in range(700)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(0, 300)


def _tiled(size: int) -> tuple[Edge, dict[tuple[int, int], Tile]]:
    edge = Edge(0, [])
    return edge, {(tile.level, tile.number): tile for tile in edge.append(LEAVES[:size])}


@given(SIZES)
@example(0)
@example(1)
@example(256)
@example(257)
def test_the_root_is_that_of_the_rfc_however_it_is_computed(size: int) -> None:
    expected = rfc9162.mth(ENTRIES[:size])
    growth = Growth()
    for leaf in LEAVES[:size]:
        growth.append(leaf)

    assert root(size, subtrees_of_leaves(LEAVES)) == growth.root() == _tiled(size)[0].root() == expected


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_an_inclusion_proof_is_the_path_of_the_rfc_and_holds_for_its_leaf_alone(place: tuple[int, int]) -> None:
    index, size = place
    path = inclusion_proof(index, size, subtrees_of_leaves(LEAVES))
    signed = rfc9162.mth(ENTRIES[:size])

    assert path == rfc9162.path(index, ENTRIES[:size])
    assert included(LEAVES[index], index, size, path, signed)
    assert not included(LEAVES[index + 1], index, size, path, signed)
    assert not included(LEAVES[index], index, size, [*path, signed], signed)
    assert not included(LEAVES[index], index, size, path[:-1], signed) or size == 1
    assert not any(included(LEAVES[index], other, size, path, signed) for other in range(size) if other != index)


@given(st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_a_consistency_proof_is_that_of_the_rfc_and_holds_for_its_two_roots_alone(sizes: tuple[int, int]) -> None:
    earlier, later = sizes
    path = consistency_proof(earlier, later, subtrees_of_leaves(LEAVES))
    old, new = rfc9162.mth(ENTRIES[:earlier]), rfc9162.mth(ENTRIES[:later])

    assert path == rfc9162.proof(earlier, ENTRIES[:later])
    assert consistent(earlier, later, old, new, path)
    assert not consistent(earlier, later, new[::-1], new, path)
    assert not consistent(earlier, later, old, new[::-1], path)
    if earlier < later:
        assert not consistent(earlier, later, old, new, path[:-1])
        assert not consistent(earlier + 1, later, old, new, path) or earlier + 1 == later


@given(st.integers(1, 120).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_pymerkle_a_second_library_computes_the_same_roots_and_proofs(sizes: tuple[int, int]) -> None:
    earlier, later = sizes
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES[:later]:
        tree.append_entry(entry)
    subtree = subtrees_of_leaves(LEAVES)

    assert tree.get_state(later) == root(later, subtree)
    theirs = tree.prove_inclusion(earlier, later)
    assert theirs.path[0] == LEAVES[earlier - 1]  # it counts leaves from one, and begins its path with the leaf itself
    assert theirs.path[1:] == inclusion_proof(earlier - 1, later, subtree)
    # Its consistency proofs have a shape of their own; that they join our two roots is what can be compared.
    between = tree.prove_consistency(earlier, later)
    verify_consistency(root(earlier, subtree), root(later, subtree), between)
    with pytest.raises(InvalidProof):
        verify_consistency(root(earlier, subtree)[::-1], root(later, subtree), between)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 700])
def test_proofs_from_stored_tiles_are_those_from_the_leaves(size: int) -> None:
    edge, tiles = _tiled(size)

    def read(level: int, number: int) -> bytes:
        stored = tiles.get((level, number))
        return stored.hashes if stored else b"".join(edge.levels[level])

    for index in range(0, size, 37):
        from_tiles = inclusion_proof(index, size, subtrees_of(read))
        assert from_tiles == inclusion_proof(index, size, subtrees_of_leaves(LEAVES))
    for earlier in range(1, size + 1, 41):
        assert consistency_proof(earlier, size, subtrees_of(read)) == rfc9162.proof(earlier, ENTRIES[:size])


def test_a_full_tile_never_changes_and_the_edge_holds_the_rest() -> None:
    edge, tiles = _tiled(600)

    assert sorted(tiles) == [(0, 0), (0, 1)]
    assert [len(level) for level in edge.levels] == [600 - 2 * WIDTH, 2]
    assert (full_tiles(600, 0), full_tiles(600, 1)) == (2, 0)
    assert [tile_width(600, 0, number) for number in range(4)] == [256, 256, 88, 0]
    assert tiles[0, 1].hashes == b"".join(LEAVES[256:512])
    assert _tiled(700)[1][0, 1] == tiles[0, 1]


def test_an_edge_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="level 0 of the edge"):
        Edge(3, [[sha256(b"").digest()]])
