"""What être is worth with what follows it: tenu, interdit, encouragé, a passive, a measure, an aim.

Other constructions are told by `french_worth`, how strongly a verb binds where it stands by `french_force`.
"""

from __future__ import annotations

from dataclasses import replace

from indicators.wording.french_force import contained, has_tense, indicative, rule_of, status
from indicators.wording.french_negation import negated, nobody, reflexive
from indicators.wording.french_verbs import next_meaningful
from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import CONDITIONAL, FUTURE, INFINITIVE, PARTICIPLE, PAST, PRESENT
from indicators.wording.matching import capped
from indicators.wording.phrases import Rule
from indicators.wording.subjects import protected, subject
from indicators.wording.words import Row

_MADE_UP = frozenset({"composé", "constitué"})
_GONE = frozenset({"entrer", "arriver", "partir", "sortir", "venir", "naître", "devenir", "parvenir"})
_PROCEDURAL = frozenset(
    {
        "exprimer",
        "revêtir",
        "proclamer",
        "apprécier",
        "constater",
        "rappeler",
        "compter",
        "juger",
        "viser",
        "noter",
        "comprendre",
    }
)
_RECORDED = frozenset({"constater", "apprécier", "rappeler"})
_PUT = frozenset({"placé", "porté", "certifié"})
_WHERE = frozenset({"auprès", "sous", "sur", "au", "aux", "par"})
_ASKED_FOR = frozenset({"requis", "requise", "exigé", "obligatoire", "nécessaire"})
_OWED = frozenset({"dû", "due", "dus"})


def french_being(row: Row, at: int, first: int, last: int) -> Governing:
    """What être is worth with what follows it: a duty, a permission, a passive, a measure, or a mere description."""
    verb = row.entries[at].verb
    tenses = verb.tenses if verb is not None else 0
    if tenses & PAST and not tenses & PRESENT:
        return Governing(0, "FR-R1-PAST", at, at, "state")
    after = next_meaningful(row, at, last)
    if after < 0:
        return Governing(0, "FR-V-BE", at, at, "state")
    made = _be_with(row, at, after, first, last)
    if tenses & CONDITIONAL:
        return Governing(min(made.level, 1), made.rule, at, made.last, made.kind, made.permissive)
    return made


def _be_with(row: Row, at: int, after: int, first: int, last: int) -> Governing:
    entry, away = row.entries[after], negated(row, at, first)
    if away and entry.complement is None and _only(row, after, last):
        return Governing(3, "FR-R1-ONLY", at, after, "must")
    complement = _complement(row, at, after, first)
    if complement is not None and away and _restricts(row, at, last):
        return Governing(3, "FR-R1-ONLY", at, after, "must")
    if complement is not None:
        return complement
    if entry.verb is not None and entry.verb.tenses & PARTICIPLE:
        made = _passive(row, at, after, first)
        return replace(made, level=capped(row, after, last, made.level))
    if entry.verb is None and row.words[after].endswith(("é", "ée", "és", "ées")):
        return Governing(
            indicative(row, at, first, 2, future=has_tense(row, at, FUTURE)), "FR-R1-PASSIVE", at, after, "act"
        )
    if row.words[after - 1 : after + 1] == ["en", "mesure"] and subject(row, first, at)[0] == "role":
        return Governing(indicative(row, at, first, 2, future=False), "FR-R1-ABLE", at, after, "act")
    introduced = _introduced(row, at, after, first, last)
    if introduced is not None:
        return introduced
    if status(row, at, first) or _inverted(row, at, after, first):
        return Governing(3, "FR-R1-STATUS", at, after, "be")
    return Governing(0, "FR-V-BE", at, at, "state")


def _introduced(row: Row, at: int, after: int, first: int, last: int) -> Governing | None:
    """What "est de" and "est que" introduce: a measure, an aim, a duty."""
    word, who = row.words[after], subject(row, first, at)[0]
    if word in ("de", "d'") and who == "measure" and not row.first_person:
        return Governing(3, "FR-R1-MEASURE", at, after, "be")
    if word in ("de", "d'") and infinitive(row, after + 1, last):
        return Governing(2 if who == "duty" else 1, "FR-R1-AIM-IS", at, after, "soft")
    return Governing(1, "FR-R1-AIM-IS", at, after, "soft") if word in ("que", "qu'") and who == "aim" else None


