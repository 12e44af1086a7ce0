"""Holding a package against the public log: which of its acts have no leaf there, and, with the edition's receipt,
whether the file is the very one that the edition's leaf commits to.

A leaf that is not opened shows that an act was filed, never what it says; the hash of the whole file covers every word.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from indicators.annotations import Annotation
from indicators.case import Cycle
from service.ledger.notes import VerifierKey
from service.ledger.receipts import verify_receipt
from service.ledger.subjects import annotation_urn, beside_urn, edition_urn, revision_urn
from service.workflows.edition_files import COMPLETE, PACKAGE
from service.workflows.package_findings import Told, of_the_log, told

_READ: Final = 1 << 20
_VERSION: Final = re.compile(r"(?P<of>urn:enregard:annotation:[^:]*:version):(?P<number>[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class EditionReceipt:
    """What a verifier holds of an edition: its receipt as JSON (the answer of `/editions/{id}/receipt`), the log's key,
    what `/log/inclusion` answered for its leaf where it is not in the receipt's file, named checkpoints kept, and named
    proofs of consistency between these and what the key signed. Where JSON could not be read: the Reason."""

    receipt: Any
    key: VerifierKey
    proof: Any = None
    held: Sequence[tuple[str, str]] = ()
    proofs: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class WholeFile:
    """What a receipt says of the whole file: whether it is the one that was published; when the service signed for it,
    None where it did not; the size of the signed tree in which the edition's leaf stands, None where nothing shows it.
    """

    same: bool
    accepted: str | None = None
    included: int | None = None


def whole_file(path: Path, edition: str, holding: str, given: EditionReceipt) -> tuple[WholeFile, tuple[Told, ...]]:
    """Return what the receipt says of the package at `path`, which says that it is of `edition`, and the findings.

    The file is the same only where the receipt stands by itself: its words open the leaf, and the key answers for the
    leaf or a signed tree holds it. Raises OSError.
    """
    verdict = verify_receipt(given.receipt, given.key, given.proof, given.held, given.proofs)
    findings = list(of_the_log(verdict.findings))
    if not verdict.sound:
        return WholeFile(same=False), tuple(findings)
    about, files = _committed(verdict.subject, verdict.content)
    if about != edition_urn(edition):
        wrong = told("V14", edition or path.name, published=about)
        return WholeFile(same=False), (*findings, wrong)
    name = PACKAGE if holding == "public" else COMPLETE
    published, expected = _digest(path), str(files.get(name, "–"))
    if published != expected:
        findings.append(told("V15", f"{edition} · {name}", published=published, expected=expected))
    answered_for = verdict.accepted is not None or verdict.included is not None
    same = published == expected and answered_for
    return WholeFile(same, verdict.accepted, verdict.included), tuple(findings)


def _committed(subject: str, content: Any) -> tuple[str, dict[str, Any]]:
    """Which edition a leaf is of, and the hashes of its files by name, none where it gives none. Where the reason of an
    edition was erased, the leaf of the erasure says what remains of it."""
    said = content if isinstance(content, dict) else {}
    remains = said.get("remains")
    if isinstance(remains, dict):
        said, subject = remains, edition_urn(str(remains.get("id", "")))
    files = said.get("files")
    return subject, files if isinstance(files, dict) else {}


def _digest(path: Path) -> str:
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ):
            seen.update(piece)
    return seen.hexdigest()


def acts_without_leaf(cycle: Cycle, proven: Collection[str]) -> Iterator[Told]:
    """Yield what a package shows and its proofs do not name: revisions and versions of annotations by their names (V11;
    versions that follow each other by the first and the last), acts beside an annotation by how many they are (V16),
    because a package does not say their numbers.
    """
    for filed in (*cycle.filed, *cycle.superseded):
        urn = revision_urn(f"{cycle.id}.{filed.signatory}", filed.revision)
        if urn not in proven:
            yield told("V11", urn)
    named = Counter(_unnumbered(urn) for urn in proven)
    versions = _proven_versions(proven)
    for annotation in cycle.annotations:
        urn = annotation_urn(annotation.id, annotation.version)
        for first, last in _missing(versions[urn.rpartition(":")[0]], annotation.version):
            if first == last:
                yield told("V11", annotation_urn(annotation.id, first))
            else:
                yield told("V11", f"{annotation_urn(annotation.id, first)}–{last}", "several")
        yield from _beside(annotation, proven, named)


def _proven_versions(proven: Collection[str]) -> defaultdict[str, list[int]]:
    """The versions of which a leaf is named, by the name of the annotation up to them."""
    versions: defaultdict[str, list[int]] = defaultdict(list)
    for urn in proven:
        found = _VERSION.fullmatch(urn)
        if found:
            versions[found["of"]].append(int(found["number"]))
    return versions


def _missing(proven: Collection[int], newest: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of versions without proof, first and last: a crafted package may say any number of versions."""
    first = 1
    for number in sorted(one for one in proven if one <= newest):
        if first < number:
            yield first, number - 1
        first = number + 1
    if first <= newest:
        yield first, newest


def _beside(annotation: Annotation, proven: Collection[str], named: Counter[str]) -> Iterator[Told]:
    exact = []
    if annotation.retracted is not None:
        exact.append(beside_urn(annotation.id, "retraction"))
    if annotation.carried_to is not None:
        exact.append(f"{beside_urn(annotation.id, 'carry-forward')}:{annotation.carried_to}")
    for urn in exact:
        if urn not in proven:
            yield told("V11", urn)
    for act, shown in _shown(annotation).items():
        begins = beside_urn(annotation.id, act)
        if named[begins] < shown:
            yield told("V16", begins, published=str(shown), expected=str(named[begins]))


def _shown(annotation: Annotation) -> dict[str, int]:
    """How many acts of each numbered kind a package shows beside an annotation; of withholdings, those that stand."""
    hidden = [annotation.withheld, *(reply.withheld for reply in annotation.replies)]
    hidden += [one.withheld for one, _ in annotation.dissent]
    return {
        "reply": len(annotation.replies),
        "countersignature": len(annotation.countersigned_by),
        "dissent": len(annotation.dissent),
        "withholding": sum(reason is not None for reason in hidden),
    }


def _unnumbered(urn: str) -> str:
    begins, _, number = urn.rpartition(":")
    return begins if number.isdecimal() else urn
