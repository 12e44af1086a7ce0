"""Checking a filled workbook: from its bytes to every finding in words, each with its sheet and its cell.

One act for the command, the upload and the collective report. Nothing is stored; a workbook that cannot be read is a
Refusal of the intake.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from indicators.answers import Submission
from indicators.checks import check
from indicators.findings import Finding, Path, has_errors
from indicators.messages import Message, message
from indicators.model import Framework, Language
from schemas.problem import FindingOut
from service.form.lists import form_texts
from service.form.names import sheet_name
from service.intake.confinement import ConfinedReader, Source
from service.intake.filled import Filled, read_filled
from service.intake.form_findings import form_message, is_about_form
from service.intake.places import Place, place_of
from service.intake.raw import RawWorkbook

MOST_ALIKE = 500
"""Findings of one code that are told about one workbook; the form asks fewer questions than that."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a workbook says and what is wrong with it. `submission` is None where it is not our form."""

    submission: Submission | None
    language: Language
    findings: tuple[Finding, ...]
    filled: Filled
    framework: Framework

    @property
    def has_errors(self) -> bool:
        """Whether anything blocks submitting."""
        return has_errors(self.findings)

    def placed(self, places: Mapping[Path, Place]) -> Checked:
        """Return the same findings pointing at the cells of another copy of the workbook."""
        return replace(self, filled=replace(self.filled, places=places))

    def told(self, language: Language | None = None) -> tuple[FindingOut, ...]:
        """Return every finding in words, with its place, in the order of the workbook; in its language by default."""
        chosen = language or self.language
        told = [_told(finding, chosen, self.framework, self.filled.places) for finding in self.findings]
        return tuple(sorted(told, key=self._reading_order))

    def _reading_order(self, finding: FindingOut) -> tuple[int, int, str]:
        """As their author meets them: tab after tab, from the top; those about no cell come first."""
        tabs = self.filled.tabs
        tab = tabs.index(finding.sheet) if finding.sheet in tabs else -1
        row = "".join(c for c in finding.cell or "" if c.isdigit())
        return tab, int(row or 0), finding.severity


def check_workbook(
    source: Source,
    framework: Framework,
    reader: ConfinedReader,
    *,
    cycle: str | None = None,
    previous: Submission | None = None,
) -> Checked:
    """Return what a filled workbook says and every finding about it. Raises Refusal where it cannot be read at all."""
    return check_cells(reader.read(source), framework, cycle=cycle, previous=previous)


def check_cells(
    workbook: RawWorkbook, framework: Framework, *, cycle: str | None = None, previous: Submission | None = None
) -> Checked:
    """The same for cells that were read already."""
    filled = read_filled(workbook, framework)
    if filled.submission is None:
        return Checked(None, filled.language, _bounded(filled.findings), filled, framework)
    submission = filled.submission.as_submission()
    told = {finding.path for finding in filled.findings if finding.severity == "error"}
    judged = (f for f in check(framework, submission, previous, cycle=cycle) if not _told_already(f, told, filled.lost))
    return Checked(submission, filled.language, _bounded((*filled.findings, *judged)), filled, framework)


def _bounded(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings without those of a code that is told often enough: nobody mends thousands one by one, and a workbook
    made to have them would fill the memory of the server. None is lost for good: the rest is told next time.
    """
    seen: Counter[str] = Counter()
    kept = []
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_ALIKE:
            kept.append(finding)
    return tuple(kept)


def _told_already(finding: Finding, told: set[Path], lost: frozenset[Path]) -> bool:
    """A value that the form refused or lost is missing to the checks: it is told once, for what it is."""
    return finding.path in told or (finding.code == "E01" and finding.path in lost)


def _told(finding: Finding, language: Language, framework: Framework, places: Mapping[Path, Place]) -> FindingOut:
    place = _place(finding, places)
    words = finding_words(finding, language, framework)
    return FindingOut(
        code=finding.code,
        severity=finding.severity,
        indicator=finding.indicator,
        field=finding.field,
        message=words.sentence,
        found=finding.found[:200],
        expected=words.expected,
        remedy=words.remedy,
        sheet=place.sheet if place else None,
        cell=(place.cell or None) if place else None,
    )


def finding_words(finding: Finding, language: Language, framework: Framework) -> Message:
    """Return a finding in words, one about the form itself too."""
    if is_about_form(finding):
        return form_message(finding, language, sheet_name(finding.params.get("sheet", ""), framework, language))
    return message(finding, language, framework)


def _place(finding: Finding, places: Mapping[Path, Place]) -> Place | None:
    """A missing answer is pointed at where its first number belongs, a second answer at the second one."""
    path = finding.path
    if finding.code == "E01" and finding.params.get("case") == "answer":
        path = path[:2]
    if finding.code == "E14":
        path = (*path, "again")
    return place_of(path, places)


def sentences(findings: tuple[FindingOut, ...], language: Language) -> Iterator[str]:
    """Yield each finding as one sentence that starts with its place."""
    for finding in findings:
        yield f"{place_words(finding, language)}{finding.message}"


def place_words(finding: FindingOut, language: Language) -> str:
    """Return `Feuille « 1 Dialogue social », cellule E14 : `, or nothing where a finding has no place."""
    if finding.sheet is None:
        return ""
    return form_texts()(
        "place.cell" if finding.cell else "place.sheet", language, sheet=finding.sheet, cell=finding.cell
    )
