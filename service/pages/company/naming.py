"""What places of a self-assessment are called for people, and on which page, at which field, they are mended.

A field of the form is named as its place in a submission, with points: `SD-1.numerator`, `commitments.0.text`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.answers import Unreadable
from indicators.findings import Finding, Path
from indicators.messages import message
from indicators.model import Framework, Language
from service.form.lists import label_of
from service.form.names import sheet_name
from service.intake.form_findings import form_message, is_about_form
from service.pages.visit import Visit
from service.render.report.language import Words
from service.workflows.drafts import COMMITMENTS, parts_of

_LISTED = {"status": "status", "publication": "publication", "country": "country", "sector": "sector"}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words, with the part and the field in which it is mended."""

    code: str
    severity: str
    text: str
    remedy: str
    place: str
    part: str
    field: str
    indicator: str | None


def part_name(part: str, framework: Framework, language: Language) -> str:
    """Return what a part of the form is called: as the sheet of the workbook."""
    return sheet_name(part, framework, language)


def field_of(path: Path) -> str:
    """Return the name of the form's field at a place of a submission."""
    steps = [str(step) for step in path if step != "values"]
    return ".".join(steps[1:] if steps[0] in ("answers", "organisation") else steps)


def part_of(path: Path, framework: Framework) -> str:
    """Return the part in which a place is filled in; the organisation's where it is in none."""
    if path[0] in ("organisation", "commitments"):
        return str(path[0])
    asked = parts_of(framework)
    return next((name for name, ids in asked.items() if len(path) > 1 and path[1] in ids), "organisation")


def ordered(parts: Iterable[str]) -> list[str]:
    """Return parts as they are asked: the organisation, the six objectives, then what belongs to none of them."""
    return sorted(parts, key=lambda name: (name in ("objective-0", COMMITMENTS), name == COMMITMENTS))


class Naming:
    """The names of places in one language and under one framework."""

    def __init__(self, visit: Visit, framework: Framework) -> None:
        self._language: Language = visit.language
        self._framework = framework
        self._say = said_of(visit.say)
        self._words = Words(visit.language)

    def told(self, findings: Iterable[Finding]) -> list[Told]:
        """Return findings in words, in the order of the form, faults before doubts within a part."""
        order = ordered(parts_of(self._framework))
        told = [self._told(one) for one in findings]
        return sorted(told, key=lambda one: (order.index(one.part), one.severity))

    def _told(self, finding: Finding) -> Told:
        part = part_of(finding.path, self._framework)
        if is_about_form(finding):
            sheet = sheet_name(finding.params.get("sheet", ""), self._framework, self._language)
            words = form_message(finding, self._language, sheet)
        else:
            words = message(finding, self._language, self._framework)
        field, place = field_of(finding.path), self.place(finding.path)
        return Told(finding.code, finding.severity, words.text, words.remedy, place, part, field, finding.indicator)

    def place(self, path: Path) -> str:
        """Return what a place is called: `SD-1 · Systems put to consultation`, `Commitment 2 · Text`."""
        steps = [str(step) for step in path if step not in ("values", "populations")]
        if steps[0] == "answers" and len(steps) > 1:
            return " · ".join([steps[1], *self._in_answer(steps[1], steps[2:])])
        if steps[0] == "commitments" and len(steps) > 1:
            return " · ".join([f"{self._say['commitments']} {int(steps[1]) + 1}", *map(self.word, steps[2:])])
        return " · ".join(map(self.word, steps[1:])) or self.word(steps[0])

    def _in_answer(self, indicator: str, steps: list[str]) -> list[str]:
        if not steps:
            return []
        if steps[0] == "evidence" and len(steps) > 1:
            return [f"{self._say['evidence']} {int(steps[1]) + 1}", *map(self.word, steps[2:])]
        fields = {}
        if self._framework.has_indicator(indicator):
            fields = {one.key: one.label.in_(self._language) for one in self._framework.indicator(indicator).fields}
        return [fields.get(steps[0]) or self.word(steps[0])]

    def word(self, step: str) -> str:
        """Return what one step of a place is called: `text` is `Text`."""
        populations = {one.id: one.label.in_(self._language) for one in self._framework.populations}
        return self._say.get(step) or populations.get(step, step)

    def value(self, path: Path, value: object) -> str:
        """Return a value at a place as people read it; a dash for nothing."""
        if value is None or value == "":
            return self._words("none")
        if isinstance(value, Decimal):
            return self._words.number(value)
        if isinstance(value, date):
            return self._words.day(value)
        if isinstance(value, Unreadable):
            return value.found
        listed = _LISTED.get(str(path[-1])) or ("evidence_kind" if path[-1] == "kind" else None)
        return label_of(listed, str(value), self._framework, self._language) if listed else str(value)  # type: ignore[arg-type]


def said_of(say: Callable[[str], str]) -> Mapping[str, str]:
    """Return what the parts of an answer, an organisation and a commitment are called."""
    return {
        "status": say("Status"),
        "reason": say("Reason"),
        "comment": say("Comment"),
        "organisation": say("Organisation"),
        "answers": say("Answers"),
        "name": say("Name"),
        "country": say("Country"),
        "sector": say("Sector"),
        "publication": say("Publication"),
        "evidence": say("Evidence"),
        "commitments": say("Commitment"),
        "kind": say("Kind of document"),
        "title": say("Title"),
        "link": say("Link"),
        "reference": say("Reference"),
        "clause": say("Clause"),
        "text": say("Text"),
        "target": say("Target"),
        "unit": say("Unit"),
        "target_date": say("Due date"),
        "role": say("Role in charge"),
    }
