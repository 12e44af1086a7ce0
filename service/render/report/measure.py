"""How many lines a text takes in a cell: spreadsheets fit no row to merged cells, so heights are worked out.

Widths are those of a common sans-serif (units of one thousandth of the type size); they err on the side of too tall.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_WIDTHS: dict[str, int] = {
    **dict.fromkeys("ijl'’‘|", 230),
    **dict.fromkeys(" !,./:;I[]\\ft\u00a0", 278),
    "\u202f": 170,
    **dict.fromkeys('()-`r"“”', 345),
    **dict.fromkeys("cksvxyzJ*", 500),
    **dict.fromkeys("abdeghnopqu0123456789#$?_L«»", 556),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833),
    **dict.fromkeys("W%@", 960),
    **dict.fromkeys("…—■□", 1000),
}
_UNKNOWN = 600
_WIDE = 1000
_BOLD = 1.08
_SERIF = 1.17
_PIXELS_TO_POINTS = 0.75


def column_points(width: float) -> float:
    """Return the width in points of a column of `width` characters, less the padding of its cells."""
    return (int(width * 7 + 5) - 6) * _PIXELS_TO_POINTS


@lru_cache(maxsize=4096)
def _advance(character: str) -> int:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    base = unicodedata.normalize("NFD", character)[0]
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _WIDTHS.get(base, _UNKNOWN)


def text_points(text: str, size: float, *, bold: bool = False, serif: bool = False) -> float:
    """Return the width of one line of text, in points."""
    factor = (_BOLD if bold else 1.0) * (_SERIF if serif else 1.0)
    return sum(_advance(character) for character in text) * size / 1000 * factor


def line_count(text: str, points: float, size: float, *, bold: bool = False, serif: bool = False) -> int:
    """Return the number of lines that `text` takes in a cell `points` wide; at least 1."""
    return sum(_paragraph(line, points, size, bold, serif) for line in text.split("\n")) or 1


def _paragraph(text: str, points: float, size: float, bold: bool, serif: bool) -> int:
    lines, used = 1, 0.0
    space = text_points(" ", size, bold=bold, serif=serif)
    for word in text.split(" "):
        width = text_points(word, size, bold=bold, serif=serif)
        if used and used + space + width > points:
            lines, used = lines + 1, 0.0
        if width > points:
            extra = int(width // points)
            lines, used = lines + extra, width - extra * points
            continue
        used += (space if used else 0.0) + width
    return lines


def height(lines: int, size: float) -> float:
    """Return the height in points of `lines` lines of type of `size` points."""
    return lines * size * 1.3 + 3
