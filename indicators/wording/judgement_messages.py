"""The words of every fault of a judgement, in French and in English; the texts are in `judgement_messages.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from indicators.wording.judgements import JudgementFault

LONGEST_QUOTE = 160
"""Characters of what was found, or read, or expected, that a message repeats."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the words of every code in `fr` and `en`. Read once."""
    text = Path(__file__).with_name("judgement_messages.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.safe_load(text)
    return words


def judgement_message(fault: JudgementFault, language: Literal["fr", "en"]) -> str:
    """Return what was found and how to mend it, in one paragraph. Raises KeyError on an unknown code."""
    given = {"expected": "", **fault.params, "found": fault.found}
    return catalogue()[fault.code][language].format_map({name: _short(value) for name, value in given.items()})


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
