"""What a French governing verb is worth: devoir, pouvoir, être, avoir, and verbs of the lexicon.

The legal present indicative binds as much as "doit" (Guide de légistique); the same present in a company's own mouth is
an undertaking at most. How strong each is where it stands is told by `french_force`.
"""

from __future__ import annotations

from collections.abc import Callable

from indicators.wording.french_being import french_being, infinitive
from indicators.wording.french_force import contained, duty_bearer, embedded, has_tense, indicative, rule_of
from indicators.wording.french_verbs import negated, next_meaningful, nobody
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import COMMAND, CONDITIONAL, FUTURE, INFINITIVE, PARTICIPLE, PAST, PRESENT
from indicators.wording.lexicon import VerbRule
from indicators.wording.matching import capped, idiom_over, phrase_at
from indicators.wording.requests import request
from indicators.wording.subjects import protected, subject
from indicators.wording.words import Row

_POINTING = frozenset({"ce", "cet", "cette"})
_ALONE = frozenset({"seul", "seuls", "seule", "seules"})
_PROCEEDS = frozenset({"donner", "apporter", "faire", "rendre", "créer"})
_ALL = frozenset({"tout", "toute", "tous", "toutes", "chaque", "ensemble"})
_NEAR = 4
_READ = frozenset({"interprété", "compris", "comprise", "lu", "lue", "entendu", "entendue"})
_FINDS = frozenset({"constater", "apprécier", "juger", "noter", "estimer"})
_FINDERS = frozenset("juge tribunal cour agent agents inspecteur inspectrice arbitre expert médecin contrôleur".split())
_RESTRICTION = frozenset({"uniquement", "seulement", "exclusivement"})


def french_worth(row: Row, at: int, first: int, last: int) -> Governing:
    """What the governing verb at one place is worth, before its subject is told. Raises ValueError where no verb is."""
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    if negated(row, at, first) and foresees_not_all(row, at, first, last):
        return Governing(0, "FR-V-MAY", at, at, "state")
    idiom = idiom_at(row, at, first, last)
    return idiom or _CONSTRUCTIONS.get(verb.rule.kind, _lexical)(row, at, first, last)


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
    if verb is None or verb.lemma not in row.lexicon.foreseen or subject(row, first, at)[0] not in ("document", "thing"):
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
            if (
                row.words[end] in ("mission", "mandat", "attribution", "attributions")
                and subject(row, first, at)[0] == "role"
            ):
                return Governing(indicative(row, at, first, 2, future=False), rule.id, at, end, "have")
            if away and rule.value == 1 and "mais" not in row.words[end:last]:
                return Governing(0, rule.id, at, end, "have")  # "n'a pas vocation à remplacer"
            if away and rule.value == 3:
                denied = row.keys[end] not in ("droit", "faculté", "possibilité")
                return Governing(0 if denied else 3, rule.id, at, end, "have", permissive=denied)
            level = min(rule.value, 2) if has_tense(row, at, FUTURE) and not row.legal else rule.value  # "aura accès à"
            return Governing(level, rule.id, at, end, "have", rule.permissive)
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


def _lexical(row: Row, at: int, first: int, last: int) -> Governing:
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    rule = rule_of(row, at, verb)
    if verb.tenses & PAST and not verb.tenses & (PRESENT | FUTURE):
        return Governing(0, "FR-R1-PAST", at, at, "state")
    if verb.tenses & COMMAND and row.words[at].partition("-")[0].endswith("ez") and "vous" not in row.words[max(first, at - 3) : at]:
        return Governing(min(rule.level, 2), rule.id, at, at, rule.kind)
    level = _level(row, at, first, last, rule)
    if verb.lemma == "agir" and row.words[max(first, at - 2) : at] == ["il", "s'"]:
        level = 1 if infinitive(row, at + 2, last) else 0  # "il s'agit de donner", "il s'agit d'un document"
    if verb.tenses & CONDITIONAL:
        level = min(level, 1)
    return Governing(level, rule.id, at, at, rule.kind, rule.kind == "permit" and level == 0)


