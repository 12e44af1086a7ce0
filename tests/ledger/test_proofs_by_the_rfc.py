"""Proofs, sound and mutated, before two verifiers: ours, and one written step by step from RFC 9162 alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof, verify_inclusion

from service.ledger.leaves import leaf_hash
from service.ledger.merkle import consistency_proof, consistent, included, inclusion_proof, root
from service.ledger.tiles import subtrees_of_leaves
from tests.ledger import rfc9162

ENTRIES = [b"act %d" % number for number in range(400)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
SUBTREE = subtrees_of_leaves(LEAVES)
ROOTS = [root(size, SUBTREE) for size in range(401)]
Claim = tuple[bytes, int, int, list[bytes], bytes]
"""Leaf hash, index, size, path and root: what an inclusion proof claims."""
Joined = tuple[int, int, bytes, bytes, list[bytes]]
"""Two sizes, two roots and a path: what a consistency proof claims."""


def _inclusion(index: int, size: int) -> Claim:
    return LEAVES[index], index, size, inclusion_proof(index, size, SUBTREE), ROOTS[size]


def _consistency(earlier: int, later: int) -> Joined:
    return earlier, later, ROOTS[earlier], ROOTS[later], consistency_proof(earlier, later, SUBTREE)


def _mutated_paths(path: list[bytes]) -> Iterator[list[bytes]]:
    """Every way to change one thing in a path: an element flipped, left out, twice, or two of them exchanged."""
    for at, one in enumerate(path):
        yield [*path[:at], bytes([one[0] ^ 1]) + one[1:], *path[at + 1 :]]
        yield [*path[:at], *path[at + 1 :]]
        yield [*path[:at], one, *path[at:]]
        if at and path[at - 1] != one:
            yield [*path[: at - 1], one, path[at - 1], *path[at + 1 :]]
    yield [*path, bytes(32)]
    yield [bytes(32), *path]


def _mutated_inclusions(claim: Claim, draw: random.Random) -> Iterator[Claim]:
    leaf, index, size, path, top = claim
    yield from ((leaf, index, size, other, top) for other in _mutated_paths(path))
    yield from ((leaf, other, size, path, top) for other in range(-1, size + 2) if other != index)
    yield leaf, index, size, path, top[::-1]
    yield leaf[::-1], index, size, path, top
    yield LEAVES[(index + 1) % size] if size > 1 else bytes(32), index, size, path, top
    other = draw.randrange(1, 400)
    if other != size:
        yield leaf, index, size, path, ROOTS[other]


def _mutated_consistencies(claim: Joined) -> Iterator[Joined]:
    earlier, later, old, new, path = claim
    yield from ((earlier, later, old, new, other) for other in _mutated_paths(path))
    yield earlier, later, old[::-1], new, path
    yield earlier, later, old, new[::-1], path
    if earlier != later:
        yield earlier, later, new, old, path
        yield later, earlier, old, new, path
    yield 0, later, old, new, path
    yield earlier, 0, old, new, path


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 255, 256, 257])
def test_both_verifiers_take_every_inclusion_proof_and_refuse_every_mutation_of_it(size: int) -> None:
    draw = random.Random(size)
    for index in range(size) if size < 34 else sorted({0, 1, size // 2, size - 2, size - 1}):
        claim = _inclusion(index, size)
        assert included(*claim)
        assert rfc9162.inclusion_holds(*claim)
        for at, mutated in enumerate(_mutated_inclusions(claim, draw)):
            taken = included(*mutated), rfc9162.inclusion_holds(*mutated)
            assert taken == (False, False), (size, index, at)


@pytest.mark.parametrize("later", [*range(1, 34), 63, 64, 65, 255, 256, 257])
def test_both_verifiers_take_every_consistency_proof_and_refuse_every_mutation_of_it(later: int) -> None:
    for earlier in range(1, later + 1) if later < 34 else sorted({1, 2, later // 2, later - 1, later}):
        claim = _consistency(earlier, later)
        assert consistent(*claim)
        assert rfc9162.consistency_holds(*claim)
        for at, mutated in enumerate(_mutated_consistencies(claim)):
            taken = consistent(*mutated), rfc9162.consistency_holds(*mutated)
            assert taken == (False, False), (earlier, later, at)


@settings(max_examples=200)
@given(st.data())
def test_on_any_claim_at_all_both_verifiers_say_the_same(data: st.DataObject) -> None:
    """Sizes and indexes that do not belong to the path: where one is taken the other takes it too."""
    size, other = data.draw(st.integers(1, 300)), data.draw(st.integers(1, 300))
    index, elsewhere = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, 300))
    leaf, _, _, path, top = _inclusion(index, size)
    for claim in ((leaf, elsewhere, other, path, top), (leaf, index, other, path, ROOTS[other])):
        assert included(*claim) == rfc9162.inclusion_holds(*claim)
    earlier = data.draw(st.integers(1, size))
    joined = consistency_proof(earlier, size, SUBTREE)
    for asked in ((elsewhere, other, ROOTS[earlier], top, joined), (earlier, other, ROOTS[earlier], top, joined)):
        assert consistent(*asked) == rfc9162.consistency_holds(*asked)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33])
def test_pymerkle_takes_our_inclusion_proofs_and_refuses_them_mutated(size: int) -> None:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES[:size]:
        tree.append_entry(entry)
    for index in range(size):
        leaf, _, _, path, top = _inclusion(index, size)
        theirs = tree.prove_inclusion(index + 1, size)
        theirs.path = [leaf, *path]
        verify_inclusion(leaf, top, theirs)
        for at in range(len(path)):
            theirs.path = [leaf, *path[:at], bytes(32), *path[at + 1 :]]
            with pytest.raises(InvalidProof):
                verify_inclusion(leaf, top, theirs)
