"""What a verification of the log found: stable codes, a place, and words in French and English beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from indicators.plurals import filled
from service.ledger.reasons import Reason

NOTICES = frozenset({"L19", "L25", "L26", "L29", "L30"})
"""Codes that tell something to know, not a tampering."""


@dataclass(frozen=True, slots=True)
class LogFinding:
    """One finding: `place` is a checkpoint, a leaf's index or a subject; a reason in `params` has words of its own."""

    code: str
    place: str
    params: Mapping[str, str | Reason] = field(default_factory=dict)

    @property
    def severity(self) -> Literal["error", "notice"]:
        """`error`: the log or what it commits to was tampered with, or cannot be verified."""
        return "notice" if self.code in NOTICES else "error"

    def message(self, language: Literal["fr", "en"]) -> str:
        """Return what it says to people."""
        told = {key: one.in_(language) if isinstance(one, Reason) else one for key, one in self.params.items()}
        params = {"found": "–", "expected": "–", **told, "place": self.place}
        return filled(words()[self.code][language], language, params)


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the words of every code. Read once."""
    read: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("log_findings.yaml").read_text(encoding="utf-8")
    )
    return read


def finding(code: str, place: object, found: object = "", expected: object = "") -> LogFinding:
    """Return a finding with what stood there and what should."""
    given = {"found": found, "expected": expected}
    params = {key: one if isinstance(one, Reason) else str(one) for key, one in given.items() if str(one)}
    return LogFinding(code, str(place), params)
