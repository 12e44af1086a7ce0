"""How strongly a French verb binds where it stands: legal indicative, company's present, wishes, embedded verbs.

Which construction a verb is in is told by `french_worth`.
"""

from __future__ import annotations

from indicators.wording.french_negation import negated, nobody, reflexive
from indicators.wording.inflection_fr import INFINITIVE
from indicators.wording.lexicon import CLITIC, DET, PREP, PRON, Verb, VerbRule
from indicators.wording.matching import REACH, capped
from indicators.wording.subjects import subject
from indicators.wording.words import Row

_CLAUSED = frozenset({"contrat", "contrats", "accords", "marchés"})


def rule_of(row: Row, at: int, verb: Verb) -> VerbRule:
    """Return the rule of a verb, or of its reflexive where it is one here."""
    return verb.reflexive if verb.reflexive is not None and reflexive(row, at) else verb.rule


def embedded(row: Row, at: int, last: int, level: int) -> int:
    """The class of the infinitive that an undertaking introduces, where that one is softer."""
    for place in range(at + 1, min(last, at + REACH)):
        verb = row.entries[place].verb
        if row.words[place] in (":", "que", "qu'", "afin") or (row.words[place] == "pour" and place > at + 1):
            return level
        if verb is not None and verb.tenses & INFINITIVE:
            rule = rule_of(row, place, verb)
            governing = row.entries[at].verb
            again = governing is not None and governing.rule.kind == "keepon"  # "nous continuons à renforcer"
            soft = (
                rule.kind in ("soft", "aid", "strive", "keepon") or (again and rule.kind == "weak")
            ) and verb.lemma != "reconnaître"
            return min(level, rule.level) if soft else capped(row, place, last, level)
    return capped(row, at, last, level)


def indicative(row: Row, at: int, first: int, level: int, future: bool) -> int:
    """Class of an act in the indicative: 3 in a legal text, the verb's own in a company's mouth, 0 for a topic."""
    who, place = subject(row, first, at)
    if who == "topic":
        return 0
    if who == "aim":
        return 1
    if future:
        return 3 if nobody(row, first, at) and negated(row, at, first) else 2
    if who in ("first", "company") or row.first_person or _proper_name(row, first, at, place):
        return level
    lawful = who in ("role", "third", "document") or (row.legal and who == "")
    return 3 if lawful or level == 2 else level


def _proper_name(row: Row, first: int, at: int, place: int) -> bool:
    """Whether the clause opens on a name of its own ("Orange informe …"), which is how companies write."""
    opener = row.entries[first]
    if place >= 0 or first + 1 > at or opener.mask or opener.verb is not None or row.words[first].endswith("ment"):
        return False
    follows = row.entries[first + 1]
    apart = first + 1 < at and bool(follows.mask & (DET | PREP | PRON)) and not follows.mask & CLITIC
    return row.text[row.starts[first]].isupper() and not apart


def contained(row: Row, at: int, first: int, future: bool) -> int:
    """What a legal document holds is prescribed: "Le registre comporte …"; elsewhere the verb describes."""
    who, place = subject(row, first, at)
    if row.first_person and place >= 0 and row.words[place] in _CLAUSED:
        return 2  # "nos contrats comportent une clause d'audit"
    legal = who in ("document", "role") or (row.legal and who not in ("topic", "aim", "company"))
    return indicative(row, at, first, 2, future) if legal and not row.first_person else 0


def status(row: Row, at: int, first: int) -> bool:
    """Whether a legal text says in the indicative what something is: "Cette décision est définitive"."""
    return row.legal and subject(row, first, at)[0] not in ("topic", "aim", "company", "duty", "first")


def duty_bearer(row: Row, at: int, first: int) -> bool:
    """Whether a legal role helps or takes part, or nobody may: "Tout travailleur participe", "ne participe pas"."""
    return subject(row, first, at)[0] == "role" or negated(row, at, first)


def has_tense(row: Row, at: int, tenses: int) -> bool:
    """Whether the verb here can be in one of the tenses."""
    verb = row.entries[at].verb
    return verb is not None and bool(verb.tenses & tenses)
