"""Names that look alike have one skeleton, whatever letters they are written in; names that do not have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.workflows.people.likeness import skeleton


@pytest.mark.parametrize(
    ("name", "lookalike"),
    [
        ("Aciéries du Ponant", "Асіéries du Pоnаnt"),  # Cyrillic letters
        ("Aciéries du Ponant", "ACIERIES  DU PONANT"),
        ("Alliance", "AIliance"),  # a capital i
        ("Alliance", "A11iance"),
        ("Alliance", "Al\u200bliance"),  # a space of no width
        ("Alliance", "\u202eAlliance\u202c"),  # turned right to left
        ("Alliance", "Ａｌｌｉａｎｃｅ"),  # full width
        ("ACME", "АСМЕ"),  # Cyrillic
        ("Acme", "Acrne"),
        ("Acme S.A.", "Acme SA"),
        ("Straße", "Strasse"),
        ("½ Mutuelle", "1/2 Mutuelle"),
    ],
)
def test_a_name_that_looks_like_another_has_its_skeleton(name: str, lookalike: str) -> None:
    assert skeleton(name) == skeleton(lookalike)


@pytest.mark.parametrize(
    ("name", "another"),
    [
        ("CGT", "CFT"),
        ("Union du Ponant", "Union du Levant"),
        ("株式会社", "有限会社"),
        ("Fédération 1", "Fédération 2"),
        ("!", "?"),
    ],
)
def test_names_that_look_different_do_not(name: str, another: str) -> None:
    assert skeleton(name) != skeleton(another)


@given(st.text(min_size=1, max_size=60))
def test_every_name_has_a_skeleton_and_its_case_does_not_count(name: str) -> None:
    assert skeleton(name)
    if name.isascii():
        assert skeleton(name) == skeleton(name.swapcase())
