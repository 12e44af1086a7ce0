"""How many lines a text takes in a column, so that row heights are set and nothing is clipped.

Only measuring lives here. Spreadsheet programs fit rows to wrapped text when a person edits it, but never the rows of
merged cells, and not at all when a file is only opened: the heights must be in the file. Advance widths are those of
Arial, in thousandths of the font size; Liberation Sans, which stands in for it on Linux, has the same ones.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_WIDTHS = {
    191: "'", 222: "ijl’‘", 260: "|", 278: " !,./:;I[\\]ft\u00a0\u202f·", 333: "()-`r“”", 334: "{}", 355: '"', 389: "*",
    469: "^", 500: "Jckstvxyz", 549: "≥≤", 556: "#$0123456789?L_abdeghnopqu«»–€", 584: "+<=>~×÷", 611: "FTZ",
    667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—…", 1015: "@",
}  # fmt: skip
_ADVANCE = {character: width for width, characters in _WIDTHS.items() for character in characters}
_WIDEST = 1000
_BOLD = 1.08
_SLACK = 0.97
"""Programs round glyphs to pixels: a line is taken to hold a little less than it does."""

PIXELS_PER_CHARACTER = 7
_CELL_PADDING = 7
_POINTS_PER_PIXEL = 0.75
_LINE = 1.27
"""Line height over font size, as both programs space Arial."""


def column_points(characters: float) -> float:
    """Return the room for text, in points, of a column `characters` wide."""
    return (characters * PIXELS_PER_CHARACTER - _CELL_PADDING) * _POINTS_PER_PIXEL


@lru_cache(maxsize=4096)
def _advance(character: str) -> int:
    known = _ADVANCE.get(character)
    if known is not None:
        return known
    base = unicodedata.normalize("NFD", character)[0]
    return _ADVANCE.get(base, _WIDEST)


def text_points(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text, in points."""
    return sum(map(_advance, text)) * size / 1000 * (_BOLD if bold else 1)


def lines_of(text: str, characters: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes when wrapped between words in a column `characters` wide."""
    room = column_points(characters) * _SLACK
    return sum(_wrapped(line, room, size, bold=bold) for line in text.split("\n")) if text else 0


def _wrapped(line: str, room: float, size: float, *, bold: bool) -> int:
    lines, used = 1, 0.0
    space = text_points(" ", size, bold=bold)
    for word in line.split(" "):
        width = text_points(word, size, bold=bold)
        if used and used + space + width > room:
            lines, used = lines + 1, width
        else:
            used += (space if used else 0) + width
        while used > room:  # a word longer than the line is broken
            lines, used = lines + 1, used - room
    return lines


def height_of(lines: int, size: float, *, padding: float = 5) -> float:
    """Return the row height, in points, for so many lines; at least one line."""
    return round(max(lines, 1) * size * _LINE + padding, 2)
