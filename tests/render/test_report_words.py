"""Every text of the report exists in both languages with the same blanks, and every text asked for exists."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from indicators.figures import Consolidation
from indicators.model import LANGUAGES
from service.render.report import annotations_sheet, answers, codebook, commitments, figures_sheet, refused, signatories
from service.render.report.cards import unmarked
from service.render.report.contents import Report
from service.render.report.language import NARROW, Words, catalogue
from service.render.report.measure import column_points, line_count, text_points

HOME = Path(answers.__file__).parent
TABLES = (
    *(answers.LONG, annotations_sheet.COLUMNS, codebook.COLUMNS, codebook.INDICATOR_COLUMNS, commitments.COLUMNS),
    *(figures_sheet.COLUMNS, refused.COLUMNS, signatories.COLUMNS),
)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_a_text_has_both_languages_and_the_same_blanks_in_both(key: str) -> None:
    entry = catalogue()[key]
    for form in (entry, entry.get("one", entry)):
        assert form["fr"].strip()
        assert form["en"].strip()
        assert blanks(form["fr"]) == blanks(form["en"])


def test_french_texts_use_french_spaces() -> None:
    loose = re.compile(r"(?<![\u00a0\u202f\d(«/#])[;!?%](?![\w;])|[^\u00a0\s]:(?=\s)|«(?!\u00a0)|(?<!\u00a0)»")
    wrong = {key: entry["fr"] for key, entry in catalogue().items() if loose.search(entry["fr"])}
    assert wrong == {}


def test_every_text_that_the_code_names_exists() -> None:
    named = {
        key
        for module in HOME.glob("*.py")
        for key in re.findall(r"words(?:\.count)?\(\s*\"([a-z][a-z0-9_]*)\"", module.read_text(encoding="utf-8"))
    }
    assert named - set(catalogue()) == set()
    assert len(named) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_head_and_a_meaning(language: str) -> None:
    words = Words("fr" if language == "fr" else "en")
    for columns in TABLES:
        for column in columns:
            assert column.words_for(words)
            assert column.meaning(words)


@pytest.mark.parametrize("name", ["cover_lead_silent", "answers_line", "contested_line", "lead_level"])
def test_one_is_singular_and_in_french_zero_too(name: str) -> None:
    params = dict.fromkeys(blanks(catalogue()[name]["fr"]) - {"count"}, "x")
    french, english = Words("fr"), Words("en")
    assert french.count(name, 0, **params) == french.count(name, 1, **params).replace("1", "0", 1)
    assert english.count(name, 1, **params) != english.count(name, 2, **params)


def test_numbers_and_dates_follow_the_language(report: Report) -> None:
    french, english = Words("fr"), Words("en")
    assert (french.number(1234567), english.number(1234567)) == (f"1{NARROW}234{NARROW}567", "1,234,567")
    assert (french.number(Decimal("3.145")), english.number(Decimal("3.140"))) == ("3,15", "3.14")
    assert (french.percent(Decimal("0.125"), 1), english.percent(Decimal("0.125"))) == (f"12,5{NARROW}%", "13%")
    assert (french.percent(None), english.number(Decimal("-0.5"))) == ("–", "-0.5")
    assert report.made_on is not None
    assert (french.day(report.made_on), english.day(report.made_on)) == ("2 juin 2026", "2 June 2026")
    assert isinstance(report.consolidation, Consolidation)


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("C’est *plus large* et **dit**.", "C’est plus large et dit."),
        ("Lire [le PV](https://example.org/pv)", "Lire le PV (https://example.org/pv)"),
        ("2 * 3 * 4 et snake_case_ici", "2 * 3 * 4 et snake_case_ici"),
        ("d’l’**évaluation**", "d’l’évaluation"),
    ],
)
def test_limited_markdown_reads_without_its_marks(markdown: str, read: str) -> None:
    assert unmarked(markdown) == read


def test_a_longer_text_never_needs_fewer_lines() -> None:
    room = column_points(40)
    counts = [line_count("mot " * number, room, 10) for number in range(1, 200)]
    assert counts == sorted(counts)
    assert counts[-1] > 15
    assert line_count("x" * 5000, room, 10) >= int(text_points("x" * 5000, 10) / room)
