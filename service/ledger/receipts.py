"""Signed receipts: that the service took an act, even if its leaf should never reach the tree. Checked offline.

A receipt's note is a C2SP signed note of three lines (the log's name followed by `/receipts`, the leaf's hash, when it
was accepted). Its second line is no number, so that nobody can read it as a checkpoint, nor a checkpoint as a receipt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.ledger.kept_notes import compared
from service.ledger.leaves import Opening, commit, leaf_of
from service.ledger.log_findings import LogFinding, finding
from service.ledger.merkle import included
from service.ledger.notes import NoteError, SignedCheckpoint, SignedNote, SigningKey, VerifierKey, read_note, sign_note
from service.ledger.reasons import Reason, reason_of
from service.ledger.verification import read_notes

_TEXT = re.compile(
    r"(?P<name>[^\s+]+)/receipts\nleaf (?P<leaf>[0-9a-f]{64})\naccepted (?P<accepted>[0-9TZ:.+-]{20,40})\n"
)
_PROOF = "index, path, checkpoint"
MEMBERS = ("leaf", "kind", "subject", "commitment", "salt", "content")


@dataclass(frozen=True, slots=True)
class ReceiptVerdict:
    """What a receipt shows: findings; what it is about; when the service signed for it, None where it did not; the size
    of the signed tree in which its leaf stands, None where nothing was given that shows it; and what it opens its leaf
    to, None where it does not."""

    findings: tuple[LogFinding, ...]
    subject: str = ""
    accepted: str | None = None
    included: int | None = None
    content: Any = None

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against the receipt."""
        return all(one.severity != "error" for one in self.findings)


def sign_receipt(key: SigningKey, leaf: bytes, accepted: str) -> str:
    """Return the signed note by which the log's key answers for a leaf; `accepted`: ISO 8601 in UTC."""
    return sign_note(key, f"{key.name}/receipts\nleaf {leaf.hex()}\naccepted {accepted}\n")


def read_receipt(note: str) -> tuple[SignedNote, bytes, str]:
    """Return the note of a receipt, its leaf's hash and when it was accepted. Raises NoteError where it is none."""
    read = read_note(note)
    found = _TEXT.fullmatch(read.text.decode())
    if found is None:
        raise NoteError("not_a_receipt")
    return read, bytes.fromhex(found["leaf"]), found["accepted"]


def verify_receipt(
    receipt: Any,
    key: VerifierKey,
    proof: Any = None,
    held: Sequence[tuple[str, str]] = (),
    proofs: Sequence[tuple[str, Any]] = (),
) -> ReceiptVerdict:
    """Return what a receipt shows to who holds the log's `key`.

    `receipt`: the JSON object that an act was answered with, or the answer that holds it as `receipt`; `proof`: what
    `/log/inclusion` answers for its leaf; where it is not given, the `proof` beside the receipt in that answer is
    taken; either may be the Reason why it could not be read; `held`: named checkpoints that were kept, `proofs`: named
    proofs of consistency between one of these and the proof's (`kept_notes.compared`).
    Raises nothing: what cannot be read is a finding (L20).
    """
    alone = compared(held, key, None, proofs).findings
    if isinstance(receipt, Reason):
        return ReceiptVerdict((finding("L20", "receipt", receipt, ", ".join(MEMBERS)), *alone))
    try:
        given = receipt.get("receipt", receipt)
        opening = Opening(bytes.fromhex(given["salt"]), given["content"].encode())
        content = json.loads(given["content"])
        beside = receipt.get("proof") if proof is None else proof
        leaf = leaf_of(given["kind"], given["subject"], bytes.fromhex(given["commitment"]))
        told = bytes.fromhex(given["leaf"])
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        return ReceiptVerdict((finding("L20", "receipt", reason_of(error), ", ".join(MEMBERS)), *alone))
    findings = [finding("L12", leaf.subject)] if commit(opening) != leaf.commitment else []
    if told != leaf.hash:
        findings.append(finding("L23", leaf.subject, told.hex(), leaf.hash.hex()))
    accepted = _accepted(given, leaf.subject, leaf.hash, key, findings)
    signed, place = _signed(leaf.subject, leaf.hash, key, beside, findings)
    notes = compared(held, key, signed, proofs)
    findings += notes.findings
    size = _included(leaf.subject, leaf.hash, signed, place, findings)
    opened = None if commit(opening) != leaf.commitment else content
    return ReceiptVerdict(tuple(findings), leaf.subject, accepted, None if notes.forked else size, opened)


def _accepted(
    given: Mapping[str, Any], subject: str, leaf: bytes, key: VerifierKey, findings: list[LogFinding]
) -> str | None:
    if given.get("note") is None:
        findings.append(finding("L25", subject))
        return None
    try:
        note, signed, accepted = read_receipt(str(given["note"]))
    except NoteError as error:
        findings.append(finding("L24", subject, error.reason))
        return None
    if signed != leaf:
        findings.append(finding("L24", subject, signed.hex()))
    elif note.text.decode().partition("/receipts\n")[0] != key.name or not note.verified_by(key):
        findings.append(finding("L24", subject, ", ".join(f"{name}+{id_.hex()}" for name, id_, _ in note.signatures)))
    else:
        return accepted
    return None


def _signed(
    subject: str, leaf: bytes, key: VerifierKey, proof: Any, findings: list[LogFinding]
) -> tuple[SignedCheckpoint | None, tuple[int, list[bytes]]]:
    """The signed tree that a proof is of, None where nothing shows one; the leaf's index and path in it."""
    nowhere: tuple[int, list[bytes]] = (0, [])
    if proof is None:
        findings.append(finding("L26", subject, leaf.hex()))
        return None, nowhere
    if isinstance(proof, Reason):
        findings.append(finding("L20", "proof", proof, _PROOF))
        return None, nowhere
    try:
        place = int(proof["index"]), [bytes.fromhex(one) for one in proof["path"]]
        notes, said = read_notes([("checkpoint", str(proof["checkpoint"]))], key)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        findings.append(finding("L20", "proof", reason_of(error), _PROOF))
        return None, nowhere
    findings += said
    return (notes[0][1] if notes else None), place


def _included(
    subject: str,
    leaf: bytes,
    signed: SignedCheckpoint | None,
    place: tuple[int, list[bytes]],
    findings: list[LogFinding],
) -> int | None:
    if signed is None:
        return None
    index, path = place
    if not included(leaf, index, signed.size, path, signed.root):
        findings.append(finding("L11", subject))
        return None
    return signed.size
