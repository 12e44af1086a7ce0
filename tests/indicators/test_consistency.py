"""What a published figure says of itself: its value is that of its own components, to the digit where it can be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from report_case import example_case

from indicators.consistency import components
from indicators.consolidate import consolidate
from indicators.loader import bundled

FRAMEWORK = bundled()
FIGURES = consolidate(FRAMEWORK, example_case()).figures
RATES = [key for key in FIGURES if key[0] == "ND-2"]
SUMS = [key for key in FIGURES if key[0] == "SD-1" and FIGURES[key].claimed.value is not None]


def test_a_rate_of_rates_follows_from_its_parts_though_they_are_rounded() -> None:
    assert len(RATES) > 10
    assert [found for key in RATES for found in components(FRAMEWORK.indicator("ND-2"), FIGURES[key])] == []


@pytest.mark.parametrize(("indicator", "key", "change"), [("ND-2", RATES[0], "1e-20"), ("SD-1", SUMS[0], "1e-28")])
def test_a_value_that_is_not_what_its_parts_give_is_named(indicator: str, key: object, change: str) -> None:
    figure = FIGURES[key]  # type: ignore[index]
    assert figure.claimed.value is not None
    altered = replace(figure, claimed=replace(figure.claimed, value=figure.claimed.value + Decimal(change)))

    found = list(components(FRAMEWORK.indicator(indicator), altered))

    assert [(one.code, one.part) for one in found][:1] == [("V10", "claimed.value")]
