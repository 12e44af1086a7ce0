"""Which verbs of a clause govern: every subordinator is paired with a verb of its own, what closes nothing governs.

What a governing verb is worth is told by the grammars; which of several parts counts, by `governing`.
"""

from __future__ import annotations

from typing import Protocol

from indicators.wording.inflection_fr import FINITE, PAST, PRESENT
from indicators.wording.lexicon import ADV, CLITIC, CONJ, DET, HOMOGRAPH, NEG, PREP, PRON, SUB
from indicators.wording.subjects import by_ending
from indicators.wording.words import Row

_FAR = 60  # words between two coordinated verbs; more coordinated verbs than _MOST add nothing to a class
_MOST = 8
_SUBJECT = 7  # words of a subject after ", and"
_MODALS = frozenset({"must", "may", "will", "should"})


class Finder(Protocol):
    """What a language must tell of one place, so that the verbs that govern can be found."""

    def opens(self, row: Row, at: int, first: int, last: int) -> bool:
        """Whether a subordinator stands here that needs a verb."""

    def contact(self, row: Row, at: int, first: int) -> bool:
        """Whether a pronoun here opens a relative clause that no relative pronoun announces: "the steps you take"."""

    def finite(self, row: Row, at: int, first: int, last: int) -> bool:
        """Whether the word here is a finite verb."""

    def closes(self, row: Row, at: int) -> bool:
        """Whether this verb can never belong to a condition, so that it governs whatever is open."""


def kind_of(row: Row, at: int) -> str:
    """Return the kind of the verb here, or an empty string where no verb is."""
    verb = row.entries[at].verb
    return verb.rule.kind if verb is not None else ""


def main_verbs(row: Row, first: int, last: int, grammar: Finder, *, contact: bool) -> tuple[list[int], list[int]]:
    """Return the verbs that govern, and the one that may where there are none."""
    entries, hidden = row.entries, row.hidden
    pending, opened = 0, first
    mains: list[int] = []
    previous_was_subordinate = False
    closing: list[int] = []
    for at in range(first, last):
        entry = entries[at]
        if hidden[at] or not (entry.mask & (SUB | PRON) or entry.verb is not None):
            continue
        if contact and entry.mask & PRON and grammar.contact(row, at, first):
            pending += 1
            opened = at
            continue
        if entry.mask & SUB and grammar.opens(row, at, first, last):
            pending += not (pending and _again(row, at, opened, closing))
            opened = at
            continue
        verb = entry.verb
        if verb is None or not verb.tenses & FINITE or not grammar.finite(row, at, first, last):
            continue
        led = _leads(row, first, at)
        if pending and not (led and (grammar.closes(row, at) or (closing and _anew(row, at, first)))):
            pending -= 1
            previous_was_subordinate = True
            closing.append(at)
        elif previous_was_subordinate and _joined(row, at, first):
            continue
        elif mains and kind_of(row, at) in _MODALS and all(_gives_way(row, main) for main in mains):
            mains = [at]  # the earlier ones were nouns, or told of the past: "the benefits from AI should"
        elif len(mains) < _MOST and (not mains or _may_follow(row, at, mains[-1])):
            pending = 0
            previous_was_subordinate = False
            mains.append(at)
    return mains, _taken_back(row, closing, opened)


def _gives_way(row: Row, main: int) -> bool:
    """Whether a verb found before a modal is a noun, or the past of a subordinate clause: "… was changed will …"."""
    entry = row.entries[main]
    past = entry.verb is not None and bool(entry.verb.tenses & PAST) and not entry.verb.tenses & PRESENT
    return past or bool(entry.mask & HOMOGRAPH)


def _anew(row: Row, at: int, first: int) -> bool:
    """Whether a subject of its own stands between the last comma and the verb: "If …, the applicant is liable"."""
    comma = at - 1
    while comma > first and row.words[comma] != "," and not row.entries[comma].mask & (SUB | CONJ):
        comma -= 1
    opener = row.entries[comma + 1].mask
    return row.words[comma] == "," and comma + 1 < at and bool(opener & (DET | PRON)) and not opener & (PREP | SUB)


