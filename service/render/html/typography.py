"""The spaces and marks of each language, put into our own words by one function.

Words of companies, of unions and of the pledge are quoted as they are: nobody's text goes through here but ours.
"""

from __future__ import annotations

import re

from indicators.model import Language

NARROW = "\u202f"
"""Narrow no-break space: before ; ! ? and %, and between thousands (Lexique de l'Imprimerie nationale)."""

NO_BREAK = "\u00a0"
"""No-break space: before a colon and inside guillemets."""

_TAG = re.compile(r"(<[^>]*>)")
_HIGH = re.compile(r"[ \u00a0\u202f]+([;!?%])")
_COLON = re.compile(r"[ \u00a0\u202f]+:")
_OPEN = re.compile(r"«[ \u00a0\u202f]*")
_CLOSE = re.compile(r"[ \u00a0\u202f]*»")
_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def typeset(text: str, language: Language) -> str:
    """Return `text` with the spaces and apostrophes of `language`; markup inside it is left alone.

    Typesetting twice changes nothing more. French: U+202F before ; ! ? %, U+00A0 before : and inside « ».
    """
    parts = _TAG.split(text)
    return "".join(part if part.startswith("<") else _words(part, language) for part in parts)


def _words(text: str, language: Language) -> str:
    text = text.replace("'", "’").replace("...", "…")
    if language == "en":
        return text
    text = _OPEN.sub("«" + NO_BREAK, text)
    text = _CLOSE.sub(NO_BREAK + "»", text)
    text = _HIGH.sub(NARROW + r"\1", text)
    text = _COLON.sub(NO_BREAK + ":", text)
    return _NUMBER.sub(NARROW, text)
