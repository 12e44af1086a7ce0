"""Exact words in a text: where they stand between the words around them, and what only looks like them.

What an annotation may quote is told by `indicators.anchors`.
"""

from __future__ import annotations

from indicators.annotations import Selector
from indicators.folding import folded


def occurrences(text: str, selector: Selector) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) places in `text` of the exact words that stand between prefix and suffix."""
    places: list[tuple[int, int]] = []
    start = text.find(selector.exact) if selector.exact else -1
    while start >= 0:
        end = start + len(selector.exact)
        if text[:start].endswith(selector.prefix) and text[end:].startswith(selector.suffix):
            places.append((start, end))
        start = text.find(selector.exact, start + 1)
    return tuple(places)


def lookalike(text: str, exact: str) -> str | None:
    """Return the words of `text` that differ from `exact` only by case, spaces or typography, None where none do."""
    plainer, places = folded(text)
    wanted, _ = folded(exact)
    start = plainer.find(wanted) if wanted.strip() else -1
    if start < 0:
        return None
    return text[places[start] : places[start + len(wanted) - 1] + 1]
