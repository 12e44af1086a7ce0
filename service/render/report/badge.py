"""The bindingness badge: four squares and a word, drawn in ink only. The level comes from the wording profile."""

from __future__ import annotations

from service.render.report.language import Words

LEVELS = (0, 1, 2, 3, 4)


def squares(level: int) -> str:
    """Return the four squares of a level."""
    return "■" * level + "□" * (4 - level)


def badge(level: int, words: Words) -> str:
    """Return the squares with their word. Raises KeyError on a level outside 0 to 4."""
    return f"{squares(level)}  {words(f'badge_{level}')}"
