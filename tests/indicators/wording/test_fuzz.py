"""Any text is read: nothing raises, every span quotes the text, and time grows with length only."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.wording import Reading, read
from indicators.wording.lexicon import lexicon

WORDS = sorted(
    {*lexicon("fr").masks, *lexicon("en").masks, *list(lexicon("fr").verbs)[::40], *list(lexicon("en").verbs)[::40]}
)
SIGNS = [",", ";", ":", ".", "(", ")", "«", "»", '"', "\n", "\n\n", "- ", "…", "1.", "a)", "2026", "80 %", "é", "́"]
LANGUAGES = st.sampled_from(["fr", "en", None])


def quotes_exactly(text: str, reading: Reading) -> None:
    for clause in reading.clauses:
        assert text[clause.start : clause.end] == clause.text
        for finding in clause.findings:
            assert text[finding.start : finding.end] == finding.words
            assert finding.words != ""
        assert all(0 <= score <= 3 for score in clause.scores.values())
        assert 0 <= clause.bindingness <= 4


@given(st.text(max_size=300), LANGUAGES)
def test_any_unicode_is_read_and_quoted_exactly(text: str, language: str | None) -> None:
    quotes_exactly(text, read(text, language))  # type: ignore[arg-type]


@given(st.lists(st.sampled_from([*WORDS, *SIGNS]), max_size=60), LANGUAGES)
def test_any_row_of_known_words_is_read_and_quoted_exactly(words: list[str], language: str | None) -> None:
    text = " ".join(words)
    quotes_exactly(text, read(text, language))  # type: ignore[arg-type]


@given(st.lists(st.sampled_from([*WORDS, *SIGNS]), max_size=40), st.sampled_from(["fr", "en"]))
def test_a_text_is_read_the_same_twice(words: list[str], language: str) -> None:
    text = "".join(words)
    assert read(text, language) == read(text, language)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "unit",
    [
        "que ",
        "where ",
        "must ",
        "est , ",
        "« (",
        '"a ',
        "? ",
        "\n",
        "a: ",
        "dans la mesure ",
        "no may ",
        "e\u0301",
        "a-",
        "1 000",
        "'",
        "et ",
    ],
)
def test_a_hundred_kilobytes_of_anything_are_read_within_a_second(unit: str, language: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    start = time.process_time()
    quotes_exactly(text, read(text, language))  # type: ignore[arg-type]
    assert time.process_time() - start < 1.0
