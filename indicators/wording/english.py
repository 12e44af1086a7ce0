"""English grammar of the reader: what opens a clause, what stands without a subject, what is a verb.

What a governing verb is worth is told by `english_worth`; words are the lexicon's.
"""

from __future__ import annotations

from dataclasses import replace

from indicators.wording.english_force import embedded
from indicators.wording.english_verbs import english_finite, english_opens
from indicators.wording.english_worth import english_worth
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import GERUND, INFINITIVE, PARTICIPLE
from indicators.wording.lexicon import ADV, DET, HOMOGRAPH, NEG, PREP, PRON, RECITAL, SUB
from indicators.wording.matching import capped, phrase_at
from indicators.wording.subjects import subject
from indicators.wording.words import Row

_SUBJECTS = frozenset({"you", "we", "they", "he", "she", "it", "i"})
_ASIDE = 40  # words of an aside before a command


class English:
    """The `Grammar` of English."""

    def opens(self, row: Row, at: int, first: int, last: int) -> bool:
        """A subordinator followed by a clause of its own."""
        return english_opens(row, at, first, last)

    def finite(self, row: Row, at: int, first: int, last: int) -> bool:
        """A conjugated form that the words around it allow to be a verb."""
        return english_finite(row, at, first, last)

    def closes(self, row: Row, at: int) -> bool:
        """ "Shall" and "must" after the comma of a leading "where" or "if" belong to the main clause."""
        return row.words[at] in ("shall", "must")

    def headless(self, row: Row, first: int, last: int) -> Governing | None:
        """Recital, imperative, infinitive, gerund or noun at the start."""
        at = _opening(row, first, last)
        if at >= last:
            return None
        entry = row.entries[at]
        if entry.mask & RECITAL:
            return Governing(0, "EN-RECITAL", at, at, "recital")
        nominal = phrase_at(row, at, "nominal", last)
        if nominal is not None:
            rule, end = nominal
            return Governing(rule.value, rule.id, at, end, "nominal", rule.permissive, bare=True)
        verb = entry.verb
        if _told_not_to(row, first, at):
            return Governing(3, "EN-COMMAND-NOT", at, at, "imperative", bare=True)
        if verb is None or not verb.tenses & (INFINITIVE | GERUND):
            return None
        if verb.tenses & GERUND and _leads_in(row, at, last):
            return None
        if entry.mask & HOMOGRAPH and any(row.entries[place].mask & DET for place in range(first, at)):
            return None  # "All code we write …"
        told = any(row.words[place] in ("never", "not", "don't", "always", "please") for place in range(first, at))
        if (
            entry.mask & HOMOGRAPH
            and not told
            and at + 1 < last
            and row.words[at + 1] in ("of", "is", "are", "shall", "must", "and", "or", "means")
        ):
            return None
        return _command(row, at, first, last)

    def guess(self, row: Row, first: int, last: int) -> Governing | None:
        """A command after an opening aside ("If possible, use …"), or a bullet that opens on "by" and a gerund."""
        for at in range(first, min(last, first + _ASIDE) - 1):
            if row.words[at] == "," and row.words[at + 1 : at + 3] == ["do", "not"] and _aside(row, first):
                return Governing(3, "EN-COMMAND-NOT", at + 1, at + 2, "imperative", bare=True)
            verb = row.entries[at + 1].verb
            if verb is None or row.hidden[at + 1]:
                continue
            if row.words[at] == "by" and at == first and verb.tenses & GERUND:
                return _bare(row, at + 1, last)
            if row.words[at] in (",", "please") and verb.tenses & INFINITIVE and not verb.tenses & PARTICIPLE:
                return _command(row, at + 1, at + 1, last) if _aside(row, first) else None
        return None

    def contact(self, row: Row, at: int, first: int) -> bool:
        """ "The steps you take": a subject pronoun right after a noun."""
        if row.words[at] not in _SUBJECTS or at - 1 <= first or row.hidden[at - 1]:
            return False
        before = row.entries[at - 1]
        return before.verb is None and not before.mask and row.words[at - 1][0].isalpha()

    def asked(self, row: Row, first: int, last: int) -> Governing | None:
        """ "…, please refer to": what "please" asks for in the middle of a clause."""
        if "please" not in row.words[first:last]:
            return None
        for at in range(first + 1, last - 1):
            verb = row.entries[at + 1].verb
            if row.words[at] == "please" and verb is not None and verb.tenses & INFINITIVE:
                return _command(row, at + 1, at + 1, last)
        return None

    def worth(self, row: Row, at: int, first: int, last: int) -> Governing:
        """What a governing verb is worth, its complement, its subject and its tense considered."""
        verb = row.entries[at].verb
        if verb is None:
            raise ValueError("only a verb governs")
        who, who_at = subject(row, first, at)
        made = english_worth(row, at, first, last)
        return replace(made, subject=who, subject_at=who_at)