def _inverted(row: Row, at: int, after: int, first: int) -> bool:
    """Whether être opens the clause before a bare noun, which lays a status down: "Sont électeurs les salariés …"."""
    return at == first and after == at + 1 and not row.entries[after].mask and not row.first_person


def _complement(row: Row, at: int, after: int, first: int) -> Governing | None:
    """What a word of the lexicon after être is worth ("tenu", "interdit", "encouragé"), negated or not."""
    rule, away = row.entries[after].complement, negated(row, at, first)
    if rule is None or _settled(row, after) or reflexive(row, at):
        return None
    if not away and (_weighs(row, at, after) or _meant_for(row, after)):
        return Governing(0, rule.id, at, after, "state")
    if rule.id == "FR-B-DUTY" and subject(row, first, at)[0] == "first":
        return Governing(2, rule.id, at, after, "be")
    made = _made_up(row, at, after, first, rule, away)
    if made is not None:
        return made
    if not away:
        return _affirmed(row, at, after, first, rule)
    if rule.value == 3 and (_nobody_owes(row, after, first, at) or protected(row, first, at)):
        return Governing(3, rule.id, at, after, "must")
    free = rule.value < 2 or row.entries[after].key in row.lexicon.releases
    turned = 0 if free and not rule.permissive else 3
    return Governing(turned, rule.id, at, after, "be", permissive=turned == 0 and rule.value == 3)


def _made_up(row: Row, at: int, after: int, first: int, rule: Rule, away: bool) -> Governing | None:
    """What "est constitué" and "est composé de" lay down."""
    if rule.id != "FR-B-STATE" or row.keys[after] not in _MADE_UP:
        return None
    if row.keys[after] == "constitué" and at == first:
        return Governing(3, "FR-R1-PASSIVE", at, after, "act")  # "Est constituée une commission" founds it
    if subject(row, first, at)[0] == "role":
        return Governing(contained(row, at, first, future=False), "FR-V-CONTAIN", at, after, "contain")
    laid = not away and (row.legal or _of_people(row, after))
    return Governing(3, "FR-R1-STATUS", at, after, "be") if laid else None


def _affirmed(row: Row, at: int, after: int, first: int, rule: Rule) -> Governing:
    if row.keys[after].startswith("censé") and row.legal:
        return Governing(3, "FR-R1-STATUS", at, after, "be")  # "sont censées avoir été élues": deemed
    if rule.permissive and has_tense(row, at, FUTURE) and protected(row, first, at):
        return Governing(2, "FR-R1-ENTITLED", at, after, "act")  # "la salariée sera autorisée à sortir": a right
    return Governing(rule.value, rule.id, at, after, "be", rule.permissive)


def _weighs(row: Row, at: int, after: int) -> bool:
    """Whether the adjective only weighs a thing: "la confiance est essentielle à notre métier" (not "il est …")."""
    following = row.words[after + 1 : after + 2]
    weighed = row.keys[after] in row.lexicon.weighing and following in (["à"], ["au"], ["aux"], ["pour"], ["dans"])
    return weighed and at > 0 and row.words[at - 1] not in ("il", "c'")


def _meant_for(row: Row, after: int) -> bool:
    """Whether a thing is said to be for somebody, not to do something: "est destiné aux cadres"."""
    return row.words[after].startswith("destiné") and not infinitive(row, after + 2, len(row.words))


def _nobody_owes(row: Row, after: int, first: int, at: int) -> bool:
    """Whether nobody is bound ("nul n'est tenu"); "aucune autorisation n'est requise" frees."""
    if not nobody(row, first, at):
        return False
    free = row.keys[after] in _ASKED_FOR and subject(row, first, at)[0] != "role" and row.words[first] != "nul"
    return not free or protected(row, first, at)


def _of_people(row: Row, after: int) -> bool:
    """Whether what follows names who sits there: "est composé d'un nombre égal de représentants"."""
    near = range(after + 1, min(len(row.words), after + 8))
    return not row.first_person and any(row.entries[place].subject == "role" for place in near)


