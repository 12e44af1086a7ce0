"""Text without what only looks different: case, accents, kinds of space, apostrophe, quotation mark and dash.

For telling people that words nearly match, and for finding words whatever their spelling; never for deciding that two
texts are the same. No rule lives here.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_SOFT_HYPHEN: Final = "\u00ad"
_PLAIN: Final = dict(zip("’‘ʼ“”«»–—‑", '\'\'\'""""---', strict=True))


def folded(text: str) -> tuple[str, list[int]]:
    """Return `text` folded, runs of spaces as one, and for each character its place in `text`."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character == _SOFT_HYPHEN:
            continue
        for letter in unicodedata.normalize("NFKD", character).casefold():
            piece = _PLAIN.get(letter, letter)
            if unicodedata.combining(piece) or (piece.isspace() and characters[-1:] == [" "]):
                continue
            characters.append(" " if piece.isspace() else piece)
            places.append(place)
    return "".join(characters), places
