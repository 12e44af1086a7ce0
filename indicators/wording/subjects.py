"""Who or what a verb is said of: the kind of its subject and where the head noun stands.

Kinds are the lexicon's (`first`, `company`, `role`, `document`, …); what they change is told by the grammars.
"""

from __future__ import annotations

from indicators.wording.inflection_fr import GERUND, PARTICIPLE
from indicators.wording.lexicon import ADV, CLITIC, DET, HOMOGRAPH, NEG, PREP, SUB
from indicators.wording.words import Row

_NOUNS_IN_LY = frozenset({"assembly", "family", "supply", "reply", "monopoly", "anomaly", "july", "italy", "ally"})


def subject(row: Row, first: int, verb: int) -> tuple[str, int]:
    """Return the kind of the subject of the verb and the place of its head noun, or `("", -1)`."""
    comma = verb - 1
    while comma >= first and row.words[comma] != ",":
        comma -= 1
    found = _head(row, comma + 1, verb)
    return found if found[0] or not _aside(row, comma + 1, verb) else _head(row, first, verb)


def _aside(row: Row, start: int, verb: int) -> bool:
    """Whether no subject stands between the last comma and the verb, so that it stands before the comma."""
    while start < verb and row.entries[start].mask & (ADV | CLITIC | NEG) and not row.entries[start].mask & DET:
        start += 1
    return start >= verb or bool(row.entries[start].mask & (PREP | SUB)) or by_ending(row, start, start)


def _head(row: Row, first: int, last: int) -> tuple[str, int]:
    for at in range(first, last):
        kind = row.entries[at].subject
        if kind and not row.hidden[at] and not _governed(row, first, at):
            if row.lexicon.language == "en":
                at, kind = _end_of_compound(row, at, last)
            elif kind in ("topic", "aim") and at > first and not row.entries[at - 1].mask & DET:
                continue  # an adjective: "un référent numérique"
            if kind:
                return kind, at
    return "", -1


def _end_of_compound(row: Row, at: int, last: int) -> tuple[int, str]:
    """English puts the head last: in "technology committee" it is the committee; "AI systems" are no topic."""
    place = at
    while place + 1 < last and row.entries[place + 1].subject:
        place += 1
    kind = row.entries[place].subject
    if kind == "topic" and place + 1 < last:
        word, following = row.words[place + 1], row.entries[place + 1]
        if not following.mask and (following.verb is None or word.endswith("s")) and word[0].isalpha():
            kind = ""
    return place, kind


def _governed(row: Row, first: int, at: int) -> bool:
    """Whether a noun hangs on a preposition or on another verb, so that it is no subject."""
    place = at - 1
    while place >= first and row.entries[place].mask & DET and not row.entries[place].mask & PREP:
        place -= 1
    if place < first:
        return False
    entry = row.entries[place]
    if entry.verb is not None and entry.verb.tenses & GERUND and place > first and row.entries[place - 1].mask & DET:
        return False  # "the working week"
    if entry.mask & PREP:
        return place > first or row.words[place] not in ("des", "du")
    return entry.verb is not None and not entry.mask & HOMOGRAPH and not entry.verb.tenses & PARTICIPLE


def in_ly(word: str) -> bool:
    """Whether the word is an English adverb by its ending, and none of the nouns that share it."""
    return word.endswith("ly") and word not in _NOUNS_IN_LY


def by_ending(row: Row, at: int, first: int) -> bool:
    """Whether the ending makes an adverb of the word, and no article before makes a noun of it."""
    adverb = row.words[at].endswith("ment") or in_ly(row.words[at])
    return adverb and not (at > first and row.entries[at - 1].mask & (DET | PREP))


def protected(row: Row, first: int, at: int) -> bool:
    """Whether the subject is whom a rule protects: "workers shall not be required to pay" binds the employer."""
    return any(row.words[place] in row.lexicon.protected for place in range(first, at))
