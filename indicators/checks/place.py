"""The order in which findings are told: the form's own, from its first line to its last."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.findings import Finding
from indicators.model import Framework

_SECTIONS = ("framework", "cycle", "language", "organisation", "answers", "commitments")
_PROFILE = ("name", "reference", "country", "sector", "populations", "publication")
_AFTER_FIELDS = ("reason", "comment", "evidence")


def in_order(framework: Framework, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by place in the framework's order; on one place errors first, then by code. Unknown indicators
    come after the known ones, in the order in which they were given."""
    indicators = {indicator.id: number for number, indicator in enumerate(framework.indicators)}
    populations = {population.id: number for number, population in enumerate(framework.populations)}

    def place(finding: Finding) -> tuple[object, ...]:
        steps = finding.path[1:]
        section = _SECTIONS.index(str(finding.path[0]))
        if not steps:
            return section, -1
        first = steps[0]
        if isinstance(first, int):
            return section, first
        if finding.path[0] == "organisation":
            known = _PROFILE.index(first) if first in _PROFILE else len(_PROFILE)
            return section, known, populations.get(str(steps[-1]), 0), 0
        return section, indicators.get(first, len(indicators)), *_within(_fields(framework, first), steps[1:])

    return tuple(sorted(findings, key=lambda finding: (place(finding), finding.severity, finding.code)))


def _fields(framework: Framework, indicator: str) -> dict[str, int]:
    if not framework.has_indicator(indicator):
        return {}
    return {"status": 0} | {field.key: n for n, field in enumerate(framework.indicator(indicator).fields, 1)}


def _within(fields: dict[str, int], steps: tuple[str | int, ...]) -> tuple[int, int]:
    if not steps:
        return -1, 0
    first = str(steps[0])
    if first in _AFTER_FIELDS:
        entry = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else 0
        return 1_000 + _AFTER_FIELDS.index(first), entry
    return fields.get(first, 999), 0
