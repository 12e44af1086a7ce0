"""French grammar of the reader: what is a finite verb here, and what a governing verb is worth.

The legal present indicative binds as much as "doit" (Guide de légistique); the same present in a company's own mouth is
an undertaking at most. Words are the lexicon's; only constructions are told here.
"""

from __future__ import annotations

from indicators.wording.french_verbs import french_finite, negated, next_meaningful, nobody, protected, reflexive
from indicators.wording.governing import Governing, subject
from indicators.wording.inflection_fr import COMMAND, CONDITIONAL, FUTURE, GERUND, INFINITIVE, PARTICIPLE, PAST, PRESENT
from indicators.wording.lexicon import ADV, CLITIC, CONDITION, NEG, PREP, RECITAL, RELATIVE, Verb, VerbRule
from indicators.wording.matching import phrase_at, phrase_over
from indicators.wording.words import Row

_RESTRICTION = frozenset({"que", "qu'", "uniquement", "seulement", "exclusivement"})
_REACH = 9


class French:
    """The `Grammar` of French."""

    def opens(self, row: Row, at: int, first: int, last: int) -> bool:
        """A subordinator, unless a comparison or a restriction (ainsi que, ne … que) holds it."""
        word = row.words[at]
        if word == "qu'" and row.words[at + 1 : at + 2] in (["il"], ["elle"], ["ils"], ["elles"], ["on"]):
            return row.words[at + 2 : at + 3] != ["s'agisse"]
        if word in ("que", "qu'"):
            before = range(max(first, at - 6), at)
            if any(row.entries[place].mask & NEG for place in before) and not _has_pas(row, max(first, at - 6), at):
                return False
        if row.entries[at].mask & RELATIVE and not _verb_follows(row, at, last):
            return False
        if word == "où" and row.words[at - 1] in ("d'", "ou"):
            return False
        return not phrase_over(row, at, first, last, "quiet")

    def finite(self, row: Row, at: int, first: int, last: int) -> bool:
        """A conjugated form that the words around it allow to be a verb."""
        return french_finite(row, at, first, last)

    def closes(self, row: Row, at: int) -> bool:
        """Nothing in French: "si l'employeur doit" is a condition."""
        return False

    def headless(self, row: Row, first: int, last: int) -> Governing | None:
        """Recital, infinitive, imperative or noun at the start."""
        at = _opening(row, first, last)
        if at >= last:
            return None
        entry = row.entries[at]
        if entry.mask & RECITAL and (at + 1 >= last or row.words[at + 1] != ","):
            return Governing(0, "FR-RECITAL", at, at, "recital")
        nominal = phrase_at(row, at, "nominal", last)
        if nominal is not None:
            rule, end = nominal
            return Governing(rule.value, rule.id, at, end, "nominal", rule.permissive, bare=True)
        verb = entry.verb
        if verb is not None and verb.tenses & INFINITIVE:
            if any(row.words[place] in ("ne", "n'") for place in range(first, at)):
                return Governing(3, "FR-COMMAND-NOT", at, at, "imperative", bare=True)
            return _bare(row, at, first, last)
        if verb is not None and verb.tenses & COMMAND and row.words[at].endswith("ez"):
            return _command(row, at, first, last)
        return None

    def guess(self, row: Row, first: int, last: int) -> Governing | None:
        """A word that only its place or its ending makes a verb: after "ne" or "se", or in -era, -eront."""
        for at in range(first + 1, last):
            entry, word = row.entries[at], row.words[at]
            if entry.mask or entry.verb is not None or row.hidden[at] or not word[0].isalpha():
                continue
            future = word.endswith(("era", "eront", "ira", "iront"))
            if future or row.words[at - 1] in ("ne", "n'", "se", "s'"):
                return Governing(_indicative(row, at, first, 2, future), "FR-R1-UNKNOWN-VERB", at, at, "act")
        return None

    def worth(self, row: Row, at: int, first: int, last: int) -> Governing:
        """What a governing verb is worth, its complement, its subject and its tense considered."""
        verb = row.entries[at].verb
        if verb is None:
            raise ValueError("only a verb governs")
        idiom = _idiom(row, at, first, last)
        who, who_at = subject(row, first, at)
        made = idiom or _CONSTRUCTIONS.get(verb.rule.kind, _lexical)(row, at, first, last)
        return Governing(
            made.level,
            made.rule,
            made.first,
            made.last,
            made.kind,
            made.permissive,
            who,
            who_at,
            False,
            made.under_duty,
        )


