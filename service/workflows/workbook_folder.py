"""A folder of filled workbooks, read in parallel in confined children; each file comes back small or refused.

What a child returns is all that a consolidation needs of a file. Whose file it is and what figures follow is not known
here.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from indicators import loader
from indicators.answers import Submission
from indicators.findings import Finding
from indicators.model import LANGUAGES, Framework
from service.intake.confinement import ConfinedReader
from service.intake.gate import inspect
from service.intake.refusals import Refusal
from service.render.report.contents import WordingProfile
from service.workflows.check_workbook import Checked, check_cells
from service.workflows.fault_words import printable
from service.workflows.wording_profiles import commitment_profiles

SUFFIXES = frozenset({".xlsx", ".ods", ".xls", ".xlsm", ".xlsb", ".numbers"})
"""Files of a folder that are taken for workbooks; those that are none are refused with their reason."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file is not consolidated: code, place in the workbook, words by language."""

    code: str
    place: Mapping[str, str]
    message: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One workbook as read: its submission, or the reasons against it. `sha256` tells equal contents."""

    name: str
    sha256: str
    submission: Submission | None = None
    warnings: tuple[Finding, ...] = ()
    commitments: tuple[WordingProfile | None, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkSource:
    """Where a child finds the framework: bundled under an id and version, or in a directory."""

    id: str = "paris-2025"
    version: int | None = None
    directory: Path | None = None


@cache
def framework_of(source: FrameworkSource) -> Framework:
    """Return the framework, read once in each process. Raises FrameworkFault or UnknownFramework."""
    return loader.load(source.directory) if source.directory else loader.bundled(source.id, source.version)


def find_workbooks(paths: Iterable[Path], leave_out: frozenset[Path] = frozenset()) -> list[Path]:
    """Return the workbooks among files and, at any depth, folders: each once, sorted, without hidden and lock files.

    Raises FileNotFoundError for a path that is not there. A file named as such is taken whatever it is called.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        for file in _inside(path) if path.is_dir() else [path]:
            resolved = file.resolve()
            if resolved not in leave_out:
                found.setdefault(resolved, file)
    return sorted(found.values(), key=lambda file: (file.name, str(file)))


def _inside(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith((".", "~$")):
                yield Path(root, name)


def read_folder(
    paths: Iterable[Path], source: FrameworkSource, cycle: str | None, reader: ConfinedReader
) -> Iterator[ReadFile]:
    """Yield each file as it is read, in no order; a few are in flight at a time, so memory does not grow."""
    for path, outcome in reader.map(partial(read_one, source=source, cycle=cycle), paths):
        yield _refused(path, outcome) if isinstance(outcome, Refusal) else outcome


def read_one(path: Path, *, source: FrameworkSource, cycle: str | None) -> ReadFile:
    """Read and judge one workbook; runs in the confined child. Raises Refusal.

    Collecting garbage is put off until the file is read: what a file may hold is bounded, and cycles are rare.
    """
    gc.disable()
    try:
        return _read(path, framework_of(source), cycle)
    finally:
        gc.enable()


def _read(path: Path, framework: Framework, cycle: str | None) -> ReadFile:
    checked = check_cells(inspect(path), framework, cycle=cycle)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if checked.submission is None or checked.has_errors:
        return ReadFile(printable(path.name), digest, reasons=tuple(_reasons(checked)))
    submission = checked.submission
    warnings = tuple(finding for finding in checked.findings if finding.severity == "warning")
    read = commitment_profiles(submission)
    return ReadFile(printable(path.name), digest, submission, warnings, read)


def _reasons(checked: Checked) -> Iterator[Reason]:
    told = [checked.told(language) for language in LANGUAGES]
    for both in zip(*told, strict=True):
        if both[0].severity == "error":
            place: dict[str, str] = {
                language: " ".join(part for part in (out.sheet, out.cell) if part)
                for language, out in zip(LANGUAGES, both, strict=True)
            }
            message: dict[str, str] = {lang: out.message for lang, out in zip(LANGUAGES, both, strict=True)}
            yield Reason(both[0].code, place, message)


def _refused(path: Path, refusal: Refusal) -> ReadFile:
    words: dict[str, str] = {language: refusal.message(language) for language in LANGUAGES}
    return ReadFile(printable(path.name), "", reasons=(Reason(refusal.code, {"fr": "", "en": ""}, words),))
