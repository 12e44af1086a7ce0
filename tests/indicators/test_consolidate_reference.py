"""Every statistic equals what SQL finds from its definition, on any cycle."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from indicators.case import Cycle
from indicators.consolidate import consolidate
from indicators.figures import Bounds, Estimate, Figure
from tests.indicators.reference import Reference, Row
from tests.indicators.test_consolidate_properties import FRAMEWORK, cycles

COMPARED = tuple(FRAMEWORK.indicator(id_) for id_ in ("SD-2", "SD-5", "HC-5", "GOV-1"))


def near(found: Decimal | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is None and expected is None
    return float(found) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cycles(9))
def test_every_statistic_equals_the_reference(cycle: Cycle) -> None:
    of = consolidate(FRAMEWORK, cycle)
    reference = Reference(FRAMEWORK, cycle, COMPARED)
    for (id_, cut), figure in of.figures.items():
        indicator = FRAMEWORK.indicator(id_)
        if indicator not in COMPARED:
            continue
        reference.choose(id_, cut)
        _coverage(figure, reference.coverage())
        _values(figure.claimed, reference.values(indicator.kind), indicator.kind)
        _values(figure.set_aside, reference.values(indicator.kind, aside=True), indicator.kind)
        weight = reference.contested(indicator.kind)
        assert figure.contested == weight["contested"]
        assert near(figure.contested_weight, weight["share"])
        if indicator.kind == "level":
            assert figure.claimed.levels == reference.levels()
        if id_ in ("SD-2", "HC-5"):
            _bounds(figure.bounds_silent, reference.bounds(indicator.kind, contested=False))
            _bounds(figure.bounds_contested, reference.bounds(indicator.kind, contested=True))


def _coverage(figure: Figure, expected: Row) -> None:
    for name, count in expected.items():
        assert getattr(figure.coverage, name) == count, name


def _values(estimate: Estimate, expected: Row, kind: str) -> None:
    assert estimate.contributors == expected["n"]
    if kind == "level":
        return
    value = expected["value"] if kind == "ratio" else expected["total"]
    assert near(estimate.value, value)
    if estimate.spread is None:
        assert expected["median"] is None
        return
    for name in ("mean", "minimum", "q1", "median", "q3", "maximum"):
        assert near(getattr(estimate.spread, name), expected[name]), name


def _bounds(found: Bounds, expected: tuple[float | None, float | None]) -> None:
    """Where a headcount is unknown there are none; else both ends agree."""
    if found.reason != "no_headcount":
        assert near(found.lower, expected[0])
        assert near(found.upper, expected[1])
