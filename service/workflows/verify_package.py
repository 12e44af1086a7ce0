"""Verifying a published package with nothing but the package and the program: bytes, figures, log proofs; and, with the
edition's receipt, every word of it.

The rules are `indicators.verification`; here the file is read, and every difference gets its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from indicators.columns import RosterError
from indicators.verification import Verification, verify_complete, verify_public
from service.ledger.kept_notes import compared
from service.ledger.log_folder import verify_log_folder
from service.ledger.notes import VerifierKey
from service.ledger.reasons import Reason, reason_of
from service.workflows.package_findings import Told, of_the_log, told
from service.workflows.package_reading import Package, UnreadablePackage, read_package
from service.workflows.verify_published import EditionReceipt, WholeFile, acts_without_leaf, whole_file


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification gives: the package's name of itself, what was made again, findings, the acts of which a leaf
    stands in the log, what the edition's receipt says of the whole file (None where none was given), and whether a
    service published it, by anything that shows so."""

    edition: str
    holding: str
    figures: int
    verification: Verification
    findings: tuple[Told, ...]
    proven: int
    file: WholeFile | None = None
    published: bool = False

    @property
    def sound(self) -> bool:
        """Whether nothing differs."""
        return all(finding.severity == "notice" for finding in self.findings)

    @property
    def words_held(self) -> bool:
        """Whether every word was held against the edition's receipt, and is what was published."""
        return self.file is not None and self.file.same

    @property
    def words_held_by(self) -> Literal["log", "receipt", ""]:
        """What every word was held against: the leaf shown to be in the signed log, or only a receipt that the key
        signed, whose leaf nobody has shown to be there; empty where words were not held."""
        if self.file is None or not self.file.same:
            return ""
        return "receipt" if self.file.included is None else "log"

    @property
    def words_owed(self) -> bool:
        """Whether its words were to be held against the log and were not: whatever a service published has a receipt,
        even where the package no longer says of which edition it is."""
        return self.published and not self.words_held


def verify_package(
    path: Path,
    key: VerifierKey | None = None,
    held: Sequence[tuple[str, str]] = (),
    receipt: EditionReceipt | None = None,
    proofs: Sequence[tuple[str, Any]] = (),
) -> Verdict:
    """Verify a package; `key` is the log's key that the verifier trusts, `held` are named checkpoints that others kept,
    `receipt` is that of the edition, `proofs` are named proofs of consistency between the notes and what is signed
    here. Raises UnreadablePackage, OSError.
    """
    package = read_package(path)
    try:
        verification = _verified(package)
    except RosterError as error:
        raise UnreadablePackage(Reason("roster")) from error
    except (ValueError, KeyError, ArithmeticError) as error:
        raise UnreadablePackage(reason_of(error)) from error
    findings = [*_about_bytes(package), *_about_figures(verification)]
    proven = 0
    if package.log:
        folder = verify_log_folder(package.log, key, held, proofs)
        findings += of_the_log(folder.findings)
        proven = len(folder.proven)
        if folder.size:  # without a signed tree every act would be named, and the folder is what is at fault
            findings += acts_without_leaf(package.cycle, folder.proven)
    else:
        findings.append(told("V12", "log/"))
        findings += of_the_log(compared(held, key, None, proofs).findings)
    counted = (len(package.figures), verification, tuple(findings), proven)
    verdict = Verdict(package.edition, package.holding, *counted, published=_published(package))
    return _with_words(verdict, package, path, receipt)


def _with_words(verdict: Verdict, package: Package, path: Path, receipt: EditionReceipt | None) -> Verdict:
    """Add what the edition's receipt says of the whole file, and whether words were not held against the log."""
    if receipt is not None:
        file, findings = whole_file(path, package.edition, package.holding, receipt)
        verdict = replace(verdict, findings=_once(verdict.findings, findings), file=file)
    if verdict.words_owed and not any(one.code == "V15" for one in verdict.findings):
        place, case = (package.edition, "") if package.edition else ("datapackage.json", "unnamed")
        verdict = replace(verdict, findings=(*verdict.findings, told("V13", place, case)))
    return verdict


def _once(of_package: Sequence[Told], of_receipt: Sequence[Told]) -> tuple[Told, ...]:
    """Both, each finding once; a kept note was compared with nothing (L30) only where neither could be its peer."""
    alone = {one.place for one in of_package if one.code == "L30"} & {
        one.place for one in of_receipt if one.code == "L30"
    }
    kept = [one for one in (*of_package, *of_receipt) if one.code != "L30" or one.place in alone]
    return tuple({(one.code, one.place, one.message["en"]): one for one in kept}.values())


def _published(package: Package) -> bool:
    """Whether a service published it: an edition, proofs of the log, or answers left out. Who takes the first away to
    hide that words can be held to a receipt leaves the others."""
    return bool(package.edition or package.log) or package.holding == "public"


def _verified(package: Package) -> Verification:
    if package.holding == "public":
        return verify_public(package.framework, package.cycle, package.figures, package.unpublished)
    return verify_complete(package.framework, package.cycle, package.figures)


def _about_bytes(package: Package) -> Iterator[Told]:
    for name in package.altered:
        yield told("V02", name)
    if not package.signed_framework:
        yield told("V04", "framework.json")
    for place, published, expected in package.mistold:
        yield told("V07", place, published=published, expected=expected)


def _about_figures(verification: Verification) -> Iterator[Told]:
    for one in verification.differences:
        place = f"{one.indicator} · {one.cut.dimension} {one.cut.value}".rstrip() + f" · {one.part}"
        yield told(one.code, place, published=one.published[:200], expected=one.expected[:200])
