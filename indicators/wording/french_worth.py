"""What a French governing verb is worth: devoir, pouvoir, être, avoir, and verbs of the lexicon.

The legal present indicative binds as much as "doit" (Guide de légistique); the same present in a company's own mouth is
an undertaking at most. How strong each is where it stands is told by `french_force`.
"""

from __future__ import annotations

from collections.abc import Callable

from indicators.wording.french_being import french_being, infinitive
from indicators.wording.french_force import embedded, has_tense, indicative, rule_of
from indicators.wording.french_lexical import french_lexical
from indicators.wording.french_negation import negated, nobody
from indicators.wording.french_verbs import next_meaningful
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import CONDITIONAL, FUTURE, INFINITIVE, PARTICIPLE, PAST
from indicators.wording.matching import idiom_over, phrase_at
from indicators.wording.subjects import protected, subject
from indicators.wording.words import Row

_ALONE = frozenset({"seul", "seuls", "seule", "seules"})
_ALL = frozenset({"tout", "toute", "tous", "toutes", "chaque", "ensemble"})
_NEAR = 4
_READ = frozenset({"interprété", "compris", "comprise", "lu", "lue", "entendu", "entendue"})
_RESTRICTION = frozenset({"uniquement", "seulement", "exclusivement"})


def french_worth(row: Row, at: int, first: int, last: int) -> Governing:
    """What the governing verb at one place is worth, before its subject is told. Raises ValueError where no verb is."""
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    if negated(row, at, first) and foresees_not_all(row, at, first, last):
        return Governing(0, "FR-V-MAY", at, at, "state")
    idiom = idiom_at(row, at, first, last)
    return idiom or _CONSTRUCTIONS.get(verb.rule.kind, french_lexical)(row, at, first, last)


def _must(row: Row, at: int, first: int, last: int) -> Governing:
    verb = row.entries[at].verb
    tenses = verb.tenses if verb is not None else 0
    after = next_meaningful(row, at, last)
    if tenses & CONDITIONAL and nobody(row, first, at) and not _READ.isdisjoint(row.keys[at + 1 : min(last, at + 5)]):
        return Governing(0, "FR-R1-SHOULD", at, at, "state")  # "aucune disposition ne devrait être interprétée …"
    if tenses & CONDITIONAL:
        return Governing(1, "FR-R1-SHOULD", at, at, "should")
    if tenses & PAST:
        return Governing(0, "FR-R1-PAST", at, at, "state")
    following = row.entries[after].verb if after >= 0 else None
    if following is not None and following.tenses & INFINITIVE and rule_of(row, after, following).kind == "strive":
        return Governing(1, "FR-V-STRIVE", at, after, "strive", under_duty=True)
    return Governing(3, "FR-V-MUST", at, at, "must", under_duty=True)


def _may(row: Row, at: int, first: int, last: int) -> Governing:
    if negated(row, at, first):
        return Governing(3, "FR-R1-MAY-NOT", at - 1, at, "must", under_duty=True)
    alone = row.words[at - 1 : at] + row.words[at + 1 : at + 2]
    if any(row.words[place] in _RESTRICTION for place in range(at + 1, min(last, at + 6))) or _ALONE & {
        *alone,
        row.words[first],
    }:
        return Governing(3, "FR-R1-MAY-ONLY", at, at, "must", under_duty=True)
    return Governing(0, "FR-V-MAY", at, at, "may", permissive=True)


def foresees_not_all(row: Row, at: int, first: int, last: int) -> bool:
    """Whether a text is said not to foresee everything: "le présent code ne peut prévoir toutes les situations"."""
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


def _have(row: Row, at: int, first: int, last: int) -> Governing:
    away = negated(row, at, first)
    after = next_meaningful(row, at, last)
    if away and after >= 0 and row.words[after] == "à" and infinitive(row, after + 1, last):
        bound = nobody(row, first, at) or protected(row, first, at)
        return Governing(3 if bound else 0, "FR-R1-HAS-NOT-TO", at, after, "must" if bound else "may", not bound)
    for place in range(at + 1, min(at + 4, last)):
        found = phrase_at(row, place, "have_complements", last)
        if found is not None:
            rule, end = found
            if away and rule.value == 1 and "mais" not in row.words[end:last]:
                return Governing(0, rule.id, at, end, "have")  # "n'a pas vocation à remplacer"
            if (
                row.words[end] in ("mission", "mandat", "attribution", "attributions")
                and subject(row, first, at)[0] == "role"
            ):
                return Governing(indicative(row, at, first, 2, future=False), rule.id, at, end, "have")
            if away and rule.value == 3:
                denied = row.keys[end] not in ("droit", "faculté", "possibilité")
                return Governing(0 if denied else 3, rule.id, at, end, "have", permissive=denied)
            return Governing(rule.value, rule.id, at, end, "have", rule.permissive)
    following = row.entries[after].verb if after >= 0 else None
    done = following is not None and following.tenses & PARTICIPLE and following.rule.kind in ("act", "firm")
    if done and has_tense(row, at, FUTURE):
        return Governing(2, "FR-R1-WILL-HAVE", at, after, "act")  # "nous aurons formé …"
    return Governing(0, "FR-V-HAVE", at, at, "state")


def _need(row: Row, at: int, _first: int, _last: int) -> Governing:
    verb = row.entries[at].verb
    level = 1 if verb is not None and verb.tenses & CONDITIONAL else 3
    return Governing(level, "FR-V-NEED", at, at, "must")


def _go(row: Row, at: int, _first: int, last: int) -> Governing:
    after = next_meaningful(row, at, last)
    verb = row.entries[after].verb if after >= 0 else None
    if verb is None or not verb.tenses & INFINITIVE:
        return Governing(0, "FR-V-GO", at, at, "state")
    rule = rule_of(row, after, verb)
    level = rule.level if rule.kind in ("soft", "aid", "strive", "state") else 2
    return Governing(level, "FR-V-GO", at, after, rule.kind)


def _keepon(row: Row, at: int, first: int, last: int) -> Governing:
    level = embedded(row, at, last, indicative(row, at, first, 2, future=False))
    return Governing(level, "FR-V-KEEPON", at, at, "keepon")


def idiom_at(row: Row, at: int, first: int, last: int) -> Governing | None:
    """Return what a whole phrase of the lexicon around the verb is worth, or None."""
    found = idiom_over(row, at, first, last)
    if found is None:
        return None
    rule, start, end = found
    itself = "pas" in row.words[start : end + 1] or (start < at and row.words[start] in ("ne", "n'"))
    lifted = negated(row, at, first) and not itself and not nobody(row, first, at)
    told = rule.value == 3 and (lifted or subject(row, first, at)[0] == "topic")
    return Governing(0 if told else rule.value, rule.id, start, end, "idiom", rule.permissive)


_Construction = Callable[[Row, int, int, int], Governing]
_CONSTRUCTIONS: dict[str, _Construction] = {
    "must": _must,
    "may": _may,
    "be": french_being,
    "have": _have,
    "need": _need,
    "go": _go,
    "keepon": _keepon,
}
