"""The words of every anchor fault, in French and in English; the texts themselves are in `anchor_messages.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from indicators.anchors import AnchorFault
from indicators.model import Language
from indicators.wording.judgement_messages import judgement_message
from indicators.wording.judgements import JudgementFault

JUDGEMENT = "N24"
"""A judgement that does not hold: its words are those of the judgement's own fault."""

LONGEST_QUOTE = 160
"""Characters of what was found that a message repeats."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the words of every code, read once: `fr` and `en`; N04 also `near_fr` and `near_en`, N21 `bare_fr` and
    `bare_en`, for where nothing was found.
    """
    text = Path(__file__).with_name("anchor_messages.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.safe_load(text)
    return words


def anchor_message(fault: AnchorFault, language: Language) -> str:
    """Return what was found and how to mend it, in one paragraph of `language`. Raises KeyError on an unknown code."""
    if fault.code == JUDGEMENT:
        return judgement_message(JudgementFault(fault.params["judgement"], "", fault.found, fault.params), language)
    words = catalogue()[fault.code]
    found = fault.found if len(fault.found) <= LONGEST_QUOTE else fault.found[: LONGEST_QUOTE - 1] + "…"
    params = {"expected": "", **fault.params, "found": found}
    bare = words.get(f"bare_{language}") if not found.strip() else None
    message = (bare or words[language]).format_map(params)
    near = words.get(f"near_{language}", "") if params.get("near") else ""
    return f"{message} {near.format_map(params)}".rstrip() if near else message
