"""Whether an English clause denies: "not" at the verb, "no" in its subject, nothing done without a condition met."""

from __future__ import annotations

from indicators.wording.lexicon import ADV, NEG, NEGSUBJ, PRON
from indicators.wording.words import Row


def negated(row: Row, at: int, first: int, last: int) -> bool:
    """Whether "not" or "never" follows the auxiliary, or "no", "nothing" or "neither" is in its subject."""
    if (at + 1 < last and row.entries[at + 1].mask & NEG) or row.words[at].endswith("n't"):
        return True
    if at + 2 < last and row.words[at + 2] in ("not", "never") and row.entries[at + 1].mask & ADV:
        return True
    if row.words[at + 1 : at + 3] in (["in", "no"], ["under", "no"]):
        return True
    return nobody(row, at, first)


def nobody(row: Row, at: int, first: int) -> bool:
    """Whether the subject is nobody or nothing: "no employee will …"; "no later than" is none."""
    for place in range(at - 1, max(first, at - 25) - 1, -1):
        if row.words[place + 1] in ("later", "longer", "more", "less", "matter", "doubt"):
            continue
        if row.entries[place].mask & NEGSUBJ and (
            place == first or row.words[place - 1] in (",", "and", "that", "law", "to") or place - first < 3
        ):
            return True
    return False


def none_without(row: Row, at: int, first: int, last: int) -> bool:
    """Whether nobody and nothing does this without or before something else: "no system goes live without …"."""
    opener = row.entries[first]
    nobody = (bool(opener.mask & NEGSUBJ) and not opener.mask & PRON) or row.words[first] in ("nobody", "none")
    return nobody and any(row.words[place] in ("without", "unless", "until", "before") for place in range(at + 1, last))