def _settled(row: Row, after: int) -> bool:
    """Whether the word is no complement here: "déterminé par" (not "déterminé à"), "dû à" (not "restent dues")."""
    following = row.words[after + 1 : after + 2]
    if row.keys[after] in _PUT and not row.first_person:
        return bool(following) and following[0] in _WHERE  # "est placé auprès du ministre"
    if row.keys[after] in _OWED:
        return following in (["à"], ["au"], ["aux"])
    return row.keys[after].startswith("déterminé") and following != ["à"]


def _only(row: Row, after: int, last: int) -> bool:
    """Whether "ne … que" restricts the complement of être: "n'est licite que si"."""
    near = range(after, min(last, after + 5))
    return any(row.words[place] in ("que", "qu'") for place in near) and not any(
        row.words[place] == "pas" for place in near
    )


def _restricts(row: Row, at: int, last: int) -> bool:
    """Whether "ne" comes with "que" and no "pas": "n'est tenu de … que si", "n'est considérée … qu'après"."""
    near = row.words[at + 1 : min(last, at + 4)]
    if any(word in ("pas", "point", "plus", "aucunement", "jamais", "nullement") for word in near):
        return False
    return any(word in ("que", "qu'") for word in row.words[at + 2 : min(last, at + 20)])


def infinitive(row: Row, at: int, last: int) -> bool:
    """Whether an infinitive stands here, its negation or its reflexive before it."""
    verb = row.entries[at].verb if at < last else None
    return (verb is not None and bool(verb.tenses & INFINITIVE)) or (
        at < last and row.words[at] in ("ne", "n'", "se", "s'")
    )


def _passive(row: Row, at: int, after: int, first: int) -> Governing:
    verb, auxiliary = row.entries[after].verb, row.entries[at].verb
    if verb is None or auxiliary is None:
        raise ValueError("a passive needs two verbs")
    rule = rule_of(row, at, verb) if reflexive(row, at) else verb.rule
    kind = rule.kind
    if reflexive(row, at):
        joined = row.words[after + 1 : after + 2] == ["dans"]  # "s'est engagée dans une démarche" tells a story
        return Governing(2 if kind == "undertake" and not joined else 0, rule.id, at, after, kind)
    moved = verb.lemma in _GONE or (verb.lemma == "passer" and row.words[after + 1 : after + 2] in (["de"], ["à"]))
    if moved and auxiliary.tenses & PRESENT:
        return Governing(0, "FR-R1-PAST", at, after, "state")
    future = bool(auxiliary.tenses & FUTURE)
    if _an_act(row, after, verb.lemma, kind):
        return Governing(indicative(row, at, first, 2, future), "FR-R1-PASSIVE", at, after, "act")
    if kind in ("soft", "state", "strive", "permit", "aid", "contain", "harm"):
        who, _ = subject(row, first, at)
        if future and nobody(row, first, at) and negated(row, at, first):
            return Governing(3, "FR-R1-PASSIVE", at, after, "act")  # "personne ne sera inquiété"
        if rule.id == "FR-V-RECOGNISE" and who == "" and row.words[after].startswith("reconnu"):
            return Governing(3, "FR-R1-RIGHT-RECOGNISED", at, after, "act")
        return Governing(rule.level, rule.id, at, after, kind, kind == "permit")
    if kind == "forbid":
        return Governing(3, rule.id, at, after, kind)
    if row.legal and not future and subject(row, first, at)[0] in ("aim", "topic"):
        return Governing(3, "FR-R1-PASSIVE", at, after, "act")  # "les missions … sont exercées par"
    return Governing(indicative(row, at, first, 2, future), "FR-R1-PASSIVE", at, after, "act")


def _an_act(row: Row, after: int, lemma: str, kind: str) -> bool:
    """Whether a verb that describes elsewhere is an act here: "est représenté par", "est constatée par avenant"."""
    following = row.words[after + 1 : after + 2]
    if row.legal and lemma in _PROCEDURAL:
        return True
    spoken_for = (lemma == "représenter" and following == ["par"]) or (
        lemma == "affecter" and following in (["à"], ["au"], ["aux"])
    )
    recorded = lemma in _RECORDED and following in (["par"], ["dans"])
    return not row.first_person and (kind == "aid" or spoken_for or recorded)
