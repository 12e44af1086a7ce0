"""A testimony that could point at one person is noticed before it is published, with the counts it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indicators.annotations import Annotation, Proof, Speaker, Target
from indicators.figures import Signatory
from indicators.model import LANGUAGES
from indicators.small_groups import GroupWarning, group_message, small_groups

WHEN = datetime(2026, 5, 12, tzinfo=UTC)
ANSWER = Target("answer", cycle="2026", signatory="EX-001", indicator="SD-1", revision=1)
INDICATOR = Target("indicator", framework="paris-2025@1", indicator="SD-1")
ROSTER = tuple(
    Signatory(f"EX-{n:03}", f"Exemple {n} (invented)", "FR", "C" if n < 5 else "K", 1200 if n < 4 else 30)
    for n in range(1, 7)
)


def told(proof: Proof, target: Target = ANSWER, roster: tuple[Signatory, ...] = ROSTER) -> list[tuple[str, int]]:
    one = Annotation("urn:a:1", Speaker("urn:u:1", "U"), "assessing", ("A1",), target, {"fr": "x"}, WHEN)
    return [(w.code, w.count) for w in small_groups(replace(one, evidence=(proof,)), roster)]


def spoken(**more: str) -> Proof:
    return Proof(**({"kind": "testimony", "quote": "On nous a prévenus après.", "consent": True} | more))  # type: ignore[arg-type]


def test_a_general_testimony_in_a_large_company_of_a_common_kind_raises_nothing() -> None:
    assert told(spoken(role="ouvrière en production")) == []


def test_a_small_company_and_one_alone_of_its_kind_are_counted() -> None:
    small = replace(ANSWER, signatory="EX-004")

    assert told(spoken(), small) == [("T01", 30), ("T02", 1)]
    assert told(spoken(), replace(ANSWER, signatory="EX-005")) == [("T01", 30), ("T02", 2)]


def test_a_sector_of_few_companies_is_counted_where_no_company_is_named() -> None:
    assert told(spoken(sector="K"), INDICATOR) == [("T03", 2)]
    assert told(spoken(sector="C"), INDICATOR) == []
    assert told(spoken(sector="K"), INDICATOR, roster=()) == []


def test_words_that_are_read_beside_several_rosters_are_counted_on_the_one_that_leaves_fewest_open() -> None:
    one = Annotation("urn:a:1", Speaker("urn:u:1", "U"), "assessing", ("A1",), INDICATOR, {"fr": "x"}, WHEN)
    many = tuple(replace(company, sector="K") for company in ROSTER)
    nobody = tuple(replace(company, sector="C") for company in ROSTER)

    counted = [
        [(w.code, w.count) for w in small_groups(replace(one, evidence=(spoken(sector="K"),)), *rosters)]
        for rosters in ((many,), (many, ROSTER), (ROSTER[:5], many, ROSTER), (many, nobody), ())
    ]

    assert counted == [[], [("T03", 2)], [("T03", 1)], [], []]


@pytest.mark.parametrize("role", ["Directrice du site", "secretaire du CSE", "Head of data", "la seule traductrice"])
def test_a_post_that_one_person_holds_is_noticed_whatever_its_accents(role: str) -> None:
    assert told(spoken(role=role)) == [("T04", 1)]


@pytest.mark.parametrize("role", ["élue", "conseillère de vente", "directement exposée", "seulement de nuit"])
def test_a_word_that_only_begins_alike_is_no_post(role: str) -> None:
    assert told(spoken(role=role)) == []


@pytest.mark.parametrize(
    "quote", ["Écrivez à a.b@exemple.org.", "Appelez le 06 12 34 56 78.", "Demandez à Mme Durand.", "See Dr. Osei."]
)
def test_an_address_a_number_or_a_titled_name_in_the_words_is_noticed(quote: str) -> None:
    assert told(spoken(quote=quote)) == [("T05", 1)]


def test_what_was_said_in_public_and_what_is_no_testimony_is_left_alone() -> None:
    small = replace(ANSWER, signatory="EX-004")

    assert told(spoken(source="Contre-sommet, 2025", role="directeur"), small) == []
    assert told(Proof("document", title="PV", role="directeur"), small) == []


@pytest.mark.parametrize("code", ["T01", "T02", "T03", "T04", "T05"])
def test_every_warning_speaks_both_languages_with_its_count(code: str) -> None:
    for language in LANGUAGES:
        message = group_message(GroupWarning(code, 0, 17, "trouvé"), language)  # type: ignore[arg-type]
        assert "17" in message
        assert "trouvé" in message
