"""French verb forms, made from the infinitive: the three groups and the irregular stems of the lexicon.

Only the forms that a normative text uses are made. What a verb means is the lexicon's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

PRESENT, FUTURE, CONDITIONAL, SUBJUNCTIVE, PAST = 1, 2, 4, 8, 16
INFINITIVE, GERUND, PARTICIPLE, FIRST, COMMAND = 32, 64, 128, 256, 512
FINITE = PRESENT | FUTURE | CONDITIONAL | SUBJUNCTIVE | PAST

_SECOND_PERSON = {"sommes": "êtes", "faisons": "faites", "disons": "dites"}

Form = tuple[str, int]
_PRONOUNS = frozenset(
    ["vous", "nous", "le", "la", "les", "lui", "leur", "en", "y", "moi", "il", "elle", "ils", "elles", "on", "je", "tu"]
)

_FUTURE_ENDINGS = (
    ("a", FUTURE),
    ("ont", FUTURE),
    ("ons", FUTURE | FIRST),
    ("ai", FUTURE | FIRST),
    ("ez", FUTURE),
    ("ait", CONDITIONAL),
    ("aient", CONDITIONAL),
    ("ions", CONDITIONAL | FIRST),
    ("ais", CONDITIONAL | FIRST),
)


def adjective(word: str) -> Iterator[str]:
    """Yield an adjective in the masculine and the feminine singular: nul, nulle; impératif, impérative."""
    yield word
    for ending, feminine in (
        ("eux", "euse"),
        ("if", "ive"),
        ("el", "elle"),
        ("ul", "ulle"),
        ("en", "enne"),
        ("er", "ère"),
    ):
        if word.endswith(ending):
            yield word[: -len(ending)] + feminine
            return
    yield word + "e"


def without_pronoun(word: str) -> str:
    """Return a verb without the pronoun that follows it: "assurez-vous", "adressez-la", "doit-il", "va-t-elle"."""
    stem, _, pronoun = word.rpartition("-")
    return stem.removesuffix("-t") if pronoun in _PRONOUNS and word != "rendez-vous" else word


def forms(lemma: str, irregular: Mapping[str, tuple[str, ...]]) -> Iterator[Form]:
    """Yield `(form, tenses)` of one infinitive; `irregular` maps a model verb to its seven stems."""
    yield lemma, INFINITIVE
    model = _model(lemma, irregular)
    if model is not None:
        prefix = lemma[: len(lemma) - len(model)]
        yield from _irregular(prefix, irregular[model])
    elif lemma.endswith("er"):
        yield from _first_group(lemma)
    elif lemma.endswith("ir"):
        yield from _second_group(lemma[:-1])
    else:
        yield from _third_group(lemma)


def _model(lemma: str, irregular: Mapping[str, tuple[str, ...]]) -> str | None:
    for cut in range(len(lemma) - 2):
        if lemma[cut:] in irregular:
            return lemma[cut:]
    return None


def _participle(stem: str) -> Iterator[Form]:
    yield stem, PARTICIPLE
    yield stem + "e", PARTICIPLE
    yield (stem if stem.endswith("s") else stem + "s"), PARTICIPLE
    yield stem + "es", PARTICIPLE


def _imperfect_and_gerund(stem: str) -> Iterator[Form]:
    yield stem + "ait", PAST
    yield stem + "aient", PAST
    yield stem + "ant", GERUND


def _future(stem: str) -> Iterator[Form]:
    for ending, tense in _FUTURE_ENDINGS:
        yield stem + ending, tense


def _irregular(prefix: str, stems: tuple[str, ...]) -> Iterator[Form]:
    """Stems: 3rd singular, 3rd plural, 1st plural, future stem, past participle, present participle, subjunctive."""
    singular, plural, first, future, participle, gerund, subjunctive = (prefix + stem for stem in stems)
    yield singular, PRESENT
    yield plural, PRESENT
    yield first, PRESENT | FIRST
    yield (first[:-3] + "ez" if first.endswith("ons") else first), PRESENT | COMMAND
    if first in _SECOND_PERSON:
        yield _SECOND_PERSON[first], PRESENT | COMMAND
    yield from _future(future)
    yield from _participle(participle)
    yield gerund, GERUND
    past = {"sommes": "ét", "faut": "fall"}.get(first, first.removesuffix("ons"))
    yield past + "ait", PAST
    yield past + "aient", PAST
    yield subjunctive, SUBJUNCTIVE
    plural_subjunctive = {"ait": "aient", "soit": "soient"}.get(subjunctive, subjunctive + "nt")
    yield plural_subjunctive, SUBJUNCTIVE


def _first_group(lemma: str) -> Iterator[Form]:
    stem = lemma[:-2]
    strong, future = _first_group_stems(lemma, stem)
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1:], stem)
    yield strong + "e", PRESENT | SUBJUNCTIVE
    yield strong + "ent", PRESENT | SUBJUNCTIVE
    yield soft + "ons", PRESENT | FIRST
    yield stem + "ez", PRESENT | COMMAND
    for one in {future, lemma}:
        yield from _future(one)
    yield from _participle(stem + "é")
    yield from _imperfect_and_gerund(soft)


def _first_group_stems(lemma: str, stem: str) -> tuple[str, str]:
    """Return the stem under stress and the stem of the future: lever → lèv-, lèver-; employer → emploi-, emploier-."""
    if stem.endswith(("oy", "uy", "ay")):
        changed = stem[:-1] + "i"
        return changed, changed + "er"
    if len(stem) > 2 and stem[-2] == "e" and stem[-1] in "lmnprstvc":
        doubles = lemma.endswith(("appeler", "jeter", "nouveler"))
        changed = stem + stem[-1] if doubles else stem[:-2] + "è" + stem[-1]
        return changed, changed + "er"
    cut = stem.rfind("é")
    if 0 < cut >= len(stem) - 3 and cut < len(stem) - 1 and not set(stem[cut + 1 :]) & set("aeiouyéè"):
        return stem[:cut] + "è" + stem[cut + 1 :], lemma
    if stem.endswith(("égu", "équ")):
        return stem[:-3] + "è" + stem[-2:], lemma
    return stem, lemma


def _second_group(stem: str) -> Iterator[Form]:
    yield stem + "t", PRESENT
    yield stem + "ssent", PRESENT | SUBJUNCTIVE
    yield stem + "sse", SUBJUNCTIVE
    yield stem + "ssons", PRESENT | FIRST
    yield stem + "ssez", PRESENT | COMMAND
    yield from _future(stem + "r")
    yield from _participle(stem)
    yield from _imperfect_and_gerund(stem + "ss")


def _third_group(lemma: str) -> Iterator[Form]:
    """Regular verbs in -dre (répondre, rendre, étendre): rend, rendent, rendra, rendu."""
    stem = lemma[:-2]
    yield stem, PRESENT
    yield stem + "ent", PRESENT | SUBJUNCTIVE
    yield stem + "e", SUBJUNCTIVE
    yield stem + "ons", PRESENT | FIRST
    yield stem + "ez", PRESENT | COMMAND
    yield from _future(lemma[:-1])
    yield from _participle(stem + "u")
    yield from _imperfect_and_gerund(stem)
