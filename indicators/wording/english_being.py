"""What "be" is worth with what follows it: required, entitled, encouraged, committed to, a passive, "is to".

Other constructions are told by `english_worth`.
"""

from __future__ import annotations

from indicators.wording.english_force import embedded
from indicators.wording.english_negation import negated, none_without
from indicators.wording.english_texts import measured, restricted
from indicators.wording.english_verbs import object_of_be
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import GERUND, PARTICIPLE, PAST
from indicators.wording.subjects import protected, subject
from indicators.wording.words import Row

_NOT_LAID = frozenset({"first", "company", "document", "thing", "topic", "aim", "duty"})


def english_being(row: Row, at: int, first: int, last: int) -> Governing:
    """What "be" is worth with what follows it: a duty, a permission, a passive, an aim, or a mere description."""
    verb = row.entries[at].verb
    if verb is not None and verb.tenses & PAST:
        return Governing(0, "EN-R1-PAST", at, at, "state")
    after = object_of_be(row, at, last)
    if after < 0:
        return Governing(0, "EN-V-BE", at, at, "state")
    away = negated(row, at, first, last)
    if none_without(row, at, first, last):
        return Governing(3, "EN-R1-NONE-WITHOUT", at, after, "must")
    entry, word = row.entries[after], row.words[after]
    made = _introduced(row, at, after, first, last)
    if made is None and not away:
        made = _fixed(row, at, after, first, last)
    made = made or _complement(row, at, after, first, away)
    if made is not None:
        return made
    if entry.verb is None and word.endswith("ed") and not entry.mask:
        return Governing(0 if subject(row, first, at)[0] == "topic" else 2, "EN-R1-PASSIVE", at, after, "act")
    if entry.verb is not None and entry.verb.tenses & (PARTICIPLE | GERUND):
        return _passive(row, at, after, first, away)
    if row.legal and subject(row, first, at)[0] not in ("topic", "aim", "company"):
        return Governing(3, "EN-R1-STATUS", at, after, "be")
    return Governing(0, "EN-V-BE", at, at, "state")


def _introduced(row: Row, at: int, after: int, first: int, last: int) -> Governing | None:
    """What "is to", "the aim is that" and "are committed to" introduce."""
    word, who = row.words[after], subject(row, first, at)[0]
    if word in ("committed", "pledged", "devoted"):
        return Governing(embedded(row, after, last, 2), "EN-V-UNDERTAKE", at, after, "undertake")
    if word == "to" or (word == "that" and who == "aim"):
        level = {"aim": 1, "duty": 2}.get(who, 3)
        return Governing(level, "EN-R1-IS-TO", at, after, "soft" if level == 1 else "must")
    return None


def _fixed(row: Row, at: int, after: int, first: int, last: int) -> Governing | None:
    """What a period that is fixed, or an adjective that "only if" restricts, is worth."""
    if measured(row, at, after, first, last):
        return Governing(3, "EN-R1-MEASURE", at, after, "be")
    if row.entries[after].verb is None and restricted(row, after, last):
        return Governing(3, "EN-R1-MAY-ONLY", at, after + 1, "must")
    return None


def _own(row: Row, at: int) -> str:
    """The subject that a contraction holds: "we're"."""
    return "first" if row.words[at] in ("we're", "i'm") else ""


def _complement(row: Row, at: int, after: int, first: int, away: bool) -> Governing | None:
    """What a word of the lexicon after "be" is worth ("required", "entitled", "encouraged"), negated or not."""
    rule = row.entries[after].complement
    if rule is None or (row.words[after] == "due" and row.words[after + 1 : after + 2] == ["to"]):
        return None
    if not away and rule.permissive and restricted(row, after, len(row.words)):
        return Governing(3, "EN-R1-MAY-ONLY", at, after + 1, "must")
    if not away and _predicts(row, at, after, first):
        return Governing(0, "EN-R1-PREDICTION", at, after, "state")
    if not away and _weighs(row, at, after, first):
        return Governing(0, rule.id, at, after, "state")
    if rule.id == "EN-B-DUTY" and not away:
        ours = row.first_person or subject(row, first, at)[0] in _NOT_LAID
        return Governing(2 if ours else 3, rule.id, at, after, "be")
    if not away:
        return Governing(rule.value, rule.id, at, after, "be", rule.permissive)
    if rule.value == 3 and protected(row, first, at):
        return Governing(3, rule.id, at, after, "must")
    free = rule.value < 2 or row.entries[after].key in row.lexicon.releases
    turned = 0 if free and not rule.permissive else 3
    return Governing(turned, rule.id, at, after, "be", permissive=turned == 0 and rule.value == 3)


def _predicts(row: Row, at: int, after: int, first: int) -> bool:
    """Whether something is expected of a thing, not of people: "demand is expected to grow"."""
    beyond = row.entries[after + 2].verb if after + 2 < len(row.words) else None
    told = row.words[after : after + 2] == ["expected", "to"] and beyond is not None and beyond.rule.kind == "state"
    return told and not row.legal and subject(row, first, at)[0] in ("", "topic", "thing", "measure", "force")


def _weighs(row: Row, at: int, after: int, first: int) -> bool:
    """Whether the adjective only weighs a thing: "trust is essential to our business" (not "it is essential to …")."""
    if row.words[after] not in row.lexicon.weighing or row.words[after + 1 : after + 2] not in (["to"], ["for"]):
        return False
    return row.words[max(first, at - 1)] not in ("it", "it's")


def _passive(row: Row, at: int, after: int, first: int, away: bool) -> Governing:
    verb = row.entries[after].verb
    if verb is None:
        raise ValueError("a passive needs a participle")
    rule = verb.rule
    if verb.tenses & GERUND:
        doing = rule.kind in ("act", "firm") and "first" in (subject(row, first, at)[0], _own(row, at))
        return Governing(rule.level if doing else min(rule.level, 1), rule.id, at, after, "act" if doing else "soft")
    if rule.kind == "permit":
        return Governing(3 if away else 0, rule.id, at, after, "be", permissive=not away)
    if rule.kind in ("soft", "strive", "state", "harm"):
        return Governing(rule.level, rule.id, at, after, rule.kind)
    if rule.kind == "forbid":
        return Governing(3, rule.id, at, after, "be")
    who, _ = subject(row, first, at)
    level = 3 if row.legal else 2
    return Governing(0 if who == "topic" else level, "EN-R1-PASSIVE", at, after, "act")
