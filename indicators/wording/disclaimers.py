"""Which phrases of a text disclaim its legal effect (NB7), and which only look like it.

"Non contraignant" speaks for itself. "Ne crée aucune obligation" disclaims only where a charter, a code or a commitment
is said to create none; of a refusal or a worker it is a rule that binds. Phrases and such words are the lexicon's.
"""

from __future__ import annotations

from indicators.wording.lexicon import NEGSUBJ, PRON
from indicators.wording.matching import phrases_between
from indicators.wording.phrases import Rule
from indicators.wording.words import Row

_PRONOUN_PLACES = 3


def disclaimers(row: Row, ranges: list[tuple[int, int]]) -> list[tuple[Rule, int, int]]:
    """Return the disclaimers of a text in reading order: rule, first and last word of each."""
    found: list[tuple[Rule, int, int]] = []
    for first, last in ranges:
        found += phrases_between(row, first, last, "NB7")
        found += [
            hit
            for hit in phrases_between(row, first, last, "NB7-about")
            if _speaks_of_a_text(row, first, hit[1], hit[2])
        ]
    return sorted(found, key=lambda hit: hit[1])


def _speaks_of_a_text(row: Row, first: int, start: int, end: int) -> bool:
    """Whether a text or an undertaking is named before the phrase or opens it, or a pronoun takes it up again."""
    named = row.lexicon.disclaimable
    subject = next((at for at in range(first, end + 1) if row.words[at] in named), -1)
    if 0 <= subject <= end:
        return not any(row.entries[at].mask & NEGSUBJ and row.words[at] not in named for at in range(first, subject))
    return start - first <= _PRONOUN_PLACES and any(row.entries[at].mask & PRON for at in range(first, start))
