"""Words of a text with their places, and the clauses they make.

One pass over the text: a word, a number or a sign, each with its offsets, so that every finding can quote exactly.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from indicators.wording.lexicon import CLITIC, CONJ, DET, FIRST_PERSON, PREP, Entry, Lexicon

_LETTER = r"(?:[^\W\d_][̀-ͯ]*)"
_WORD = rf"{_LETTER}(?:{_LETTER}|\d)*"
_NUMBER = r"\d+(?:[.,][0-9]+|[  ][0-9]{3}(?![0-9]))*(?:er|e|ème|st|nd|rd|th)?(?![^\W\d_])|\d+"
_PATTERNS = {
    "fr": re.compile(rf"{_WORD}(?:-{_WORD})*['’]?|{_NUMBER}|\n\s*|[^\w\s]|_"),
    "en": re.compile(rf"{_WORD}(?:['’\-‑]{_WORD})*|{_NUMBER}|\n\s*|[^\w\s]|_"),
}
_STOPS = frozenset(".!?…")
_BULLETS = frozenset("-–—•*·▪◦●■‣>")
_CLOSERS = frozenset("\"'»”’)]")
_OPENERS = {"(": ")", "[": "]", "«": "»", "“": "”", "„": "”"}


@dataclass(slots=True)
class Row:
    """All words of a text in reading order: places, lower-case forms, and what the lexicon knows of each."""

    text: str
    lexicon: Lexicon
    starts: list[int]
    ends: list[int]
    words: list[str]
    entries: list[Entry]
    keys: list[str]
    breaks: dict[int, bool]
    hidden: bytearray
    first_person: bool
    legal: bool

    def quote(self, first: int, last: int) -> str:
        """Return the text from word `first` to word `last` included."""
        return self.text[self.starts[first] : self.ends[last]]


def row(text: str, lexicon: Lexicon) -> Row:
    """Split a text into words; `breaks` tells before which word a line ends (true: after a blank line)."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    breaks: dict[int, bool] = {}
    for found in _PATTERNS[lexicon.language].finditer(_plain(text)):
        word = found[0]
        if word[0] == "\n":
            breaks[len(words)] = word.count("\n") > 1
            continue
        start, end = found.span()
        starts.append(start)
        ends.append(end)
        words.append(word)
    if not unicodedata.is_normalized("NFC", text):
        words = [unicodedata.normalize("NFC", word) for word in words]
    known = lexicon.memory
    entries = [known.get(word) or lexicon.entry(word) for word in words]
    keys = [entry.key for entry in entries]
    bits = 0
    for entry in entries:
        bits |= entry.mask
    speaks = bool(bits & FIRST_PERSON)
    legal = not speaks and not lexicon.legal.isdisjoint(words)
    return Row(text, lexicon, starts, ends, words, entries, keys, breaks, _hidden(words), speaks, legal)


def _plain(text: str) -> str:
    """Return the text in lower case with straight apostrophes, every character at its place."""
    lower = text.lower()
    if len(lower) != len(text):  # a capital whose small letter is written in two characters
        lower = "".join(small if len(small := one.lower()) == 1 else one for one in text)
    return lower.replace("’", "'")


def _hidden(words: list[str]) -> bytearray:
    """Mark the words between brackets or quotation marks, which do not govern; an opener never closed hides nothing."""
    hidden = bytearray(len(words))
    open_at: list[tuple[str, int]] = []
    straight = -1
    for place, word in enumerate(words):
        if word in _OPENERS:
            open_at.append((_OPENERS[word], place))
        elif word == '"':
            if straight >= 0:
                hidden[straight : place + 1] = b"\1" * (place + 1 - straight)
                straight = -1
            else:
                straight = place
        elif open_at and word == open_at[-1][0]:
            _, start = open_at.pop()
            if not open_at:
                hidden[start : place + 1] = b"\1" * (place + 1 - start)
    return hidden


def spans(row: Row) -> list[tuple[int, int]]:
    """Return the clauses as ranges of words: sentences, parts between semicolons, lines and bullets."""
    found: list[tuple[int, int]] = []
    start = 0
    for place in range(len(row.words)):
        if place > start and place in row.breaks and _line_starts_clause(row, place):
            found.append((start, place))
            start = place
        if _ends_clause(row, start, place):
            found.append((start, place + 1))
            start = place + 1
    found.append((start, len(row.words)))
    return [trimmed for first, last in found if (trimmed := _trimmed(row, first, last)) is not None]


def _trimmed(row: Row, first: int, last: int) -> tuple[int, int] | None:
    while first < last and (row.words[first] in _BULLETS or row.words[first] in _CLOSERS):
        first += 1
    return (first, last) if any(row.words[at][0].isalpha() for at in range(first, last)) else None


def _line_starts_clause(row: Row, place: int) -> bool:
    if row.breaks[place] or row.words[place] in _BULLETS or _enumerates(row, place):
        return True
    before = row.entries[place - 1].mask
    return row.text[row.starts[place]].isupper() and not before & (DET | PREP | CONJ | CLITIC)


def _enumerates(row: Row, place: int) -> bool:
    """Whether a list mark stands here: `a)`, `1.`, `(b)`."""
    words = row.words
    if words[place] == "(":
        place += 1
    return (
        place + 1 < len(words)
        and len(words[place]) < 4
        and words[place + 1] in (")", ".", "°")
        and (words[place].isalnum())
    )


def _ends_clause(row: Row, start: int, place: int) -> bool:
    word = row.words[place]
    if word == ";":
        return True
    if word not in _STOPS:
        return False
    after = place + 1
    if after < len(row.words):
        if row.ends[place] == row.starts[after] and row.words[after] not in _CLOSERS:
            return False
        first = row.text[row.starts[after]]
        if first.islower() or (word == "." and _abbreviated(row, start, place, first)):
            return False
    return True


def _abbreviated(row: Row, start: int, place: int, following: str) -> bool:
    before = row.words[place - 1] if place > start else ""
    if place - start <= 1 and len(before) < 4:
        return True
    return (len(before) == 1 and before.isalpha()) or (before in row.lexicon.abbreviations and not following.isspace())


def past_aside(row: Row, place: int, last: int) -> int:
    """Pass over an aside between commas ("est, dans les conditions …, tenu")."""
    if row.words[place] != ",":
        return place + 1
    for after in range(place + 1, min(last, place + 30)):
        if row.words[after] == ",":
            return after + 1
    return last
