"""Every finding has its words, in both languages, filled in and well set."""

from __future__ import annotations

import re
from decimal import Decimal
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.findings import Finding
from indicators.messages import Message, cases, catalogue, message, number_text, quoted
from indicators.model import LANGUAGES, Language
from tests.indicators.companies import FRAMEWORK
from tests.indicators.faults import EVERY_FAULT, Fault

ALL_AT_MAXIMUM = Finding("W04", ("answers",), params={"answers": "27"})
STAFF_ONLY = Finding("W07", ("answers", "HC-2", "denominator"), "HC-2", "denominator", "1000", {"case": "headcount"})
OTHER_INDICATOR = Finding(
    "W01",
    ("answers", "PR-2", "denominator"),
    "PR-2",
    "denominator",
    "800",
    {"case": "indicator", "population": "EMP", "declared": "1000", "source": "SD-2"},
)
FINDINGS = [fault.finding for fault in EVERY_FAULT] + [ALL_AT_MAXIMUM, STAFF_ONLY, OTHER_INDICATOR]
TEMPLATES = [
    (code, case, part, language, words)
    for code, known in catalogue()["messages"].items()
    for case, parts in known.items()
    for part, texts in parts.items()
    for language, words in texts.items()
]


def words(finding: Finding, language: Language) -> str:
    filled = message(finding, language, FRAMEWORK)
    return f"{filled.text} {filled.expected} {filled.remedy}"


def test_the_words_in_the_catalogue_are_those_the_checks_need_and_no_others() -> None:
    assert {(finding.code, finding.params.get("case", "default")) for finding in FINDINGS} == cases()


def test_every_message_says_what_was_found_what_is_expected_and_how_to_mend_it_in_both_languages() -> None:
    assert {part for _, _, part, _, _ in TEMPLATES} == {"text", "expected", "remedy"}
    assert {language for _, _, _, language, _ in TEMPLATES} == set(LANGUAGES)
    assert len(TEMPLATES) == 6 * len(cases())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("finding", FINDINGS, ids=lambda f: f"{f.code}-{f.params.get('case', '')}-{f.path[-1]}")
def test_every_message_is_filled_in_whole(finding: Finding, language: Language) -> None:
    filled = message(finding, language, FRAMEWORK)
    for sentence in (filled.text, filled.expected, filled.remedy):
        assert sentence.strip()
        assert not re.search(r"[{}]|\(\)|«\s*»|“\s*”|None", sentence), sentence
    assert filled.text.endswith((".", ").", "?"))
    assert filled.remedy.endswith(".")


def test_a_placeholder_stands_in_both_languages_or_in_neither() -> None:
    fields: dict[tuple[str, str, str], dict[str, set[str | None]]] = {}
    for code, case, part, language, text in TEMPLATES:
        named = {name for _, name, _, _ in Formatter().parse(text) if name}
        fields.setdefault((code, case, part), {})[language] = named
    assert [key for key, both in fields.items() if both["fr"] != both["en"]] == []


@pytest.mark.parametrize("code", ["E99", "W99"])
def test_a_code_without_words_is_an_error_of_ours(code: str) -> None:
    with pytest.raises(KeyError):
        message(Finding(code, ("answers",)), "fr", FRAMEWORK)


def test_words_follow_the_example_of_the_interface() -> None:
    finding = Finding("E07", ("answers", "SD-1", "numerator"), "SD-1", "numerator", "oui, en partie", {"case": "text"})
    assert message(finding, "fr", FRAMEWORK) == Message(
        text="«\u00a0oui, en partie\u00a0» n’est pas un nombre.",
        expected="un nombre entier de systèmes",
        remedy="Saisissez un nombre entier de systèmes.",
    )
    assert message(finding, "en", FRAMEWORK).sentence == (
        "“oui, en partie” is not a number. Enter a whole number of systems."
    )


def test_numbers_and_names_of_fields_are_those_of_the_language() -> None:
    finding = Finding(
        "E04",
        ("answers", "HC-2", "numerator"),
        "HC-2",
        "numerator",
        "12345.5",
        {"case": "ratio", "above": "numerator", "below": "denominator", "numerator": "12345.5", "denominator": "400"},
    )
    assert message(finding, "fr", FRAMEWORK).text == (
        "«\u00a0Travailleurs exposés formés\u00a0» (12\u202f345,5) dépasse"
        " «\u00a0Travailleurs exposés à un système d’IA\u00a0» (400)."
    )
    assert "(12,345.5) exceeds" in message(finding, "en", FRAMEWORK).text