def _verb_follows(row: Row, at: int, last: int) -> bool:
    """Whether what stands after "qui" is a word the lexicon knows, an article or a comma; else it is the verb itself."""
    place = at + 1
    while place < last and row.entries[place].mask & (NEG | ADV | CLITIC):
        place += 1
    if place >= last:
        return False
    entry = row.entries[place]
    return entry.verb is not None or bool(entry.mask) or not row.words[place][0].isalpha() or bool(row.hidden[place])


def _has_pas(row: Row, first: int, last: int) -> bool:
    return any(row.words[place] in ("pas", "point") for place in range(first, last))


def _opening(row: Row, first: int, last: int) -> int:
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


def _bare(row: Row, at: int, first: int, last: int) -> Governing:
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
    rule = _rule(row, at, verb)
    level = _capped(row, at, last, min(rule.level, 3))
    if rule.kind == "undertake":
        level = min(level, _embedded(row, at, last, 2))
    if rule.kind == "keepon":
        level = _embedded(row, at, last, 1)
    permissive = rule.kind in ("permit", "may")
    return Governing(level, rule.id, at, at, rule.kind, permissive, bare=True)


def _command(row: Row, at: int, first: int, last: int) -> Governing:
    if any(row.entries[place].mask & NEG for place in range(first, at)):
        return Governing(3, "FR-COMMAND-NOT", at, at, "imperative", bare=True)
    one = _bare_one(row, at, last)
    return Governing(one.level, one.rule, at, at, "imperative", one.permissive, bare=True)


def _rule(row: Row, at: int, verb: Verb) -> VerbRule:
    return verb.reflexive if verb.reflexive is not None and reflexive(row, at) else verb.rule


def _capped(row: Row, at: int, last: int, level: int) -> int:
    """A complement that makes a wish of the verb: "place l'humain au cœur de …"."""
    if level < 2:
        return level
    for place in range(at + 1, min(last, at + _REACH)):
        if row.words[place] in (",", ";"):
            break
        if row.entries[place].phrases:
            found = phrase_at(row, place, "caps", last)
            if found is not None:
                return min(level, found[0].value)
    return level


def _embedded(row: Row, at: int, last: int, level: int) -> int:
    """The class of the infinitive that an undertaking introduces, where that one is softer."""
    for place in range(at + 1, min(last, at + _REACH)):
        verb = row.entries[place].verb
        if row.words[place] in (":", "que", "qu'", "afin") or (row.words[place] == "pour" and place > at + 1):
            return level
        if verb is not None and verb.tenses & INFINITIVE:
            rule = _rule(row, place, verb)
            soft = rule.kind in ("soft", "aid", "strive", "keepon") and verb.lemma != "reconnaître"
            return min(level, rule.level) if soft else _capped(row, place, last, level)
    return level


def _must(row: Row, at: int, first: int, last: int) -> Governing:
    verb = row.entries[at].verb
    tenses = verb.tenses if verb is not None else 0
    after = next_meaningful(row, at, last)
    if tenses & CONDITIONAL:
        return Governing(1, "FR-R1-SHOULD", at, at, "should")
    if tenses & PAST:
        return Governing(0, "FR-R1-PAST", at, at, "state")
    following = row.entries[after].verb if after >= 0 else None
    if following is not None and following.tenses & INFINITIVE and _rule(row, after, following).kind == "strive":
        return Governing(1, "FR-V-STRIVE", at, after, "strive", under_duty=True)
    return Governing(3, "FR-V-MUST", at, at, "must", under_duty=True)


def _may(row: Row, at: int, first: int, last: int) -> Governing:
    if negated(row, at, first):
        return Governing(3, "FR-R1-MAY-NOT", at - 1, at, "must", under_duty=True)
    if any(row.words[place] in _RESTRICTION - {"que", "qu'"} for place in range(at + 1, min(last, at + 6))):
        return Governing(3, "FR-R1-MAY-ONLY", at, at, "must", under_duty=True)
    return Governing(0, "FR-V-MAY", at, at, "may", permissive=True)


