"""What an English governing verb is worth: modals, be, have, and verbs of the lexicon.

"Shall" and "must" bind whatever they introduce, save an endeavour; "will" undertakes; the present tense of a company
undertakes at most.
"""

from __future__ import annotations

from collections.abc import Callable

from indicators.wording.english_being import english_being
from indicators.wording.english_force import embedded
from indicators.wording.english_lexical import english_lexical
from indicators.wording.english_negation import negated, nobody, none_without
from indicators.wording.english_texts import foresees_not_all, refusal
from indicators.wording.english_verbs import next_meaningful
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import GERUND, PARTICIPLE
from indicators.wording.lexicon import NEG, PRON
from indicators.wording.main_verbs import kind_of
from indicators.wording.matching import capped, idiom_over, phrase_at
from indicators.wording.subjects import protected, subject
from indicators.wording.words import Row

_ONLY_REACH = 16
_POWERS = frozenset({"right", "power", "jurisdiction", "force", "effect"})
_READ = frozenset({"read", "construed", "interpreted", "taken", "understood"})
_ONLY = frozenset({"only", "solely", "exclusively"})
_AFTER_ONLY = frozenset({"if", "where", "when", "after", "with", "on", "for", "in", "to", "by", "under", "be", "as"})


def english_worth(row: Row, at: int, first: int, last: int) -> Governing:
    """What the governing verb at one place is worth, before its subject is told. Raises ValueError where no verb is."""
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    idiom = idiom_at(row, at, first, last)
    return idiom or _CONSTRUCTIONS.get(verb.rule.kind, english_lexical)(row, at, first, last)


def _must(row: Row, at: int, first: int, last: int) -> Governing:
    after = next_meaningful(row, at, last)
    away = negated(row, at, first, last)
    verb = row.entries[after].verb if after >= 0 else None
    if verb is not None and verb.rule.kind == "strive" and not away and row.words[after + 1 : after + 2] != ["the"]:
        return Governing(1, verb.rule.id, at, after, "strive", under_duty=True)
    if verb is not None and verb.rule.kind == "be":
        beyond = next_meaningful(row, after, last)
        rule = row.entries[beyond].complement if beyond >= 0 else None
        if rule is not None and away and _frees(row, beyond, first, at):
            return Governing(0, rule.id, at, beyond, "be", permissive=True)
        if rule is not None and not away and row.words[beyond] in ("free", "optional"):
            return Governing(0, rule.id, at, beyond, "be", permissive=True)
        if rule is not None and rule.id == "EN-B-ENCOURAGE":
            return Governing(1, rule.id, at, beyond, "be", under_duty=True)
    return Governing(3, "EN-M-SHALL", at, at, "must", under_duty=True)


def _frees(row: Row, complement: int, first: int, at: int) -> bool:
    """Whether "not" before this complement lifts a duty, and not from those whom the rule protects."""
    return row.entries[complement].key in row.lexicon.releases and not protected(row, first, at)


def _will(row: Row, at: int, first: int, last: int) -> Governing:
    after = next_meaningful(row, at, last)
    verb = row.entries[after].verb if after >= 0 else None
    who, _ = subject(row, first, at)
    if nobody(row, at, first):
        return Governing(3, "EN-R1-NOBODY-WILL", at, at, "must")
    if verb is None or who == "topic":
        return Governing(0 if who == "topic" else 2, "EN-M-WILL", at, at, "state" if who == "topic" else "will")
    kind = verb.rule.kind
    if kind in ("be", "have"):
        return _will_be(row, at, after, first, last)
    if kind == "need" and who != "first" and not negated(row, at, first, last):
        return Governing(3, verb.rule.id, at, after, "must")  # "you will need to provide a note"
    if kind == "state" and (negated(row, at, first, last) or verb.lemma in row.lexicon.told):
        return Governing(2, "EN-M-WILL", at, after, "will")
    if kind in ("soft", "strive", "state", "keepon"):
        level = embedded(row, after, last, 2) if kind == "keepon" else verb.rule.level
        return Governing(level, verb.rule.id, at, after, kind)
    if not negated(row, at, first, last) and (kind == "harm" or (who == "force" and kind in ("act", "firm", "weak"))):
        return Governing(0, verb.rule.id, at, after, "state")  # "automation will displace …"
    level = embedded(row, after, last, 2) if kind == "undertake" else capped(row, after, last, 2)
    return Governing(level, "EN-M-WILL", at, after, "will")


