"""Which French forms are finite verbs where they stand: homographs, negation, reflexives."""

from __future__ import annotations

from indicators.wording.french_negation import denied
from indicators.wording.inflection_fr import FINITE, GERUND, INFINITIVE, PARTICIPLE, SUBJUNCTIVE
from indicators.wording.lexicon import ADV, APPOSITION, CONJ, DET, HOMOGRAPH, NEG, PREP, PRON, RELATIVE
from indicators.wording.matching import phrase_at
from indicators.wording.words import Row, past_aside

_SURE_CLITICS = frozenset({"ne", "n'", "se", "s'", "y", "lui", "m'", "t'", "me", "te"})
_ARTICLES = frozenset({"le", "la", "les", "l'", "un", "une"})
_PARTITIVES = frozenset({"du", "des", "de", "d'"})
_WITH_A = frozenset(
    {
        "veille",
        "vise",
        "participe",
        "tend",
        "tient",
        "reste",
        "prête",
        "cherche",
        "concourt",
        "procède",
        "renonce",
        "remet",
        "adresse",
        "porte",
        "livre",
        "présente",
        "transmet",
        "rapporte",
        "sert",
        "verse",
    }
)
_AFTER_NUMBER = frozenset({",", "sur", "par", "à", "au", "aux", "en", "dans"})
_ACTS = frozenset({"arrêté", "décret", "ordonnance", "délibération", "écrit", "lettre", "décision", "convention"})
_INVERTING = frozenset({"figurer", "relever", "échapper", "entrer"})
_PASSED = frozenset(
    {"rien", "outre", "se", "s'", "y", "en", "lui", "-", "il", "elle", "t", "ni", "seul", "seule", "seuls", "seules"}
)
_OF = (["de"], ["d'"], ["du"], ["des"])


def french_finite(row: Row, at: int, first: int, last: int) -> bool:
    """Whether the conjugated form here is used as a verb; nouns and participles of the same spelling are not."""
    entry, word = row.entries[at], row.words[at]
    verb = entry.verb
    if verb is None:
        return False
    before = at - 1
    if verb.tenses & FINITE == SUBJUNCTIVE and not entry.mask & HOMOGRAPH:
        return word not in ("soit", "soient") or at == first or row.words[before] not in (",", "ce")
    if entry.mask & PREP and not (word == "entre" and (row.words[at + 1 : at + 2] == ["en"] or denied(row, at, first))):
        return False
    if verb.tenses & PARTICIPLE and before >= first and _compound(row, before, first):
        return False
    if word == "a" and (at == first or row.text[row.starts[at]] == "A" or _numbers(row, at, last)):
        return False
    if word == "sommes" and before >= first and row.entries[before].mask & (DET | PREP):
        return False
    if entry.mask & HOMOGRAPH:
        return _homograph(row, at, first, last)
    return not (before >= first and row.words[before] in ("un", "une", "aux", "au", "du"))


def _compound(row: Row, before: int, first: int) -> bool:
    """Whether avoir or être stands before, adverbs passed over, so that it is a participle: "n'a pas satisfait"."""
    while before > first and adverb(row, before, first):
        before -= 1
    verb = row.entries[before].verb
    return verb is not None and verb.rule.kind in ("have", "be") and verb.lemma in ("avoir", "être")


def _homograph(row: Row, at: int, first: int, last: int) -> bool:
    before = at - 1
    while before >= first and adverb(row, before, first):
        before -= 1
    if before < first:
        return _inverted(row, at, first, last)
    if row.hidden[before]:
        return False
    entry, word = row.entries[before], row.words[before]
    if word.endswith("'") and word not in _SURE_CLITICS:
        return False
    if word in _SURE_CLITICS or entry.mask & RELATIVE or _subject_pronoun(row, before):
        return True
    if row.words[at] in ("fait", "font") and _infinitive_at(row, at + 1, last):
        return True  # "leur fait connaître", "en fait déposer un exemplaire"
    if word == "en" and before > first and not row.entries[before - 1].mask & (PREP | DET):
        return _object_follows(row, at, last)
    if entry.mask & (DET | PREP) and not _object_clitic(row, before, first):
        return False
    if (
        entry.verb is not None
        and not entry.subject
        and entry.verb.tenses & (INFINITIVE | GERUND)
        and not entry.verb.tenses & PARTICIPLE
    ):
        return False
    return _after_noun(row, at, before, last)


def _subject_pronoun(row: Row, at: int) -> bool:
    mask = row.entries[at].mask
    return bool(mask & PRON) and not mask & DET and row.words[at] not in ("celui", "celle", "ceux", "celles", "en")


