"""Invented sentences, by family of construction and by kind of text: what the guide says of each is what is read.

They were made while the rules were written and stand for no claim about unread text (decision 97).
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from indicators.wording import read

HOME = Path(__file__).parent / "constructions"
LANGUAGES = ("fr", "en")


def rows(name: str) -> list[dict[str, str]]:
    with (HOME / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def level(sentence: str, language: Any) -> int:
    operative = read(sentence, language).operative
    return operative.scores["R1"] if operative else 0


FAMILIES = [
    (language, family) for language in LANGUAGES for family in dict.fromkeys(r["family"] for r in rows(language))
]


@pytest.mark.parametrize(("language", "family"), FAMILIES)
def test_every_sentence_of_a_family_has_the_class_that_the_guide_gives_it(language: str, family: str) -> None:
    sentences = [one for one in rows(language) if one["family"] == family]
    misread = {one["sentence"]: level(one["sentence"], language) for one in sentences}
    assert misread == {one["sentence"]: int(one["r1"]) for one in sentences}


@pytest.mark.parametrize("language", LANGUAGES)
def test_firm_sentences_bind_and_soft_ones_do_not(language: Any) -> None:
    wrong = [
        one["sentence"] for one in rows(language) if read(one["sentence"], language).binding != (int(one["r1"]) > 1)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice_and_every_family_has_more_than_one(language: str) -> None:
    sentences = [one["sentence"] for one in (*rows(language), *rows(f"genres.{language}"))]
    assert len(sentences) == len(set(sentences))
    families = [one["family"] for one in rows(language)]
    assert min(families.count(family) for family in set(families)) > 1


@pytest.mark.parametrize(("language", "exact", "within_one"), [("fr", 0.945, 0.97), ("en", 0.94, 0.97)])
def test_sentences_in_the_manner_of_nine_kinds_of_text_are_read(language: str, exact: float, within_one: float) -> None:
    found = [abs(level(one["sentence"], language) - int(one["r1"])) for one in rows(f"genres.{language}")]
    assert len(found) > 330
    assert found.count(0) / len(found) >= exact
    assert (found.count(0) + found.count(1)) / len(found) >= within_one


@pytest.mark.parametrize(
    ("language", "sentence", "words", "rule"),
    [
        ("en", "Must I report a gift?", "?", "EN-R1-QUESTION"),
        ("fr", "Dois-je déclarer un cadeau ?", "?", "FR-R1-QUESTION"),
        ("en", "The union asks the ministry to publish the figures.", "asks", "EN-R1-REQUEST"),
        ("fr", "Si le poste change, veuillez en informer le délégué.", "veuillez en informer", "FR-R1-REQUEST"),
        ("en", "No employee will lose pay.", "will", "EN-R1-NOBODY-WILL"),
        ("en", "Demand is expected to grow.", "is expected", "EN-R1-PREDICTION"),
        ("en", "The notice period is two months.", "is two", "EN-R1-MEASURE"),
        ("en", "A dismissal is valid only if the union has been heard.", "is valid only", "EN-R1-MAY-ONLY"),
        ("en", "It is the employer's duty to assess the risks.", "It is the employer's duty to", "EN-I-LAID"),
        ("fr", "Le chef de service est responsable du registre.", "est responsable", "FR-B-DUTY"),
        ("en", "Bribery undermines trust.", "undermines", "EN-V-HARM"),
        ("fr", "La fraude fausse le jeu.", "fausse", "FR-V-HARM"),
    ],
)
def test_a_finding_names_its_words_and_its_rule(language: Any, sentence: str, words: str, rule: str) -> None:
    operative = read(sentence, language).operative
    assert operative is not None
    found = next(finding for finding in operative.findings if finding.criterion == "R1")
    assert (found.words, found.rule) == (words, rule)
    assert sentence[found.start : found.end] == words


def test_small_letters_written_in_two_characters_move_no_place() -> None:
    sentence = "İİ THE EMPLOYER’S AGENT SHALL CONSULT."
    operative = read(sentence, "en").operative
    assert operative is not None
    found = next(finding for finding in operative.findings if finding.criterion == "R1")
    assert (sentence[found.start : found.end], found.words) == ("SHALL", "SHALL")
