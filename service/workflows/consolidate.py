"""From a folder of workbooks, a roster and a file of annotations to one report. Every file ends in it: used or refused.

What a workbook says and what figures follow is decided elsewhere; here lives the order of the steps and who a file
belongs to.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from indicators.anchors import Ground
from indicators.case import Cycle, Filed
from indicators.figures import Signatory
from indicators.model import Framework
from service.intake.confinement import ConfinedReader
from service.render.report.contents import Refused, Report
from service.workflows.annotation_file import read_annotations
from service.workflows.fault_words import fault_words
from service.workflows.matching import Mismatch, Roll, revision_of
from service.workflows.report_contents import report_of
from service.workflows.roster import read_roster
from service.workflows.workbook_folder import (
    FrameworkSource,
    ReadFile,
    find_workbooks,
    framework_of,
    read_folder,
)

Progress = Callable[[int, int], None]
"""Told after every file: how many are read, how many there are."""

NOWHERE: Mapping[str, str] = {"fr": "", "en": ""}


class NothingToConsolidate(Exception):  # noqa: N818  an outcome with a name, not a fault of the program
    """No workbook was found, or none could be used; `refused` says why."""

    def __init__(self, refused: tuple[Refused, ...] = ()) -> None:
        super().__init__(f"{len(refused)} refused")
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Request:
    """What to consolidate. Without `cycle`, the one that most workbooks name; without a roster, whoever filed."""

    paths: tuple[Path, ...]
    annotations: Path | None = None
    signatories: Path | None = None
    cycle: str | None = None
    framework: FrameworkSource = field(default_factory=FrameworkSource)
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    leave_out: frozenset[Path] = frozenset()
    made_on: date | None = None


def consolidate_folder(request: Request, progress: Progress = lambda _done, _all: None) -> Report:
    """Return the report of a folder; files and annotations that cannot be used stand in its `refused`.

    Raises NothingToConsolidate, RosterRefused, FileNotFoundError, OSError, FrameworkFault.
    """
    framework = framework_of(request.framework)
    roster = read_roster(request.signatories) if request.signatories else None
    paths = find_workbooks(request.paths, request.leave_out)
    sorting = _Sorting(framework, Roll(roster or (), closed=roster is not None))
    sorting.sort(_read(request, paths, progress), request.cycle)
    if not sorting.current:
        raise NothingToConsolidate(tuple(sorting.refused))
    cycle = sorting.cycle(roster)
    if request.annotations:
        accepted, items = read_annotations(request.annotations, sorting.ground(cycle))
        cycle = replace(cycle, annotations=accepted)
        sorting.refused += [Refused(i.name, i.code, {"fr": i.place, "en": i.place}, i.message) for i in items]
    return report_of(
        framework,
        cycle,
        made_on=request.made_on,
        refused=tuple(sorting.refused),
        readings={filed.signatory: file.commitments for filed, file in sorting.current.values()},
    )


def _read(request: Request, paths: list[Path], progress: Progress) -> list[ReadFile]:
    read: list[ReadFile] = []
    workers = max(1, min(request.workers, len(paths)))
    with ConfinedReader(workers) as reader:
        for file in read_folder(paths, request.framework, request.cycle, reader):
            read.append(file)
            progress(len(read), len(paths))
    return sorted(read, key=lambda file: (file.name, file.sha256))


class _Sorting:
    """Files given to their signatories, one revision each; whatever cannot be given is refused with its reason."""

    def __init__(self, framework: Framework, roll: Roll) -> None:
        self.framework = framework
        self.roll = roll
        self.refused: list[Refused] = []
        self.current: dict[str, tuple[Filed, ReadFile]] = {}
        self.superseded: list[Filed] = []
        self.cycle_id = ""

    def sort(self, files: Iterable[ReadFile], cycle: str | None) -> None:
        """Give every file its place."""
        usable = [file for file in files if self._readable(file)]
        self.cycle_id = cycle or _most_named(usable)
        places: defaultdict[tuple[str, int], list[ReadFile]] = defaultdict(list)
        for file in usable:
            signatory = self._owner(file)
            if signatory:
                places[signatory.id, revision_of(Path(file.name).stem)].append(file)
        for (signatory_id, revision), claims in sorted(places.items()):
            if self._agreed(claims, revision):
                self._file(signatory_id, revision, claims[0])

    def _readable(self, file: ReadFile) -> bool:
        for reason in file.reasons:
            self.refused.append(Refused(file.name, reason.code, reason.place, reason.message))
        return file.submission is not None

    def _owner(self, file: ReadFile) -> Signatory | None:
        assert file.submission is not None
        if file.submission.cycle != self.cycle_id:
            self._refuse(file, "X04", found=file.submission.cycle, expected=self.cycle_id)
            return None
        owner = self.roll.match(file.submission.organisation)
        if isinstance(owner, Mismatch):
            self.refused.append(Refused(file.name, owner.code, NOWHERE, owner.message))
            return None
        return owner

    def _agreed(self, claims: list[ReadFile], revision: int) -> bool:
        """Whether the files that claim one revision say the same; copies are named, contradictions all refused."""
        first, *others = claims
        if all(other.sha256 == first.sha256 for other in others):
            for other in others:
                self._refuse(other, "X05", found=first.name)
            return True
        for claim in claims:
            rival = next(other for other in claims if other.sha256 != claim.sha256)
            self._refuse(claim, "X03", found=rival.name, expected=str(revision))
        return False

    def _refuse(self, file: ReadFile, code: str, **params: str) -> None:
        self.refused.append(Refused(file.name, code, NOWHERE, fault_words(code, **params)))

    def _file(self, signatory: str, revision: int, file: ReadFile) -> None:
        """File a revision; revisions come in order, so that a later one replaces an earlier one."""
        assert file.submission is not None
        if signatory in self.current:
            self.superseded.append(self.current[signatory][0])
        filed = Filed(signatory, revision, file.submission, file.warnings, source=file.name)
        self.current[signatory] = (filed, file)

    def cycle(self, roster: tuple[Signatory, ...] | None) -> Cycle:
        """Return the cycle without annotations: filed in the roster's order."""
        signatories = roster if roster is not None else tuple(self.roll.by_id[id_] for id_ in self.current)
        filed = tuple(self.current[s.id][0] for s in signatories if s.id in self.current)
        return Cycle(self.cycle_id, self.framework.ref, signatories, filed, superseded=tuple(self.superseded))

    def ground(self, cycle: Cycle) -> Ground:
        """Return what annotations may stand on."""
        revisions: defaultdict[str, set[int]] = defaultdict(set)
        answered: dict[tuple[str, int], frozenset[str]] = {}
        for filed in (*cycle.superseded, *cycle.filed):
            revisions[filed.signatory].add(filed.revision)
            answers = filed.submission.answers
            answered[filed.signatory, filed.revision] = frozenset(answer.indicator for answer in answers)
        return Ground(
            framework=self.framework,
            cycle=cycle.id,
            signatories=frozenset(signatory.id for signatory in cycle.signatories),
            revisions={signatory: frozenset(numbers) for signatory, numbers in revisions.items()},
            answered=answered,
            said={(one.signatory, one.revision): one.submission for one in (*cycle.superseded, *cycle.filed)},
            demands=None,
        )


def _most_named(files: list[ReadFile]) -> str:
    """Return the cycle that most workbooks name, the last by name among equals; empty where there is no file."""
    named = Counter(file.submission.cycle for file in files if file.submission)
    return max(named, key=lambda cycle: (named[cycle], cycle)) if named else ""
