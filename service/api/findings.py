"""Findings of the checks as they go out: words in the language asked for, and a JSON pointer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indicators.answers import Submission
from indicators.findings import Finding, Path
from indicators.messages import message
from indicators.model import Framework, Language
from schemas.problem import FindingOut
from service.api.problems import pointer
from service.form.names import sheet_name
from service.intake.form_findings import form_message, is_about_form
from service.slips import quoted


def findings_out(
    findings: Iterable[Finding],
    language: Language,
    framework: Framework,
    submission: Submission,
) -> list[FindingOut]:
    """Return findings as they go out, each with its place in the JSON of `submission`."""
    order = {answer.indicator: index for index, answer in reversed(list(enumerate(submission.answers)))}
    return [_out(finding, language, framework, order) for finding in findings]


def _out(finding: Finding, language: Language, framework: Framework, order: Mapping[str, int]) -> FindingOut:
    if is_about_form(finding):
        sheet = sheet_name(finding.params.get("sheet", ""), framework, language)
        words = form_message(finding, language, sheet)
    else:
        words = message(finding, language, framework)
    return FindingOut(
        code=finding.code,
        severity=finding.severity,
        indicator=finding.indicator,
        field=finding.field,
        message=words.sentence,
        found=quoted(finding.found),
        expected=words.expected,
        remedy=words.remedy,
        pointer=pointer(_in_body(finding.path, order)),
    )


def _in_body(path: Path, order: Mapping[str, int]) -> Path:
    """Turn a path of the checks into one of the JSON body: answers stand in a list there, numbers under `values`.

    An answer that is missing altogether is looked for in the list as a whole.
    """
    if len(path) < 2 or path[0] != "answers":
        return path
    if path[1] not in order:
        return ("answers",)
    head: Path = ("answers", order[str(path[1])])
    rest = path[2:]
    plain = not rest or rest[0] in ("status", "reason", "comment", "evidence", "indicator")
    return head + rest if plain else (*head, "values", *rest)
