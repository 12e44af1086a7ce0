"""Change since the previous cycle, raw and on the companies present in both."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.answers import Answer
from indicators.consolidate import consolidate
from indicators.figures import Cut, Figure, Signatory
from tests.indicators.companies import FRAMEWORK
from tests.indicators.cycles import answered, cycle, filed
from tests.indicators.test_consolidate import hc2


def year(id_: str, **answers: Answer):  # type: ignore[no-untyped-def]
    return cycle([filed(company, answer, cycle=id_) for company, answer in answers.items()], id_=id_)


def ratio(numerator: int, denominator: int) -> Answer:
    return answered("SD-2", numerator=numerator, denominator=denominator)


BEFORE = year("2025", A=ratio(10, 100), B=ratio(50, 100), C=ratio(100, 100))
NOW = year("2026", A=ratio(30, 100), B=ratio(60, 200), D=ratio(0, 300))


def figure(indicator: str = "SD-2", cut: Cut | None = None) -> Figure:
    return consolidate(FRAMEWORK, replace(NOW, previous=BEFORE)).figure(indicator, cut)


def test_raw_change_compares_everyone_then_with_everyone_now() -> None:
    # 90 / 600 now, 160 / 300 before
    found = figure()
    assert found.previous is not None
    assert (found.previous.numerator, found.previous.denominator) == (Decimal(160), Decimal(300))
    assert found.raw_change == Decimal("0.15") - Decimal(160) / 300


def test_matched_change_compares_the_companies_that_answered_in_both() -> None:
    # A and B: 90 / 300 now, 60 / 200 before
    assert figure().matched_change == Decimal(0)


def test_without_a_previous_cycle_there_is_no_change() -> None:
    found = consolidate(FRAMEWORK, NOW).figure("SD-2")
    assert (found.previous, found.raw_change, found.matched_change) == (None, None, None)


def test_without_a_common_company_there_is_no_matched_change() -> None:
    of = replace(year("2026", X=ratio(1, 2)), previous=BEFORE)
    found = consolidate(FRAMEWORK, of).figure("SD-2")
    assert found.matched_change is None
    assert found.raw_change == Decimal("0.5") - Decimal(160) / 300


def test_a_cut_is_compared_with_the_same_cut_and_matched_in_this_cycles_cut() -> None:
    moved = tuple(Signatory(s, s, "DE" if s == "A" else "FR", "C", 100) for s in "ABD")
    of = consolidate(FRAMEWORK, replace(NOW, signatories=moved, previous=BEFORE))
    german, french = (of.figure("SD-2", Cut("country", value)) for value in ("DE", "FR"))
    assert (german.previous, german.matched_change) == (None, Decimal("0.2"))
    assert french.matched_change == Decimal("-0.2")


@pytest.mark.parametrize(
    ("indicator", "before", "now", "change"),
    [
        ("GOV-1", answered("GOV-1", count=3, high_risk=0), answered("GOV-1", count=10, high_risk=0), Decimal(7)),
        ("HC-5", answered("HC-5", level=1), answered("HC-5", level=2), Decimal(1)),
        (
            "SD-5",
            answered("SD-5", numerator="7.5", denominator=3),
            answered("SD-5", numerator=9, denominator=3),
            Decimal("0.5"),
        ),
        ("ND-4", hc2((1, 2), (1, 4)), hc2((1, 4), (1, 2)), Decimal(-50)),
        (
            "ND-2",
            answered("ND-2", numerator=1, numerator_base=4, denominator=1, denominator_base=2),
            answered("ND-2", numerator=1, numerator_base=2, denominator=1, denominator_base=2),
            Decimal("0.5"),
        ),
    ],
)
def test_every_kind_has_its_change(indicator: str, before: Answer, now: Answer, change: Decimal) -> None:
    of = replace(year("2026", A=now), previous=year("2025", A=before))
    found = consolidate(FRAMEWORK, of).figure(indicator)
    assert (found.matched_change, found.raw_change) == (change, change)


def test_another_version_of_the_framework_marks_a_break_in_the_series() -> None:
    older = replace(BEFORE, framework="paris-2025@0")
    found = consolidate(FRAMEWORK, replace(NOW, previous=older)).figure("SD-2")
    assert (found.obs_status, figure().obs_status) == ("B", "V")
