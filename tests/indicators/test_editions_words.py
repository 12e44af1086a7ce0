"""The publication checklist counts as each language does: zero is singular in French, plural in English."""

from __future__ import annotations

import pytest

from indicators.editions import CONDITIONS, condition_words
from indicators.model import Language


@pytest.mark.parametrize(
    ("code", "count", "language", "said"),
    [
        ("K03", 0, "fr", "(0 exposée)"),
        ("K03", 1, "fr", "(1 exposée)"),
        ("K03", 2, "fr", "(2 exposées)"),
        ("K05", 0, "fr", "(0 feuille en attente)"),
        ("K05", 2, "fr", "(2 feuilles en attente)"),
        ("K03", 2, "en", "(2 exposed)"),
        ("K05", 0, "en", "(0 leaves waiting)"),
        ("K05", 1, "en", "(1 leaf waiting)"),
    ],
)
def test_a_condition_bends_its_words_with_its_number(code: str, count: int, language: Language, said: str) -> None:
    assert said in condition_words(code, count, language)


@pytest.mark.parametrize("code", sorted(CONDITIONS))
def test_no_condition_leaves_the_choice_of_number_to_its_reader(code: str) -> None:
    for language in ("fr", "en"):
        for count in (0, 1, 7):
            words = condition_words(code, count, language)
            assert "(s)" not in words
            assert "{" not in words