def _inverted(row: Row, at: int, first: int, last: int) -> bool:
    """Whether a form that opens the clause is its verb, the subject after it: "Figure aussi au procès-verbal un …"."""
    verb = row.entries[at].verb
    after = at + 1
    while after < last and adverb(row, after, first):
        after += 1
    opens = verb is not None and verb.lemma in _INVERTING and at == first
    return opens and after < last and bool(row.entries[after].mask & PREP)


def _numbers(row: Row, at: int, last: int) -> bool:
    """Whether the letter numbers a provision: "l'alinéa (2)a)", "41 a)"."""
    return row.words[at + 1 : at + 2] in ([")"], ["."]) and at + 1 < last


def _infinitive_at(row: Row, at: int, last: int) -> bool:
    verb = row.entries[at].verb if at < last else None
    return verb is not None and bool(verb.tenses & INFINITIVE)


def _after_noun(row: Row, at: int, before: int, last: int) -> bool:
    """Whether a form that follows a noun directly is its verb: "le règlement fixe les conditions"."""
    entry, word = row.entries[before], row.words[before]
    apart = entry.mask == 0 and (entry.verb is None or not entry.verb.tenses & INFINITIVE)
    listed = word == "," and before > 0 and row.words[before - 1][0].isdigit()  # "prévue aux articles 3 et 4, figure à"
    numbered = row.legal and (
        word[0].isdigit() or word == ")" or listed
    )  # "les personnes visées à l'article 4 commettent"
    following = row.words[at + 1] if at + 1 < last else ""
    if numbered and (following in _AFTER_NUMBER or _object_follows(row, at, last)):
        return True
    if apart and word[0].isalpha() and not row.entries[at].mask & APPOSITION and row.words[at + 1 : at + 2] not in _OF:
        return True
    if row.entries[at].phrases and phrase_at(row, at, "idioms", last) is not None:
        return True
    if row.words[at + 1 : at + 2] == [","] and entry.subject in ("company", "role", "first"):
        return True
    return _object_follows(row, at, last) and (not entry.mask & CONJ or _has_article(row, at, last))


def adverb(row: Row, at: int, first: int) -> bool:
    """Whether the word is an adverb: one of the lexicon, or one in -ment that no article makes a noun."""
    if row.entries[at].mask & ADV:
        return True
    return row.words[at].endswith("ment") and not (at > first and row.entries[at - 1].mask & (DET | PREP))


def _object_clitic(row: Row, before: int, first: int) -> bool:
    """Whether "le", "la", "les" before the form is a pronoun: after a negation, a relative or a subject pronoun."""
    if row.words[before] not in ("le", "la", "les", "l'", "leur") or before - 1 < first:
        return False
    earlier = row.entries[before - 1]
    return bool(earlier.mask & (NEG | RELATIVE)) or row.words[before - 1] in (
        "il",
        "elle",
        "ils",
        "elles",
        "nous",
        "on",
    )


def _has_article(row: Row, at: int, last: int) -> bool:
    return at + 1 < last and bool(row.entries[at + 1].mask & DET) and row.words[at + 1] not in _PARTITIVES


def _object_follows(row: Row, at: int, last: int) -> bool:
    after = at + 1
    if after >= last:
        return False
    word, mask = row.words[after], row.entries[after].mask
    if word in ("à", "au", "aux"):
        return row.words[at] in _WITH_A and row.words[after + 1 : after + 2] not in (["laquelle"], ["lequel"])
    if word == "," and row.legal:
        beyond = past_aside(row, after, last)
        return beyond < last and row.words[beyond] in _ARTICLES  # "fixe, après avis de …, les jours"
    if word == "par" and row.words[after + 1 : after + 2] and row.words[after + 1] in _ACTS:
        return True  # "le ministre fixe par arrêté"
    if word in (
        "celles",
        "ceux",
        "lui-même",
        "elle-même",
        "eux-mêmes",
        "elles-mêmes",
        "que",
        "qu'",
        "pas",
        "également",
        "aussi",
        "ainsi",
        "notamment",
        "donc",
        "régulièrement",
    ):
        return True
    return bool(mask & DET and word not in _PARTITIVES) or word.endswith(("ement", "amment", "emment"))


def next_meaningful(row: Row, at: int, last: int) -> int:
    """Return the place of the next word that is no adverb and no clitic of the infinitive; -1 past the end."""
    place = at + 1
    while place < last:
        word, mask = row.words[place], row.entries[place].mask
        skipped = mask & ADV or word.endswith("ment") or word in _PASSED
        if row.hidden[place] or word == ",":
            place = past_aside(row, place, last)
            continue
        if word == "d'" and row.words[place + 1 : place + 2] in (["abord"], ["emblée"], ["ailleurs"]):
            place += 2
            continue
        if not skipped:
            return place
        place += 1
    return -1