def _level(row: Row, at: int, first: int, last: int, rule: VerbRule) -> int:
    """Class of a verb of the lexicon by its kind (the kinds are told in the lexicon)."""
    kind, future, verb = rule.kind, has_tense(row, at, FUTURE), row.entries[at].verb
    if kind == "undertake":
        return embedded(row, at, last, rule.level)
    if kind == "harm":
        return indicative(row, at, first, 2, future) if negated(row, at, first) else 0
    if subject(row, first, at)[0] == "force" and kind in ("act", "firm", "weak") and not row.legal:
        return 0  # "la corruption coûte …", "l'engagement atteint …"
    if verb is not None and verb.lemma in row.lexicon.vouching and not future and _denied_in_own_name(row, at, first):
        return 0  # "nous ne garantissons pas …"
    if not future and not negated(row, at, first) and _boasts(row, at) and _of_a_thing(row, at, first):
        return 0  # "notre solution libère du temps", "il répond aux attentes"
    who, place = subject(row, first, at)
    pointed = place > first and row.words[place - 1] in _POINTING and not row.legal  # "ce rapport présente"
    told = (kind == "embody" and not row.legal) or (kind == "tell" and (row.first_person or pointed))
    if told and who == "document":
        return 0  # "la charte formalise des principes", "le présent code définit nos attentes"
    if kind == "request" and (asked := request(row, at, first, last)) > 0:
        return asked
    if verb_plans(row, at, last) and who in ("first", "company", "document", "aim", ""):
        return 1  # "nous prévoyons de publier"
    if kind in ("act", "firm", "weak", "tell", "embody", "request"):
        return capped(row, at, last, indicative(row, at, first, rule.level, future))
    if kind == "aid" and not row.first_person and duty_bearer(row, at, first):
        return indicative(row, at, first, 2, future)
    if rule.id == "FR-V-RECOGNISE" and verb is not None and verb.lemma in _FINDS and row.words[place] in _FINDERS and place >= first:
        return indicative(row, at, first, 2, future)  # "le juge apprécie la gravité"
    if kind == "define":
        return _defined(row, at, first, last, future)
    if kind == "contain":
        return contained(row, at, first, future)
    if kind == "state" and subject(row, first, at)[0] == "aim":
        return 1
    if kind == "state" and negated(row, at, first) and row.words[at + 1 : at + 2] in (["que"], ["qu'"]):
        return 3  # "ne dépend que de …" restricts
    return 3 if kind == "permit" and negated(row, at, first) else rule.level


def verb_plans(row: Row, at: int, last: int) -> bool:
    """Whether a verb that plans introduces an infinitive: "prévoyons de publier", "propose d'élargir"."""
    verb = row.entries[at].verb
    planned = verb is not None and verb.lemma in row.lexicon.planned and row.words[at + 1 : at + 2] in (["de"], ["d'"])
    return planned and infinitive(row, at + 2, last)


def _denied_in_own_name(row: Row, at: int, first: int) -> bool:
    """Whether a first person or a company denies with "ne … pas": "nous ne garantissons pas" (not "ne … que")."""
    own = row.first_person or subject(row, first, at)[0] in ("first", "company", "third")
    return own and negated(row, at, first) and "pas" in row.words[at + 1 : at + 4]


def _boasts(row: Row, at: int) -> bool:
    verb = row.entries[at].verb
    return verb is not None and verb.lemma in row.lexicon.boasts


def _of_a_thing(row: Row, at: int, first: int) -> bool:
    """Whether a tool, a guide or a pronoun that no legal words surround is said to do it."""
    who = subject(row, first, at)[0]
    pronoun = at > first and row.words[at - 1] in ("il", "elle", "ils", "elles") and who == ""
    verb = row.entries[at].verb
    tools = verb is not None and verb.lemma not in _PROCEEDS
    return who == "thing" or (pronoun and tools and not row.legal)


def _defined(row: Row, at: int, first: int, last: int, future: bool) -> int:
    """ "Constitue un licenciement …" lays down what counts as one; "constitue un enjeu" describes."""
    legal = not row.first_person and subject(row, first, at)[0] not in ("company", "topic")
    praised = any(phrase_at(row, place, "stakes", last) is not None for place in range(at + 1, min(last, at + 4)))
    return indicative(row, at, first, 2, future) if legal and not praised else 0


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
