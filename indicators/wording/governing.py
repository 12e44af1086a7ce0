"""What governs a clause: the strongest of its parts, lead-ins, commands and recitals considered.

Which verbs govern is found by `main_verbs`; what one is worth is said by the grammar (`french`, `english`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from indicators.wording.inflection_fr import GERUND, INFINITIVE, PARTICIPLE
from indicators.wording.lexicon import PRON
from indicators.wording.main_verbs import Finder, kind_of, main_verbs
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


_LEAD = 16  # words before "il est convenu que"
_OVER_RECITAL = frozenset({"must", "undertake", "soft", "strive"})
_OVER_HEADLESS = frozenset({"must", "may", "be", "will", "should", "need"})


class Grammar(Finder, Protocol):
    """What a language must be able to tell of a clause beside where its verbs are."""

    def asked(self, row: Row, first: int, last: int) -> Governing | None:
        """What is asked for beside the governing verb: "there are many cases, please refer to …"."""

    def worth(self, row: Row, at: int, first: int, last: int) -> Governing:
        """What a governing verb is worth."""

    def guess(self, row: Row, first: int, last: int) -> Governing | None:
        """What a clause is worth whose verb the lexicon does not know."""

    def headless(self, row: Row, first: int, last: int) -> Governing | None:
        """What a clause without subject is worth: infinitive, imperative, noun, recital."""


def govern(row: Row, first: int, last: int, grammar: Grammar) -> Governing | None:
    """Return what governs the words `first` to `last`, the strongest of coordinated verbs; None where nothing does."""
    if row.words[last - 1] == "?" and not row.hidden[last - 1]:
        return Governing(0, f"{row.lexicon.language.upper()}-R1-QUESTION", last - 1, last - 1, "state")
    best: Governing | None = None
    for start, end in _after_labels(row, first, last):
        found = _after_lead_in(row, start, end, grammar) or _govern_part(row, start, end, grammar)
        if found is not None and best is not None and not best.bare and _lists(row, found):
            continue  # "may include: reporting …" lists what it governs
        if found is not None and (best is None or found.level > best.level):
            best = found
    return best


def _lists(row: Row, found: Governing) -> bool:
    verb = row.entries[found.first].verb
    return found.bare and verb is not None and bool(verb.tenses & GERUND) and not verb.tenses & INFINITIVE


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
    mains, closing = main_verbs(row, first, last, grammar, contact=True)
    if not mains:
        mains, closing = main_verbs(row, first, last, grammar, contact=False)
    if headless is not None:
        kept = _OVER_RECITAL if headless.kind == "recital" else _OVER_HEADLESS
        mains = [at for at in mains if kind_of(row, at) in kept or _in_idiom(row, at, last) or _perfect(row, at, last)]
    if not mains:
        guessed = headless or grammar.asked(row, first, last) or grammar.guess(row, first, last)
        if guessed is not None or not closing:
            return guessed
        mains = closing
    found = _strongest(row, mains, first, last, grammar)
    asked = grammar.asked(row, first, last)
    if asked is not None and asked.level > found.level:
        return asked
    if headless is not None and headless.kind == "recital":
        return found if found.level > 0 and found.subject in ("first", "company", "role") else headless
    return found


def _in_idiom(row: Row, at: int, last: int) -> bool:
    """Whether a phrase of the lexicon starts with the verb: "Submitting … constitutes misconduct" is no command."""
    return bool(row.entries[at].phrases) and phrase_at(row, at, "idioms", last) is not None


def _perfect(row: Row, at: int, last: int) -> bool:
    """Whether a perfect governs, so that the word before it is its subject: "Work has always changed"."""
    near = (row.entries[place].verb for place in range(at + 1, min(last, at + 3)))
    return kind_of(row, at) == "have" and any(verb is not None and verb.tenses & PARTICIPLE for verb in near)


def _strongest(row: Row, mains: list[int], first: int, last: int, grammar: Grammar) -> Governing:
    worths = [grammar.worth(row, at, first, last) for at in mains]
    return max(worths, key=lambda one: one.level)
