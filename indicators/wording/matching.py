"""Looking a phrase of the lexicon up at one place of a row of words."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.wording.phrases import Rule
from indicators.wording.words import Row

_BACK = 7
REACH = 9
"""Words after a verb among which its complement is looked for."""


def phrase_at(row: Row, at: int, section: str, last: int) -> tuple[Rule, int] | None:
    """Return the first rule of a section whose phrase starts here, and its last word; None where there is none."""
    for phrase in row.entries[at].by.get(section, ()):
        end = phrase.end(row.keys, at)
        if 0 <= end <= last:
            return phrase.rule, end - 1
    return None


def phrases_between(row: Row, first: int, last: int, section: str) -> Iterator[tuple[Rule, int, int]]:
    """Yield the rules of a section found between two places, with the first and last word of each phrase."""
    for at in range(first, last):
        if section in row.entries[at].by:
            found = phrase_at(row, at, section, last)
            if found is not None:
                yield found[0], at, found[1]


def phrase_over(row: Row, at: int, first: int, section: str) -> bool:
    """Whether a phrase of a section that starts here or a little before covers this word."""
    for start in range(max(first, at - _BACK), at + 1):
        for phrase in row.entries[start].by.get(section, ()):
            if phrase.end(row.keys, start) > at:
                return True
    return False


def capped(row: Row, at: int, last: int, level: int) -> int:
    """Return the class where a complement makes a wish of the verb: "place l'humain au cœur", "put people first"."""
    if level < 2:
        return level
    for place in range(at + 1, min(last, at + REACH)):
        if row.words[place] in (",", ";"):
            break
        if row.entries[place].phrases:
            found = phrase_at(row, place, "caps", last)
            if found is not None:
                return min(level, found[0].value)
    return level


def idiom_over(row: Row, at: int, first: int, last: int) -> tuple[Rule, int, int] | None:
    """Return the idiom of the lexicon that covers the verb here, with its first and last word, or None."""
    for place in range(max(first, at - 2), at + 1):
        found = phrase_at(row, place, "idioms", last)
        if found is not None and found[1] >= at:
            return found[0], place, found[1]
    return None