@pytest.mark.parametrize(
    ("number", "fr", "en"),
    [
        ("0", "0", "0"),
        ("1234567", "1\u202f234\u202f567", "1,234,567"),
        ("-1000.25", "-1\u202f000,25", "-1,000.25"),
        ("1E+3", "1\u202f000", "1,000"),
        ("NaN", "NaN", "NaN"),
        ("environ", "environ", "environ"),
    ],
)
def test_a_number_is_written_as_each_language_writes_it(number: str, fr: str, en: str) -> None:
    assert (number_text(number, "fr"), number_text(number, "en")) == (fr, en)


def test_a_decimal_is_written_like_its_text() -> None:
    assert number_text(Decimal("1E+3"), "fr") == "1\u202f000"


def test_french_de_loses_its_vowel_before_another() -> None:
    hours = Finding("E03", ("answers", "HC-1", "numerator"), "HC-1", "numerator", "-2")
    assert "un nombre d’heures, 0 ou plus" in words(hours, "fr")
    appraisals = Finding("E03", ("answers", "SD-4", "numerator"), "SD-4", "numerator", "-2")
    assert "un nombre entier d’expertises" in words(appraisals, "fr")
    money = Finding("E03", ("answers", "VC-6", "numerator"), "VC-6", "numerator", "-2")
    assert "un montant en euros" in words(money, "fr")
    assert "an amount in euros" in words(money, "en")


@pytest.mark.parametrize(
    ("code", "case", "found", "fr", "en"),
    [
        ("E02", "whole", "1234.5", "1\u202f234,5", "1,234.5"),
        ("E03", None, "-1234.5", "-1\u202f234,5", "-1,234.5"),
        ("E06", None, "2.5", "2,5", "2.5"),
        ("E07", "too_precise", "1.23456789", "1,23456789", "1.23456789"),
        ("E07", "too_precise", "1E+999999", "1E+999999", "1E+999999"),
        ("E07", "text", "2.5", "2.5", "2.5"),
        ("W07", "headcount", "1000", "1\u202f000", "1,000"),
    ],
)
def test_a_number_found_is_written_as_the_language_does_and_a_text_as_its_author_did(
    code: str, case: str | None, found: str, fr: str, en: str
) -> None:
    params = {} if case is None else {"case": case}
    finding = Finding(code, ("answers", "HC-2", "denominator"), "HC-2", "denominator", found, params)
    assert fr in message(finding, "fr", FRAMEWORK).text
    assert en in message(finding, "en", FRAMEWORK).text


def test_positions_of_evidence_and_commitments_count_from_one() -> None:
    second = Finding("E01", ("answers", "SD-1", "evidence", 1, "title"), "SD-1", "title", "", {"case": "evidence"})
    assert "n°\u00a02 de SD-1" in words(second, "fr")
    first = Finding("E01", ("commitments", 0, "text"), None, "text", "", {"case": "commitment"})
    assert "no. 1" in words(first, "en")


def test_wording_flags_are_named_with_their_label() -> None:
    flagged = Finding("W05", ("commitments", 2, "text"), None, "text", "s’efforce", {"flags": "NB2, NB3"})
    label = FRAMEWORK.motive("NB2").label
    assert f"NB2 ({label.fr}), NB3 (" in words(flagged, "fr")
    assert f"NB2 ({label.en}), NB3 (" in words(flagged, "en")


@pytest.mark.parametrize("fault", EVERY_FAULT, ids=lambda fault: fault.name)
def test_no_message_repeats_a_long_or_secret_text(fault: Fault) -> None:
    for language in LANGUAGES:
        assert len(message(fault.finding, language, FRAMEWORK).text) < 400
        assert "secret@" not in words(fault.finding, language)


@given(st.text())
def test_quoted_text_is_short_on_one_line_and_shows_nothing_invisible(text: str) -> None:
    shown = quoted(text)
    assert len(shown) <= 80
    assert not re.search(r"[\n\t\r\x00-\x1f\u202a-\u202e\u2066-\u2069]", shown)


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert quoted("a" * 81) == "a" * 79 + "…"
    assert quoted("a" * 80) == "a" * 80


FRENCH = [words_ for _, _, _, language, words_ in TEMPLATES if language == "fr"] + [
    entry["fr"] for section in ("fields", "wanted", "numbers") for entry in catalogue()[section].values()
]


@pytest.mark.parametrize("text", FRENCH)
def test_french_is_set_with_its_own_spaces_and_quotation_marks(text: str) -> None:
    assert not re.search(r" [;!?%:»]|« |[^\u202f][;!?%]|[^\u00a0]:(?!//)|[\"'“”]", text)
