"""The verb that governs a clause: found by pairing every subordinator with a verb of its own.

A conjunction or relative pronoun opens a subordinate clause and the next finite verb closes it; a finite verb that
closes nothing governs. What that verb is worth is said by the grammar of the language (`french`, `english`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from indicators.wording.inflection_fr import FINITE, PARTICIPLE
from indicators.wording.lexicon import ADV, CLITIC, CONJ, DET, HOMOGRAPH, NEG, PREP, PRON, SUB
from indicators.wording.matching import phrase_at
from indicators.wording.words import Row


@dataclass(frozen=True, slots=True)
class Governing:
    """What governs: its R1 class before hedges, its rule, its words (first and last index), its subject.

    `kind` is the kind of verb, or `nominal`, `recital`, `none`; `bare` says that it stands without a subject.
    """

    level: int
    rule: str
    first: int
    last: int
    kind: str
    permissive: bool = False
    subject: str = ""
    subject_at: int = -1
    bare: bool = False
    under_duty: bool = False


_FAR = 60  # words between two coordinated verbs; more coordinated verbs than _MOST add nothing to a class
_MOST = 8
_LEAD = 16  # words before "il est convenu que"
_MODALS = frozenset({"must", "may", "will", "should"})
_OVER_RECITAL = frozenset({"must", "undertake"})
_OVER_HEADLESS = frozenset({"must", "may", "be", "will", "should", "need"})


class Grammar(Protocol):
    """What a language must be able to tell of the word at one place of a clause."""

    def opens(self, row: Row, at: int, first: int, last: int) -> bool:
        """Whether a subordinator stands here that needs a verb."""

    def finite(self, row: Row, at: int, first: int, last: int) -> bool:
        """Whether the word here is a finite verb."""

    def closes(self, row: Row, at: int) -> bool:
        """Whether this verb can never belong to a condition, so that it governs whatever is open."""

    def worth(self, row: Row, at: int, first: int, last: int) -> Governing:
        """What a governing verb is worth."""

    def guess(self, row: Row, first: int, last: int) -> Governing | None:
        """What a clause is worth whose verb the lexicon does not know."""

    def headless(self, row: Row, first: int, last: int) -> Governing | None:
        """What a clause without subject is worth: infinitive, imperative, noun, recital."""


def govern(row: Row, first: int, last: int, grammar: Grammar) -> Governing | None:
    """Return what governs the words `first` to `last`, the strongest of coordinated verbs; None where nothing does."""
    best: Governing | None = None
    for start, end in _after_labels(row, first, last):
        found = _after_lead_in(row, start, end, grammar) or _govern_part(row, start, end, grammar)
        if found is not None and (best is None or found.level > best.level):
            best = found
    return best


def _after_lead_in(row: Row, first: int, last: int, grammar: Grammar) -> Governing | None:
    """What the clause after "il est convenu que" or "the parties agree that" is worth; None without such words."""
    for at in range(first, min(last, first + _LEAD)):
        if row.entries[at].phrases and (at == first or row.words[at - 1] == "," or row.entries[at].mask & PRON):
            found = phrase_at(row, at, "leadins", last)
            if found is not None and found[1] + 1 < last:
                return _govern_part(row, found[1] + 1, last, grammar)
    return None


def _after_labels(row: Row, first: int, last: int) -> list[tuple[int, int]]:
    """Cut at colons: a label before one governs nothing, a lead-in governs what follows."""
    parts: list[tuple[int, int]] = []
    start = first
    for at in range(first, last):
        if row.words[at] == ":" and not row.hidden[at] and at > start:
            parts.append((start, at))
            start = at + 1
    parts.append((start, last))
    return parts


def _govern_part(row: Row, first: int, last: int, grammar: Grammar) -> Governing | None:
    headless = grammar.headless(row, first, last)
    if headless is not None and headless.kind == "imperative":
        return headless
    mains = _main_verbs(row, first, last, grammar)
    if headless is not None:
        kept = _OVER_RECITAL if headless.kind == "recital" else _OVER_HEADLESS
        mains = [at for at in mains if _kind(row, at) in kept]
    if not mains:
        return headless or grammar.guess(row, first, last)
    found = _strongest(row, mains, first, last, grammar)
    if headless is not None and headless.kind == "recital":
        return found if found.level > 1 and found.subject in ("first", "company", "role") else headless
    return found


def _kind(row: Row, at: int) -> str:
    verb = row.entries[at].verb
    return verb.rule.kind if verb is not None else ""


def _strongest(row: Row, mains: list[int], first: int, last: int, grammar: Grammar) -> Governing:
    worths = [grammar.worth(row, at, first, last) for at in mains]
    return max(worths, key=lambda one: one.level)


def _main_verbs(row: Row, first: int, last: int, grammar: Grammar) -> list[int]:
    entries, hidden = row.entries, row.hidden
    pending, opened = 0, first
    mains: list[int] = []
    previous_was_subordinate = False
    latest_condition_verb = -1
    for at in range(first, last):
        entry = entries[at]
        if hidden[at] or not (entry.mask & SUB or entry.verb is not None):
            continue
        if entry.mask & SUB and grammar.opens(row, at, first, last):
            pending += 1
            opened = at
            continue
        verb = entry.verb
        if verb is None or not verb.tenses & FINITE or not grammar.finite(row, at, first, last):
            continue
        if pending and not (grammar.closes(row, at) and _leads(row, first, at)):
            pending -= 1
            previous_was_subordinate = True
            latest_condition_verb = at
        elif previous_was_subordinate and _joined(row, at, first):
            continue
        elif mains and _kind(row, at) in _MODALS and all(row.entries[main].mask & HOMOGRAPH for main in mains):
            mains = [at]  # the earlier ones were nouns: "the benefits from AI should"
        elif len(mains) < _MOST and (not mains or _may_follow(row, at, mains[-1])):
            pending = 0
            previous_was_subordinate = False
            mains.append(at)
    if not mains and latest_condition_verb >= 0 and "," in row.words[opened:latest_condition_verb]:
        mains.append(latest_condition_verb)
    return mains


def _leads(row: Row, first: int, at: int) -> bool:
    """Whether the clause starts with its subordinator and a comma has come since: "Where …, the provider shall"."""
    return bool(row.entries[first].mask & SUB) and _after_comma(row, first, at)


def _after_comma(row: Row, first: int, at: int) -> bool:
    return bool(row.entries[first].mask & SUB) and "," in row.words[first:at]


def _before(row: Row, at: int, first: int) -> int:
    """Return the place of the word before, clitics, negations and adverbs passed over; -1 at the start."""
    place = at - 1
    while place >= first and (row.entries[place].mask & (CLITIC | NEG | ADV) or _adverb(row, place, first)):
        if row.entries[place].mask & PRON and not row.entries[place].mask & CLITIC:
            break
        place -= 1
    return place if place >= first else -1


def _adverb(row: Row, at: int, first: int) -> bool:
    """Whether the ending makes an adverb of the word, and no article before makes a noun of it."""
    return row.words[at].endswith(("ment", "ly")) and not (at > first and row.entries[at - 1].mask & (DET | PREP))


def _joined(row: Row, at: int, first: int) -> bool:
    before = _before(row, at, first)
    return before >= 0 and bool(row.entries[before].mask & CONJ)


def _may_follow(row: Row, at: int, previous: int) -> bool:
    """Whether a second verb governs too: joined by "and", or an auxiliary of duty after a comma or a conjunction."""
    if _joined(row, at, previous) or _own_pronoun(row, at, previous):
        return True
    verb = row.entries[at].verb
    if verb is None or verb.rule.kind not in ("must", "may", "undertake", "be"):
        return False
    between = range(max(previous + 1, at - _FAR), at)
    return any(row.entries[place].mask & CONJ or row.words[place] == "," for place in between)


def _own_pronoun(row: Row, at: int, previous: int) -> bool:
    """Whether the verb has a pronoun of its own after "and": "there are checks, and we review …"."""
    place = at - 1
    while place > previous and not row.entries[place].mask & PRON and row.entries[place].mask & (ADV | CLITIC | NEG):
        place -= 1
    while place > previous and row.entries[place].mask & PRON and row.entries[place - 1].mask & PRON:
        place -= 1
    return place - 1 > previous and bool(row.entries[place].mask & PRON and row.entries[place - 1].mask & CONJ)


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
    return start >= verb or bool(row.entries[start].mask & (PREP | SUB)) or _adverb(row, start, start)


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
    if entry.mask & PREP:
        return place > first or row.words[place] not in ("des", "du")
    return entry.verb is not None and not entry.mask & HOMOGRAPH and not entry.verb.tenses & PARTICIPLE
