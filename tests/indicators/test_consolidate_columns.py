"""Columns hold exactly what was answered, and refuse what no check lets through."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.answers import Answer, Unreadable
from indicators.columns import ANSWERED, NOT_AVAILABLE, SCALE, UNANSWERED, columns_of
from indicators.consolidate import consolidate
from indicators.figures import Signatory
from indicators.plans import plans_of
from tests.indicators.companies import FRAMEWORK, numbers
from tests.indicators.cycles import answered, cycle, filed, silent


def test_every_indicator_has_a_plan_that_names_its_fields() -> None:
    plans = {plan.indicator.id: plan for plan in plans_of(FRAMEWORK)}
    assert list(plans) == [indicator.id for indicator in FRAMEWORK.indicators]
    assert plans["SD-2"].fields == ("numerator", "denominator")
    assert plans["ND-2"].fields == ("numerator", "numerator_base", "denominator", "denominator_base")
    assert plans["HC-5"].fields == ("level",)
    assert (plans["ND-4"].source, plans["ND-4"].fields[0]) == ("HC-2", "numerator_women")
    assert [extra.key for extra in plans["PR-3"].extras] == ["median_days"]
    assert [extra.summary for extra in plans["PR-3"].extras] == ["median"]
    assert [extra.key for extra in plans["HC-2"].extras] == ["women", "men", "other"]


def test_numbers_are_kept_in_millionths_and_only_of_answers() -> None:
    of = cycle(
        [
            filed("A", answered("SD-5", numerator="0.000001", denominator=3)),
            filed("B", Answer("SD-5", "not_available", numbers(numerator=5, denominator=5), "x")),
        ]
    )
    columns = columns_of(FRAMEWORK, of)
    number = [plan.indicator.id for plan in columns.plans].index("SD-5")
    rows = columns.rows.filter(indicator=number).sort("company").select("status", *"abcd").rows()
    assert rows == [(ANSWERED, 1, 3 * SCALE, None, None), (NOT_AVAILABLE, None, None, None, None)]


@pytest.mark.parametrize(
    "answer",
    [
        Answer("SD-2", "answered", numbers(numerator=1)),
        Answer("SD-2", "answered", {**numbers(numerator=1), "denominator": Unreadable("cent", "text")}),
        Answer("SD-2", None, numbers(numerator=1, denominator=2)),
    ],
)
def test_an_answer_without_all_its_main_numbers_or_without_status_is_none(answer: Answer) -> None:
    columns = columns_of(FRAMEWORK, cycle([filed("A", answer)]))
    statuses = columns.rows.filter(indicator=2).get_column("status").to_list()
    assert columns.plans[2].indicator.id == "SD-2"
    assert statuses == [UNANSWERED]


@pytest.mark.parametrize("number", ["0.0000001", "1000000000000000", "NaN", "Infinity"])
def test_a_number_that_cannot_be_kept_exactly_is_refused_with_its_place(number: str) -> None:
    of = cycle([filed("A"), filed("B", Answer("SD-5", "answered", numbers(numerator=number, denominator=1)))])
    with pytest.raises(ValueError, match=r"SD-5.numerator of B: check it first"):
        columns_of(FRAMEWORK, of)


def test_the_first_of_two_answers_counts() -> None:
    twice = filed("A", answered("HC-5", level=3), answered("HC-5", level=0))
    assert consolidate(FRAMEWORK, cycle([twice])).figure("HC-5").claimed.levels == (0, 0, 0, 1)


def test_sums_of_the_largest_numbers_are_exact() -> None:
    largest = 10**15 - 1
    entries = [filed(f"C{n}", answered("VC-6", numerator=f"{largest}.5", denominator=f"{largest}.5")) for n in range(5)]
    with pytest.raises(ValueError, match="VC-6"):
        columns_of(FRAMEWORK, cycle([filed("X", answered("VC-6", numerator=largest + 1, denominator=1))]))
    figure = consolidate(FRAMEWORK, cycle(entries)).figure("VC-6")
    assert figure.claimed.numerator == 5 * Decimal(f"{largest}.5")
    assert figure.claimed.spread is not None
    assert figure.claimed.spread.median == 1


def test_many_tenths_add_up_to_what_they_are() -> None:
    entries = [filed(f"C{n}", answered("SD-5", numerator="0.1", denominator=1)) for n in range(30)]
    figure = consolidate(FRAMEWORK, cycle(entries)).figure("SD-5")
    assert (figure.claimed.numerator, figure.claimed.value) == (Decimal(3), Decimal("0.1"))


def test_the_roster_speaks_before_the_profile_and_the_profile_fills_its_gaps() -> None:
    entry = filed("A", headcount=70)
    known = columns_of(FRAMEWORK, cycle([entry], Signatory("A", "A", "DE", "K", 5000))).companies[0]
    assert (known.country, known.sector, known.headcount, known.size) == ("DE", "K", 5000, "5000-19999")
    unknown = columns_of(FRAMEWORK, cycle([entry], Signatory("A", "A"))).companies[0]
    assert (unknown.country, unknown.sector, unknown.headcount, unknown.size) == ("FR", "C", 70, "50-249")
    quiet = columns_of(FRAMEWORK, cycle((), replace(silent("B", None), country=None))).companies[0]
    assert (quiet.country, quiet.size, quiet.submitted) == ("unknown", "unknown", False)
