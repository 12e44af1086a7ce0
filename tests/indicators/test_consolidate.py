"""One figure of each kind, worked out by hand from the numbers in the comments."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.answers import Answer
from indicators.case import Cycle
from indicators.columns import RosterError
from indicators.consolidate import consolidate
from indicators.figures import Band, Bounds, Coverage, Cut, Estimate, Figure, Signatory, Spread
from tests.indicators.companies import FRAMEWORK, MINUTES, numbers
from tests.indicators.cycles import NORD, SUD, answered, cycle, filed, on_answer, silent

NA = ("not_applicable", {}, "Aucun salarié exposé")
NAV = ("not_available", {}, "Donnée en cours de collecte")


def figure(of: Cycle, indicator: str, cut: Cut | None = None) -> Figure:
    return consolidate(FRAMEWORK, of).figure(indicator, cut)


# SD-2, covered employees / employees: A 50/100, B 0/300, C 100/100, D 30/40, E not applicable, F not available,
# G submitted without it; H (600 people) and I (260 people) silent; J left.
SD2 = (
    filed("A", answered("SD-2", numerator=50, denominator=100)),
    filed("B", answered("SD-2", numerator=0, denominator=300), headcount=300),
    filed("C", Answer("SD-2", "answered", numbers(numerator=100, denominator=100), evidence=(MINUTES,))),
    filed("D", answered("SD-2", numerator=30, denominator=40), headcount=40),
    filed("E", Answer("SD-2", *NA)),
    filed("F", Answer("SD-2", *NAV)),
    filed("G"),
)
LEFT = Signatory("J", "J (invented)", "FR", "C", 5000, "left", "2026-02-01")
ROSTER = (
    *(
        Signatory(e.signatory, e.signatory, "FR", "C", h)
        for e, h in zip(SD2, (100, 300, 100, 40, 10, 20, 70), strict=True)
    ),
    silent("H", 600),
    silent("I", 260),
    LEFT,
)
CONTESTED = (on_answer("C", "SD-2", "A1"), on_answer("D", "SD-2", "A3", union=SUD, replied=True))


def sd2(*annotations: object) -> Figure:
    return figure(cycle(SD2, *ROSTER, annotations=annotations), "SD-2")  # type: ignore[arg-type]


def test_coverage_counts_every_signatory_once_and_those_that_left_apart() -> None:
    assert sd2().coverage == Coverage(
        signatories=9,
        submitted=7,
        answered=4,
        not_applicable=1,
        not_available=1,
        unanswered=1,
        silent=2,
        left=1,
        headcount_known=1500,
        headcount_answered=540,
    )
    assert sd2().coverage.share == Decimal(4) / 9
    assert sd2().coverage.headcount_share == Decimal("0.36")


def test_a_ratio_is_pooled_and_its_companies_are_spread() -> None:
    # pooled (50 + 0 + 100 + 30) / (100 + 300 + 100 + 40) = 180 / 540; own ratios 0, 0.5, 0.75, 1:
    # quartiles at (n - 1) p = 0.75, 1.5, 2.25: 0.375, 0.625, 0.8125; mean 2.25 / 4
    assert sd2().claimed == Estimate(
        contributors=4,
        value=Decimal(1) / 3,
        numerator=Decimal(180),
        denominator=Decimal(540),
        spread=Spread(
            4, Decimal("0.5625"), Decimal(0), Decimal("0.375"), Decimal("0.625"), Decimal("0.8125"), Decimal(1)
        ),
    )


def test_contested_answers_are_set_aside_whether_replied_to_or_not() -> None:
    contested = sd2(*CONTESTED)
    # without C and D: (50 + 0) / (100 + 300); C and D weigh 140 of 540
    assert contested.set_aside == Estimate(
        contributors=2,
        value=Decimal("0.125"),
        numerator=Decimal(50),
        denominator=Decimal(400),
        spread=Spread(
            2, Decimal("0.25"), Decimal(0), Decimal("0.125"), Decimal("0.25"), Decimal("0.375"), Decimal("0.5")
        ),
    )
    assert contested.claimed == sd2().claimed
    assert contested.contested == 2
    assert contested.contested_weight == Decimal(140) / 540
    assert contested.contest_status == "open"
    assert sd2(CONTESTED[1]).contest_status == "answered"


def test_bounds_take_the_silent_then_the_contested_then_all_that_is_missing_at_worst_and_at_best() -> None:
    contested = sd2(*CONTESTED)
    # silent H, I: 860 people: 180 / 1400 and (180 + 860) / 1400
    assert contested.bounds_silent == Bounds(Decimal(180) / 1400, Decimal(1040) / 1400)
    # C, D at 0 or at 140 of 140: 50 / 1400 and (50 + 140 + 860) / 1400
    assert contested.bounds_contested == Bounds(Decimal(50) / 1400, Decimal("0.75"))
    # F, G: 90 more people: 50 / 1490 and (50 + 140 + 860 + 90) / 1490
    assert contested.bounds_missing == Bounds(Decimal(50) / 1490, Decimal(1140) / 1490)


def test_the_bar_shows_bands_of_own_ratios_split_by_contest() -> None:
    assert sd2(*CONTESTED).bands == (
        Band("100", 0, 1),
        Band("50-99", 1, 1),
        Band("1-49", 0, 0),
        Band("0", 1, 0),
        Band("undefined", 0, 0),
    )


def test_evidence_is_counted_among_the_answers() -> None:
    assert sd2().evidence_attached == 1


def test_none_out_of_none_adds_nothing_and_has_a_band_of_its_own() -> None:
    of = cycle((*SD2, filed("K", answered("SD-2", numerator=0, denominator=0))), *ROSTER)
    found = figure(of, "SD-2")
    assert (found.claimed.value, found.claimed.contributors) == (Decimal(1) / 3, 5)
    assert found.claimed.spread is not None
    assert found.claimed.spread.n == 4
    assert found.bands[-1] == Band("undefined", 1, 0)


def test_a_band_is_told_from_the_numbers_not_from_a_rounded_ratio() -> None:
    nearly = 10**14
    entries = [
        filed("A", answered("SD-2", numerator=1, denominator=nearly)),
        filed("B", answered("SD-2", numerator=nearly - 1, denominator=nearly)),
        filed("C", answered("SD-2", numerator=nearly // 2 - 1, denominator=nearly)),
    ]
    bands = {band.key: band.uncontested for band in figure(cycle(entries), "SD-2").bands}
    assert bands == {"100": 0, "50-99": 1, "1-49": 2, "0": 0, "undefined": 0}


def test_a_companys_own_ratio_is_rounded_half_up_to_twelve_decimals() -> None:
    found = figure(cycle([filed("A", answered("SD-2", numerator=2, denominator=3))]), "SD-2")
    assert found.claimed.spread is not None
    assert found.claimed.spread.median == Decimal("0.666666666667")
    assert found.claimed.value == Decimal(2) / 3


def test_an_unknown_headcount_of_a_silent_company_leaves_no_bounds() -> None:
    found = figure(cycle(SD2, *ROSTER, silent("Z", None)), "SD-2")
    assert found.bounds_silent == Bounds(None, None, "no_headcount")


def test_a_ratio_over_something_else_than_the_headcount_has_bounds_only_when_nobody_is_silent() -> None:
    entries = [
        filed("A", answered("SD-1", numerator=1, denominator=4)),
        filed("B", answered("SD-1", numerator=3, denominator=4)),
    ]
    complete = figure(cycle(entries, annotations=(on_answer("B", "SD-1", "A2"),)), "SD-1")
    assert complete.bounds_silent == Bounds(Decimal("0.5"), Decimal("0.5"))
    assert complete.bounds_contested == Bounds(Decimal("0.125"), Decimal("0.625"))
    assert figure(cycle(entries, silent("Z")), "SD-1").bounds_silent == Bounds(None, None, "no_denominator")


def test_hours_a_head_have_no_best_case() -> None:
    entries = [
        filed("A", answered("SD-5", numerator="7.5", denominator=2)),
        filed("B", answered("SD-5", numerator=0, denominator=3)),
    ]
    found = figure(cycle(entries, silent("Z")), "SD-5")
    assert (found.claimed.numerator, found.claimed.value) == (Decimal("7.5"), Decimal("1.5"))
    assert found.bounds_silent == Bounds(None, None, "no_limit")
    assert found.bands == (Band("positive", 1, 0), Band("zero", 1, 0), Band("undefined", 0, 0))


def test_a_count_is_summed_and_its_part_beside_it() -> None:
    entries = [
        filed("A", answered("GOV-1", count=3, high_risk=1)),
        filed("B", answered("GOV-1", count=8, high_risk=0)),
        filed("C", answered("GOV-1", count=0, high_risk=0)),
    ]
    found = figure(cycle(entries, annotations=(on_answer("B", "GOV-1", "A4"),)), "GOV-1")
    assert (found.claimed.value, found.claimed.contributors) == (Decimal(11), 3)
    assert found.claimed.spread is not None
    assert (found.claimed.spread.q1, found.claimed.spread.median, found.claimed.spread.q3) == (
        Decimal("1.5"),
        Decimal(3),
        Decimal("5.5"),
    )
    assert (found.set_aside.value, found.contested_weight) == (Decimal(3), Decimal(8) / 11)
    assert found.extras["high_risk"].value == Decimal(1)
    assert found.bounds_silent == Bounds(None, None, "no_limit")
    assert found.bands == (Band("positive", 1, 1), Band("zero", 1, 0))


def test_a_level_is_a_distribution_and_a_share_at_two_or_more() -> None:
    levels = {"A": 0, "B": 2, "C": 3, "D": 3, "E": 1}
    entries = [filed(id_, answered("HC-5", level=level)) for id_, level in levels.items()]
    of = cycle(entries, silent("Y"), silent("Z", None), annotations=(on_answer("D", "HC-5", "A3"),))
    found = figure(of, "HC-5")
    assert found.claimed == Estimate(5, Decimal("0.6"), levels=(1, 1, 1, 2))
    assert found.set_aside == Estimate(4, Decimal("0.5"), levels=(1, 1, 1, 1))
    assert found.contested_weight == Decimal("0.2")
    assert found.bounds_silent == Bounds(Decimal(3) / 7, Decimal(5) / 7)
    assert found.bounds_contested == Bounds(Decimal(2) / 7, Decimal(5) / 7)
    assert found.bands == (Band("3", 1, 1), Band("2", 1, 0), Band("1", 1, 0), Band("0", 1, 0))


def hc2(women: tuple[int, int], men: tuple[int, int]) -> Answer:
    return answered(
        "HC-2",
        numerator=women[0] + men[0],
        denominator=women[1] + men[1],
        numerator_women=women[0],
        denominator_women=women[1],
        numerator_men=men[0],
        denominator_men=men[1],
    )


def test_a_derived_figure_is_the_difference_of_pooled_rates_in_points() -> None:
    # women (10 + 30) / (40 + 60) = 40 %, men (30 + 60) / (60 + 90) = 60 %: -20 points
    # company differences: 25 - 50 = -25; 50 - 66.667 = -16.667
    entries = [filed("A", hc2((10, 40), (30, 60))), filed("B", hc2((30, 60), (60, 90)))]
    found = figure(cycle(entries, annotations=(on_answer("B", "HC-2", "A4"),)), "ND-4")
    assert found.claimed.value == Decimal(-20)
    assert found.claimed.spread is not None
    assert (found.claimed.spread.minimum, found.claimed.spread.n) == (Decimal(-25), 2)
    assert round(found.claimed.spread.maximum, 9) == Decimal("-16.666666667")
    # a contested answer to HC-2 is contested in what is derived from it; B weighs 150 of 250
    assert (found.set_aside.value, found.contested, found.contested_weight) == (Decimal(-25), 1, Decimal("0.6"))
    # B at 0 women and 90 men, then at 60 women and 0 men: 10/100 - 120/150 = -70; 70/100 - 30/150 = 50
    assert found.bounds_contested == Bounds(Decimal(-70), Decimal(50))
    assert found.bands == (Band("positive", 0, 0), Band("zero", 0, 0), Band("negative", 1, 1), Band("undefined", 0, 0))
    rates = figure(cycle(entries), "HC-2").extras
    assert (rates["women"].value, rates["men"].value) == (Decimal("0.4"), Decimal("0.6"))


def test_without_a_breakdown_nothing_is_derived() -> None:
    found = figure(cycle([filed("A", answered("HC-2", numerator=1, denominator=2))]), "ND-4")
    assert (found.coverage.answered, found.coverage.unanswered, found.claimed.value) == (0, 1, None)


def test_a_rate_ratio_compares_pooled_rates() -> None:
    # lowest (10 + 20) / (100 + 100) = 0.15, highest (20 + 40) / (50 + 150) = 0.3: 0.5
    entries = [
        filed("A", answered("ND-2", numerator=10, numerator_base=100, denominator=20, denominator_base=50)),
        filed("B", answered("ND-2", numerator=20, numerator_base=100, denominator=40, denominator_base=150)),
    ]
    found = figure(cycle(entries, annotations=(on_answer("A", "ND-2", "A1"),)), "ND-2")
    assert (found.claimed.numerator, found.claimed.denominator) == (Decimal("0.15"), Decimal("0.3"))
    assert found.claimed.value == Decimal("0.5")
    assert found.claimed.spread is not None
    # A 0.1 / 0.4 = 0.25; B 0.2 / (40 / 150) = 0.75
    assert (found.claimed.spread.minimum, found.claimed.spread.maximum) == (Decimal("0.25"), Decimal("0.75"))
    assert (found.set_aside.value, found.contested_weight) == (Decimal("0.75"), Decimal(150) / 400)
    assert [(band.key, band.uncontested, band.contested) for band in found.bands][1:3] == [
        ("50-99", 1, 0),
        ("1-49", 0, 1),
    ]
    assert found.bounds_silent == Bounds(Decimal("0.5"), Decimal("0.5"))
    assert found.bounds_contested == Bounds(None, None, "no_limit")
    assert found.extras["numerator_base"].value == Decimal(200)


def test_extra_counts_are_summed_and_medians_never_are() -> None:
    entries = [
        filed("A", answered("SD-4", numerator=1, denominator=2, suspensions=2)),
        filed("B", answered("SD-4", numerator=0, denominator=0, suspensions=3)),
        filed("C", answered("PR-3", numerator=1, denominator=2, median_days="12.5")),
        filed("D", answered("PR-3", numerator=1, denominator=2, median_days=30)),
        filed("E", answered("PR-3", numerator=1, denominator=2)),
    ]
    of = consolidate(FRAMEWORK, cycle(entries))
    assert of.figure("SD-4").extras["suspensions"].value == Decimal(5)
    days = of.figure("PR-3").extras["median_days"]
    assert (days.value, days.contributors) == (Decimal("21.25"), 2)


def test_without_a_roster_the_signatories_are_those_that_submitted() -> None:
    of = consolidate(FRAMEWORK, Cycle("2026", FRAMEWORK.ref, (), SD2))
    assert (of.coverage.signatories, of.coverage.submitted, of.coverage.silent) == (7, 7, ())
    assert of.coverage.headcount_known == 840
    assert of.figure("SD-2", Cut("country", "FR")).claimed.numerator == Decimal(180)


def test_a_submission_from_outside_the_roster_is_refused_and_a_second_one_too() -> None:
    with pytest.raises(RosterError, match="G submitted but is not on the roster"):
        consolidate(FRAMEWORK, Cycle("2026", FRAMEWORK.ref, ROSTER[:6], SD2))
    with pytest.raises(RosterError, match="A has two current submissions"):
        consolidate(FRAMEWORK, Cycle("2026", FRAMEWORK.ref, ROSTER, (*SD2, SD2[0])))


def test_a_company_that_left_is_not_in_the_figures_even_if_it_had_submitted() -> None:
    gone = filed("J", answered("SD-2", numerator=5000, denominator=5000))
    of = consolidate(FRAMEWORK, cycle((*SD2, gone), *ROSTER))
    assert of.figure("SD-2").claimed.numerator == Decimal(180)
    assert [signatory.id for signatory in of.coverage.left] == ["J"]


def test_the_headline_counts_companies_answers_and_annotations() -> None:
    coverage = consolidate(FRAMEWORK, cycle(SD2, *ROSTER, annotations=CONTESTED)).coverage
    assert (coverage.signatories, coverage.submitted, coverage.answers, coverage.contested_answers) == (9, 7, 4, 2)
    assert (coverage.annotations, coverage.unions) == (2, 2)
    assert [signatory.id for signatory in coverage.silent] == ["H", "I"]
    assert (coverage.headcount_known, coverage.headcount_submitted) == (1500, 640)


def test_cuts_follow_the_roster_and_name_what_is_unknown() -> None:
    entries = [
        filed(id_, answered("SD-2", numerator=n, denominator=100)) for id_, n in (("A", 10), ("B", 20), ("C", 40))
    ]
    roster = (
        Signatory("A", "A", "FR", "C", 100),
        Signatory("B", "B", "DE", "K", 60_000),
        Signatory("C", "C", "DE", "C", 49),
        silent("D", None, "BE"),
    )
    of = consolidate(FRAMEWORK, cycle(entries, *roster))
    cuts = [cut for indicator, cut in of.figures if indicator == "SD-2"]
    assert [(cut.dimension, cut.value) for cut in cuts] == [
        ("all", ""),
        ("sector", "C"),
        ("sector", "K"),
        ("country", "BE"),
        ("country", "DE"),
        ("country", "FR"),
        ("size", "1-49"),
        ("size", "50-249"),
        ("size", "20000+"),
        ("size", "unknown"),
    ]
    assert of.figure("SD-2", Cut("country", "DE")).claimed.value == Decimal("0.3")
    assert of.figure("SD-2", Cut("country", "BE")).coverage.silent == 1
    assert of.figure("SD-2", Cut("size", "20000+")).claimed.numerator == Decimal(20)
    assert len(of.figures) == 32 * 10


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ((Answer("SD-2", *NA), Answer("SD-2", *NA)), "M"),
        ((Answer("SD-2", *NA), Answer("SD-2", *NAV)), "O"),
        ((answered("SD-2", numerator=1, denominator=2), Answer("SD-2", *NA)), "V"),
    ],
)
def test_observation_status_says_why_there_is_no_number(answers: tuple[Answer, Answer], status: str) -> None:
    of = cycle([filed("A", answers[0]), filed("B", answers[1])])
    assert figure(of, "SD-2").obs_status == status


@pytest.mark.parametrize(
    ("answering", "silent_ones", "low"), [(10, 10, False), (10, 11, True), (9, 0, True), (40, 0, False), (40, 41, True)]
)
def test_coverage_is_low_under_ten_answers_or_half_of_the_signatories(
    answering: int, silent_ones: int, low: bool
) -> None:
    entries = [filed(f"A{n}", answered("HC-5", level=1)) for n in range(answering)]
    found = figure(cycle(entries, *(silent(f"S{n}") for n in range(silent_ones))), "HC-5")
    assert found.low_coverage is low


def test_a_cycle_in_which_nobody_submitted_has_figures_that_say_so() -> None:
    of = consolidate(FRAMEWORK, cycle((), silent("A"), silent("B")))
    found = of.figure("SD-2")
    assert (found.coverage.silent, found.claimed, found.obs_status) == (
        2,
        Estimate(0, None, Decimal(0), Decimal(0)),
        "O",
    )
    assert found.bounds_silent == Bounds(Decimal(0), Decimal(1))
    assert of.figure("HC-5").claimed == Estimate(0, None, levels=(0, 0, 0, 0))


def test_unions_are_named_by_id_in_the_counts() -> None:
    found = sd2(*CONTESTED)
    assert found.annotations_by_motive == {"A1": 1, "A3": 1}
    assert found.annotations_by_union == {NORD.id: 1, SUD.id: 1}
