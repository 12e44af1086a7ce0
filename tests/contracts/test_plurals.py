"""Sentences in YAML bend with their numbers, in the manner of each language; none keeps a plural in brackets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.plurals import filled, several
from service.errors import detail, shape

HOME = Path(__file__).parents[2]
BRACKETED = re.compile(r"[a-zà-ÿ]\((?:s|x|e|es|ies|ne|nes|aux|le|les)\)", re.IGNORECASE)
POINTS = "{count} {count|point|points} to correct"


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        (0, False, True),
        (1, False, False),
        (2, True, True),
        (Decimal("1.5"), False, True),
        (-1, False, False),
        ("1", False, False),
        ("12", True, True),
        ("1 204", True, True),
    ],
)
def test_none_is_singular_in_french_and_plural_in_english(number: object, french: bool, english: bool) -> None:
    assert (several(number, "fr"), several(number, "en")) == (french, english)


def test_each_number_of_a_sentence_bends_its_own_words() -> None:
    words = "{done} {done|value|values} changed, {left} {left|value|values} left by {who}"

    assert filled(words, "en", {"done": 1, "left": 0, "who": "{done}"}) == "1 value changed, 0 values left by {done}"


def test_a_name_that_is_not_given_is_refused() -> None:
    with pytest.raises(KeyError, match="count"):
        filled(POINTS, "en", {})


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        ("1", "1 point à corriger\u202f: il figure dans", "1 point to correct: it is listed in"),
        ("3", "3 points à corriger\u202f: chacun figure dans", "3 points to correct: each is listed in"),
    ],
)
def test_a_refusal_counts_its_points(count: str, french: str, english: str) -> None:
    said = {language: detail("findings", language, {"count": count}) for language in ("fr", "en")}

    assert said["fr"].replace("\u00a0", "\u202f").replace(" :", "\u202f:").startswith(french)
    assert said["en"].startswith(english)


@pytest.mark.parametrize(
    ("some", "total", "french", "english"),
    [
        ("1", "5", "il n’y a ici que 1 annotation sur 5", "only 1 of 5 annotations is here"),
        ("4", "5", "il n’y a ici que 4 annotations sur 5", "only 4 of 5 annotations are here"),
    ],
)
def test_an_incomplete_file_counts_its_annotations(some: str, total: str, french: str, english: str) -> None:
    given = {"some": some, "total": total}

    assert (shape("J16", "found", "fr", given), shape("J16", "found", "en", given)) == (french, english)


def test_no_word_for_people_keeps_a_plural_in_brackets() -> None:
    found = [f"{path}: {words}" for path, words in _words() if BRACKETED.search(words)]

    assert found == []


def _words() -> Iterator[tuple[str, str]]:
    """Every line that people read (catalogues, sentences, templates, documents), and every text in our modules."""
    for pattern in ("service/**/*.yaml", "service/**/*.po", "service/**/*.html", "indicators/**/*.yaml"):
        yield from _lines(HOME.glob(pattern))
    yield from _lines([*HOME.glob("*.md"), *HOME.glob("docs/**/*.md")])
    for path in [*HOME.glob("service/**/*.py"), *HOME.glob("indicators/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.relative_to(HOME)}:{node.lineno}", node.value


def _lines(paths: Iterator[Path] | list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{path.relative_to(HOME)}:{number}", line
