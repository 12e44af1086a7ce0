"""Exact words without a script: the words of a clause numbered, and the quotation between two of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indicators.annotations import Selector
from indicators.quoting import occurrences

AROUND = 32
"""Characters quoted before and after the exact words, so that they are found again where they stand twice."""

_WORD = re.compile(r"\w+(?:[-’']\w+)*[’']?")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its number from 1, its place in characters, and what stands before it (spaces, commas)."""

    number: int
    words: str
    start: int
    end: int
    before: str


def numbered(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order; with what stands before each, and the rest, they are the text."""
    words: list[Word] = []
    last = 0
    for number, found in enumerate(_WORD.finditer(text), start=1):
        words.append(Word(number, found[0], found.start(), found.end(), text[last : found.start()]))
        last = found.end()
    return tuple(words)


def between(text: str, start: int, end: int) -> dict[str, str]:
    """Return the selector of `text[start:end]`, with the words around it."""
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }


def from_word_to_word(text: str, first: str, last: str) -> dict[str, str] | None:
    """Return the selector from one word to another, by their numbers, whichever comes first; None without both.

    One number alone means that one word.
    """
    words = {str(word.number): word for word in numbered(text)}
    chosen = [words[number] for number in (first, last) if number in words]
    if not chosen:
        return None
    return between(text, min(word.start for word in chosen), max(word.end for word in chosen))


def of_words(text: str, exact: str) -> dict[str, str]:
    """Return the selector of words that someone typed; where they stand exactly once, with the words around them."""
    places = occurrences(text, Selector(exact))
    return between(text, *places[0]) if len(places) == 1 else {"type": "TextQuoteSelector", "exact": exact}


def ends(text: str, selector: Mapping[str, Any]) -> tuple[str, str]:
    """Return the numbers of the words that a selector begins and ends with; empty where it cuts through a word."""
    asked = Selector(selector.get("exact", ""), selector.get("prefix", ""), selector.get("suffix", ""))
    places = occurrences(text, asked)
    if len(places) != 1:
        return "", ""
    start, end = places[0]
    first = next((str(word.number) for word in numbered(text) if word.start == start), "")
    last = next((str(word.number) for word in numbered(text) if word.end == end), "")
    return (first, last) if first and last else ("", "")
