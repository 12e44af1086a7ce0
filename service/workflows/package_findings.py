"""What a verification of a package may find: codes, places, and words in French and English beside this file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from indicators.model import LANGUAGES
from service.ledger.log_findings import NOTICES, LogFinding

_NOTED = NOTICES | {"V11", "V12", "V13", "V16"}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding on a package: its code, its place, and what it says by language."""

    code: str
    place: str
    message: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Literal["error", "notice"]:
        """`error`: the package is not what was published, or cannot be; `notice`: something to know."""
        return "notice" if self.code in _NOTED else "error"


def told(code: str, place: str, case: str = "", **params: str) -> Told:
    """Return a finding with its words, those of `case` where the code has several; `params` fill their braces."""
    texts = words()[f"{code}.{case}" if case else code]
    return Told(code, place, {language: text.format(place=place, **params) for language, text in texts.items()})


def of_the_log(findings: Iterable[LogFinding]) -> Iterator[Told]:
    """Yield findings of the public log as findings on a package."""
    for one in findings:
        yield Told(one.code, one.place, {language: one.message(language) for language in LANGUAGES})


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every code. Read once."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return read
