"""Words, numbers and dates of the report in French or English; texts live in `texts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from indicators.model import Language, Text

NARROW = "\u202f"
"""Narrow no-break space: between thousands and before ; ! ? % in French."""

_MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Return every text of the report: key -> {fr, en, and `one: {fr, en}` where the singular differs}. Read once."""
    text = Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8")
    entries: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return entries


class Words:
    """The texts of the report in one language. An unknown key or a missing parameter raises KeyError."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, **params: object) -> str:
        """Return the text `key`, with numbers among `params` written in the manner of the language."""
        return self._filled(catalogue()[key], params)

    def count(self, key: str, count: int, **params: object) -> str:
        """Return the text `key` in the singular or plural of `count`, which fills `{count}`."""
        entry = catalogue()[key]
        singular = count < 2 if self.language == "fr" else count == 1
        chosen = entry["one"] if singular and "one" in entry else entry
        return self._filled(chosen, {**params, "count": count})

    def of(self, text: Text) -> str:
        """Return a framework's text in this language."""
        return text.in_(self.language)

    def _filled(self, entry: Mapping[str, Any], params: Mapping[str, object]) -> str:
        text: str = entry[self.language]
        return text.format_map({name: self.shown(value) for name, value in params.items()}) if params else text

    def shown(self, value: object) -> str:
        """Return a parameter as it is written in a sentence."""
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self.number(value)
        return str(value)

    def number(self, value: Decimal | int, places: int | None = None) -> str:
        """Return a number with the thousands and decimal marks of the language; at most two decimals by default."""
        return _number(value, places, self.language) if value else _number.__wrapped__(value, places, self.language)

    def percent(self, share: Decimal | None, places: int = 0) -> str:
        """Return a share of one as a percentage, a dash where there is none."""
        if share is None:
            return self("none")
        text = self.number(share * 100, places)
        return f"{text}{NARROW}%" if self.language == "fr" else f"{text}%"

    def day(self, day: date | datetime) -> str:
        """Return a date in full: `12 mai 2026`, `12 May 2026`."""
        month = _MONTHS[self.language][day.month - 1]
        first = "1er" if day.day == 1 and self.language == "fr" else str(day.day)
        return f"{first} {month} {day.year}"

    @property
    def joiner(self) -> str:
        """What stands between a heading and what follows it on the same line."""
        return "\u00a0: " if self.language == "fr" else ": "


@lru_cache(maxsize=8192)
def _number(value: Decimal | int, places: int | None, language: Language) -> str:
    """A number as written, kept because a page writes the same small ones over and over; equal numbers are written
    alike, but for zeros, which may have a sign."""
    number = Decimal(value)
    if places is None:
        number = _rounded(number, 2)
        text = f"{number.normalize():,f}" if number != number.to_integral_value() else f"{int(number):,}"
    else:
        text = f"{_rounded(number, places):,.{places}f}"
    return text.replace(",", NARROW).replace(".", ",") if language == "fr" else text


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
