"""Reading a text: language, clauses, governing verbs, scores. The only door to the parts of this package."""

from __future__ import annotations

from typing import Literal

from indicators.wording.detection import language_of
from indicators.wording.disclaimers import disclaimers
from indicators.wording.english import English
from indicators.wording.french import French
from indicators.wording.governing import Grammar, govern
from indicators.wording.lexicon import lexicon
from indicators.wording.model import Reading, WordingFinding
from indicators.wording.scoring import scored
from indicators.wording.words import row, spans

Language = Literal["fr", "en"]

_GRAMMARS: dict[str, Grammar] = {"fr": French(), "en": English()}


def read(text: str, language: Language | None = None) -> Reading:
    """Read a text clause by clause; the language is recognised when not given.

    Any text is read: one without a word gives a reading without clauses. Criteria: framework, section 5, after
    Abbott et al. 2000 and Rajamani 2016. Raises ValueError for a language other than `fr` and `en`.
    """
    if language is not None and language not in _GRAMMARS:
        raise ValueError(f"language {language!r} is not read; give 'fr' or 'en', or leave it out")
    chosen = language or language_of(text)
    grammar = _GRAMMARS[chosen]
    words = row(text, lexicon(chosen))
    ranges = spans(words)
    disclaimed = disclaimers(words, ranges)
    clauses = tuple(
        scored(words, first, last, govern(words, first, last, grammar), disclaimed) for first, last in ranges
    )
    return Reading(chosen, clauses)


def heading_flags(heading: str, clauses: list[str], language: Language) -> WordingFinding | None:
    """Return the NB6 finding of a heading whose verb is stronger than that of every clause under it, or None.

    The finding's span lies in the heading. A heading of class 1 or less promises nothing and is never flagged.
    """
    own = read(heading, language).operative
    if own is None or own.scores["R1"] < 2 or not clauses:
        return None
    levels = [one.scores["R1"] for clause in clauses if (one := read(clause, language).operative) is not None]
    if not levels or max(levels) >= own.scores["R1"]:
        return None
    governing = next((finding for finding in own.findings if finding.criterion == "R1"), None)
    if governing is None:
        return None
    return WordingFinding("NB6", governing.rule, governing.start, governing.end, governing.words)
