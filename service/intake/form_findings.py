"""The words of findings about the form itself (E2x, W2x): data in `form_findings.yaml`, filled in here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from indicators.findings import Finding
from indicators.messages import Message, quoted
from indicators.model import Language


def is_about_form(finding: Finding) -> bool:
    """Whether a finding is told here and not by `indicators.messages`."""
    return finding.code in _catalogue()


def form_message(finding: Finding, language: Language, sheet: str = "") -> Message:
    """Return the words for a finding about the form; `sheet` is the name of the sheet it is about. Raises KeyError."""
    cases = _catalogue()[finding.code]
    words = cases.get(finding.params.get("case", "default")) or cases["default"]
    values = {"found": quoted(finding.found), **finding.params, "sheet": sheet}
    return Message(*(words[part][language].format_map(values) for part in ("text", "expected", "remedy")))


def form_codes() -> frozenset[str]:
    """Return every code that is told here."""
    return frozenset(_catalogue())


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("form_findings.yaml").read_text(encoding="utf-8"))
    return loaded
