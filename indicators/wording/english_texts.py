"""What an English clause says by refusing, restricting or making up: not tolerated, only if, composed of, fixed at.

Asked by `english_worth` and `english_being` where the verb alone does not tell.
"""

from __future__ import annotations

from indicators.wording.english_verbs import next_meaningful, object_of_be
from indicators.wording.governing import Governing
from indicators.wording.subjects import subject
from indicators.wording.words import Row

_ALL = frozenset({"every", "all", "each", "any"})
_CONDITIONS = frozenset({"if", "where", "when", "after", "with", "on", "for", "to", "by", "under"})
_NEAR = 3
_COUNTS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirty",
        "sixty",
        "ninety",
    ]
)
_MEASURED_IN = 4


def refusal(row: Row, at: int, be: int, last: int) -> Governing | None:
    """Return what "will not be tolerated" is worth: a ban where the complement permits; else None."""
    after = object_of_be(row, be, last)
    rule = row.entries[after].complement if after >= 0 else None
    return Governing(3, rule.id, at, after, "be") if rule is not None and rule.permissive else None


def restricted(row: Row, after: int, last: int) -> bool:
    """Whether "only" and a condition follow the complement: "is valid only if", "is permitted only where"."""
    return after + 2 < last and row.words[after + 1] == "only" and row.words[after + 2] in _CONDITIONS


def foresees_not_all(row: Row, at: int, first: int, last: int) -> bool:
    """Whether a text is said not to foresee everything: "this code cannot cover every situation"."""
    after = next_meaningful(row, at, last)
    verb = row.entries[after].verb if after >= 0 else None
    if (
        verb is None
        or verb.lemma not in row.lexicon.foreseen
        or subject(row, first, at)[0]
        not in (
            "document",
            "thing",
            "duty",
        )
    ):
        return False
    return not _ALL.isdisjoint(row.words[after + 1 : min(last, after + 1 + _NEAR)])


def makes_up(row: Row, at: int, first: int) -> bool:
    """Whether "consists of" lays down who sits in a body, or what a legal text makes of a thing."""
    who = subject(row, first, at)[0]
    verb = row.entries[at].verb
    if verb is not None and verb.lemma == "include":
        return row.legal and who not in ("topic", "aim", "company") and not row.first_person
    return (row.legal and who not in ("topic", "aim", "company")) or (who == "role" and not row.first_person)


def measured(row: Row, at: int, after: int, first: int, last: int) -> bool:
    """Whether a period or a limit is fixed: "the notice period is two months"."""
    if row.first_person or subject(row, first, at)[0] != "measure":
        return False
    near = range(after, min(last, after + _MEASURED_IN))
    return any(row.keys[place][0] == "#" or row.words[place] in _COUNTS for place in near)
