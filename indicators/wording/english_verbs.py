"""Which English forms are finite verbs where they stand: modals, homographs, relatives, negation."""

from __future__ import annotations

from indicators.wording.english_joined import after_named_noun, joined_base, opens_a_time, reduced, time_opens
from indicators.wording.inflection_en import THIRD
from indicators.wording.inflection_fr import FINITE, GERUND, INFINITIVE, PARTICIPLE, PAST
from indicators.wording.lexicon import ADV, CONDITION, CONJ, DET, HOMOGRAPH, NEG, PREP, PRON, SUB, Entry
from indicators.wording.matching import phrase_over
from indicators.wording.subjects import in_ly
from indicators.wording.words import Row, past_aside

_MODAL_KINDS = frozenset({"must", "will", "should", "may"})
_WHO = frozenset({"who", "which", "whoever"})
_PLURALS = frozenset({"people", "women", "men", "children", "staff", "data", "personnel", "persons", "management"})
_AFTER_VERB = frozenset(
    {"to", "that", "on", "in", "with", "for", "against", "at", "towards", "by", "upon", "as", "into", "from"}
)
_DEGREES = frozenset({"been", "being", "very", "deeply", "fully", "firmly", "and", "so", "no", "longer"})


def english_opens(row: Row, at: int, first: int, last: int) -> bool:
    """Whether the subordinator here opens a clause with a verb of its own."""
    word = row.words[at]
    after = at + 1
    if after >= last or phrase_over(row, at, first, "quiet"):
        return False
    if word == "that" and _that_is_a_determiner(row, at, first):
        return False
    if opens_a_time(word):
        return time_opens(row, at, last)
    if word == "as":
        return bool(row.entries[after].mask & PRON)
    following = row.entries[after]
    if (
        row.entries[at].mask & CONDITION
        and following.verb is not None
        and following.verb.tenses & (GERUND | PARTICIPLE)
    ):
        return False
    if word in ("while", "when", "once") and following.mask & PREP:
        return False  # "while on parental leave"
    if row.words[after] == "to" or (row.words[after] == "any" and not row.words[min(after + 1, last - 1)][0].isalpha()):
        return False
    if word == "who":
        while after < last and row.entries[after].mask & ADV:
            after += 1
        return after < last and (
            row.entries[after].verb is not None or bool(row.entries[after].mask & (DET | PRON | PREP))
        )
    return True


def _that_is_a_determiner(row: Row, at: int, first: int) -> bool:
    if at == first:
        return True
    before = row.entries[at - 1]
    return bool(before.mask & (PREP | SUB)) or (row.words[at - 1] == "," and row.entries[at + 1].verb is None)


def english_finite(row: Row, at: int, first: int, last: int) -> bool:
    """Whether the form here is used as a finite verb."""
    entry = row.entries[at]
    verb = entry.verb
    if verb is None:
        return False
    before = _place_before(row, at, first)
    if verb.rule.kind in _MODAL_KINDS:
        return not _modal_is_a_noun(row, at, before, last)
    if before >= first and row.words[before] in _WHO:
        return bool(verb.tenses & (FINITE | INFINITIVE | PARTICIPLE))
    if not verb.tenses & FINITE or (before >= first and _under_auxiliary(row, before)):
        return False
    if verb.rule.kind in ("be", "have", "do") and verb.lemma in ("be", "have", "do"):
        return True
    if (
        verb.tenses & PAST
        and verb.tenses & PARTICIPLE
        and not (row.words[at] == verb.lemma and row.words[before].endswith("s"))
    ):
        return before >= first and bool(row.entries[before].mask & PRON) and not reduced(row, before)
    if before < first or _is_a_noun(row, at, before, last):
        return False
    if verb.tenses & PAST:
        return not row.entries[before].mask & DET
    return (
        _present(row, at, before, last)
        or _universal(row, at, first, before)
        or (bool(row.entries[before].mask & CONJ) and joined_base(row, at, before, first))
        or (bool(verb.tenses & THIRD) and after_named_noun(row, at, before, first, last))
    )


def _is_a_noun(row: Row, at: int, before: int, last: int) -> bool:
    """Whether an auxiliary follows at once, so that the form is its subject: "suggestions and queries are welcome"."""
    following = row.entries[at + 1].verb if at + 1 < last else None
    if not row.entries[at].mask & HOMOGRAPH:
        return False  # "an agreement to which this section applies is void"
    auxiliary = following is not None and following.rule.kind in ("must", "will", "should", "may", "be")
    return auxiliary and not row.entries[before].mask & (SUB | PRON)


def _modal_is_a_noun(row: Row, at: int, before: int, last: int) -> bool:
    word = row.words[at]
    if (
        word == "may"
        and row.text[row.starts[at]] == "M"
        and ((at + 1 < last and row.keys[at + 1][0] == "#") or (at > 0 and row.keys[at - 1][0] == "#"))
    ):
        return True
    return (
        word in ("will", "might", "can", "must")
        and before >= 0
        and before == at - 1
        and bool(
            row.entries[before].mask & DET
            and row.words[before] not in ("this", "that", "each", "all", "both", "those", "these")
        )
    )


def _under_auxiliary(row: Row, before: int) -> bool:
    """Whether "to", a modal or "do" stands before, so that the form is an infinitive."""
    if row.words[before] == "to":
        return True
    verb = row.entries[before].verb
    return verb is not None and (verb.rule.kind in _MODAL_KINDS or verb.rule.kind == "do")


