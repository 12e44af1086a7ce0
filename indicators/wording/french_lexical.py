"""What a French verb of the lexicon is worth by its kind, its tense and its subject.

Modals, être and avoir are told by `french_worth` and `french_being`; what only describes comes first here.
"""

from __future__ import annotations

from indicators.wording.french_being import infinitive
from indicators.wording.french_force import contained, duty_bearer, embedded, has_tense, indicative, rule_of
from indicators.wording.french_negation import negated, nobody
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import COMMAND, CONDITIONAL, FUTURE, PAST, PRESENT
from indicators.wording.lexicon import VerbRule
from indicators.wording.matching import capped, phrase_at
from indicators.wording.requests import request
from indicators.wording.subjects import subject
from indicators.wording.words import Row

_POINTING = frozenset({"ce", "cet", "cette"})
_PROCEEDS = frozenset({"donner", "apporter", "faire", "rendre", "créer"})
_MANY = (["de", "nombreux"], ["de", "nombreuses"], ["la", "plupart"], ["beaucoup", "de"], ["beaucoup", "d'"])
_FINDS = frozenset({"constater", "apprécier", "juger", "noter", "estimer"})
_FINDERS = frozenset(
    {"juge", "tribunal", "cour", "agent", "agents", "inspecteur", "inspectrice", "arbitre", "expert", "médecin"}
)
_DOING = frozenset({"act", "firm", "weak"})
_ENDINGS = ("ez", "tes")  # of a command: informez, faites


def french_lexical(row: Row, at: int, first: int, last: int) -> Governing:
    """Return the class of a verb of the lexicon by its kind. Raises ValueError where no verb is."""
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    rule = rule_of(row, at, verb)
    if verb.tenses & PAST and not verb.tenses & (PRESENT | FUTURE):
        return Governing(0, "FR-R1-PAST", at, at, "state")
    if verb.tenses & COMMAND and commands(row.words[at]) and "vous" not in row.words[max(first, at - 3) : at]:
        return Governing(min(rule.level, 2), rule.id, at, at, rule.kind)
    level = _level(row, at, first, last, rule)
    if verb.lemma == "agir" and row.words[max(first, at - 2) : at] == ["il", "s'"]:
        level = 1 if infinitive(row, at + 2, last) else 0  # "il s'agit de donner", "il s'agit d'un document"
    if verb.tenses & CONDITIONAL:
        level = min(level, 1)
    return Governing(level, rule.id, at, at, rule.kind, rule.kind == "permit" and level == 0)


def commands(word: str) -> bool:
    """Whether a form has the ending of a command, its pronoun left aside: informez, assurez-vous, faites."""
    return word.partition("-")[0].endswith(_ENDINGS)


def _level(row: Row, at: int, first: int, last: int, rule: VerbRule) -> int:
    """Class of a verb of the lexicon by its kind (the kinds are told in the lexicon)."""
    kind, future = rule.kind, has_tense(row, at, FUTURE)
    if kind == "undertake":
        return embedded(row, at, last, rule.level)
    if kind == "harm":
        return indicative(row, at, first, 2, future) if negated(row, at, first) else 0
    if _only_describes(row, at, first, rule):
        return 0
    asked = request(row, at, first, last) if kind == "request" else -1
    if asked > 0:
        return asked
    if _plans(row, at, first, last):
        return 1
    if kind in ("act", "firm", "weak", "tell", "embody", "request"):
        return capped(row, at, last, indicative(row, at, first, rule.level, future))
    if _found_by_a_judge(row, at, first) or (kind == "aid" and not row.first_person and duty_bearer(row, at, first)):
        return indicative(row, at, first, 2, future)
    if kind == "define":
        return _defined(row, at, first, last, future)
    return contained(row, at, first, future) if kind == "contain" else _described(row, at, first, rule)


def _described(row: Row, at: int, first: int, rule: VerbRule) -> int:
    """Class of a verb that describes or permits: an aim's is 1, "ne dépend que de …" and "n'autorise pas" bind."""
    if rule.kind == "state" and subject(row, first, at)[0] == "aim":
        return 1
    if rule.kind == "state" and negated(row, at, first) and row.words[at + 1 : at + 2] in (["que"], ["qu'"]):
        return 3
    return 3 if rule.kind == "permit" and negated(row, at, first) else rule.level


def _only_describes(row: Row, at: int, first: int, rule: VerbRule) -> bool:
    """Whether an act is told of what cannot undertake it: a force, many, a tool, a text; or a guarantee is denied."""
    verb, (who, place) = row.entries[at].verb, subject(row, first, at)
    future, away = has_tense(row, at, FUTURE), negated(row, at, first)
    if not row.legal and rule.kind in _DOING and (who == "force" or row.words[first : first + 2] in _MANY):
        return True  # "la corruption coûte …", "de nombreux étudiants emploient …"
    if verb is not None and away and verb.lemma in row.lexicon.foreseen and nobody(row, first, at):
        return who in ("document", "duty", "thing")  # "aucune politique ne remplace …"
    if verb is not None and away and verb.lemma in row.lexicon.vouching and not future:
        return _in_own_name(row, at, first)
    if not future and not away and _boasts(row, at) and _of_a_thing(row, at, first):
        return True  # "notre solution libère du temps", "il répond aux attentes"
    pointed = place > first and row.words[place - 1] in _POINTING and not row.legal  # "ce rapport présente"
    told = (rule.kind == "embody" and not row.legal) or (rule.kind == "tell" and (row.first_person or pointed))
    return told and who == "document"  # "la charte formalise des principes", "le présent code définit nos attentes"


def _plans(row: Row, at: int, first: int, last: int) -> bool:
    """Whether a verb that plans introduces an infinitive: "nous prévoyons de publier", "le plan propose d'élargir"."""
    verb = row.entries[at].verb
    planned = verb is not None and verb.lemma in row.lexicon.planned and row.words[at + 1 : at + 2] in (["de"], ["d'"])
    ours = subject(row, first, at)[0] in ("first", "company", "document", "aim", "")
    return planned and ours and infinitive(row, at + 2, last)


def _found_by_a_judge(row: Row, at: int, first: int) -> bool:
    """Whether who may find says so: "le juge apprécie la gravité", "les agents constatent les infractions"."""
    verb, place = row.entries[at].verb, subject(row, first, at)[1]
    return verb is not None and verb.lemma in _FINDS and place >= 0 and row.words[place] in _FINDERS


def _in_own_name(row: Row, at: int, first: int) -> bool:
    """Whether a first person or a company denies with "ne … pas": "nous ne garantissons pas" (not "ne … que")."""
    own = row.first_person or subject(row, first, at)[0] in ("first", "company", "third")
    return own and "pas" in row.words[at + 1 : at + 4]


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
