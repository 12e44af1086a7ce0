"""What stands before a French verb: "ne", a subject that is nobody, a reflexive pronoun."""

from __future__ import annotations

from indicators.wording.lexicon import NEG, NEGSUBJ
from indicators.wording.words import Row

_NEGATION_REACH = 4


def denied(row: Row, at: int, first: int) -> bool:
    """Whether "ne" stands right before: "n'entre pas en compte"."""
    return at > first and bool(row.entries[at - 1].mask & NEG)


def negated(row: Row, at: int, first: int) -> bool:
    """Whether "ne" stands within a few words before the verb."""
    for place in range(at - 1, max(first, at - _NEGATION_REACH) - 1, -1):
        if row.entries[place].mask & NEG:
            return True
        if row.words[place] == ",":
            return False
    return False


def nobody(row: Row, first: int, at: int) -> bool:
    """Whether the subject is nobody: "nul ne sera astreint", "aucun salarié n'est tenu"."""
    return any(row.entries[place].mask & NEGSUBJ for place in range(first, at))


def reflexive(row: Row, at: int) -> bool:
    """Whether the verb here is reflexive: s'engage, nous nous engageons, se sont engagées."""
    if at == 0:
        return False
    before = row.words[at - 1]
    return (
        row.words[at].endswith("-vous")
        or before in ("s'", "se", "m'", "me")
        or (before in ("nous", "vous") and at > 1 and row.words[at - 2] in (before, "ne"))
    )
