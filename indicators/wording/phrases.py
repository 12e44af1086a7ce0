"""Phrases of a lexicon and how they are found in a row of words.

A pattern is written in words apart by a space: `a|b` either, `(a)` optional, `~` up to six words, `#` a number, `#y` a
year, `word*` any ending, `@name` a word of a group. Text and patterns meet on keys, without plural endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

GAP = 6
_NUMBER = re.compile(r"\d+(?:[.,  \s]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a phrase says: a criterion (or a section of the lexicon), its value, and whether it permits."""

    id: str
    criterion: str
    value: int
    permissive: bool


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern; `gap` stands for up to six words of any kind."""

    keys: frozenset[str]
    prefixes: tuple[str, ...]
    optional: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern and the rule it stands for; `second` is what its second word can be, keys and beginnings of words."""

    rule: Rule
    elements: tuple[Element, ...]
    second: tuple[frozenset[str], tuple[str, ...]] | None

    def end(self, keys: Sequence[str], at: int) -> int:
        """Return the index after the last word matched from `at`, or -1; work is bounded by the pattern's length."""
        if self.second is not None:
            known, prefixes = self.second  # most phrases fail here: no need to walk them
            if at + 1 >= len(keys):
                return -1
            key = keys[at + 1]
            if key not in known and not (prefixes and key.startswith(prefixes)):
                return -1
        return _match(self.elements, 0, keys, at)


def _second(elements: tuple[Element, ...]) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """Return what the second word of a match can be, optional words passed over; None where it can be any, or none."""
    if elements[0].optional or elements[0].gap:
        return None
    known: set[str] = set()
    prefixes: list[str] = []
    for element in elements[1:]:
        if element.gap:
            return None
        known |= element.keys
        prefixes += element.prefixes
        if not element.optional:
            return frozenset(known), tuple(prefixes)
    return None


def _match(elements: tuple[Element, ...], place: int, keys: Sequence[str], at: int) -> int:
    size = len(keys)
    while place < len(elements):
        element = elements[place]
        if element.gap:
            return _match_after_gap(elements, place + 1, keys, at)
        if at < size and (keys[at] in element.keys or (element.prefixes and keys[at].startswith(element.prefixes))):
            if element.optional:
                found = _match(elements, place + 1, keys, at + 1)
                if found >= 0:
                    return found
                place += 1
                continue
            at += 1
        elif not element.optional:
            return -1
        place += 1
    return at


def _match_after_gap(elements: tuple[Element, ...], place: int, keys: Sequence[str], at: int) -> int:
    for skipped in range(GAP + 1):
        found = _match(elements, place, keys, at + skipped)
        if found >= 0:
            return found
    return -1


def key_of(word: str) -> str:
    """Return the key of a word: numbers become `#` or a year `#y…`; plural and feminine endings go."""
    if word[0].isdigit():
        return "#y" if _YEAR.fullmatch(word) else "#"
    if len(word) > 3:
        if word[-1] == "s" and word[-2] != "s":
            word = word[:-1]
        if word.endswith("ée"):
            word = word[:-1]
    return word


class PhraseBook:
    """All phrases of a lexicon, found by the key of their first word."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self._groups = groups
        self._by_key: dict[str, list[Phrase]] = {}
        self._by_prefix: list[tuple[str, Phrase]] = []

    def add(self, rule: Rule, patterns: Iterable[str]) -> None:
        """Add the patterns of a rule; a leading optional word makes the phrase known under the next word too."""
        for pattern in patterns:
            elements = tuple(self._element(word) for word in pattern.split())
            self._index(Phrase(rule, elements, _second(elements)))

    def starting_with(self, key: str) -> tuple[Phrase, ...]:
        """Return the phrases that may start at a word with this key."""
        found = self._by_key.get(key, [])
        return (*found, *(phrase for prefix, phrase in self._by_prefix if key.startswith(prefix)))

    def _index(self, phrase: Phrase) -> None:
        first = phrase.elements[0]
        for key in first.keys:
            self._by_key.setdefault(key, []).append(phrase)
        self._by_prefix += [(prefix, phrase) for prefix in first.prefixes]
        if first.optional and len(phrase.elements) > 1:
            self._index(Phrase(phrase.rule, phrase.elements[1:], _second(phrase.elements[1:])))

    def _element(self, word: str) -> Element:
        if word == "~":
            return Element(frozenset(), (), optional=False, gap=True)
        optional = word.startswith("(") and word.endswith(")")
        parts: list[str] = []
        for part in word.strip("()").split("|"):
            parts += self._groups[part[1:]] if part.startswith("@") else [part]
        prefixes = tuple(part[:-1] for part in parts if part.endswith("*"))
        keys = {part if part.startswith("#") else key_of(part) for part in parts if not part.endswith("*")}
        if "#" in keys:
            keys.add("#y")
        return Element(frozenset(keys), prefixes, optional, gap=False)
