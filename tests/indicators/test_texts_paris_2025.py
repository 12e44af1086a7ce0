"""French and English are equals in the bundled framework, and each is well set."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from indicators.loader import bundled
from indicators.model import Text

FRAMEWORK = bundled("paris-2025", 1)


def _texts(node: object, place: str) -> Iterator[tuple[str, Text]]:
    """Every text below `node`, with a name for its place."""
    if isinstance(node, Text):
        yield place, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _texts(getattr(node, name), f"{place}.{getattr(node, 'id', '')}.{name}")
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, f"{place}.{key}")
    elif isinstance(node, tuple):
        for index, value in enumerate(node):
            yield from _texts(value, f"{place}[{index}]")


ALL_TEXTS = dict(_texts(FRAMEWORK, "framework"))
QUOTED = {
    place for place in ALL_TEXTS if place.endswith(".heading") or re.search(r"clauses\[\d+\]\.[^.]+\.?\S*text$", place)
}
OURS = {place: text for place, text in ALL_TEXTS.items() if place not in QUOTED}


def test_the_walk_over_texts_sees_the_pledge_and_our_words_apart() -> None:
    assert len(QUOTED) == 24 + 6
    assert len(OURS) > 500


@pytest.mark.parametrize(
    ("rule", "broken", "example"),
    [
        ("no-break space before a colon", r"[^\u00a0\d] ?:(?!\d)", "un mot : deux"),
        ("narrow no-break space before ; ! ? %", r"[^\u202f][;!?%]", "combien ?"),
        ("no-break space inside guillemets", r"«(?!\u00a0)|(?<!\u00a0)»", "« mot »"),
        ("typographic apostrophe", r"'", "l'avis"),
        ("French quotation marks", r"[\"“”]", "“mot”"),
        ("no double space", r"  ", "deux  mots"),
    ],
)
def test_french_is_set_as_french(rule: str, broken: str, example: str) -> None:
    assert re.search(broken, example), f"the rule itself is blind: {rule}"
    assert [(place, text.fr) for place, text in OURS.items() if re.search(broken, text.fr)] == [], rule


@pytest.mark.parametrize(
    ("broken", "example"),
    [(r"'", "it's"), (r"[«»]", "«word»"), (r"[\u00a0\u202f]", "100\u202f%"), (r"\s[;:!?%]", "why ?"), (r"  ", "a  b")],
)
def test_english_is_set_as_english(broken: str, example: str) -> None:
    assert re.search(broken, example)
    assert [(place, text.en) for place, text in OURS.items() if re.search(broken, text.en)] == []


def test_no_text_of_ours_was_left_untranslated() -> None:
    same = {text.fr for text in OURS.values() if text.fr == text.en}
    assert same <= {"%", "EUR", "Non-discrimination", "Redistribution", "sites", "suspensions"}
