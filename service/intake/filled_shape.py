"""The content of a filled workbook -> a `SubmissionIn`, however faulty: what it refuses becomes a finding with a place.

The schema refuses what no one may store (control characters, endless texts). A refused value is taken out and the rest
goes on to the checks, so that all faults come back at once.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from indicators.findings import Finding, Path
from indicators.messages import quoted
from schemas.submission import SubmissionIn

_CODES = {
    "missing": "E01",
    "string_too_short": "E01",
    "string_too_long": "E09",
    "too_long": "E25",
    "value_error": "E22",
    "string_pattern_mismatch": "E24",
    "literal_error": "E02",
}
_REQUIRED_TEXTS = {"text", "kind", "title"}
_PLACEHOLDER = "—"
_ROUNDS = 5


def shaped(raw: dict[str, Any]) -> tuple[SubmissionIn | None, tuple[Finding, ...]]:
    """Return the submission without what the schema refuses, and a finding for each refused value."""
    findings: list[Finding] = []
    for _ in range(_ROUNDS):
        try:
            return SubmissionIn.model_validate(raw), tuple(findings)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            findings += [_finding(fault, raw) for fault in faults]
            for fault in faults:
                _take_out(raw, fault["loc"])
    return None, tuple(findings)


def _finding(fault: ErrorDetails, raw: dict[str, Any]) -> Finding:
    path = _path(fault["loc"], raw)
    indicator = str(path[1]) if path[0] == "answers" and len(path) > 1 else None
    field = next((step for step in reversed(path) if isinstance(step, str)), None)
    found = fault["input"] if isinstance(fault["input"], str) else ""
    code = _CODES.get(fault["type"], "E24")
    return Finding(code, path, indicator, field, quoted(found), _params(code, fault, found, str(field)))


def _params(code: str, fault: ErrorDetails, found: str, field: str) -> dict[str, str]:
    limit = str(fault.get("ctx", {}).get("max_length", ""))
    if code in {"E09", "E25"}:
        return {"length": str(len(found)), "limit": limit}
    return {"case": field if code in {"E02", "E24"} else "profile"} if code != "E22" else {}


def _path(location: tuple[int | str, ...], raw: dict[str, Any]) -> Path:
    """Answers are numbered in the schema and named by indicator in a finding's path."""
    if location[0] == "answers" and len(location) > 1:
        answers: Any = raw["answers"]
        answer = answers[location[1]]
        rest = location[2:]
        return ("answers", str(answer["indicator"]), *(rest[1:] if rest[:1] == ("values",) else rest))
    return tuple(location)


def _take_out(raw: dict[str, Any], location: tuple[int | str, ...]) -> None:
    node: Any = raw
    for step in location[:-1]:
        node = node[step]
    last: Any = location[-1]
    if isinstance(node, list):
        node[last] = _PLACEHOLDER
    elif isinstance(node.get(last), list):
        node[last] = node[last][:50]
    elif location == ("organisation", "name") or last in {"framework", "cycle", "indicator"}:
        node[last] = _PLACEHOLDER if last == "name" else "unreadable"
    elif last in _REQUIRED_TEXTS:
        node[last] = ""
    else:
        node.pop(last, None)
