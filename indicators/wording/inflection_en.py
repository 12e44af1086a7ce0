"""English verb forms, made from the base form and the irregular participles of the lexicon.

What a verb means is the lexicon's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indicators.wording.inflection_fr import GERUND, INFINITIVE, PARTICIPLE, PAST, PRESENT, Form

_VOWELS = "aeiou"
_SHORTEST = 5
THIRD = 1024
_AUXILIARIES: dict[str, tuple[Form, ...]] = {
    "be": (
        ("be", INFINITIVE),
        ("is", PRESENT | THIRD),
        ("isn't", PRESENT | THIRD),
        ("are", PRESENT),
        ("we're", PRESENT),
        ("they're", PRESENT),
        ("aren't", PRESENT),
        ("am", PRESENT),
        ("was", PAST),
        ("were", PAST),
        ("been", PARTICIPLE),
        ("being", GERUND),
    ),
    "have": (
        ("have", INFINITIVE | PRESENT),
        ("we've", PRESENT),
        ("has", PRESENT | THIRD),
        ("had", PAST | PARTICIPLE),
        ("having", GERUND),
    ),
    "do": (
        ("do", INFINITIVE | PRESENT),
        ("don't", PRESENT),
        ("does", PRESENT | THIRD),
        ("doesn't", PRESENT | THIRD),
        ("did", PAST),
        ("done", PARTICIPLE),
        ("doing", GERUND),
    ),
}


def forms(lemma: str, irregular: Mapping[str, tuple[str, ...]]) -> Iterator[Form]:
    """Yield `(form, tenses)`; `irregular` maps a base to its past and participle. THIRD marks the form in -s."""
    if lemma in _AUXILIARIES:
        yield from _AUXILIARIES[lemma]
        return
    yield lemma, INFINITIVE | PRESENT
    yield _third_person(lemma), PRESENT | THIRD
    doubled = _doubled(lemma)
    if lemma.endswith("ie"):
        yield lemma[:-2] + "ying", GERUND
    elif lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        yield lemma[:-1] + "ing", GERUND
    else:
        yield doubled + "ing", GERUND
    if lemma in irregular:
        past, participle = irregular[lemma]
        yield past, PAST
        yield participle, PARTICIPLE
    elif lemma.endswith("e"):
        yield lemma + "d", PAST | PARTICIPLE
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        yield lemma[:-1] + "ied", PAST | PARTICIPLE
    else:
        yield doubled + "ed", PAST | PARTICIPLE


def spellings(lemma: str) -> Iterator[str]:
    """Yield the American spelling of a British infinitive: organise → organize, analyse → analyze."""
    for british, american in (("ise", "ize"), ("yse", "yze")):
        if lemma.endswith(british) and len(lemma) > _SHORTEST:
            yield lemma.removesuffix(british) + american


def _third_person(lemma: str) -> str:
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


def _doubled(lemma: str) -> str:
    """Double the last consonant where English does: plan, set, stop, refer, commit, permit, submit, control."""
    if lemma.endswith(("mit", "fer", "rol", "pel", "cur", "lot", "quip", "get")) and not lemma.endswith(
        ("offer", "limit")
    ):
        return lemma + lemma[-1]
    short = len(lemma) <= 4 and lemma[-1:] not in "wxyaeiou" and lemma[-2:-1] in _VOWELS and lemma[-3:-2] not in _VOWELS
    return lemma + lemma[-1] if short and len(lemma) > 2 and lemma != "open" else lemma
