"""The `log/` folder of a published package: a checkpoint, the key, and for each act it shows a receipt with its proof.

`log/checkpoint` is the signed note, `log/key` the verifier key, `log/receipts.jsonl` one JSON object a line:
`index`, `kind`, `subject`, `commitment`, `path`, and `salt` with `content` where the content is public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.ledger.canonical import canonical
from service.ledger.kept_notes import compared
from service.ledger.leaves import Opening, commit, leaf_of
from service.ledger.log_findings import LogFinding, finding
from service.ledger.merkle import included
from service.ledger.notes import NoteError, SignedCheckpoint, VerifierKey, read_verifier_key
from service.ledger.reasons import reason_of
from service.ledger.verification import read_notes

_UNREADABLE = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What JSON of other kinds, sizes and depths than ours raises while it is read."""
CHECKPOINT, KEY, RECEIPTS = "log/checkpoint", "log/key", "log/receipts.jsonl"


@dataclass(frozen=True, slots=True)
class ProvenReceipt:
    """One act with its place in the signed tree; `opening` is None where its content is not public or was erased."""

    index: int
    kind: str
    subject: str
    commitment: bytes
    path: tuple[bytes, ...]
    opening: Opening | None = None


@dataclass(frozen=True, slots=True)
class FolderVerdict:
    """What a log folder shows: findings, and the receipts that hold, with their content, by subject."""

    findings: tuple[LogFinding, ...]
    size: int
    proven: Mapping[str, Mapping[str, Any] | None]


def write_log_folder(note: str, key: VerifierKey, receipts: Sequence[ProvenReceipt]) -> dict[str, bytes]:
    """Return the files of a log folder, by name."""
    lines = [canonical(_line(receipt)) + b"\n" for receipt in receipts]
    return {CHECKPOINT: note.encode(), KEY: f"{key}\n".encode(), RECEIPTS: b"".join(lines)}


def verify_log_folder(
    files: Mapping[str, bytes],
    key: VerifierKey | None = None,
    held: Sequence[tuple[str, str]] = (),
    proofs: Sequence[tuple[str, Any]] = (),
) -> FolderVerdict:
    """Return the verdict on the files of a log folder, by name.

    `key` is the one that the verifier trusts; without it the folder's own is taken, which L19 tells. `held`: named
    checkpoints that others kept, `proofs` named proofs of consistency between one of these and the folder's
    (`kept_notes.compared`). `size` is 0 where nothing signed could be read. Raises nothing: what cannot be read is a
    finding (L20).
    """
    findings: list[LogFinding] = []
    try:
        trusted = key or read_verifier_key(files[KEY].decode())
        if key is None:
            findings.append(finding("L19", KEY))
        notes, said = read_notes([(CHECKPOINT, files[CHECKPOINT].decode())], trusted)
        receipts = [_receipt(json.loads(line)) for line in files[RECEIPTS].decode().splitlines()]
    except _UNREADABLE as error:
        unreadable = finding("L20", _name(error), reason_of(error), f"{CHECKPOINT}, {KEY}, {RECEIPTS}")
        beside = compared(held, key, None, proofs).findings
        return FolderVerdict((unreadable, *beside), 0, {})
    signed = notes[0][1] if notes else None
    findings += [*said, *compared(held, trusted, signed, proofs).findings]
    if signed is None:
        return FolderVerdict(tuple(findings), 0, {})
    proven = dict(_proven(receipts, signed, findings))
    return FolderVerdict(tuple(findings), signed.size, proven)


def _proven(
    receipts: Sequence[ProvenReceipt], signed: SignedCheckpoint, findings: list[LogFinding]
) -> list[tuple[str, Mapping[str, Any] | None]]:
    held: list[tuple[str, Mapping[str, Any] | None]] = []
    for one in receipts:
        leaf = leaf_of(one.kind, one.subject, one.commitment)
        if not included(leaf.hash, one.index, signed.size, one.path, signed.root):
            findings.append(finding("L11", one.subject))
        elif one.opening is not None and commit(one.opening) != one.commitment:
            findings.append(finding("L12", one.subject))
        else:
            try:
                held.append((one.subject, json.loads(one.opening.content) if one.opening else None))
            except _UNREADABLE as error:  # whoever signs a leaf may commit to what is no JSON
                findings.append(finding("L20", one.subject, reason_of(error), "content"))
    return held


def _line(receipt: ProvenReceipt) -> dict[str, Any]:
    line: dict[str, Any] = {
        "index": receipt.index,
        "kind": receipt.kind,
        "subject": receipt.subject,
        "commitment": receipt.commitment.hex(),
        "path": [one.hex() for one in receipt.path],
    }
    if receipt.opening is not None:
        line |= {"salt": receipt.opening.salt.hex(), "content": receipt.opening.content.decode()}
    return line


def _receipt(line: Mapping[str, Any]) -> ProvenReceipt:
    opening = Opening(bytes.fromhex(line["salt"]), line["content"].encode()) if "salt" in line else None
    leaf_of(line["kind"], line["subject"], b"")  # refuses another kind
    return ProvenReceipt(
        int(line["index"]),
        line["kind"],
        str(line["subject"]),
        bytes.fromhex(line["commitment"]),
        tuple(bytes.fromhex(one) for one in line["path"]),
        opening,
    )


def _name(error: Exception) -> str:
    if isinstance(error, KeyError):
        return str(error.args[0])
    return KEY if isinstance(error, NoteError) else RECEIPTS
