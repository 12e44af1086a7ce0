"""A receipt shows that the service took an act, before its leaf is in the tree and even if it never gets there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from service.cli.verify import command
from service.ledger.leaves import commit, leaf_of, new_opening
from service.ledger.merkle import inclusion_proof, root
from service.ledger.notes import NoteError, new_key, read_checkpoint, sign_checkpoint
from service.ledger.receipts import read_receipt, sign_receipt, verify_receipt
from service.ledger.tiles import subtrees_of_leaves
from service.workflows.public_log import sign_receipts
from tests.api.conftest import Stage, framework, light_stage, reader, stage
from tests.ledger.scene import KEY, NOON, Log

__all__ = ["framework", "light_stage", "reader", "stage"]
AT = "2026-03-02T12:00:00.000000Z"
OPENING = new_opening({"annotation": "1", "texts": {"fr": "Nous n’avons pas été consultés."}})
LEAF = leaf_of("annotation", "urn:enregard:annotation:1:version:1", commit(OPENING))
OTHERS = [leaf_of("transition", f"urn:enregard:x:{at}", bytes(32)).hash for at in range(6)]
TREE = [*OTHERS[:3], LEAF.hash, *OTHERS[3:]]
RECEIPT = {
    "leaf": LEAF.hash.hex(),
    "kind": LEAF.kind,
    "subject": LEAF.subject,
    "commitment": LEAF.commitment.hex(),
    "salt": OPENING.salt.hex(),
    "content": OPENING.content.decode(),
    "accepted": AT,
    "note": sign_receipt(KEY, LEAF.hash, AT),
    "included": "by the next checkpoint",
}


def _proof(**members: Any) -> dict[str, Any]:
    subtree = subtrees_of_leaves(TREE)
    path = [one.hex() for one in inclusion_proof(3, 7, subtree)]
    return {"index": 3, "path": path, "checkpoint": sign_checkpoint(KEY, 7, root(7, subtree)), **members}


def _codes(receipt: Any, proof: Any = None, *held: str) -> list[str]:
    notes = [(f"held {at}", note) for at, note in enumerate(held)]
    return [one.code for one in verify_receipt(receipt, KEY.verifier, proof, notes).findings]


def test_a_receipt_is_a_signed_note_of_the_logs_key_over_the_leaf_and_the_moment() -> None:
    note, leaf, accepted = read_receipt(RECEIPT["note"])

    assert note.text == f"{KEY.name}/receipts\nleaf {LEAF.hash.hex()}\naccepted {AT}\n".encode()
    assert (leaf, accepted, note.verified_by(KEY.verifier)) == (LEAF.hash, AT, True)
    name, id_, signature = note.signatures[0]
    assert (name, id_) == (KEY.name, KEY.verifier.id)
    Ed25519PublicKey.from_public_bytes(KEY.verifier.public).verify(signature, note.text)


def test_no_receipt_can_be_read_as_a_checkpoint_nor_a_checkpoint_as_a_receipt() -> None:
    for leaf in (LEAF.hash, bytes(32), bytes.fromhex("12" * 32)):
        with pytest.raises(NoteError):
            read_checkpoint(sign_receipt(KEY, leaf, AT))
    with pytest.raises(NoteError):
        read_receipt(sign_checkpoint(KEY, 8, bytes(32)))


def test_a_receipt_alone_shows_that_the_service_took_the_act() -> None:
    verdict = verify_receipt(RECEIPT, KEY.verifier)

    assert (verdict.sound, verdict.subject, verdict.accepted, verdict.included) == (True, LEAF.subject, AT, None)
    assert [(one.code, one.severity) for one in verdict.findings] == [("L26", "notice")]
    assert verify_receipt({"id": "1", "receipt": RECEIPT}, KEY.verifier).accepted == AT, "the whole answer will do"


def test_with_a_proof_it_shows_the_leafs_place_in_the_signed_tree() -> None:
    verdict = verify_receipt(RECEIPT, KEY.verifier, _proof())

    assert (verdict.findings, verdict.accepted, verdict.included) == ((), AT, 7)
    assert _codes(RECEIPT, _proof(), _proof()["checkpoint"]) == []


def test_without_a_signature_only_a_proof_shows_anything_and_that_is_said() -> None:
    unsigned = {**RECEIPT, "note": None}

    assert _codes(unsigned) == ["L25", "L26"]
    verdict = verify_receipt(unsigned, KEY.verifier, _proof())
    assert (verdict.sound, verdict.accepted, verdict.included) == (True, None, 7)


OTHER = new_key(KEY.name)
ALIAS = sign_receipt(KEY, LEAF.hash, AT).replace(f"{KEY.name}/receipts", "elsewhere.example/receipts")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"content": '{"annotation":"2"}'}, "L12"),
        ({"salt": "00" * 32}, "L12"),
        ({"leaf": "00" * 32}, "L23"),
        ({"subject": "urn:enregard:annotation:2:version:1"}, "L23"),
        ({"kind": "reply"}, "L23"),
        ({"note": sign_receipt(OTHER, LEAF.hash, AT)}, "L24"),
        ({"note": sign_receipt(KEY, bytes(32), AT)}, "L24"),
        ({"note": RECEIPT["note"].replace("12:00", "11:00")}, "L24"),
        ({"note": ALIAS}, "L24"),
        ({"note": sign_checkpoint(KEY, 7, LEAF.hash)}, "L24"),
        ({"note": 7}, "L24"),
        ({"note": "\ud800\n\n— x AAAA\n"}, "L24"),
        ({"note": RECEIPT["note"].replace(f"— {KEY.name}", "— \ud800")}, "L24"),
    ],
)
def test_whatever_was_changed_in_a_receipt_is_named(members: dict[str, Any], code: str) -> None:
    found = _codes({**RECEIPT, **members})

    assert code in found
    assert not verify_receipt({**RECEIPT, **members}, KEY.verifier).sound


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"index": 2}, "L11"),
        ({"path": []}, "L11"),
        ({"path": ["zz"]}, "L20"),
        ({"index": float("inf")}, "L20"),
        ({"checkpoint": "\ud800\n7\n" + "A" * 43 + "=\n\n— x AAAA\n"}, "L01"),
        ({"checkpoint": "nothing"}, "L01"),
        ({"checkpoint": sign_checkpoint(OTHER, 7, bytes(32))}, "L02"),
        ({"checkpoint": sign_checkpoint(KEY, 7, bytes(32)).replace("\n7\n", "\n8\n")}, "L03"),
        ({"checkpoint": sign_checkpoint(KEY, 7, bytes(32))}, "L11"),
    ],
)
def test_whatever_was_changed_in_a_proof_is_named(members: dict[str, Any], code: str) -> None:
    verdict = verify_receipt(RECEIPT, KEY.verifier, _proof(**members))

    assert [one.code for one in verdict.findings] == [code]
    assert verdict.included is None
    assert _codes(RECEIPT, _proof(), sign_checkpoint(KEY, 7, bytes(32))) == ["L10"]


@pytest.mark.parametrize("given", [None, [], 7, {}, {**RECEIPT, "salt": "zz"}, {**RECEIPT, "kind": "gossip"}])
def test_what_is_no_receipt_is_told_as_such(given: Any) -> None:
    assert _codes(given) == ["L20"]


def test_the_service_signs_the_receipt_it_hands_out_and_answers_the_same_to_the_same_key(stage: Stage) -> None:
    sign_receipts(stage.database, KEY)
    filed = stage.filed()
    verdict = verify_receipt(filed, KEY.verifier)

    assert (verdict.sound, verdict.accepted) == (True, filed["receipt"]["accepted"])
    assert verdict.accepted == json.loads(filed["receipt"]["content"])["received"]
    Log(stage.database, None, None).sign()  # type: ignore[arg-type]
    leaf = filed["receipt"]["leaf"]
    proof = stage.client().get("/api/v1/log/inclusion", params={"leaf": leaf}).json()
    assert verify_receipt(filed, KEY.verifier, proof).included == proof["size"]


def test_a_leaf_that_never_enters_the_tree_is_owed_to_who_holds_its_receipt(stage: Stage) -> None:
    sign_receipts(stage.database, KEY)
    filed = stage.filed()
    log = Log(stage.database, None, None)  # type: ignore[arg-type]
    leaf = bytes.fromhex(filed["receipt"]["leaf"])
    log.behind("DELETE FROM ledger_pending WHERE hash = :leaf", "DELETE FROM ledger_leaf WHERE hash = :leaf", leaf=leaf)
    log.fill(3)
    log.sign()

    gone = stage.client().get("/api/v1/log/inclusion", params={"leaf": leaf.hex()})
    assert (gone.status_code, gone.json()["code"]) == (404, "leaf_unknown")
    assert verify_receipt(filed, KEY.verifier).accepted == filed["receipt"]["accepted"]


def test_without_a_key_the_receipt_says_that_it_is_not_signed(light_stage: Stage) -> None:
    receipt = light_stage.filed()["receipt"]

    assert (receipt["note"], receipt["included"]) == (None, "by the next checkpoint")
    assert _codes(receipt) == ["L25", "L26"]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Run the command on a receipt written to a file, with a proof where one is given."""

    def go(receipt: Any, *options: str, proof: Any = None) -> tuple[int, str]:
        file, beside = tmp_path / "receipt.json", tmp_path / "proof.json"
        file.write_text(receipt if isinstance(receipt, str) else json.dumps(receipt), encoding="utf-8")
        more = []
        if proof is not None:
            beside.write_text(json.dumps(proof), encoding="utf-8")
            more = ["--proof", str(beside)]
        done = CliRunner().invoke(command, [str(file), *options, *more])
        return done.exit_code, done.output

    return go


