"""French grammar of the reader: what opens a clause, what stands without a subject, what is a verb.

What a governing verb is worth is told by `french_worth`; words are the lexicon's.
"""

from __future__ import annotations

from dataclasses import replace

from indicators.wording.french_force import indicative
from indicators.wording.french_headless import COURTESY, bare, command, opening, please, unheaded
from indicators.wording.french_lexical import commands
from indicators.wording.french_negation import reflexive
from indicators.wording.french_verbs import french_finite
from indicators.wording.french_worth import french_worth
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import COMMAND, INFINITIVE
from indicators.wording.lexicon import ADV, CLITIC, NEG, RECITAL, RELATIVE
from indicators.wording.matching import phrase_at, phrase_over
from indicators.wording.subjects import subject
from indicators.wording.words import Row


class French:
    """The `Grammar` of French."""

    def opens(self, row: Row, at: int, first: int, last: int) -> bool:
        """A subordinator, unless a comparison or a restriction (ainsi que, ne … que) holds it."""
        word = row.words[at]
        if word == "s'":
            return row.words[at + 1 : at + 2] in (["il"], ["ils"])
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
        at = opening(row, first, last)
        if at >= last:
            return None
        entry = row.entries[at]
        if entry.mask & RECITAL and (at + 1 >= last or row.words[at + 1] != ","):
            return Governing(0, "FR-RECITAL", at, at, "recital")
        asked = please(row, at, last)
        if asked is not None:
            return asked
        nominal = phrase_at(row, at, "nominal", last)
        if nominal is not None:
            rule, end = nominal
            return Governing(rule.value, rule.id, at, end, "nominal", rule.permissive, bare=True)
        verb = entry.verb
        if verb is not None and verb.tenses & INFINITIVE:
            if any(row.words[place] in ("ne", "n'") for place in range(first, at)):
                return Governing(3, "FR-COMMAND-NOT", at, at, "imperative", bare=True)
            return bare(row, at, first, last)
        if verb is not None and verb.tenses & COMMAND and commands(row.words[at]):
            return command(row, at, first, last)
        return None

    def guess(self, row: Row, first: int, last: int) -> Governing | None:
        """A word that only its place or its ending makes a verb: after "ne" or "se", in -era, -eront; "en formant"."""
        started = unheaded(row, first, last)
        if started is not None:
            return started
        for at in range(first + 1, last):
            entry, word = row.entries[at], row.words[at]
            if entry.mask or entry.verb is not None or row.hidden[at] or not word[0].isalpha():
                continue
            future = word.endswith(("era", "eront", "ira", "iront"))
            if future or row.words[at - 1] in ("ne", "n'", "se", "s'"):
                return Governing(indicative(row, at, first, 2, future), "FR-R1-UNKNOWN-VERB", at, at, "act")
        return None

    def contact(self, _row: Row, _at: int, _first: int) -> bool:
        """French relatives always have their pronoun."""
        return False

    def asked(self, row: Row, first: int, last: int) -> Governing | None:
        """ "Si …, veuillez en informer …", "…, merci de le signaler": what is asked for in the middle of a clause."""
        if COURTESY.isdisjoint(row.words[first:last]):
            return None
        found = (please(row, at, last) for at in range(first + 1, last - 1) if row.words[at] in COURTESY)
        return next((one for one in found if one is not None), None)

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
