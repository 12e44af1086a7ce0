"""A checkpoint that somebody kept is never passed over in silence: it is compared, or it is said that it was not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.cli.verify import command
from service.ledger.kept_notes import compared
from service.ledger.merkle import EMPTY_ROOT, consistency_proof, inclusion_proof, root
from service.ledger.notes import SignedCheckpoint, read_checkpoint, sign_checkpoint
from service.ledger.reasons import Reason
from service.ledger.receipts import verify_receipt
from service.ledger.tiles import subtrees_of_leaves
from tests.ledger.scene import KEY
from tests.ledger.test_receipts import LEAF, OTHER, RECEIPT

HONEST = [LEAF.hash, *(bytes([at]) * 32 for at in range(1, 9))]
FORKED = [*HONEST[:2], bytes([77]) * 32, *HONEST[3:]]


def _note(leaves: list[bytes], size: int) -> str:
    return sign_checkpoint(KEY, size, root(size, subtrees_of_leaves(leaves)))


def _proof(earlier: int, later: int, leaves: list[bytes] = HONEST) -> dict[str, Any]:
    """What `/log/consistency` answers."""
    path = consistency_proof(earlier, later, subtrees_of_leaves(leaves))
    return {"from": earlier, "to": later, "path": [one.hex() for one in path]}


def _signed(size: int) -> SignedCheckpoint:
    return read_checkpoint(_note(HONEST, size))


def _found(note: str, *proofs: Any, size: int = 7) -> list[tuple[str, str, str]]:
    given = [(f"proof {at}", proof) for at, proof in enumerate(proofs)]
    found = compared([("kept", note)], KEY.verifier, _signed(size), given).findings
    return [(one.code, one.severity, one.place) for one in found]


@pytest.mark.parametrize("kept", [3, 4, 9])
def test_a_note_of_another_size_is_said_not_to_be_compared_until_a_proof_joins_the_two(kept: int) -> None:
    proof = _proof(*sorted((kept, 7)))

    assert _found(_note(HONEST, kept)) == [("L29", "notice", "kept")]
    assert _found(_note(HONEST, kept), proof) == []
    assert _found(_note(HONEST, kept), _proof(1, 2), proof, {**proof, "path": []}) == []


@pytest.mark.parametrize("kept", [3, 4, 9])
def test_a_fork_at_another_size_cannot_be_joined_by_any_proof(kept: int) -> None:
    sizes = sorted((kept, 7))

    assert _found(_note(FORKED, kept)) == [("L29", "notice", "kept")]
    for leaves in (HONEST, FORKED):
        assert _found(_note(FORKED, kept), _proof(*sizes, leaves)) == [("L28", "error", "kept")]
    assert compared([("kept", _note(FORKED, 3))], KEY.verifier, _signed(7), [("p", _proof(3, 7))]).forked


def test_the_empty_tree_begins_every_other() -> None:
    assert _found(sign_checkpoint(KEY, 0, EMPTY_ROOT)) == []
    assert _found(sign_checkpoint(KEY, 0, bytes(32))) == [("L10", "error", "kept")]


def test_what_is_asked_for_names_the_two_sizes_in_both_languages() -> None:
    (one,) = compared([("kept", _note(HONEST, 3))], KEY.verifier, _signed(7)).findings

    assert "Demandez /api/v1/log/consistency?from=3&to=7 et donnez la réponse avec --consistency." in one.message("fr")
    assert "Ask /api/v1/log/consistency?from=3&to=7 and give the answer with --consistency." in one.message("en")
    (alone,) = compared([("kept", _note(HONEST, 3))], KEY.verifier, None).findings
    assert (alone.code, alone.severity) == ("L30", "notice")
    assert compared([("kept", "unread")], None, None).findings[0].code == "L30", "without a key nothing can be read"
    assert "this checkpoint was compared with nothing" in alone.message("en")


def test_two_notes_of_one_size_and_two_roots_are_a_fork_by_themselves() -> None:
    held = [("a", _note(HONEST, 3)), ("b", _note(FORKED, 3))]

    for signed in (None, _signed(7)):
        found = compared(held, KEY.verifier, signed).findings
        assert [(one.code, one.place) for one in found if one.severity == "error"] == [("L10", "b")]


@pytest.mark.parametrize(
    "proof",
    [Reason("not_json"), None, [], 7, {}, {"from": 3, "to": 7}, {"from": 1e999, "to": 7, "path": []}]
    + [{"from": 3, "to": 7, "path": path} for path in (5, [5], ["zz"])],
)
def test_a_proof_that_cannot_be_read_is_named_and_never_stops_the_verifier(proof: Any) -> None:
    assert _found(_note(HONEST, 3), proof) == [("L20", "error", "proof 0"), ("L29", "notice", "kept")]


def test_a_forged_or_foreign_note_is_told_beside_a_receipt_without_a_proof() -> None:
    held = [
        ("foreign", sign_checkpoint(OTHER, 7, bytes(32))),
        ("changed", _note(HONEST, 3).replace("\n3\n", "\n4\n")),
        ("none", "nothing"),
        ("good", _note(HONEST, 3)),
    ]

    found = verify_receipt(RECEIPT, KEY.verifier, None, held).findings
    assert [(one.code, one.place) for one in found] == [
        ("L26", LEAF.subject),
        ("L02", "foreign"),
        ("L03", "changed"),
        ("L01", "none"),
        ("L30", "good"),
    ]


def test_the_command_takes_proofs_of_consistency_for_a_receipt(tmp_path: Path) -> None:
    subtree = subtrees_of_leaves(HONEST)
    path = [one.hex() for one in inclusion_proof(0, 7, subtree)]
    files = {
        "receipt.json": json.dumps(RECEIPT),
        "proof.json": json.dumps({"index": 0, "path": path, "checkpoint": _note(HONEST, 7)}),
        "honest.note": _note(HONEST, 3),
        "fork.note": _note(FORKED, 3),
        "joins.json": json.dumps(_proof(3, 7)),
        "broken.json": "{",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")

    def run(*options: str) -> tuple[int, set[str], str | None]:
        given = [str(tmp_path / one) if one in files else one for one in ("receipt.json", "--proof", "proof.json")]
        more = [str(tmp_path / one) if one in files else one for one in options]
        done = CliRunner().invoke(command, [*given, "--key", str(KEY.verifier), "--format", "json", *more])
        told = json.loads(done.stdout)
        return done.exit_code, {one["code"] for one in told["findings"]}, told["included"]

    assert run("--checkpoint", "honest.note") == (0, {"L29"}, 7)
    assert run("--checkpoint", "fork.note") == (0, {"L29"}, 7)
    assert run("--checkpoint", "honest.note", "--consistency", "joins.json") == (0, set(), 7)
    assert run("--checkpoint", "fork.note", "--consistency", "joins.json") == (1, {"L28"}, None)
    assert run("--checkpoint", "honest.note", "--consistency", "broken.json") == (2, {"L20", "L29"}, 7)