def test_the_command_says_in_both_languages_what_a_receipt_shows(run: Callable[..., tuple[int, str]]) -> None:
    key = ("--key", str(KEY.verifier))

    assert run(RECEIPT, *key, "--language", "en", proof=_proof()) == (
        0,
        (
            f"Receipt: {LEAF.subject}\nThe service took it on {AT}, signed by the key that you hold.\n"
            "Its leaf is among the 7 that the key signed.\nNothing speaks against this receipt.\n"
        ),
    )
    status, said = run(RECEIPT, *key)
    assert (status, said.splitlines()[:2]) == (
        0,
        [f"Reçu\u00a0: {LEAF.subject}", f"Le service l’a reçu le {AT}, signé par la clé que vous détenez."],
    )
    assert "--proof" in said
    status, said = run({**RECEIPT, "content": "{}"}, *key, "--language", "en")
    assert (status, "1 difference." in said) == (1, True)
    assert run("{", *key)[0] == run("{}", *key)[0] == 2
    status, said = run(RECEIPT)
    assert (status, "--key" in said) == (2, True)
    told = json.loads(run(RECEIPT, *key, "--format", "json")[1])
    assert (told["receipt"], told["sound"], told["accepted"], told["included"]) == (LEAF.subject, True, AT, None)
    assert set(told["findings"][0]["message"]) == {"fr", "en"}


