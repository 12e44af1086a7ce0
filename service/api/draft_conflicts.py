"""Two people typed in one draft: what the second is told, place by place, with both values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import Request, Response

from indicators.model import Language
from schemas.draft import PartIn
from schemas.problem import FindingOut
from service.api.preconditions import tag_of
from service.api.problems import problem
from service.dependencies import language_of
from service.errors import shape
from service.workflows.drafts import Stale

DIFFERS = "D01"
LONGEST_SHOWN = 2_000
"""Characters of a value that two people typed differently: as many as a comment may have."""


def stale(request: Request, outcome: Stale, yours: Mapping[str, PartIn], name: str | None) -> Response:
    """Return 412 with the present `ETag`; `name`: of that part, else of the whole draft.

    Each place that differs is a finding: what was sent is `found`, what was saved meanwhile is `expected`.
    """
    language, parts = language_of(request), outcome.now.parts
    findings = [
        _finding(f"/{part}{place}", mine, theirs, language)
        for part, given in yours.items()
        for place, mine, theirs in _differences(given.as_typed(), parts[part].content)
    ]
    version = outcome.now.version if name is None else parts[name].version
    return problem(request, "stale", 412, None, findings, {"ETag": tag_of(version)})


def _differences(yours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    mine, other = dict(_flat(yours)), dict(_flat(theirs))
    for place in dict.fromkeys([*other, *mine]):
        if mine.get(place) != other.get(place):
            yield place, mine.get(place), other.get(place)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every filled place of a part; answers by their indicator, other lists by position."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(item, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            named = item.get("indicator") if isinstance(item, Mapping) else None
            yield from _flat(item, f"{path}/{named or index}")
    elif value not in (None, ""):
        yield path, value


def _finding(place: str, mine: Any, theirs: Any, language: Language) -> FindingOut:
    found, expected = _shown(mine, language), _shown(theirs, language)
    steps = place.split("/")
    answer = "answers" in steps
    return FindingOut(
        code=DIFFERS,
        indicator=steps[steps.index("answers") + 1] if answer else None,
        field=steps[-1],
        message=shape(DIFFERS, "found", language, {"mine": found, "theirs": expected}),
        found=found,
        expected=expected,
        remedy=shape(DIFFERS, "remedy", language, {}),
        pointer=place,
    )


def _shown(value: Any, language: Language) -> str:
    if value is None:
        return shape(DIFFERS, "expected", language, {})
    return str(value)[:LONGEST_SHOWN]
