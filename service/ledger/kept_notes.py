"""Checkpoints that a verifier kept, held against the tree that is signed here, with proofs of consistency where the two
have different sizes. None is passed over in silence: what was not compared is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.ledger.log_findings import LogFinding, finding
from service.ledger.merkle import EMPTY_ROOT, consistent
from service.ledger.notes import SignedCheckpoint, VerifierKey
from service.ledger.reasons import Reason, reason_of
from service.ledger.verification import read_notes

_SHAPE = "from, to, path"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What kept notes show: findings, and whether one of them speaks against the tree that is signed here."""

    findings: tuple[LogFinding, ...]
    forked: bool


@dataclass(slots=True)
class _Proofs:
    """Proofs of consistency by their two sizes; of the same two, one that joins is enough."""

    paths: dict[tuple[int, int], list[list[bytes]]] = field(default_factory=dict)
    findings: list[LogFinding] = field(default_factory=list)

    def add(self, name: str, given: Any) -> None:
        if isinstance(given, Reason):
            self.findings.append(finding("L20", name, given, _SHAPE))
            return
        try:
            sizes, path = (int(given["from"]), int(given["to"])), [bytes.fromhex(one) for one in given["path"]]
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            self.findings.append(finding("L20", name, reason_of(error), _SHAPE))
            return
        self.paths.setdefault(sizes, []).append(path)


def compared(
    held: Iterable[tuple[str, str]],
    key: VerifierKey | None,
    signed: SignedCheckpoint | None,
    proofs: Iterable[tuple[str, Any]] = (),
) -> Comparison:
    """Return what the named notes `held` show beside `signed`, a checkpoint whose signature by `key` holds; None where
    nothing here is signed, and no key where nothing says which to trust.

    `proofs`: named answers of `/log/consistency` as JSON, or the Reason why one could not be read. Findings: notes that
    are none of the key's (L01, L02, L03), two pasts of one size (L10), a proof that does not join (L28), notes that
    were compared with nothing (notices L29, L30), proofs that cannot be read (L20). Raises nothing.
    """
    if key is None:
        return Comparison(tuple(finding("L30", name) for name, _ in held), forked=False)
    kept, findings = read_notes(held, key)
    given = _Proofs()
    for name, proof in proofs:
        given.add(name, proof)
    findings += given.findings
    against = list(_against(kept, signed, given))
    findings += [*against, *_among(kept, signed)]
    return Comparison(tuple(findings), forked=any(one.severity == "error" for one in against))


def _against(
    kept: Sequence[tuple[str, SignedCheckpoint]], signed: SignedCheckpoint | None, proofs: _Proofs
) -> Iterator[LogFinding]:
    for name, note in kept:
        if signed is None:
            yield finding("L30", name)
            continue
        earlier, later = sorted((note, signed), key=lambda one: one.size)
        if earlier.size == later.size:
            if earlier.root != later.root:
                yield finding("L10", name, "", note.size)
        elif earlier.size == 0:  # every tree begins with the empty one, and no proof is given of that
            if earlier.root != EMPTY_ROOT:
                yield finding("L10", name, "", 0)
        elif (paths := proofs.paths.get((earlier.size, later.size))) is None:
            yield finding("L29", name, f"from={earlier.size}&to={later.size}", note.size)
        elif not any(consistent(earlier.size, later.size, earlier.root, later.root, path) for path in paths):
            yield finding("L28", name, signed.size, note.size)


def _among(kept: Sequence[tuple[str, SignedCheckpoint]], signed: SignedCheckpoint | None) -> Iterator[LogFinding]:
    """Two kept notes of one size with two roots are a fork by themselves."""
    first: dict[int, bytes] = {}
    for name, note in kept:
        if (signed is None or note.size != signed.size) and first.setdefault(note.size, note.root) != note.root:
            yield finding("L10", name, "", note.size)
