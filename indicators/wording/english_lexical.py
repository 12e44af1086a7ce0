"""What an English verb of the lexicon is worth in the present, where no modal and no auxiliary stands before it.

What only describes comes first: harm, forces, topics, tools that are praised, what many are said to do.
"""

from __future__ import annotations

from indicators.wording.english_force import embedded
from indicators.wording.english_negation import negated, none_without
from indicators.wording.english_texts import makes_up
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import PAST, PRESENT
from indicators.wording.matching import capped
from indicators.wording.requests import request
from indicators.wording.subjects import subject
from indicators.wording.words import Row

_MAKES_UP = frozenset({"constitute", "consist", "comprise", "include"})
_CLAUSED = frozenset({"contract", "contracts", "agreement", "agreements"})
_MANY = frozenset({"many", "most"})
_DOING = frozenset({"act", "firm", "weak", "forbid", "tell", "request"})
_NEAR = 3


def english_lexical(row: Row, at: int, first: int, last: int) -> Governing:
    """Return the class of a verb of the lexicon by its kind. Raises ValueError where no verb is."""
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    rule, level = verb.rule, verb.rule.level
    made = _told_or_denied(row, at, first, last) or _made_up(row, at, first)
    if made is not None:
        return made
    if rule.kind == "undertake":
        level = embedded(row, at, last, level)
    elif rule.kind == "harm":
        level = 2 if negated(row, at, first, last) or _never(row, at, first) else 0
    elif rule.kind in _DOING:
        asked = request(row, at, first, last) if rule.kind == "request" else -1
        if asked > 0:
            return Governing(asked, "EN-R1-REQUEST", at, at, "act" if asked > 1 else "soft")
        if _only_describes(row, at, first):
            return Governing(0, rule.id, at, at, "state")
        level = _done(row, at, first, last)
    return Governing(level, rule.id, at, at, rule.kind, rule.kind == "permit")


def _told_or_denied(row: Row, at: int, first: int, last: int) -> Governing | None:
    """What is told of the past, what nobody does without a condition met, a ban that is denied."""
    verb = row.entries[at].verb
    if verb is None or (verb.tenses & PAST and not verb.tenses & PRESENT):
        return Governing(0, "EN-R1-PAST", at, at, "state")
    if none_without(row, at, first, last):
        return Governing(3, "EN-R1-NONE-WITHOUT", at, at, "must")
    if verb.rule.kind == "forbid" and negated(row, at, first, last):
        return Governing(0, verb.rule.id, at, at, "may", permissive=True)
    return None


def _done(row: Row, at: int, first: int, last: int) -> int:
    """Class of an act: an aim's is 1, a plan to act is 1, a wish in its complement caps it."""
    verb = row.entries[at].verb
    if verb is None or subject(row, first, at)[0] == "aim":
        return 1
    if verb.lemma in row.lexicon.planned and row.words[at + 1 : at + 2] == ["to"]:
        return 1
    return capped(row, at, last, verb.rule.level)


def _made_up(row: Row, at: int, first: int) -> Governing | None:
    """What a contract or a legal text is said to contain or to consist of."""
    verb = row.entries[at].verb
    place = subject(row, first, at)[1]
    if verb is not None and verb.lemma in ("include", "contain") and place >= 0 and row.words[place] in _CLAUSED:
        return Governing(2, verb.rule.id, at, at, "act")  # "our contracts include a right to audit"
    if verb is not None and verb.lemma in _MAKES_UP and makes_up(row, at, first):
        return Governing(3, "EN-R1-STATUS", at, at, "state")
    return None


def _only_describes(row: Row, at: int, first: int) -> bool:
    """Whether an act is told of what cannot undertake it: a topic, a force, a text that explains, a praised tool."""
    verb = row.entries[at].verb
    who = subject(row, first, at)[0]
    if verb is None or who == "topic":
        return True
    if row.words[first] == "nothing" and verb.rule.kind in ("act", "firm"):
        return True  # "nothing in this article limits …"
    if verb.rule.kind == "tell" and who in ("document", "duty"):
        return True
    if who == "thing" and verb.lemma in row.lexicon.boasts and not _never(row, at, first):
        return True
    return not row.legal and (row.words[first] in _MANY or who == "force")  # "most students use …", "bribery costs …"


def _never(row: Row, at: int, first: int) -> bool:
    return "never" in row.words[max(first, at - _NEAR) : at + 1]