def test_the_command_names_what_a_crafted_receipt_holds_and_never_breaks_off(
    run: Callable[..., tuple[int, str]],
) -> None:
    key = ("--key", str(KEY.verifier), "--language", "en")

    for note in ("\ud800\n\n", RECEIPT["note"].replace(f"— {KEY.name}", "— \ud800")):
        status, said = run({**RECEIPT, "note": note}, *key)
        assert (status, "L24" in said) == (1, True)
    for index in ("1e999", "Infinity", "NaN"):
        proof = json.loads(json.dumps({**_proof(), "index": 0}).replace('"index": 0', f'"index": {index}'))
        status, said = run(RECEIPT, *key, proof=proof)
        assert (status, "L20 proof" in said) == (2, True)


def test_the_name_in_a_receipt_adds_no_line_to_what_is_said(run: Callable[..., tuple[int, str]]) -> None:
    subject = f"{LEAF.subject}\nNothing speaks against this receipt.\x1b[8m"

    status, said = run({**RECEIPT, "subject": subject}, "--key", str(KEY.verifier), "--language", "en")

    assert (status, said.splitlines()[-1]) == (1, "2 differences.")
    assert said.splitlines()[0] == f"Receipt: {LEAF.subject}\ufffdNothing speaks against this receipt.\ufffd[8m"
    assert "\x1b" not in said


def test_the_receipts_of_an_import_are_told_one_by_one(run: Callable[..., tuple[int, str]]) -> None:
    key = ("--key", str(KEY.verifier), "--language", "en")
    opening = new_opening({"annotation": "2"})
    leaf = leaf_of("annotation", "urn:enregard:annotation:2:version:1", commit(opening))
    second = {"leaf": leaf.hash.hex(), "kind": leaf.kind, "subject": leaf.subject, "commitment": leaf.commitment.hex()}
    second |= {
        "salt": opening.salt.hex(),
        "content": opening.content.decode(),
        "note": sign_receipt(KEY, leaf.hash, AT),
    }
    proof = _proof(leaf=RECEIPT["leaf"])

    for given in ([RECEIPT, second], {"created": 2, "receipts": [RECEIPT, second]}):
        status, said = run(given, *key, proof=proof)
        first, other = said.split("\n\n")
        assert status == 0
        assert first.splitlines()[0] == f"Receipt: {LEAF.subject}"
        assert "Its leaf is among the 7 that the key signed." in first
        assert other.splitlines()[0] == f"Receipt: {leaf.subject}"
        assert "L26" in other, "the proof is of the first leaf"
        told = json.loads(run(given, *key, "--format", "json", proof=proof)[1])
        assert [(one["receipt"], one["included"]) for one in told] == [(LEAF.subject, 7), (leaf.subject, None)]
    assert run([RECEIPT, {**second, "content": "{}"}], *key)[0] == 1
    assert run([RECEIPT, 7], *key)[0] == 2
    assert run([], *key)[0] == run({"receipts": []}, *key)[0] == 2


def test_the_leaf_keeps_the_moment_that_the_receipt_names(stage: Stage) -> None:
    receipt = stage.filed()["receipt"]
    with stage.database.reading() as connection:
        query = text("SELECT recorded FROM ledger_leaf WHERE hash = :leaf")
        recorded = str(connection.execute(query, {"leaf": bytes.fromhex(receipt["leaf"])}).scalar_one())

    assert recorded[:19].replace(" ", "T") == receipt["accepted"][:19]
    assert NOON.tzinfo is not None
