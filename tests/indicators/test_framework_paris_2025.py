"""The bundled framework quotes the pledge word for word, and holds every demand, motive and theme."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

import pytest

from indicators.loader import FRAMEWORKS, bundled, load
from indicators.model import Framework

FRAMEWORK = bundled("paris-2025", 1)

CLAUSES = {
    0: ["0.1"],
    1: ["1.1", "1.2"],
    2: ["2.1", "2.2"],
    3: ["3.1", "3.2", "3.3", "3.4"],
    4: ["4.1", "4.2"],
    5: ["5.1", "5.2", "5.3"],
    6: ["6.1", "6.2", "6.2a", "6.2b", "6.2c", "6.3"],
    7: ["7.1", "7.2", "7.3", "7.4"],
}

DEMANDS = {"D": 11, "E": 5, "R": 4, "P": 3, "G": 4, "C": 8, "B": 4}


def _sha256(texts: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()


def test_the_24_clauses_stand_in_order_under_their_objectives() -> None:
    by_objective = {
        objective.number: [clause.id for clause in FRAMEWORK.clauses if clause.objective == objective.number]
        for objective in FRAMEWORK.objectives
    }
    assert by_objective == CLAUSES
    assert [clause.id for clause in FRAMEWORK.clauses] == [id_ for ids in CLAUSES.values() for id_ in ids]
    assert len(FRAMEWORK.clauses) == 24


def test_nineteen_clauses_are_commitments_and_four_are_follow_up() -> None:
    kinds = [clause.kind for clause in FRAMEWORK.clauses]
    assert (kinds.count("chapeau"), kinds.count("commitment"), kinds.count("follow_up")) == (1, 19, 4)


@pytest.mark.parametrize(
    ("id_", "french"),
    [
        ("0.1", "Les entreprises s'engagent à suivre les objectifs suivants :"),
        (
            "2.2",
            (
                "Promouvoir une transition équitable en s'attaquant à l'inadéquation des compétences sur le site et en "
                "soutenant les initiatives d'amélioration et de requalification des compétences en collaboration avec "
                "les syndicats et les organisations d'employeurs."
            ),
        ),
        (
            "4.1",
            (
                "Veiller à ce que l'IA élimine les préjugés lors du recrutement et n'exclut pas les groupes "
                "sous-représentés."
            ),
        ),
        (
            "6.2",
            (
                "Promouvoir les droits de l'homme auprès de tous les partenaires commerciaux. Les actions clés sont "
                "les suivantes :"
            ),
        ),
        (
            "6.3",
            (
                "Favoriser l'innovation technologique et la R&D dans le domaine de l'IA afin d'encourager la "
                "croissance économique et la productivité"
            ),
        ),
        (
            "7.3",
            (
                "Les auto-évaluations initiales des entreprises peuvent être consolidées afin d'être présentées comme "
                "un impact collectif de l'engagement lors du sommet du G7 de 2026 en France."
            ),
        ),
    ],
)
def test_a_clause_is_quoted_word_for_word_with_its_oddities(id_: str, french: str) -> None:
    assert FRAMEWORK.clause(id_).text.fr == french


def test_no_clause_and_no_heading_has_changed_by_a_character() -> None:
    assert _sha256(clause.text.fr for clause in FRAMEWORK.clauses) == (
        "969641aee777c515c3b4da2451c2973aec0be31820e59b220db79756a7562072"
    )
    assert _sha256(objective.heading.fr for objective in FRAMEWORK.objectives if objective.heading is not None) == (
        "651c49166a82ff15ea6ad8ffc35f90b27d28ec5428396a821f0cde3ec9c3fd9b"
    )


def test_only_the_six_objectives_have_a_heading() -> None:
    assert [objective.number for objective in FRAMEWORK.objectives if objective.heading] == [1, 2, 3, 4, 5, 6]
    heading = FRAMEWORK.objective(5).heading
    assert heading is not None
    assert heading.fr == "Protection de la vie privée des travailleurs"


@pytest.mark.parametrize(
    ("id_", "french", "english"),
    [
        ("0.1", "s'engagent à", "undertake to"),
        ("1.1", "Promouvoir", "Promote"),
        ("1.2", "Soutenir", "Support"),
        ("2.1", "Favoriser", "Foster"),
        ("3.1", "Tirer parti", "Leverage"),
        ("3.3", "Impliquer", "Involve"),
        ("4.1", "Veiller à ce que", "Ensure that"),
        ("4.2", "Faire respecter", "Enforce"),
        ("5.1", "Veiller à ce que", "Ensure that"),
        ("5.2", "Protéger", "Protect"),
        ("5.3", "Encourager", "Encourage"),
        ("6.1", "veiller à ce que", "ensure that"),
        ("6.2a", "doivent respecter", "must comply"),
        ("6.2b", "Encourager", "Encourage"),
        ("6.2c", "Promouvoir", "Promote"),
        ("6.3", "Favoriser", "Foster"),
        ("7.1", "s'engagent à", "undertake to"),
        ("7.2", "éventuellement", "possibly"),
        ("7.2", "proposera", "will propose"),
        ("7.3", "peuvent être", "may be"),
    ],
)
def test_the_translation_keeps_the_strength_of_each_verb(id_: str, french: str, english: str) -> None:
    clause = FRAMEWORK.clause(id_)
    assert french in clause.text.fr
    assert english in clause.text.en


def test_the_framework_says_that_it_is_a_candidate_and_its_translation_not_official() -> None:
    assert FRAMEWORK.notice.fr.startswith("Cadre candidat")
    assert FRAMEWORK.notice.en.startswith("Candidate framework: no official list of indicators")
    assert FRAMEWORK.official_languages == ("fr",)
    assert "not official" in FRAMEWORK.translation_notice.en
    assert "n’est pas officielle" in FRAMEWORK.translation_notice.fr


def test_short_names_fit_a_sheet_name() -> None:
    for objective in FRAMEWORK.objectives:
        for short in (objective.short.fr, objective.short.en):
            assert len(short) <= 24
            assert not set(short) & set("[]:*?/\\'")


def test_every_demand_of_the_catalogue_is_there_and_the_catalogue_says_whose_it_is() -> None:
    ids = [f"{letter}{number:02}" for letter, count in DEMANDS.items() for number in range(1, count + 1)]
    assert list(FRAMEWORK.demands) == ids
    (catalogue,) = FRAMEWORK.catalogues
    assert "CGT" in catalogue.label.fr
    assert "CGT" in catalogue.label.en
    assert len(catalogue.families) == 7
    assert {demand.source for demand in catalogue.demands} == {"cgt-contribution-2025", "cgt-communique-2025-02-11"}
    assert all(demand.clauses for demand in catalogue.demands)


def test_only_a1_to_a5_contest_an_answer() -> None:
    assert [motive.id for motive in FRAMEWORK.motives] == [
        *(f"NB{n}" for n in range(1, 8)), *(f"A{n}" for n in range(1, 7)), "F1", "F2", "F3",
        "G1", "G2", "V1", "P1", "L1",
    ]  # fmt: skip
    assert [motive.id for motive in FRAMEWORK.motives if motive.contests] == ["A1", "A2", "A3", "A4", "A5"]
    assert {FRAMEWORK.motive(f"NB{n}").targets for n in range(1, 8)} == {("clause",)}
    assert {FRAMEWORK.motive(f"A{n}").targets for n in range(1, 7)} == {("answer",)}
    assert {len(FRAMEWORK.motive(id_).targets) for id_ in ("V1", "P1", "L1")} == {5}


def test_the_six_themes_are_there() -> None:
    assert [theme.id for theme in FRAMEWORK.themes] == [
        "civil-liberties",
        "work-health-conditions",
        "legal-means",
        "uses-that-help",
        "precarious-click-work",
        "reappropriation-union-action",
    ]


def test_loading_takes_less_than_150_milliseconds() -> None:
    def seconds() -> float:
        start = time.process_time()
        loaded: Framework = load(FRAMEWORKS / "paris-2025")
        assert loaded.content_hash == FRAMEWORK.content_hash
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.150