def _told_not_to(row: Row, first: int, at: int) -> bool:
    """Whether the clause opens on "do not" or "don't", whatever the verb: "Do not misrepresent …"."""
    opened = row.words[first:at]
    return "don't" in opened or any(opened[place : place + 2] == ["do", "not"] for place in range(len(opened)))


def _leads_in(row: Row, at: int, last: int) -> bool:
    """Whether a gerund only opens the sentence: a comma and a subject with its verb follow ("Going forward, we …")."""
    comma = next((place for place in range(at + 1, min(last, at + _ASIDE)) if row.words[place] == ","), last)
    if comma + 2 >= last:
        return False
    after = row.entries[comma + 1]
    named = bool(after.mask & (PRON | DET) or after.subject) or row.text[row.starts[comma + 1]].isupper()
    return named and any(
        row.entries[place].verb is not None and english_finite(row, place, comma + 1, last)
        for place in range(comma + 2, min(last, comma + _ASIDE))
    )


def _aside(row: Row, first: int) -> bool:
    """Whether the clause opens on a condition or a preposition, so that what follows the comma is no list."""
    return bool(row.entries[first].mask & (PREP | SUB))


def _opening(row: Row, first: int, last: int) -> int:
    at = first
    while at < last and (
        row.hidden[at]
        or not row.words[at][0].isalpha()
        or row.entries[at].mask & ADV
        or row.words[at] in ("to", "please", "and", "or", "do", "don't", "not")
        or (at + 1 < last and len(row.words[at]) < 4 and row.words[at + 1] == ")")
    ):
        at += 1
    return at


def _command(row: Row, at: int, first: int, last: int) -> Governing:
    """Imperative, infinitive or gerund: the class of its verb; a negative command forbids."""
    if any(row.entries[place].mask & NEG or row.words[place] in ("don't", "never") for place in range(first, at)):
        return Governing(3, "EN-COMMAND-NOT", at, at, "imperative", bare=True)
    best = _bare(row, at, last)
    for place in range(at + 1, min(last, at + 40) - 1):
        if row.words[place] in ("to", "by", "that", "which", "who", "where", "when", "if"):
            break
        if row.words[place] in ("and", ","):
            verb, ours = row.entries[place + 1].verb, row.entries[at].verb
            same = verb is not None and ours is not None and verb.tenses & ours.tenses & (INFINITIVE | GERUND)
            if same and (place == at + 1 or not row.entries[place + 1].mask & HOMOGRAPH):
                other = _bare(row, place + 1, last)
                best = other if other.level > best.level else best
    return best


def _asked(row: Row, at: int) -> bool:
    """Whether "please" asks for it: whatever the verb, an act is asked for."""
    place = at - 1
    while place > 0 and row.entries[place].mask & ADV:
        place -= 1
    return place >= 0 and row.words[place] == "please" and row.words[at + 1 : at + 2] != ["to"]


def _bare(row: Row, at: int, last: int) -> Governing:
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    rule = verb.rule
    level = capped(row, at, last, rule.level)
    if rule.kind in ("undertake", "keepon"):
        level = min(rule.level, embedded(row, at, last, 2))
    elif rule.kind == "be":
        level = 1
    elif verb.lemma == "let" and row.words[at + 1 : at + 2] == ["us"] and "know" not in row.words[at:last]:
        level = 1  # "let us work for …"
    elif rule.kind == "do" or (verb.lemma == "let" and "know" in row.words[at + 1 : min(last, at + 12)]):
        level = 2
    elif verb.lemma in row.lexicon.told or (rule.level == 1 and _asked(row, at)):
        level = 2  # "talk to your manager", "please raise a ticket"
    return Governing(level, rule.id, at, at, rule.kind, rule.kind == "permit" and level == 0, bare=True)