def _be(row: Row, at: int, first: int, last: int) -> Governing:
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
    settled = row.keys[after].startswith("déterminé") and row.words[after + 1 : after + 2] != ["à"]
    if (
        entry.complement is not None
        and not settled
        and not (reflexive(row, at) and row.words[after].startswith("engagé"))
    ):
        rule = entry.complement
        if away and rule.value == 3 and (nobody(row, first, at) or protected(row, first, at)):
            return Governing(3, rule.id, at, after, "must")
        if away:
            free = rule.value < 2 or entry.key in row.lexicon.releases
            turned = 0 if free and not rule.permissive else 3
            return Governing(turned, rule.id, at, after, "be", permissive=turned == 0 and rule.value == 3)
        return Governing(rule.value, rule.id, at, after, "be", rule.permissive)
    if entry.verb is not None and entry.verb.tenses & PARTICIPLE:
        return _passive(row, at, after, first)
    if entry.verb is None and row.words[after].endswith(("é", "ée", "és", "ées")):
        return Governing(_indicative(row, at, first, 2, future=_is(row, at, FUTURE)), "FR-R1-PASSIVE", at, after, "act")
    if row.words[after : after + 2] == ["en", "mesure"] and subject(row, first, at)[0] == "role":
        return Governing(_indicative(row, at, first, 2, future=False), "FR-R1-ABLE", at, after + 1, "act")
    if row.words[after] in ("de", "d'") and subject(row, first, at)[0] == "measure" and not row.first_person:
        return Governing(3, "FR-R1-MEASURE", at, after, "be")
    if row.words[after] in ("de", "d'") and _infinitive(row, after + 1, last):
        who, _ = subject(row, first, at)
        return Governing(2 if who == "duty" else 1, "FR-R1-AIM-IS", at, after, "soft")
    return Governing(0, "FR-V-BE", at, at, "state")


def _only(row: Row, after: int, last: int) -> bool:
    """Whether "ne … que" restricts the complement of être: "n'est licite que si"."""
    near = range(after, min(last, after + 5))
    return any(row.words[place] in ("que", "qu'") for place in near) and not any(
        row.words[place] == "pas" for place in near
    )


def _infinitive(row: Row, at: int, last: int) -> bool:
    verb = row.entries[at].verb if at < last else None
    return (verb is not None and bool(verb.tenses & INFINITIVE)) or (
        at < last and row.words[at] in ("ne", "n'", "se", "s'")
    )


def _passive(row: Row, at: int, after: int, first: int) -> Governing:
    verb, auxiliary = row.entries[after].verb, row.entries[at].verb
    if verb is None or auxiliary is None:
        raise ValueError("a passive needs two verbs")
    rule = _rule(row, at, verb) if reflexive(row, at) else verb.rule
    kind = rule.kind
    if kind == "aid" and not row.first_person:
        return Governing(_indicative(row, at, first, 2, bool(auxiliary.tenses & FUTURE)), rule.id, at, after, "act")
    if kind in ("soft", "state", "strive", "permit", "aid", "contain"):
        who, _ = subject(row, first, at)
        if rule.id == "FR-V-RECOGNISE" and who == "" and row.words[after].startswith("reconnu"):
            return Governing(3, "FR-R1-RIGHT-RECOGNISED", at, after, "act")
        return Governing(rule.level, rule.id, at, after, kind, kind == "permit")
    if kind == "forbid":
        return Governing(3, rule.id, at, after, kind)
    if reflexive(row, at):
        return Governing(2 if rule.kind == "undertake" else 0, rule.id, at, after, kind)
    future = bool(auxiliary.tenses & FUTURE)
    return Governing(_indicative(row, at, first, 2, future), "FR-R1-PASSIVE", at, after, "act")


def _is(row: Row, at: int, tenses: int) -> bool:
    verb = row.entries[at].verb
    return verb is not None and bool(verb.tenses & tenses)


def _have(row: Row, at: int, first: int, last: int) -> Governing:
    away = negated(row, at, first)
    for place in range(at + 1, min(at + 4, last)):
        found = phrase_at(row, place, "have_complements", last)
        if found is not None:
            rule, end = found
            if row.words[end] == "mission" and subject(row, first, at)[0] == "role":
                return Governing(_indicative(row, at, first, 2, future=False), rule.id, at, end, "have")
            if away and rule.value == 3:
                denied = row.keys[end] not in ("droit", "faculté", "possibilité")
                return Governing(0 if denied else 3, rule.id, at, end, "have", permissive=denied)
            return Governing(rule.value, rule.id, at, end, "have", rule.permissive)
    return Governing(0, "FR-V-HAVE", at, at, "state")


def _need(row: Row, at: int, first: int, last: int) -> Governing:
    verb = row.entries[at].verb
    level = 1 if verb is not None and verb.tenses & CONDITIONAL else 3
    return Governing(level, "FR-V-NEED", at, at, "must")


