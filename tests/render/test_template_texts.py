"""The words of the workbook and of its findings: each in both languages, with good French spacing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import service
from indicators.answers import EVIDENCE_KINDS, Status
from indicators.findings import Finding
from indicators.model import LANGUAGES
from service.form.lists import form_texts
from service.form.texts import load_texts
from service.intake.form_findings import form_codes, form_message

ROOT = Path(service.__file__).parent
FILES = (
    "form/form.yaml",
    "render/template.yaml",
    "intake/form_findings.yaml",
    "workflows/mark_workbook.yaml",
    "cli/check.yaml",
)


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_there_in_both_languages_and_takes_the_same_names(name: str) -> None:
    every = dict(load_texts(ROOT / name).every())

    assert every
    for key, texts in every.items():
        assert set(texts) == set(LANGUAGES), key
        names = [set(re.findall(r"\{(\w+)\}", str(texts[language]))) for language in LANGUAGES]
        assert names[0] == names[1], key


@pytest.mark.parametrize("name", FILES)
def test_french_marks_are_spaced_as_french_wants(name: str) -> None:
    for key, texts in load_texts(ROOT / name).every():
        french = str(texts["fr"])
        assert not re.search(r"[^\u202f][;!?]", french), key
        assert not re.search(r"[^\u00a0]:(?!//)", french), key
        assert not re.search(r"«[^\u00a0]|[^\u00a0]»", french), key


def test_an_unknown_key_is_named_with_its_file() -> None:
    with pytest.raises(KeyError, match=r"form\.yaml: lists\.nowhere"):
        form_texts()("lists.nowhere", "fr")


def test_the_lists_offer_exactly_the_codes_that_the_rules_know() -> None:
    assert form_texts().keys_under("lists.status") == tuple(status.value for status in Status)
    assert form_texts().keys_under("lists.evidence_kind") == EVIDENCE_KINDS


@pytest.mark.parametrize("code", sorted(form_codes()))
def test_every_finding_about_the_form_says_what_is_found_expected_and_how_to_mend_it(code: str) -> None:
    params = {"case": "row", "limit": "50", "expected": "E14"}
    for language in LANGUAGES:
        words = form_message(Finding(code, ("x",), found="12", params=params), language, "Preuves")
        assert all((words.text, words.expected, words.remedy))
        assert "{" not in words.sentence