def _present(row: Row, at: int, before: int, last: int) -> bool:
    entry, earlier = row.entries[at], row.entries[before]
    verb = entry.verb
    if row.words[before] == "that" and before > 0 and _names_before(row, before):
        third = verb is not None and bool(verb.tenses & THIRD)
        return (
            third != row.words[before - 1].endswith("s") or not entry.mask & HOMOGRAPH or _object_follows(row, at, last)
        )
    if earlier.mask & PRON and row.words[before] not in ("this", "that", "these", "those", "her", "it's"):
        return True
    if row.legal and row.entries[at].phrases and _idiom_starts(row, at, earlier):
        return True  # "The provisions of the Act, other than those …, apply to", "the provisions of the Act prevail"
    if earlier.mask & (DET | PREP) or row.words[before] in (",", "-", "/"):
        third = verb is not None and bool(verb.tenses & THIRD)
        aside = not entry.mask & HOMOGRAPH or row.words[at + 1 : at + 2] == ["to"]
        return row.words[before] == "," and third and aside
    if earlier.mask & CONJ:
        return bool(verb is not None and verb.tenses & THIRD and not entry.mask & HOMOGRAPH)
    if verb is not None and verb.tenses & THIRD:
        told = bool(entry.phrases) and _idiom_starts(row, at, earlier)  # "the committee calls on"
        return not entry.mask & HOMOGRAPH or told or _object_follows(row, at, last) or _does(row, at, before, last)
    numbered = row.words[before][0].isdigit() or row.words[before] in (")", ",")
    if numbered and row.entries[at].phrases and phrase_over(row, at, at, "idioms"):
        return True  # "Sections 20 to 24 apply"
    noun = earlier.verb is None or (earlier.verb.tenses & GERUND and not earlier.verb.tenses & FINITE)
    if not entry.mask & HOMOGRAPH and noun and row.words[before][0].isalpha():
        return True
    plural = row.words[before].endswith("s") or row.words[before] in _PLURALS or row.words[before] in ("and", ")")
    acts = earlier.subject in ("company", "role") and _bare_object(row, at, last)
    return plural and (not entry.mask & HOMOGRAPH or _object_follows(row, at, last) or acts)


def _universal(row: Row, at: int, first: int, before: int) -> bool:
    """Whether all of a kind are said to do it: "all new hires complete training"."""
    following = row.entries[at + 1] if at + 1 < len(row.words) else None
    names = following is not None and not following.mask & ~HOMOGRAPH and row.words[at + 1][0].isalpha()
    return row.words[first] == "all" and before > first and row.words[before].endswith("s") and names


def _idiom_starts(row: Row, at: int, earlier: Entry) -> bool:
    return not earlier.mask & (DET | PREP | SUB) and phrase_over(row, at, at, "idioms")


def _does(row: Row, at: int, before: int, last: int) -> bool:
    """Whether someone who can act stands before and an object without an article after: "our team tests models"."""
    earlier = row.entries[before]
    name = before == at - 1 and not earlier.mask and earlier.verb is None and row.text[row.starts[before]].isupper()
    acts = earlier.subject in ("company", "role") or name
    if not acts or row.words[before].endswith("s") or at + 1 >= last:
        return False
    at = at + 1 if row.entries[at + 1].mask & ADV and at + 2 < last else at
    following = row.entries[at + 1]
    if (not name and row.entries[at].subject) or following.mask & (PREP | CONJ) or not row.words[at + 1][0].isalpha():
        return False
    return following.verb is None or bool(following.verb.tenses & GERUND)


def _names_before(row: Row, that: int) -> bool:
    """Whether a noun stands before "that", which makes it a relative pronoun: "providers that place"."""
    entry = row.entries[that - 1]
    named = row.words[that - 1][0].isalpha() or row.words[that - 1] == ")"
    return entry.verb is None and not entry.mask and named


def _object_follows(row: Row, at: int, last: int) -> bool:
    after = at + 1
    while after < last and row.entries[after].mask & ADV:
        after += 1
    return after < last and (
        bool(row.entries[after].mask & DET) or row.words[after] in _AFTER_VERB - {"in", "for", "by", "on"}
    )


def _bare_object(row: Row, at: int, last: int) -> bool:
    """Whether a plural without an article follows: "managers review objectives with …"."""
    if at + 1 >= last:
        return False
    word, entry = row.words[at + 1], row.entries[at + 1]
    return word.endswith("s") and not entry.mask & ~HOMOGRAPH and (entry.verb is None or bool(entry.mask & HOMOGRAPH))


def _place_before(row: Row, at: int, first: int) -> int:
    place = at - 1
    while place >= first and (row.entries[place].mask & (ADV | NEG) or in_ly(row.words[place])):
        place -= 1
    return place


def next_meaningful(row: Row, at: int, last: int) -> int:
    """Return the place of the next word that is no adverb, no negation and no aside; -1 past the end."""
    place = at + 1
    while place < last:
        word = row.words[place]
        if word == ",":
            place = past_aside(row, place, last)
            continue
        if not (row.hidden[place] or row.entries[place].mask & (ADV | NEG) or word.endswith("ly")):
            return place
        place += 1
    return -1


def object_of_be(row: Row, at: int, last: int) -> int:
    """Return the place of the complement of "be", degree words passed over ("strongly", "fully and deeply")."""
    place = next_meaningful(row, at, last)
    while 0 <= place < last and row.words[place] in _DEGREES:
        place = next_meaningful(row, place, last)
    return place
