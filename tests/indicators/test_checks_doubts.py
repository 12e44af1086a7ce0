"""Doubts are raised where they are due, and only there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.answers import Evidence, Submission
from indicators.checks import check
from indicators.checks.promotion import promotional
from indicators.findings import Finding
from indicators.model import Indicator
from tests.indicators.companies import (
    CLEAN,
    FRAMEWORK,
    MINUTES,
    numbers,
    unflagged,
    with_answer,
    with_commitment,
    with_profile,
)


def found(submission: Submission, previous: Submission | None = None) -> list[Finding]:
    return list(check(FRAMEWORK, submission, previous, reader=unflagged))


def codes(submission: Submission, previous: Submission | None = None) -> list[str]:
    return [finding.code for finding in found(submission, previous)]


def test_w01_compares_indicators_with_each_other_where_the_population_was_not_read() -> None:
    submission = with_profile(populations={"EMP": None})
    submission = with_answer("PR-2", submission, values=numbers(denominator=800))
    doubt = next(finding for finding in found(submission) if finding.code == "W01")
    assert doubt.path == ("answers", "PR-2", "denominator")
    assert (doubt.found, doubt.params["declared"], doubt.params["source"]) == ("800", "1000", "SD-2")


def test_w01_looks_at_counts_of_a_population_too() -> None:
    (doubt,) = found(with_answer("GOV-1", values=numbers(count=12)))
    assert (doubt.code, doubt.path, doubt.found) == ("W01", ("answers", "GOV-1", "count"), "12")


def test_w02_is_silent_with_evidence_and_below_level_3() -> None:
    assert codes(with_answer("HC-5", values=numbers(level=3), evidence=(MINUTES,))) == []
    assert codes(with_answer("HC-5", values=numbers(level=2))) == []


@pytest.mark.parametrize(("before", "doubted"), [(0, False), (500, False), (1, False)])
def test_w03_leaves_changes_of_up_to_50_points_alone(before: int, doubted: bool) -> None:
    now = with_answer("SD-2", values=numbers(numerator=500))
    earlier = with_answer("SD-2", values=numbers(numerator=before))
    assert ("W03" in codes(now, earlier)) is doubted


def test_w03_is_raised_for_a_fall_as_for_a_rise() -> None:
    low, high = (with_answer("SD-2", values=numbers(numerator=n)) for n in (100, 601))
    (rise,), (fall,) = found(high, low), found(low, high)
    assert (rise.params["before"], rise.params["now"]) == ("10", "60.1")
    assert (fall.params["before"], fall.params["now"]) == ("60.1", "10")


@pytest.mark.parametrize(("before", "doubted"), [(334, False), (333, True), (0, False), (3000, False), (3001, True)])
def test_w03_doubts_a_population_that_more_than_tripled_or_fell_below_a_third(before: int, doubted: bool) -> None:
    earlier = with_profile(populations=numbers(EMP=before))
    assert ("W03" in codes(CLEAN, earlier)) is doubted


def test_w03_needs_an_answer_in_both_cycles() -> None:
    earlier = with_answer("SD-2", status="not_available", reason="x", values=numbers(numerator=0))
    assert codes(with_answer("SD-2", values=numbers(numerator=900)), earlier) == []


def at_best(indicator: Indicator) -> dict[str, Decimal]:
    answer = CLEAN.answer(indicator.id)
    assert answer is not None
    if indicator.kind == "level":
        return {"level": Decimal(3)}
    if indicator.kind != "ratio" or indicator.unbounded or not indicator.scored:
        return {}
    if indicator.method == "rate_ratio":
        return {"numerator": Decimal(30)}
    if indicator.better == "down":
        return {"numerator": Decimal(0)}
    sides = {f.key: f.key.replace("numerator", "denominator") for f in indicator.fields if f.role == "numerator"}
    return {above: answer.number(below) or Decimal(0) for above, below in sides.items()}


def perfect() -> Submission:
    submission = CLEAN
    for indicator in FRAMEWORK.entered():
        submission = with_answer(indicator.id, submission, values=at_best(indicator), evidence=(MINUTES,))
    return submission


def test_w04_is_raised_once_when_all_that_has_a_maximum_is_at_it() -> None:
    (doubt,) = found(perfect())
    assert (doubt.code, doubt.path, doubt.params) == ("W04", ("answers",), {"answers": "27"})


def test_w04_is_silent_as_soon_as_one_answer_is_below() -> None:
    assert codes(with_answer("SD-1", perfect(), values=numbers(numerator=7))) == []


def test_w04_takes_no_monitoring_for_the_best_and_full_monitoring_for_the_worst() -> None:
    assert codes(with_answer("PR-2", perfect(), values=numbers(numerator=1000))) == []


def test_w04_does_not_judge_two_answers() -> None:
    submission = replace(
        perfect(), answers=tuple(a for a in perfect().answers if a.indicator in ("SD-1", "HC-5", "GOV-1", "HC-1"))
    )
    assert "W04" not in codes(submission)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.acieries-ponant-gris.example/",
        "https://acieriesduponantgris.example/fr/nos-engagements",
        "https://newsroom.ponant-gris.example/ia",
        "https://www.businesswire.example/press-release/ponant",
        "https://blog.acieries-ponant.example/ia-de-confiance",
        "https://www.ponant-gris.example/rse/ia.html",
    ],
)
def test_w06_knows_a_promotional_page(link: str) -> None:
    (doubt,) = found(with_answer("SD-1", evidence=(Evidence("policy", "Notre démarche", link),)))
    assert (doubt.code, doubt.path, doubt.found) == ("W06", ("answers", "SD-1", "evidence", 0, "link"), link)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.ponant-gris.example/accords/accord-ia-2026.pdf",
        "https://www.ponant-gris.example/rse/accord-ia-2026.pdf",
        "https://www.ponant-gris.example/bdese/12",
        "https://www.lemonde.example/actualites/ponant-gris",
        "https://www.legifrance.example/acco/id/123",
        "https://www.autre-societe.example/blog/",
    ],
)
def test_w06_leaves_documents_and_other_peoples_pages_alone(link: str) -> None:
    assert found(with_answer("SD-1", evidence=(Evidence("agreement", "Accord", link),))) == []


def test_w06_is_silent_beside_any_other_evidence() -> None:
    page = Evidence("policy", "Notre démarche", "https://www.ponant-gris.example/blog")
    assert codes(with_answer("SD-1", evidence=(page, MINUTES))) == []
    assert codes(with_answer("SD-1", evidence=(replace(page, reference="Accord du 3 mars 2026"),))) == []
    assert codes(with_answer("SD-1", evidence=(page, page))) == ["W06"]


def test_w06_does_not_take_a_common_word_for_a_name() -> None:
    assert not promotional("https://www.banque-de-france.example/blog", "Banque Halcyane (fictive)")
    assert promotional("https://www.halcyane.example/blog", "Banque Halcyane (fictive)")
    assert promotional("https://www.sncf.example/blog", "Société nationale des chemins fictifs")


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("Hors prestataires.", "Hors prestataires"),
        (
            "Chiffres à l’exclusion des travailleurs intérimaires",
            "à l’exclusion des travailleurs intérimaires",
        ),
        (
            "Ne comprend pas les salariés des sous-traitants",
            "Ne comprend pas les salariés des sous-traitants",
        ),
        ("Intérimaires non compris", "Intérimaires non compris"),
        ("Effectifs propres uniquement", "Effectifs propres uniquement"),
        ("Figures exclude agency workers.", "exclude agency"),
        ("excluding all of our subcontractors", "excluding all of our subcontractors"),
        ("Contractors are not included", "Contractors are not included"),
        ("Own employees only", "Own employees only"),
        ("Sans compter les intérimaires.", "Sans compter les intérimaires"),
        ("Les sous-traitants n’ont pas été comptés.", "sous-traitants n’ont pas été comptés"),
        ("Le chiffre exclut nos prestataires.", "exclut nos prestataires"),
        ("Uniquement nos salariés.", "Uniquement nos salariés"),
        ("We excluded contractors who are not counted anywhere.", "excluded contractors"),
    ],
)
def test_w07_reads_that_workers_are_left_out(comment: str, words: str) -> None:
    (doubt,) = found(with_answer("HC-2", comment=comment))
    assert (doubt.code, doubt.path, doubt.found) == ("W07", ("answers", "HC-2", "denominator"), words)


@pytest.mark.parametrize(
    "comment",
    [
        "Y compris les sous-traitants et les intérimaires.",
        "Including contractors and agency workers.",
        "Les prestataires ont été formés en 2026.",
        "Hors Antilles.",
        "Hors de France, les intérimaires sont comptés.",
        "Sans exception, sous-traitants compris.",
        "Les prestataires ne sont pas exclus.",
        "Prestataires non exclus.",
        "Ce chiffre n’exclut pas les intérimaires.",
        "Contractors are not excluded.",
        "We did not exclude agency workers.",
        "Without exception, contractors are counted.",
        "excluding part-time training",
    ],
)
def test_w07_is_silent_where_workers_are_counted_or_something_else_is_left_out(comment: str) -> None:
    assert found(with_answer("HC-2", comment=comment)) == []


def test_w07_asks_nothing_where_the_indicator_is_about_employees() -> None:
    assert found(with_answer("SD-2", comment="Hors intérimaires")) == []


def test_w07_sees_the_headcount_used_for_a_larger_population_and_w01_stays_silent_there() -> None:
    groups = numbers(numerator=500, numerator_women=200, numerator_men=300, numerator_other=0)
    staff = numbers(denominator=1000, denominator_women=400, denominator_men=600, denominator_other=0)
    submission = with_answer("HC-2", with_profile(populations=numbers(EXP=1400)), values={**groups, **staff})
    (doubt,) = found(submission)
    assert (doubt.code, doubt.path, doubt.found) == ("W07", ("answers", "HC-2", "denominator"), "1000")
    assert doubt.params == {"case": "headcount"}


def test_w05_reads_real_commitments_with_the_wording_reader() -> None:
    hedged = with_commitment(
        text="Nous nous efforçons de favoriser, dans la mesure du possible, un dialogue nourri.", target=None, unit=None
    )
    (doubt,) = check(FRAMEWORK, hedged)
    assert (doubt.code, doubt.path) == ("W05", ("commitments", 0, "text"))
    assert doubt.found.endswith("efforçons … dans la mesure du possible")
    assert {"NB1", "NB2", "NB3"} == set(doubt.params["flags"].split(", "))


def test_w05_is_silent_about_a_dated_obligation_with_a_sanction() -> None:
    text = (
        "L’employeur doit consulter le CSE avant le 30 juin 2027 sur 100 % des systèmes, sous le contrôle d’un auditeur"
        " indépendant et sous peine de sanction."
    )
    assert check(FRAMEWORK, with_commitment(text=text)) == ()


def test_w07_is_silent_where_everyone_exposed_is_staff() -> None:
    groups = numbers(numerator=500, numerator_women=200, numerator_men=300, numerator_other=0)
    staff = numbers(denominator=1000, denominator_women=400, denominator_men=600, denominator_other=0)
    assert found(with_answer("HC-2", with_profile(populations=numbers(EXP=1000)), values={**groups, **staff})) == []
