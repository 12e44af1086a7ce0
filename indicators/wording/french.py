"""French grammar of the reader: what opens a clause, what stands without a subject, what is a verb.

What a governing verb is worth is told by `french_worth`; words are the lexicon's.
"""

from __future__ import annotations

from dataclasses import replace

from indicators.wording.french_force import capped, embedded, indicative, rule_of
from indicators.wording.french_verbs import french_finite, reflexive
from indicators.wording.french_worth import french_worth
from indicators.wording.governing import Governing, subject
from indicators.wording.inflection_fr import COMMAND, GERUND, INFINITIVE
from indicators.wording.lexicon import ADV, CLITIC, CONDITION, NEG, PREP, RECITAL, RELATIVE
from indicators.wording.matching import phrase_at, phrase_over
from indicators.wording.words import Row


class French:
    """The `Grammar` of French."""

    def opens(self, row: Row, at: int, first: int, last: int) -> bool:
        """A subordinator, unless a comparison or a restriction (ainsi que, ne … que) holds it."""
        word = row.words[at]
        if word == "qu'" and row.words[at + 1 : at + 2] in (["il"], ["elle"], ["ils"], ["elles"], ["on"]):
            return row.words[at + 2 : at + 3] != ["s'agisse"]
        if word in ("que", "qu'"):
            before = range(max(first, at - 6), at)
            if any(row.entries[place].mask & NEG for place in before) and not _has_pas(row, max(first, at - 6), at):
                return False
        if row.entries[at].mask & RELATIVE and not _verb_follows(row, at, last):
            return False
        if word == "où" and row.words[at - 1] in ("d'", "ou"):
            return False
        return not phrase_over(row, at, first, "quiet")

    def finite(self, row: Row, at: int, first: int, last: int) -> bool:
        """A conjugated form that the words around it allow to be a verb."""
        return french_finite(row, at, first, last)

    def closes(self, _row: Row, _at: int) -> bool:
        """Nothing in French: "si l'employeur doit" is a condition."""
        return False

    def headless(self, row: Row, first: int, last: int) -> Governing | None:
        """Recital, infinitive, imperative or noun at the start."""
        at = _opening(row, first, last)
        if at >= last:
            return None
        entry = row.entries[at]
        if entry.mask & RECITAL and (at + 1 >= last or row.words[at + 1] != ","):
            return Governing(0, "FR-RECITAL", at, at, "recital")
        nominal = phrase_at(row, at, "nominal", last)
        if nominal is not None:
            rule, end = nominal
            return Governing(rule.value, rule.id, at, end, "nominal", rule.permissive, bare=True)
        verb = entry.verb
        if verb is not None and verb.tenses & INFINITIVE:
            if any(row.words[place] in ("ne", "n'") for place in range(first, at)):
                return Governing(3, "FR-COMMAND-NOT", at, at, "imperative", bare=True)
            return _bare(row, at, first, last)
        if verb is not None and verb.tenses & COMMAND and row.words[at].endswith("ez"):
            return _command(row, at, first, last)
        return None

    def guess(self, row: Row, first: int, last: int) -> Governing | None:
        """A word that only its place or its ending makes a verb: after "ne" or "se", or in -era, -eront."""
        for at in range(first + 1, last):
            entry, word = row.entries[at], row.words[at]
            if entry.mask or entry.verb is not None or row.hidden[at] or not word[0].isalpha():
                continue
            future = word.endswith(("era", "eront", "ira", "iront"))
            if future or row.words[at - 1] in ("ne", "n'", "se", "s'"):
                return Governing(indicative(row, at, first, 2, future), "FR-R1-UNKNOWN-VERB", at, at, "act")
        return None

    def worth(self, row: Row, at: int, first: int, last: int) -> Governing:
        """What a governing verb is worth, its complement, its subject and its tense considered."""
        verb = row.entries[at].verb
        if verb is None:
            raise ValueError("only a verb governs")
        who, who_at = subject(row, first, at)
        made = french_worth(row, at, first, last)
        start = at - 1 if made.first == at and reflexive(row, at) else made.first
        return replace(made, first=start, subject=who, subject_at=who_at)


def _verb_follows(row: Row, at: int, last: int) -> bool:
    """Whether a word the lexicon knows, an article or a comma follows "qui"; else what follows is the verb itself."""
    place = at + 1
    while place < last and row.entries[place].mask & (NEG | ADV | CLITIC):
        place += 1
    if place >= last:
        return False
    entry = row.entries[place]
    return entry.verb is not None or bool(entry.mask) or not row.words[place][0].isalpha() or bool(row.hidden[place])


def _has_pas(row: Row, first: int, last: int) -> bool:
    return any(row.words[place] in ("pas", "point") for place in range(first, last))


def _opening(row: Row, first: int, last: int) -> int:
    """Pass over list marks, adverbs, negation and a linking "de" or "à" at the start."""
    at = first
    while at < last and (
        row.hidden[at]
        or not row.words[at][0].isalpha()
        or row.entries[at].mask & (ADV | NEG)
        or row.words[at] in ("de", "d'", "à", "a", "et", "ou", "se", "s'", "y")
        or (at + 1 < last and len(row.words[at]) == 1 and row.words[at + 1] == ")")
    ):
        at += 1
    return at


def _bare(row: Row, at: int, _first: int, last: int) -> Governing:
    """Infinitive at the start: the class of its verb, and of infinitives joined to it."""
    best = _bare_one(row, at, last)
    for place in range(at + 1, last - 1):
        entry = row.entries[place]
        if entry.mask & PREP and row.entries[place + 1].verb is not None:
            following = row.entries[place + 1].verb
            if following is not None and following.tenses & (INFINITIVE | GERUND):
                break
        if row.words[place] in ("et", "ou", ","):
            joined = row.entries[place + 1].verb
            if joined is not None and joined.tenses & INFINITIVE:
                other = _bare_one(row, place + 1, last)
                best = other if other.level > best.level else best
        elif entry.mask & CONDITION or row.words[place] in ("que", "qui"):
            break
    return best


def _bare_one(row: Row, at: int, last: int) -> Governing:
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    rule = rule_of(row, at, verb)
    level = capped(row, at, last, min(rule.level, 3))
    if rule.kind == "undertake":
        level = min(level, embedded(row, at, last, 2))
    if rule.kind == "keepon":
        level = embedded(row, at, last, 1)
    permissive = rule.kind in ("permit", "may")
    return Governing(level, rule.id, at, at, rule.kind, permissive, bare=True)


def _command(row: Row, at: int, first: int, last: int) -> Governing:
    if any(row.entries[place].mask & NEG for place in range(first, at)):
        return Governing(3, "FR-COMMAND-NOT", at, at, "imperative", bare=True)
    one = _bare_one(row, at, last)
    return Governing(one.level, one.rule, at, at, "imperative", one.permissive, bare=True)
