"""Folding takes away what only looks different, and remembers where every letter came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indicators.folding import folded


def test_case_accents_spaces_quotation_marks_and_dashes_are_folded() -> None:
    assert folded("À\u00a0L’Exclusion  des “prêts”—œuvres")[0] == 'a l\'exclusion des "prets"-œuvres'


def test_a_soft_hyphen_is_as_if_it_were_not_there() -> None:
    assert folded("sous\u00adtraitants") == ("soustraitants", [0, 1, 2, 3, *range(5, 14)])


def test_one_letter_that_folds_to_two_keeps_its_one_place() -> None:
    assert folded("aﬁn") == ("afin", [0, 1, 1, 2])


@given(st.text())
def test_every_folded_letter_has_a_place_in_the_text_and_places_never_go_back(text: str) -> None:
    letters, places = folded(text)
    assert len(letters) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu", "Zs"], max_codepoint=0x17F)))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)[0])[0] == folded(text)[0]
