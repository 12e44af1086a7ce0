"""How strongly an English verb binds where it stands: complements that make a wish of it, verbs it introduces.

Which construction a verb is in is told by `english_worth` and `english_being`.
"""

from __future__ import annotations

from indicators.wording.inflection_fr import GERUND, INFINITIVE
from indicators.wording.lexicon import ADV, DET
from indicators.wording.matching import REACH, capped
from indicators.wording.words import Row

_NOUN_TAKERS = frozenset({"committed", "commit", "commits", "pledged", "dedicated"})


def embedded(row: Row, at: int, last: int, level: int) -> int:
    """The class of the verb that an undertaking introduces, where that one is softer; 1 for "committed to" a noun."""
    seen_to = False
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
            return min(level, verb.rule.level) if soft else capped(row, place, last, level)
        elif seen_to and not row.entries[place].mask & (ADV | DET) and not word.endswith("ly"):
            value = any(entry.subject == "topic" for entry in row.entries[place : min(last, place + 4)])
            return min(level, 1) if value and row.words[at] in _NOUN_TAKERS and not word.endswith("ing") else level
    return level
