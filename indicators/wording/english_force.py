"""How strongly an English verb binds where it stands: complements that make a wish of it, verbs it introduces.

Which construction a verb is in is told by `english_worth` and `english_being`.
"""

from __future__ import annotations

from indicators.wording.inflection_fr import GERUND, INFINITIVE
from indicators.wording.lexicon import ADV, DET
from indicators.wording.matching import REACH, capped
from indicators.wording.words import Row

_NEAR = 4
_STATES = frozenset({"committed", "dedicated"})
_ACT_ENDINGS = ("tion", "sion", "ment", "ance", "val", "sal")
_NOUN_TAKERS = frozenset({"committed", "commit", "commits", "pledged", "dedicated"})


def _value(row: Row, at: int, place: int, last: int) -> bool:
    """Whether one is committed to a value ("diversity", "the highest standards"), to no act ("the removal of …")."""
    near = range(place, min(last, place + _NEAR))
    if any(row.entries[at].subject == "topic" for at in near):
        return True
    if row.words[at] not in _STATES or (place + 1 < last and row.entries[place + 1].mask & DET):
        return False  # "the parties commit to joint training", "we are committed to subject any data to …"
    acts = any(row.words[at].endswith(_ACT_ENDINGS) and row.words[at + 1 : at + 2] in (["of"], ["with"]) for at in near)
    return not acts


def embedded(row: Row, at: int, last: int, level: int) -> int:
    """The class of the verb that an undertaking introduces, where that one is softer; 1 for "committed to" a noun."""
    seen_to = False
    governing = row.entries[at].verb
    kind = governing.rule.kind if governing is not None else ""
    for place in range(at + 1, min(last, at + REACH)):
        word, verb = row.words[place], row.entries[place].verb
        if word in ("that", ":", ",", "not"):
            return level
        if word == "to":
            seen_to = True
        elif verb is not None and verb.tenses & (INFINITIVE | GERUND) and not row.entries[place - 1].mask & DET:
            soft = verb.rule.kind in ("soft", "strive", "keepon") and not verb.lemma.startswith("recogni")
            if verb.lemma == "be":
                return min(level, 1)
            if verb.rule.kind == "state" and kind == "keepon":
                return 0  # "will continue to reshape"
            return min(level, verb.rule.level) if soft else capped(row, place, last, level)
        elif seen_to and not row.entries[place].mask & (ADV | DET) and not word.endswith("ly"):
            value = _value(row, at, place, last) and row.words[at] in _NOUN_TAKERS and not word.endswith("ing")
            return min(level, 1) if value else level
    return level
