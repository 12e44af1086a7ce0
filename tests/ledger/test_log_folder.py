"""The log folder of a package: what it proves by itself, and what is told of one that was tampered with."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from service.ledger.leaves import Opening, commit, leaf_of, new_opening
from service.ledger.log_findings import finding, words
from service.ledger.log_folder import CHECKPOINT, KEY, RECEIPTS, ProvenReceipt, verify_log_folder, write_log_folder
from service.ledger.merkle import inclusion_proof, root
from service.ledger.notes import new_key, sign_checkpoint
from service.ledger.tiles import subtrees_of_leaves

SIGNER = new_key("log.example.org/api/v1/log")
OPENINGS = [new_opening({"n": number, "texts": {"fr": "Déclaré."}}) for number in range(11)]
LEAVES = [leaf_of("revision", f"urn:enregard:x:{at}", commit(one)) for at, one in enumerate(OPENINGS)]
HASHES = [leaf.hash for leaf in LEAVES]


def _folder() -> dict[str, bytes]:
    subtree = subtrees_of_leaves(HASHES)
    receipts = [
        ProvenReceipt(at, leaf.kind, leaf.subject, leaf.commitment, tuple(inclusion_proof(at, 11, subtree)), opening)
        for at, leaf, opening in ((2, LEAVES[2], OPENINGS[2]), (10, LEAVES[10], None))
    ]
    return write_log_folder(sign_checkpoint(SIGNER, 11, root(11, subtree)), SIGNER.verifier, receipts)


def _codes(files: Mapping[str, bytes], *held: str) -> list[str]:
    notes = [(f"held {at}", note) for at, note in enumerate(held)]
    return [one.code for one in verify_log_folder(files, SIGNER.verifier, notes).findings]


def _edited(**members: object) -> dict[str, bytes]:
    files = _folder()
    first, *rest = files[RECEIPTS].splitlines()
    line = {**json.loads(first), **members}
    return {**files, RECEIPTS: b"\n".join([json.dumps(line).encode(), *rest])}


def test_a_folder_proves_each_of_its_acts_and_opens_what_is_public() -> None:
    verdict = verify_log_folder(_folder(), SIGNER.verifier)

    assert (verdict.findings, verdict.size) == ((), 11)
    assert verdict.proven == {"urn:enregard:x:2": {"n": 2, "texts": {"fr": "Déclaré."}}, "urn:enregard:x:10": None}


def test_without_a_key_of_ones_own_the_folders_is_taken_and_that_is_said() -> None:
    verdict = verify_log_folder(_folder())

    assert [(one.code, one.severity) for one in verdict.findings] == [("L19", "notice")]
    assert len(verdict.proven) == 2


def test_each_tampering_has_its_name() -> None:
    assert _codes(_edited(subject="urn:enregard:x:3")) == ["L11"]
    assert _codes(_edited(index=3)) == ["L11"]
    assert _codes(_edited(path=[])) == ["L11"]
    assert _codes(_edited(content='{"n":3}')) == ["L12"]
    assert _codes(_edited(salt="00" * 32)) == ["L12"]
    note = _folder()[CHECKPOINT]
    assert _codes({**_folder(), CHECKPOINT: note.replace(b"\n11\n", b"\n12\n")}) == ["L03"]
    assert _codes({**_folder(), CHECKPOINT: b"no note"}) == ["L01"]
    other = new_key(SIGNER.name)
    assert _codes({**_folder(), CHECKPOINT: sign_checkpoint(other, 11, bytes(32)).encode()}) == ["L02"]


def test_a_checkpoint_held_elsewhere_shows_a_second_past() -> None:
    assert _codes(_folder(), sign_checkpoint(SIGNER, 11, bytes(32))) == ["L10"]
    assert _codes(_folder(), _folder()[CHECKPOINT].decode()) == []
    assert _codes(_folder(), sign_checkpoint(SIGNER, 40, bytes(32))) == ["L29"], "older, or forked"


@pytest.mark.parametrize("name", [CHECKPOINT, RECEIPTS])
def test_a_part_that_is_missing_is_named(name: str) -> None:
    files = _folder()
    del files[name]

    found = verify_log_folder(files, SIGNER.verifier).findings
    assert [(one.code, one.place) for one in found] == [("L20", name)]


_LINE = b'"kind": "revision", "subject": "urn:enregard:x:2", "commitment": "00", "path": []}'
CRAFTED = [
    b'{"index": 1e999, ' + _LINE,
    b'{"index": NaN, ' + _LINE,
    b'{"index": 1, "salt": "00", "content": 5, ' + _LINE,
    b'{"index": 1, "salt": 5, "content": "5", ' + _LINE,
    b'{"index": 1, "salt": "00", "content": "\\ud800", ' + _LINE,
]


@pytest.mark.parametrize("content", [b"no JSON", b"[" * 100_000, b"\xc3\xa9{"])
def test_a_leaf_that_opens_to_what_is_no_json_is_named_and_proves_nothing(content: bytes) -> None:
    opening = Opening(bytes(32), content)
    leaf = leaf_of("revision", "urn:enregard:x:0", commit(opening))
    alone = ProvenReceipt(0, leaf.kind, leaf.subject, leaf.commitment, (), opening)
    verdict = verify_log_folder(write_log_folder(sign_checkpoint(SIGNER, 1, leaf.hash), SIGNER.verifier, [alone]))

    assert [(one.code, one.place) for one in verdict.findings] == [("L19", KEY), ("L20", "urn:enregard:x:0")]
    assert verdict.proven == {}


@pytest.mark.parametrize("line", [b"{", b"[]", b"null", b'{"index": 1}', b"[" * 100_000, b"\xff", *CRAFTED])
def test_receipts_that_cannot_be_read_are_named_and_never_stop_the_verifier(line: bytes) -> None:
    assert _codes({**_folder(), RECEIPTS: line}) == ["L20"]


def test_every_finding_has_its_words_in_both_languages() -> None:
    for code in words():
        one = finding(code, "7", "found", "expected")
        assert one.message("fr")
        assert one.message("en")
        assert "{" not in one.message("fr") + one.message("en")
    assert _folder()[KEY].decode() == f"{SIGNER.verifier}\n"
