"""English verbs that only their company shows: joined to another by "and", after "our programme", after "before it".

Told apart from `english_verbs`, which asks these questions of the forms that are nouns as well.
"""

from __future__ import annotations

from indicators.wording.inflection_en import THIRD
from indicators.wording.inflection_fr import PAST, PRESENT
from indicators.wording.lexicon import CONJ, DET, HOMOGRAPH, PREP, PRON, SUB
from indicators.wording.words import Row

_MODAL_KINDS = frozenset({"must", "will", "should", "may"})
_SPEAKERS = frozenset({"we", "you", "they", "i"})
_OBJECTS = frozenset({"them", "it", "to"})
_OPENERS = frozenset({"before", "after", "until", "since"})
_SUBJECTS = frozenset({"we", "you", "they", "i", "it", "he", "she", "everyone", "anyone"})
_INDEFINITE = frozenset({"anyone", "someone", "everyone", "everybody", "anybody", "those", "one"})
_CLAUSE = 8  # words in which the verb of "before the system is deployed" must come
_BACK = 25


def joined_base(row: Row, at: int, before: int, first: int) -> bool:
    """Whether a plural subject goes on after "and": "we value diversity and publish our pay gap".

    No "to" and no modal may stand between, whose infinitive this would be ("we aim to train and publish …").
    """
    verb = row.entries[at].verb
    if verb is None or not verb.tenses & PRESENT or verb.tenses & (THIRD | PAST) or at + 1 >= len(row.words):
        return False
    following = row.entries[at + 1]
    plain = not following.mask and following.verb is None and row.words[at + 1][0].isalpha()
    if not (following.mask & DET or row.words[at + 1] in _OBJECTS or (plain and not row.entries[at].mask & HOMOGRAPH)):
        return False
    for place in range(before - 1, max(first - 1, before - _BACK), -1):
        entry, word = row.entries[place], row.words[place]
        if word in _SPEAKERS or (place == first and entry.subject in ("company", "role") and word.endswith("s")):
            return True
        if word == "to" or entry.mask & SUB or (entry.verb is not None and entry.verb.rule.kind in _MODAL_KINDS):
            return False
    return False


def after_named_noun(row: Row, at: int, before: int, first: int, last: int) -> bool:
    """Whether a form in -s follows an article and one noun at the start, its object after: "our fund supports …"."""
    noun = row.entries[before]
    if before != first + 1 or before != at - 1 or noun.mask or noun.verb is not None or row.words[before].endswith("s"):
        return False
    if not row.entries[first].mask & DET or row.entries[first].mask & PREP or at + 1 >= last:
        return False
    following = row.entries[at + 1]
    plain = not following.mask & ~(HOMOGRAPH | DET) and row.words[at + 1][0].isalpha()
    return plain and not following.mask & CONJ and (following.verb is None or bool(following.mask & DET))


def time_opens(row: Row, at: int, last: int) -> bool:
    """Whether "before", "after", "until" or "since" opens a clause: a subject pronoun, or a noun and its auxiliary."""
    following = row.entries[at + 1]
    if row.words[at + 1] in _SUBJECTS and following.mask & PRON:
        return True
    if not following.mask & DET:
        return False
    for place in range(at + 2, min(last, at + _CLAUSE)):
        verb = row.entries[place].verb
        if row.words[place] == ",":
            return False
        if verb is not None and verb.rule.kind in _MODAL_KINDS:
            return False
        if verb is not None and verb.tenses & PRESENT and verb.lemma in ("be", "have"):
            return True
    return False


def opens_a_time(word: str) -> bool:
    """Whether the word is one of those that `time_opens` tells of."""
    return word in _OPENERS


def reduced(row: Row, before: int) -> bool:
    """Whether a participle after the word here is a shortened relative: "anyone found to have …", "those affected"."""
    return row.words[before] in _INDEFINITE