def _again(row: Row, at: int, opened: int, closing: list[int]) -> bool:
    """Whether the same conjunction is repeated after "and" or "or" with no verb since: "que … ou qu'une … sont"."""
    if at == opened or not row.entries[at - 1].mask & CONJ or (closing and closing[-1] > opened):
        return False
    return row.words[at][:2] == row.words[opened][:2]


def _taken_back(row: Row, closing: list[int], opened: int) -> list[int]:
    """The verb that governs where each seemed to close a subordinate clause, because one of theirs is not known."""
    duties = [at for at in closing if kind_of(row, at) in ("must", "need")]
    if duties:
        return duties[-1:]
    known_gap = len(closing) > 1 or (closing and "," in row.words[opened : closing[-1]])
    return closing[-1:] if known_gap else []


def _leads(row: Row, first: int, at: int) -> bool:
    """Whether the clause starts with its subordinator and a comma has come since: "Where …, the provider shall"."""
    return bool(row.entries[first].mask & SUB) and _after_comma(row, first, at)


def _after_comma(row: Row, first: int, at: int) -> bool:
    return bool(row.entries[first].mask & SUB) and "," in row.words[first:at]


def _before(row: Row, at: int, first: int) -> int:
    """Return the place of the word before, clitics, negations and adverbs passed over; -1 at the start."""
    place = at - 1
    while place >= first and (row.entries[place].mask & (CLITIC | NEG | ADV) or by_ending(row, place, first)):
        if row.entries[place].mask & PRON and not row.entries[place].mask & CLITIC:
            break
        place -= 1
    return place if place >= first else -1


def _joined(row: Row, at: int, first: int) -> bool:
    before = _before(row, at, first)
    return before >= 0 and bool(row.entries[before].mask & CONJ)


def _may_follow(row: Row, at: int, previous: int) -> bool:
    """Whether a second verb governs too: joined by "and", or an auxiliary of duty after a comma or a conjunction."""
    if _joined(row, at, previous) or _own_pronoun(row, at, previous) or _own_noun(row, at, previous):
        return True
    verb = row.entries[at].verb
    if verb is None or verb.rule.kind not in ("must", "may", "undertake", "be", "will", "should"):
        return False
    if row.words[at - 1] == "so":
        return False  # "as AI evolves, so will our approach"
    between = range(max(previous + 1, at - _FAR), at)
    return any(row.entries[place].mask & CONJ or row.words[place] == "," for place in between)


def _own_noun(row: Row, at: int, previous: int) -> bool:
    """Whether a clause with its own subject starts after a comma and "and": ", and every manager completes …"."""
    for place in range(max(previous + 1, at - _SUBJECT), at - 2):
        entries = row.entries[place + 1], row.entries[place + 2]
        if row.words[place] == "," and entries[0].mask & CONJ and entries[1].mask & DET:
            return not any(row.entries[between].mask & SUB for between in range(place, at))
    return False


def _own_pronoun(row: Row, at: int, previous: int) -> bool:
    """Whether the verb has a pronoun of its own after "and": "there are checks, and we review …"."""
    place = at - 1
    while place > previous and not row.entries[place].mask & PRON and row.entries[place].mask & (ADV | CLITIC | NEG):
        place -= 1
    while place > previous and row.entries[place].mask & PRON and row.entries[place - 1].mask & PRON:
        place -= 1
    if place - 1 <= previous or not row.entries[place].mask & PRON:
        return False
    return bool(row.entries[place - 1].mask & CONJ) or _spliced(row, place, previous)


def _spliced(row: Row, pronoun: int, previous: int) -> bool:
    """Whether a comma, with an adverb or none, sets the pronoun's clause off: ", however we ask for …"."""
    place = pronoun - 1
    while place > previous and row.entries[place].mask & ADV:
        place -= 1
    return place > previous and row.words[place] == ","
