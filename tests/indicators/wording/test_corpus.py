"""The labelled corpus: where its sentences come from, how far two labellings agree, how well the reader does on it."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from bench.wording import PARTS, UNREAD, agreement, by_reader, by_words, criteria, labels, measured, sentences

CORPUS = Path(__file__).parent / "corpus"
SOURCES = yaml.safe_load((CORPUS / "sources.yaml").read_text("utf-8"))["sources"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_at_least_three_hundred_sentences_come_from_public_texts(language: str) -> None:
    assert sum(one["origin"] == "public" for one in sentences(language, "all")) >= 300


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_has_a_place_in_a_source_with_a_licence_and_a_label(language: str) -> None:
    gold = labels("first")
    for one in sentences(language, "all"):
        assert one["place"]
        assert SOURCES[one["source"]]["document"]
        assert SOURCES[one["source"]]["licence"]
        assert gold[one["id"]] in range(4)


@pytest.mark.parametrize(("language", "least"), [("fr", 200), ("en", 180)])
def test_a_part_of_the_public_sentences_is_word_for_word(language: str, least: int) -> None:
    quoted = [one for one in sentences(language, "all") if one.get("verbatim")]
    assert len(quoted) >= least
    assert {one["origin"] for one in quoted} == {"public"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_stands_in_two_parts(language: str) -> None:
    texts = {part: {one["text"] for one in sentences(language, part)} for part in PARTS}
    for one, other in combinations(PARTS, 2):
        assert not texts[one] & texts[other]
    assert {one["part"] for one in sentences(language, "all")} == set(PARTS)
    assert len(sentences(language, "evaluation")) >= 85
    assert {one["origin"] for one in sentences(language, "evaluation")} == {"public"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_unread_part_is_asked_for_by_its_name_alone(language: str) -> None:
    third = sentences(language, UNREAD)
    assert {one["part"] for one in third} == {UNREAD}
    assert UNREAD not in PARTS
    assert not {one["id"] for one in third} & {one["id"] for one in sentences(language, "all")}
    assert not {one["text"] for one in third} & {one["text"] for one in sentences(language, "all")}
    assert not {one["source"] for one in third} & {one["source"] for one in sentences(language, "all")}


@pytest.mark.parametrize(("language", "least"), [("fr", 160), ("en", 130)])
def test_the_unread_part_is_public_and_takes_few_sentences_of_each_document(language: str, least: int) -> None:
    third = sentences(language, UNREAD)
    assert len({one["text"] for one in third}) == len(third) >= least
    assert {one["origin"] for one in third} == {"public"}
    assert max(Counter(one["source"] for one in third).values()) <= 8
    assert len({SOURCES[one["source"]]["genre"] for one in third}) >= 9


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_unread_sentence_has_a_place_a_licence_and_a_label_of_its_own(language: str) -> None:
    gold = labels(UNREAD)
    third = sentences(language, UNREAD)
    for one in third:
        assert one["place"]
        assert SOURCES[one["source"]]["document"]
        assert SOURCES[one["source"]]["licence"]
    assert {gold[one["id"]] for one in third} == set(range(4))
    assert not gold.keys() & labels("first").keys()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_part_is_labelled_twice_and_the_labellings_agree(language: str) -> None:
    count, ordinal, nominal = agreement(language)
    assert count >= 130
    assert min(ordinal, nominal) > 0.9


@pytest.mark.parametrize(
    ("language", "parts", "sentences_labelled", "least_ordinal", "least_nominal"),
    [
        ("fr", PARTS[:1], 179, 0.96, 0.93),
        ("en", PARTS[:1], 172, 0.93, 0.89),
        ("fr", PARTS[1:], 149, 0.96, 0.95),
        ("en", PARTS[1:], 127, 0.93, 0.82),
    ],
)
def test_a_labeller_who_knows_neither_the_reader_nor_the_labels_agrees(
    language: str, parts: tuple[str, ...], sentences_labelled: int, least_ordinal: float, least_nominal: float
) -> None:
    count, ordinal, nominal = agreement(language, "independent", parts)
    assert count == sentences_labelled
    assert ordinal > least_ordinal
    assert nominal > least_nominal


@pytest.mark.parametrize("part", ["trial", "evaluation"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_that_gives_a_published_figure_has_an_independent_label(language: str, part: str) -> None:
    independent = labels("independent")
    assert {independent[one["id"]] for one in sentences(language, part)} == set(range(4))


@pytest.mark.parametrize(
    ("language", "firm", "soft", "exact", "within_one"),
    [("fr", 0.965, 0.95, 0.81, 0.96), ("en", 0.885, 0.855, 0.835, 0.94)],
)
def test_the_reader_holds_against_labels_that_its_author_did_not_give(
    language: str, firm: float, soft: float, exact: float, within_one: float
) -> None:
    result = measured(language, "evaluation", by_reader, labelling="independent")  # type: ignore[arg-type]
    assert (result["firm"][2] >= firm, result["soft"][2] >= soft) == (True, True)
    assert (result["exact"] >= exact, result["within_one"] >= within_one) == (True, True)


@pytest.mark.parametrize(
    ("language", "part", "firm", "soft", "exact", "within_one"),
    [
        ("fr", "development", 0.975, 0.955, 0.92, 0.975),
        ("en", "development", 0.975, 0.965, 0.92, 0.98),
        ("fr", "trial", 0.97, 0.95, 0.93, 0.95),
        ("en", "trial", 0.97, 0.97, 0.94, 0.97),
        ("fr", "evaluation", 0.96, 0.94, 0.82, 0.96),
        ("en", "evaluation", 0.94, 0.93, 0.88, 0.97),
    ],
)
def test_firm_and_soft_are_told_apart_as_well_as_before(  # floors of what is read now, no claim about unread text
    language: str, part: str, firm: float, soft: float, exact: float, within_one: float
) -> None:
    result = measured(language, part, by_reader)  # type: ignore[arg-type]
    assert result["firm"][2] >= firm
    assert result["soft"][2] >= soft
    assert result["exact"] >= exact
    assert result["within_one"] >= within_one


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_governing_verb_is_worth_more_than_a_list_of_words(language: str) -> None:
    words = measured(language, "evaluation", lambda text, tongue: by_words(text, tongue, negation=True))  # type: ignore[arg-type]
    reader = measured(language, "evaluation", by_reader)  # type: ignore[arg-type]
    assert reader["soft"][2] > words["soft"][2] + 0.3


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_criterion_of_precision_and_delegation_is_found(language: str) -> None:
    assert {name: f1 >= 0.9 for name, (_, _, f1, _) in criteria(language).items()} == dict.fromkeys(
        ("R4", "R5", "R6", "R7", "R8"), True
    )


def test_the_corpus_files_are_one_object_a_line() -> None:
    for path in sorted(CORPUS.glob("*.jsonl")):
        lines = path.read_text("utf-8").splitlines()
        assert all(isinstance(json.loads(line), dict) for line in lines)
