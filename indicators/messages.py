"""Findings in words, in the language asked for: what was found, what is expected, how to mend it.

The words are data (`messages.yaml`); a finding's code and case choose them, its place and parameters fill them.
Placeholders: `found` (the author's own text, shortened), `label` (name of the place), `wanted` (what belongs there),
`indicator`, `unit` (of its result), `framework`, `position` (of an evidence or a commitment, from 1), `example`, and
the finding's own parameters, of which the kinds are named below.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from indicators.findings import Finding
from indicators.model import Field, Framework, Language, Text

LONGEST_QUOTE: Final = 80
NUMBERS: Final = frozenset(
    {"numerator", "denominator", "sum", "whole", "before", "now", "answers", "declared", "length", "limit"}
)
FOUND_NUMBERS: Final = frozenset(
    {("E02", "whole"), ("E03", None), ("E06", None), ("E07", "too_precise"), ("W01", "organisation")}
    | {("W01", "indicator"), ("W07", "headcount")}
)
"""The findings, by code and case, that found a number: it is written as the language does."""

FIELD_KEYS: Final = frozenset({"above", "below"})
_NARROW = "\u202f"


@dataclass(frozen=True, slots=True)
class Message:
    """A finding in words: each part is one sentence or phrase."""

    text: str
    expected: str
    remedy: str

    @property
    def sentence(self) -> str:
        """What was found and how to mend it, in one line."""
        return f"{self.text} {self.remedy}"


def message(finding: Finding, language: Language, framework: Framework) -> Message:
    """Return the words for a finding. Raises KeyError on a code or case that `messages.yaml` does not know."""
    cases = catalogue()["messages"][finding.code]
    words = cases[finding.params.get("case", "default")]
    filled = _Filled(finding, language, framework)
    return Message(*(words[part][language].format_map(filled.values()) for part in ("text", "expected", "remedy")))


def cases() -> frozenset[tuple[str, str]]:
    """Return every (code, case) that has words."""
    return frozenset((code, case) for code, known in catalogue()["messages"].items() for case in known)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Any]:
    """Return `messages.yaml` as read."""
    loaded: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "messages.yaml").read_text(encoding="utf-8"))
    return loaded


def quoted(text: str) -> str:
    """Return a user's text fit to stand in a sentence: one line, nothing invisible, at most 80 characters."""
    shown = "".join(c for c in text[:1_000].replace("\n", " ").replace("\t", " ") if unicodedata.category(c)[0] != "C")
    shown = " ".join(shown.split(" ")).strip()
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1].rstrip() + "…"


def number_text(number: str | Decimal, language: Language) -> str:
    """Write a number as the language does: `1 234,5` (narrow no-break space) or `1,234.5`; other text as it is."""
    try:
        value = number if isinstance(number, Decimal) else Decimal(number)
    except InvalidOperation:
        return str(number)
    if not value.is_finite():
        return str(number)
    text = format(value, ",f")
    return text.replace(",", _NARROW).replace(".", ",") if language == "fr" else text


def number_wanted(field: Field | None, unit: Text | None, language: Language) -> str:
    """Return how a number is asked for in a sentence: `un nombre entier de systèmes`."""
    if field is not None and field.role == "level":
        return _phrase("level", language)
    unit = field.unit if field is not None else unit
    if unit is None:
        return str(catalogue()["wanted"]["target"][language])
    if unit.en == "EUR":
        return _phrase("money", language)
    kind = "whole" if field is None or field.number == "integer" else "decimal"
    return _phrase(kind, language).format(of_unit=_of(unit.in_(language), language))


def _phrase(kind: str, language: Language) -> str:
    return str(catalogue()["numbers"][kind][language])


def _of(unit: str, language: Language) -> str:
    """`of systems`, `de systèmes`, `d’heures`: in French `de` loses its vowel before another or a silent h."""
    if language == "en":
        return f"of {unit}"
    first = unicodedata.normalize("NFD", unit.casefold())[:1]
    return f"d’{unit}" if first in "aeiouyhœ" else f"de {unit}"


@dataclass(frozen=True, slots=True)
class _Filled:
    """One finding with everything needed to fill in its words."""

    finding: Finding
    language: Language
    framework: Framework

    def values(self) -> dict[str, str]:
        """Return every placeholder that this finding can fill."""
        finding = self.finding
        return {
            "found": self._found(),
            "label": self._label(finding.field),
            "wanted": self._wanted(),
            "indicator": finding.indicator or "",
            "unit": self._unit(),
            "framework": self.framework.title.in_(self.language),
            "position": str(next((step for step in finding.path if isinstance(step, int)), 0) + 1),
            "example": self.framework.clauses[0].id,
        } | {name: self._param(name, value) for name, value in finding.params.items()}

    def _found(self) -> str:
        finding = self.finding
        written_out = (finding.code, finding.params.get("case")) in FOUND_NUMBERS and "E" not in finding.found
        return quoted(number_text(finding.found, self.language) if written_out else finding.found)

    def _param(self, name: str, value: str) -> str:
        if name in NUMBERS:
            return number_text(value, self.language)
        if name in FIELD_KEYS:
            return self._label(value)
        if name == "parts":
            return " + ".join(self._label(key) for key in value.split())
        if name == "population":
            return self._label(value)
        if name == "flags":
            return ", ".join(self._flag(flag) for flag in value.split(", "))
        return quoted(value)

    def _unit(self) -> str:
        id_ = self.finding.indicator
        known = id_ is not None and self.framework.has_indicator(id_)
        return self.framework.indicator(id_ or "").result_unit.in_(self.language) if known else ""

    def _flag(self, flag: str) -> str:
        known = self.framework.has_motive(flag)
        return f"{flag} ({self.framework.motive(flag).label.in_(self.language)})" if known else flag

    def _field(self, key: str | None) -> Field | None:
        indicator = self.finding.indicator
        if indicator is None or key is None or not self.framework.has_indicator(indicator):
            return None
        return next((field for field in self.framework.indicator(indicator).fields if field.key == key), None)

    def _label(self, key: str | None) -> str:
        field = self._field(key)
        if field is not None:
            return field.label.in_(self.language)
        population = next((p for p in self.framework.populations if p.id == key), None)
        if population is not None:
            return population.label.in_(self.language)
        names = catalogue()["fields"]
        return str(names[key][self.language]) if key in names else quoted(key or "")

    def _wanted(self) -> str:
        key = self.finding.field
        field = self._field(key)
        population = next((p for p in self.framework.populations if p.id == key), None)
        if field is not None or population is not None:
            return number_wanted(field, population.unit if population else None, self.language)
        wanted = catalogue()["wanted"]
        return str(wanted[key][self.language]) if key in wanted else ""
