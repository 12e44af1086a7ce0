"""Verifying a published package with nothing but the package and the program: bytes, figures, log proofs.

The rules are `indicators.verification`; here the file is read, and every difference gets its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from indicators.case import Cycle
from indicators.columns import RosterError
from indicators.model import Language
from indicators.verification import Verification, verify_complete, verify_public
from service.ledger.log_findings import NOTICES
from service.ledger.log_folder import verify_log_folder
from service.ledger.notes import VerifierKey
from service.ledger.subjects import revision_urn
from service.workflows.package_reading import Package, UnreadablePackage, read_package

_NOTED = NOTICES | {"V11", "V12"}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding on a package: its code, its place, and what it says by language."""

    code: str
    place: str
    message: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Literal["error", "notice"]:
        """`error`: the package is not what was published, or cannot be; `notice`: something to know."""
        return "notice" if self.code in _NOTED else "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification gives: the package's name of itself, what was made again, findings, and acts proven."""

    edition: str
    holding: str
    figures: int
    verification: Verification
    findings: tuple[Told, ...]
    proven: int

    @property
    def sound(self) -> bool:
        """Whether nothing differs."""
        return all(finding.severity == "notice" for finding in self.findings)


def verify_package(path: Path, key: VerifierKey | None = None) -> Verdict:
    """Verify a package; `key` is the log's key that the verifier trusts. Raises UnreadablePackage, OSError."""
    package = read_package(path)
    try:
        verification = _verified(package)
    except (RosterError, ValueError, KeyError, ArithmeticError) as error:
        raise UnreadablePackage(f"{type(error).__name__}: {error}"[:300]) from error
    findings = [*_about_bytes(package), *_about_figures(verification)]
    proven = 0
    if package.log:
        folder = verify_log_folder(package.log, key)
        languages: tuple[Language, ...] = ("fr", "en")
        findings += [
            Told(one.code, one.place, {language: one.message(language) for language in languages})
            for one in folder.findings
        ]
        proven = len(folder.proven)
        findings += [_told("V11", urn) for urn in revisions_of(package.cycle) if urn not in folder.proven]
    else:
        findings.append(_told("V12", "log/"))
    return Verdict(package.edition, package.holding, len(package.figures), verification, tuple(findings), proven)


def _verified(package: Package) -> Verification:
    if package.holding == "public":
        return verify_public(package.framework, package.cycle, package.figures, package.unpublished)
    return verify_complete(package.framework, package.cycle, package.figures)


def _about_bytes(package: Package) -> Iterator[Told]:
    for name in package.altered:
        yield _told("V02", name)
    if not package.signed_framework:
        yield _told("V04", "framework.json")
    for place, published, expected in package.mistold:
        yield _told("V07", place, published=published, expected=expected)


def _about_figures(verification: Verification) -> Iterator[Told]:
    for one in verification.differences:
        place = f"{one.indicator} · {one.cut.dimension} {one.cut.value}".rstrip() + f" · {one.part}"
        yield _told(one.code, place, published=one.published[:200], expected=one.expected[:200])


def revisions_of(cycle: Cycle) -> Iterator[str]:
    """Yield the names of the revisions that a package shows, as the log has them."""
    for filed in cycle.filed:
        yield revision_urn(f"{cycle.id}.{filed.signatory}", filed.revision)


def _told(code: str, place: str, **params: str) -> Told:
    texts = words()[code]
    return Told(code, place, {language: text.format(place=place, **params) for language, text in texts.items()})


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every code. Read once."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return read