def _will_be(row: Row, at: int, after: int, first: int, last: int) -> Governing:
    """What "will be" and "will have" are worth: what is refused is forbidden, what is told is promised."""
    if row.words[after] == "be" and "considered" in row.words[after + 1 : after + 4]:
        return Governing(2, "EN-M-WILL", at, after, "will")
    refused = refusal(row, at, after, last) if row.words[after] == "be" and row.entries[at + 1].mask & NEG else None
    if refused is not None:
        return refused
    kind = kind_of(row, after)
    made = (english_being if kind == "be" else _have)(row, after, first, last)
    level = 2 if made.kind in ("state", "act") else made.level
    return Governing(level, made.rule, at, made.last, "will", made.permissive)


def _should(row: Row, at: int, first: int, last: int) -> Governing:
    verb = row.entries[at].verb
    if nobody(row, at, first) and not _READ.isdisjoint(row.words[at + 1 : min(last, at + 4)]):
        return Governing(0, "EN-M-SHOULD", at, at, "state")  # "nothing here should be read as …"
    return Governing(verb.rule.level if verb is not None else 1, "EN-M-SHOULD", at, at, "should")


def _may(row: Row, at: int, first: int, last: int) -> Governing:
    word = row.words[at]
    if word in ("cannot", "can't", "couldn't") or negated(row, at, first, last):
        if foresees_not_all(row, at, first, last):
            return Governing(0, "EN-M-MAY", at, at, "state")
        return Governing(3, "EN-R1-MAY-NOT", at, at, "must", under_duty=True)
    for place in range(at + 1, min(last, at + _ONLY_REACH) - 1):
        if row.words[place] in _ONLY and (place == at + 1 or row.words[place + 1] in _AFTER_ONLY):
            return Governing(3, "EN-R1-MAY-ONLY", at, place, "must", under_duty=True)
    return Governing(0, "EN-M-MAY", at, at, "may", permissive=True)


def _need(row: Row, at: int, first: int, last: int) -> Governing:
    after = next_meaningful(row, at, last)
    if at + 1 < last and row.words[at + 1] == "not":
        return Governing(0, "EN-V-NEED", at, at + 1, "may", permissive=True)
    if after < 0 or row.words[after] != "to":
        return Governing(0, "EN-V-NEED", at, at, "state")
    return Governing(1 if subject(row, first, at)[0] == "first" else 3, "EN-V-NEED", at, after, "must")


def _have(row: Row, at: int, first: int, last: int) -> Governing:
    away = negated(row, at, first, last) or (at + 1 < last and row.words[at + 1] == "no")
    for place in range(at + 1, min(at + 5, last)):
        found = phrase_at(row, place, "have_complements", last)
        if found is not None:
            rule, end = found
            if away and rule.value == 3 and row.keys[end] in _POWERS:
                return Governing(3, rule.id, at, end, "have")  # "has no right to …", "no employer has the power to …"
            if away and rule.value == 3 and not none_without(row, at, first, last):
                return Governing(0, rule.id, at, end, "have", permissive=True)
            return Governing(rule.value, rule.id, at, end, "have", rule.permissive)
    after = next_meaningful(row, at, last)
    verb = row.entries[after].verb if after >= 0 else None
    if verb is not None and verb.tenses & PARTICIPLE and verb.rule.kind == "undertake":
        return Governing(embedded(row, after, last, 2), verb.rule.id, at, after, "undertake")
    return Governing(0, "EN-V-HAVE", at, at, "state")


