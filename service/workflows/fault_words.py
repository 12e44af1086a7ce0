"""The words of what keeps a roster, a workbook or a file of annotations out of a consolidation, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from indicators.plurals import filled

LONGEST_QUOTE = 120


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    text = Path(__file__).with_name("consolidate.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return words


def fault_words(code: str, **params: str) -> Mapping[str, str]:
    """Return the words of a fault, by language. Raises KeyError on an unknown code or a missing parameter."""
    shown = {name: quoted(value) for name, value in params.items()}
    near = shown.pop("near", "")
    entries = _catalogue()
    return {
        language: filled(
            text,
            language,
            {
                **shown,
                "near": entries["near"][language].format(near=near) if near else "",
                "expected": shown.get("expected", ""),
            },
        )
        for language, text in entries[code].items()
    }


def quoted(text: str) -> str:
    """Return a text fit for a message: one line, printable, short."""
    shown = printable(text)
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"


def printable(text: str) -> str:
    """Return a text of unknown origin, such as a file's name, fit to be written anywhere."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
