"""Every refusal that the door can make has words in both languages, and no words are left over."""

import re
from pathlib import Path

import pytest

from service.intake import refusals
from service.intake.refusals import Refusal, load_catalogue

_SOURCES = Path(refusals.__file__).parent
_CODES_IN_TABLES = re.compile(r'"(U\d\d)"')


def codes_in_sources() -> set[str]:
    door = ("archive", "cell_values", "confinement", "disguise", "gate", "grid", "markup", "ooxml", "ooxml_parts")
    rest = ("opendocument", "opendocument_table", "package", "quantities", "worker", "worksheet")
    texts = [(_SOURCES / f"{name}.py").read_text(encoding="utf-8") for name in (*door, *rest)]
    return {code for text in texts for code in _CODES_IN_TABLES.findall(text)}


def test_codes_in_the_sources_and_in_the_catalogue_are_the_same() -> None:
    assert codes_in_sources() == set(load_catalogue()["codes"])


@pytest.mark.parametrize("code", sorted(load_catalogue()["codes"]))
def test_a_code_says_what_was_found_what_is_expected_and_how_to_mend_it(code: str) -> None:
    entry = load_catalogue()["codes"][code]
    assert set(entry) == {"found", "expected", "mend"}
    for part in entry.values():
        assert set(part) == {"fr", "en"}
        assert re.findall(r"\{(\w+)\}", part["fr"]) == re.findall(r"\{(\w+)\}", part["en"])
        assert part["fr"].endswith(".")
        assert part["en"].endswith(".")


def test_french_words_have_french_spaces() -> None:
    catalogue = load_catalogue()
    texts = [part["fr"] for entry in catalogue["codes"].values() for part in entry.values()]
    texts += [words["fr"] for words in catalogue["terms"].values()]
    assert [text for text in texts if "'" in text or " ;" in text or " :" in text or "« " in text or " »" in text] == []
    assert any("\u202f;" in text for text in texts)


def test_terms_are_put_in_the_language_of_the_message() -> None:
    refusal = Refusal("U08", kind="pdf")
    assert refusal.part("found", "fr") == "Ce fichier est un PDF."
    assert refusal.part("found", "en") == "This file is a PDF."


def test_what_a_hostile_file_says_is_shown_short_and_printable() -> None:
    refusal = Refusal("U14", member="a\x00\x1b[31m\u202e" + "b" * 500, reason="unsafe_name")
    shown = refusal.params["member"]
    assert isinstance(shown, str)
    assert shown.isprintable()
    assert len(shown) == 80
    assert "{0.__class__}" in Refusal("U16", part="{0.__class__}").message("en")