def _do(row: Row, at: int, first: int, last: int) -> Governing:
    after = next_meaningful(row, at, last)
    verb = row.entries[after].verb if after >= 0 else None
    who, _ = subject(row, first, at)
    if (
        row.words[at] == "do"
        and row.words[at + 1 : at + 2] == ["not"]
        and row.words[max(first, at - 1)] in (",", "please")
    ):
        return Governing(3, "EN-COMMAND-NOT", at, at + 1, "imperative")
    if at == first and row.words[at] == "do" and not negated(row, at, first, last):
        return Governing(2, "EN-V-DO", at, at, "act", bare=True)  # "do a risk assessment"
    denied = negated(row, at, first, last) and verb is not None and (verb.rule.kind, verb.rule.level) == ("soft", 1)
    if negated(row, at, first, last) and row.words[after : after + 2] in (["need", "to"], ["have", "to"]):
        if protected(row, first, at):
            return Governing(3, "EN-V-DO", at, after, "must")  # "applicants do not have to provide …"
        return Governing(0, "EN-V-DO", at, after, "may", permissive=True)  # "you don't need to"
    if row.legal and negated(row, at, first, last) and who != "topic" and not denied:
        return Governing(3, "EN-R1-STATUS", at, at, "be")
    if (
        verb is not None
        and negated(row, at, first, last)
        and (verb.rule.kind == "undertake" or verb.lemma in row.lexicon.vouching)
    ):
        return Governing(0, "EN-V-DO", at, after, "may", permissive=True)  # "does not bind itself", "do not guarantee"
    if denied and who not in ("document", "topic"):
        return Governing(2, "EN-V-DO", at, after, "act")
    agent = who == "first" or bool(row.entries[max(first, at - 1)].mask & PRON)
    if verb is None and after >= 0 and agent and negated(row, at, first, last):
        return Governing(2, "EN-V-DO", at, after, "act")  # "it does not ship"
    if verb is None or who in ("document", "topic") or verb.rule.kind in ("soft", "strive", "state", "be", "have"):
        return Governing(0, "EN-V-DO", at, at, "state")
    return Governing(2, "EN-V-DO", at, after, "act")


def _keepon(row: Row, at: int, first: int, last: int) -> Governing:
    after = next_meaningful(row, at, last)
    beyond = next_meaningful(row, after, last) if after >= 0 and row.words[after] == "to" else after
    verb = row.entries[beyond].verb if beyond >= 0 else None
    weak = verb is not None and verb.rule.kind == "weak"
    if row.words[after : after + 1] != ["to"] and (verb is None or not verb.tenses & GERUND):
        runs = row.legal or subject(row, first, at)[0] == "measure"
        level = 3 if runs else int(subject(row, first, at)[0] in ("first", "company"))  # "we continue our efforts": 1
        return Governing(level, "EN-R1-MEASURE" if runs else "EN-V-KEEPON", at, at, "soft" if level == 1 else "state")
    return Governing(1 if weak else embedded(row, at, last, 2), "EN-V-KEEPON", at, at, "keepon")


def idiom_at(row: Row, at: int, first: int, last: int) -> Governing | None:
    """Return what a whole phrase of the lexicon around the verb is worth, or None."""
    found = idiom_over(row, at, first, last)
    return Governing(found[0].value, found[0].id, found[1], found[2], "idiom", found[0].permissive) if found else None


_Construction = Callable[[Row, int, int, int], Governing]
_CONSTRUCTIONS: dict[str, _Construction] = {
    "must": _must,
    "will": _will,
    "should": _should,
    "may": _may,
    "need": _need,
    "be": english_being,
    "have": _have,
    "do": _do,
    "keepon": _keepon,
}
