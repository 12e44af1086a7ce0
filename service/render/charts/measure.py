"""Breaking texts into lines of a known width, for pictures, where nothing else does."""

from __future__ import annotations

from service.render.report.language import NARROW
from service.render.report.measure import text_points

MORE = "…"


def lines(words: str, width: float, size: float, *, serif: bool = False, most: int = 99) -> list[str]:
    """Return `words` in lines of at most `width` pixels at `size` pixels; the last of `most` ends in an ellipsis.

    Spaces that do not break stay whole.
    """
    found: list[str] = []
    for paragraph in words.split("\n"):
        current = ""
        for word in paragraph.split(" "):
            candidate = f"{current} {word}" if current else word
            if current and text_points(candidate.replace(NARROW, " "), size, serif=serif) > width:
                found.append(current)
                candidate = word
            current = candidate
        found.append(current)
    if len(found) > most:
        found = [*found[: most - 1], found[most - 1].rstrip(" .,;") + MORE]
    return found
