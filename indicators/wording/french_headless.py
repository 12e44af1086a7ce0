"""What a French clause without a subject is worth: infinitive, imperative, gerund, an infinitive nobody listed.

Where a clause starts, and what its first verb is worth; clauses with a subject are `french_worth`'s.
"""

from __future__ import annotations

from indicators.wording.french_force import embedded, rule_of
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import GERUND, INFINITIVE
from indicators.wording.lexicon import ADV, CLITIC, CONDITION, DET, NEG, PREP
from indicators.wording.matching import capped
from indicators.wording.words import Row

_INFINITIVE_ENDINGS = ("er", "ir", "dre", "tre", "ire", "ure")
_SHORTEST = 5
COURTESY = frozenset({"veuillez", "merci", "prière"})


def opening(row: Row, first: int, last: int) -> int:
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


def bare(row: Row, at: int, _first: int, last: int) -> Governing:
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
        acts = row.words[at + 1 : at + 2] in (
            ["à"],
            ["de"],
            ["d'"],
            ["par"],
        )  # "continuer à publier", "commencez par …"
        level = embedded(row, at, last, 2 if acts else 1)
    permissive = rule.kind in ("permit", "may")
    return Governing(level, rule.id, at, at, rule.kind, permissive, bare=True)


def command(row: Row, at: int, first: int, last: int) -> Governing:
    """Imperative at the start; a negative one forbids."""
    if any(row.entries[place].mask & NEG for place in range(first, at)):
        return Governing(3, "FR-COMMAND-NOT", at, at, "imperative", bare=True)
    one = _bare_one(row, at, last)
    return Governing(one.level, one.rule, at, at, "imperative", one.permissive, bare=True)


def please(row: Row, at: int, last: int) -> Governing | None:
    """What "veuillez", "merci de" or "prière de" and an infinitive ask for: an act, or 3 where "ne pas" follows."""
    if row.words[at] not in COURTESY or at + 2 >= last:
        return None
    place = at + 1 if row.words[at] == "veuillez" else at + 2
    if place > at + 1 and row.words[at + 1] not in ("de", "d'"):
        return None
    forbids = False
    while place < last and (row.entries[place].mask & (ADV | NEG | CLITIC) or row.words[place] in ("bien", "vouloir")):
        forbids = forbids or bool(row.entries[place].mask & NEG)
        place += 1
    verb = row.entries[place].verb if place < last else None
    if verb is None or not verb.tenses & INFINITIVE:
        return None
    one = _bare_one(row, place, last)
    level = 3 if forbids else 2 if one.level == 1 else one.level
    return Governing(level, "FR-R1-REQUEST", at, place, "act", one.permissive and level == 0, bare=True)


def unheaded(row: Row, first: int, last: int) -> Governing | None:
    """A bullet that opens on a gerund ("En formant …") or on an infinitive the lexicon does not know."""
    at = opening(row, first, last)
    if at + 1 >= last:
        return None
    if row.words[at] == "en":
        verb = row.entries[at + 1].verb
        return _bare_one(row, at + 1, last) if verb is not None and verb.tenses & GERUND else None
    entry, word = row.entries[at], row.words[at]
    unknown = entry.verb is None and not entry.mask and not entry.subject and len(word) >= _SHORTEST
    if unknown and word.endswith(_INFINITIVE_ENDINGS) and row.entries[at + 1].mask & DET:
        forbids = any(row.entries[place].mask & NEG for place in range(first, at))
        return Governing(3 if forbids else 2, "FR-R1-UNKNOWN-VERB", at, at, "act", bare=True)
    return None
