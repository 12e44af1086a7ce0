"""Verifying a published package with nothing but the package and the program: bytes, figures, log proofs; and, with the
edition's receipt, every word of it.

The rules are `indicators.verification`; here the file is read, and every difference gets its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indicators.columns import RosterError
from indicators.verification import Verification, verify_complete, verify_public
from service.ledger.log_folder import verify_log_folder
from service.ledger.notes import VerifierKey
from service.ledger.reasons import Reason, reason_of
from service.workflows.package_findings import Told, of_the_log, told
from service.workflows.package_reading import Package, UnreadablePackage, read_package
from service.workflows.verify_published import EditionReceipt, WholeFile, acts_without_leaf, whole_file


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification gives: the package's name of itself, what was made again, findings, the acts of which a leaf
    stands in the log, and what the edition's receipt says of the whole file; None where none was given."""

    edition: str
    holding: str
    figures: int
    verification: Verification
    findings: tuple[Told, ...]
    proven: int
    file: WholeFile | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing differs."""
        return all(finding.severity == "notice" for finding in self.findings)

    @property
    def words_held(self) -> bool:
        """Whether every word was held against what the log commits to, and is what was published."""
        return self.file is not None and self.file.same


def verify_package(
    path: Path,
    key: VerifierKey | None = None,
    held: Sequence[tuple[str, str]] = (),
    receipt: EditionReceipt | None = None,
) -> Verdict:
    """Verify a package; `key` is the log's key that the verifier trusts, `held` are named checkpoints that others kept,
    `receipt` is that of the edition. Raises UnreadablePackage, OSError.
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
        folder = verify_log_folder(package.log, key, held)
        findings += of_the_log(folder.findings)
        proven = len(folder.proven)
        findings += acts_without_leaf(package.cycle, folder.proven)
    else:
        findings.append(told("V12", "log/"))
    verdict = Verdict(package.edition, package.holding, len(package.figures), verification, tuple(findings), proven)
    return _with_words(verdict, package, path, receipt)


def _with_words(verdict: Verdict, package: Package, path: Path, receipt: EditionReceipt | None) -> Verdict:
    """Add what the edition's receipt says of the whole file; without one, that words were not held against the log."""
    if receipt is not None:
        file, findings = whole_file(path, package.edition, package.holding, receipt)
        return replace(verdict, findings=(*verdict.findings, *findings), file=file)
    if package.edition:
        return replace(verdict, findings=(*verdict.findings, told("V13", package.edition)))
    return verdict


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