def _go(row: Row, at: int, first: int, last: int) -> Governing:
    after = next_meaningful(row, at, last)
    verb = row.entries[after].verb if after >= 0 else None
    if verb is None or not verb.tenses & INFINITIVE:
        return Governing(0, "FR-V-GO", at, at, "state")
    rule = _rule(row, after, verb)
    level = rule.level if rule.kind in ("soft", "aid", "strive", "state") else 2
    return Governing(level, "FR-V-GO", at, after, rule.kind)


def _keepon(row: Row, at: int, first: int, last: int) -> Governing:
    level = _embedded(row, at, last, _indicative(row, at, first, 2, future=False))
    return Governing(level, "FR-V-KEEPON", at, at, "keepon")


def _lexical(row: Row, at: int, first: int, last: int) -> Governing:
    verb = row.entries[at].verb
    if verb is None:
        raise ValueError("only a verb governs")
    rule = _rule(row, at, verb)
    if verb.tenses & PAST and not verb.tenses & (PRESENT | FUTURE):
        return Governing(0, "FR-R1-PAST", at, at, "state")
    level = rule.level
    if rule.kind == "undertake":
        level = _embedded(row, at, last, level)
    elif rule.kind in ("act", "firm", "weak"):
        future = bool(verb.tenses & FUTURE)
        level = _capped(row, at, last, _indicative(row, at, first, level, future))
    elif rule.kind == "aid" and not row.first_person and _duty_bearer(row, at, first):
        level = _indicative(row, at, first, 2, bool(verb.tenses & FUTURE))
    elif rule.kind == "define":
        legal = not row.first_person and subject(row, first, at)[0] not in ("company", "topic")
        praised = any(phrase_at(row, place, "stakes", last) is not None for place in range(at + 1, min(last, at + 4)))
        level = _indicative(row, at, first, 2, bool(verb.tenses & FUTURE)) if legal and not praised else 0
    elif rule.kind == "contain":
        level = _contained(row, at, first, bool(verb.tenses & FUTURE))
    elif rule.kind == "state" and subject(row, first, at)[0] == "aim":
        level = 1
    elif rule.kind == "permit" and negated(row, at, first):
        level = 3
    if verb.tenses & CONDITIONAL:
        level = min(level, 1)
    return Governing(level, rule.id, at, at, rule.kind, rule.kind == "permit" and level == 0)


def _duty_bearer(row: Row, at: int, first: int) -> bool:
    """Whether a legal role helps or takes part, or nobody may: "Tout travailleur participe", "ne participe pas"."""
    return subject(row, first, at)[0] == "role" or negated(row, at, first)


def _contained(row: Row, at: int, first: int, future: bool) -> int:
    """What a legal document holds is prescribed: "Le registre comporte …"; elsewhere the verb describes."""
    who, _ = subject(row, first, at)
    legal = who in ("document", "role") and not row.first_person
    return _indicative(row, at, first, 2, future) if legal else 0


def _indicative(row: Row, at: int, first: int, level: int, future: bool) -> int:
    """Class of an act in the indicative: 3 in a legal text, the verb's own class in a company's mouth, 0 for a topic."""
    who, place = subject(row, first, at)
    if who == "topic":
        return 0
    if who == "aim":
        return 1
    if future:
        return 2
    if who in ("first", "company") or row.first_person or _proper_name(row, first, at, place):
        return level
    return 3 if who in ("role", "third", "document") or level == 2 else level


def _proper_name(row: Row, first: int, at: int, place: int) -> bool:
    """Whether the clause opens on a name of its own ("Orange informe …"), which is how companies write."""
    opener = row.entries[first]
    return (
        place < 0 and first < at and opener.mask == 0 and opener.verb is None and row.text[row.starts[first]].isupper()
    )


def _idiom(row: Row, at: int, first: int, last: int) -> Governing | None:
    for place in range(max(first, at - 2), at + 1):
        found = phrase_at(row, place, "idioms", last)
        if found is not None and found[1] >= at:
            rule, end = found
            lifted = negated(row, at, first) and not nobody(row, first, at)
            told = rule.value == 3 and (lifted or subject(row, first, at)[0] == "topic")
            level = 0 if told else rule.value
            return Governing(level, rule.id, place, end, "idiom", rule.permissive)
    return None


_CONSTRUCTIONS = {"must": _must, "may": _may, "be": _be, "have": _have, "need": _need, "go": _go, "keepon": _keepon}
