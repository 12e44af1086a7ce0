"""Any accepted text as a cell can hold it: not too long, never taken for markup, and read back as it was written."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

LONGEST_CELL = 32_767
"""UTF-16 units that a cell can hold."""

ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Underscores that a reader would take for the begin of an escaped character."""

_OVERLAPPING = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_RAW = '<r><t xml:space="preserve">{}</t></r>'


def units(text: str) -> int:
    """Return the length of a text as spreadsheets count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit_cell(text: str, marker: str, longest: int = LONGEST_CELL) -> str:
    """Return `text`, cut with `marker` at its end where it is longer than `longest` units.

    `marker` may use {cut}, the number of characters left out.
    """
    if units(text) <= longest:
        return text
    room = longest - len(marker) - 12
    kept, used = 0, 0
    for character in text:
        used += 2 if ord(character) > 0xFFFF else 1
        if used > room:
            break
        kept += 1
    return text[:kept] + marker.format(cut=len(text) - kept)


def as_stored(text: str, marker: str) -> str:
    """Return what to hand to XlsxWriter so that a reader gets `text` back.

    The library takes `<r>...</r>` for markup of its own, and escapes `_x0041_` wrongly where two such signs share an
    underscore; such texts are handed over as one run of markup, escaped here (ECMA-376 part 1, 22.9.2.19).
    """
    if not (text.startswith("<r>") or "_x" in text) or not _misread(text):
        return text if len(text) * 2 <= LONGEST_CELL else fit_cell(text, marker)
    longest = LONGEST_CELL
    while units(stored := _as_run(fit_cell(text, marker, longest))) > LONGEST_CELL:
        longest = longest * 3 // 4
    return stored


def _misread(text: str) -> bool:
    return (text.startswith("<r>") and text.endswith("</r>")) or _OVERLAPPING.search(text) is not None


def _as_run(text: str) -> str:
    return _RAW.format(escape(ESCAPED.sub("_x005F_", text)).replace("_", "&#95;"))
