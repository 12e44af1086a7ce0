"""Every statistic of every indicator equals what SQL finds from its definition, on any cycle and every cut.

One DuckDB pass a cycle tells all figures. Each part of a figure is compared by a function of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.case import Cycle
from indicators.consolidate import consolidate
from indicators.figures import Consolidation, Estimate, Figure, Spread
from tests.indicators.any_cycle import any_cycle
from tests.indicators.companies import FRAMEWORK
from tests.indicators.reference import Reference, Row, kind_of

RANKS = ("none", "withdrawn", "answered", "open")
ENDS = {"lower": "low", "upper": "high"}
NOTHING: Row = {}


class Found:
    """What the reference finds of one cycle, looked up by figure."""

    def __init__(self, cycle: Cycle) -> None:
        reference = Reference(FRAMEWORK, cycle)
        self.cells = reference.by_place("select * from cell")
        self.coverage = {(row["dimension"], row["value"]): row for row in reference.rows("select * from coverage")}
        self.statuses = reference.by_place("select * from statuses")
        self.made = reference.by_place("select * from made", "made")
        self.spread = reference.by_place("select * from spread", "made")
        self.bands = reference.by_place("select * from band", "contested", "key")
        self.more = reference.by_place("select * from more", "key")
        self.nobody = reference.by_place(
            "select reading, indicator, dimension, value, count(*) as n, count(*) filter (where headcount is null) as "
            "unknown from nothing_said group by all",
            "reading",
        )
        counted = "select {0} as name, indicator, dimension, value, count(*) as n from beside {1} group by all"
        self.motives = reference.by_place(counted.format("motive", "join motive on note = id"), "name")
        self.unions = reference.by_place(counted.format("union_", ""), "name")
        self.before = {
            row["place"]
            for row in reference.rows(
                "select indicator || dimension || value as place from given where cycle = 'before'"
            )
        }
        self.whole = reference.rows("select * from whole")[0]


Compared = Callable[[Figure, Found, tuple[str, str, str]], None]


def coverage(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    roster, answers = found.coverage.get(at[1:], NOTHING), found.statuses.get(at, NOTHING)
    for name in ("signatories", "submitted", "silent", "headcount_known"):
        assert getattr(figure.coverage, name) == roster.get(name, 0), name
    assert figure.coverage.left == roster.get("gone", 0)
    for name in ("answered", "not_applicable", "not_available", "unanswered", "headcount_answered"):
        assert getattr(figure.coverage, name) == answers.get(name, 0), name
    assert figure.evidence_attached == answers.get("evidenced", 0)
    answered, asked = answers.get("answered", 0), roster.get("signatories", 0)
    assert figure.low_coverage == (answered < 10 or answered < asked / 2)


def contests(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    answers = found.statuses.get(at, NOTHING)
    assert figure.contested == answers.get("contested", 0)
    weight = answers.get("weight")
    assert near(figure.contested_weight, (answers["disputed"] or 0) / weight if weight else None)
    assert figure.contest_status == RANKS[answers.get("worst", 0)]


def claims(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    _estimate(figure.claimed, found.made.get(("claimed", *at), NOTHING), at)
    _spread(figure.claimed.spread, found.spread.get(("claimed", *at), NOTHING))
    _estimate(figure.set_aside, found.made.get(("aside", *at), NOTHING), at)
    _spread(figure.set_aside.spread, found.spread.get(("aside", *at), NOTHING))


def bounds(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    named = {"silent": figure.bounds_silent, "contested": figure.bounds_contested, "missing": figure.bounds_missing}
    for reading, told in named.items():
        reason = _why_none(found, reading, at)
        expected = {end: found.made.get((f"{reading}_{name}", *at), NOTHING) for end, name in ENDS.items()}
        if reason is None and None in {row.get("figure") for row in expected.values()}:
            reason = "no_value"
        assert told.reason == (reason or ""), reading
        for end, row in expected.items():
            assert near(getattr(told, end), None if reason else row["figure"]), (reading, end)


def bands(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    told = {(False, band.key): band.uncontested for band in figure.bands}
    told |= {(True, band.key): band.contested for band in figure.bands}
    expected = {key[:2]: row["n"] for key, row in found.bands.items() if key[2:] == at}
    assert {key: n for key, n in told.items() if n} == expected


def extras(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    expected = {key[0]: row for key, row in found.more.items() if key[1:] == at}
    assert set(figure.extras) == set(expected)
    for key, row in expected.items():
        told = figure.extras[key]
        assert told.contributors == row["n"]
        assert near(told.value, row["figure"])
        if row["summary"] == "ratio":
            assert (float(told.numerator or 0), float(told.denominator or 0)) == (row["a"], row["b"])
        _spread(told.spread, {**row, "n": row["valued"]} if row["valued"] else NOTHING)


def changes(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    before, now = found.made.get(("before", *at), NOTHING), found.made.get(("claimed", *at), NOTHING)
    assert (figure.previous is None) == ("".join(at) not in found.before)
    if figure.previous is not None:
        _estimate(figure.previous, before, at)
    assert change(figure.raw_change, now.get("figure"), before.get("figure"))
    both = (found.made.get((made, *at), NOTHING).get("figure") for made in ("both_now", "both_before"))
    assert change(figure.matched_change, *both)


def statuses(figure: Figure, found: Found, at: tuple[str, str, str], *, broken: bool) -> None:
    answers = found.statuses.get(at, NOTHING)
    submitted = found.coverage.get(at[1:], NOTHING).get("submitted", 0)
    if answers.get("answered", 0):
        expected = "B" if broken else "V"
    else:
        expected = "M" if submitted and answers["not_applicable"] == submitted else "O"
    assert (figure.obs_status, figure.conf_status, dict(figure.withheld)) == (expected, "F", {})


def annotations(figure: Figure, found: Found, at: tuple[str, str, str]) -> None:
    for told, counted in ((figure.annotations_by_motive, found.motives), (figure.annotations_by_union, found.unions)):
        assert told == {key[0]: row["n"] for key, row in counted.items() if key[1:] == at}


COMPARED: tuple[Compared, ...] = (coverage, contests, claims, bounds, bands, extras, changes, annotations)
PARTS = {
    *("indicator", "cut", "coverage", "evidence_attached", "low_coverage"),
    *("contested", "contested_weight", "contest_status", "claimed", "set_aside"),
    *("bounds_silent", "bounds_contested", "bounds_missing", "bands", "extras"),
    *("previous", "raw_change", "matched_change", "obs_status", "conf_status", "withheld"),
    *("annotations_by_motive", "annotations_by_union"),
}
"""Every part of a figure: each of them is looked at above."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_every_statistic_of_every_indicator_equals_the_reference(seed: int) -> None:
    cycle = any_cycle(seed)
    of, found = consolidate(FRAMEWORK, cycle), Found(cycle)
    broken = cycle.previous is not None and cycle.previous.framework != cycle.framework

    assert {(id_, cut.dimension, cut.value) for id_, cut in of.figures} == set(found.cells)
    for (id_, cut), figure in of.figures.items():
        at = (id_, cut.dimension, cut.value)
        for compare in COMPARED:
            compare(figure, found, at)
        statuses(figure, found, at, broken=broken)
    _whole(of, found, cycle)


def test_random_cycles_hold_every_case_in_every_indicator() -> None:
    """What is compared is there: a reference that meets only empty cells proves nothing."""
    cases = ("answered", "contested", "changed", "missing")
    wanted = {f"{one.id} {case}" for one in FRAMEWORK.indicators for case in cases}
    wanted |= {f"ratio {reason}" for reason in ("", "no_denominator", "no_headcount")}
    for seed in range(12):
        for (id_, _), figure in consolidate(FRAMEWORK, any_cycle(seed, full=True)).figures.items():
            asked = figure.coverage
            met = {
                "answered": asked.answered > 1,
                "contested": 0 < figure.contested < asked.answered,
                "changed": bool(figure.matched_change) and figure.matched_change != figure.raw_change,
                "missing": asked.silent > 0 and asked.not_available > 0,
            }
            wanted -= {f"{id_} {case}" for case, holds in met.items() if holds}
            wanted -= {f"{kind_of(id_)} {figure.bounds_missing.reason}"}

    assert wanted == set()
    assert set(Figure.__slots__) == {one.name for one in fields(Figure)} == PARTS


def _whole(of: Consolidation, found: Found, cycle: Cycle) -> None:
    everyone = found.coverage.get(("all", ""), NOTHING)
    told = of.coverage
    assert (told.signatories, told.submitted) == (everyone.get("signatories", 0), everyone.get("submitted", 0))
    assert {one.id for one in told.left} == {one.id for one in cycle.signatories if one.status == "left"}
    assert len(told.silent) == everyone.get("silent", 0)
    assert told.headcount_known == everyone.get("headcount_known", 0)
    for name, count in found.whole.items():
        assert getattr(told, name) == count, name


def _why_none(found: Found, reading: str, at: tuple[str, str, str]) -> str | None:
    """Why a figure has no bounds, by decision 8."""
    kind, over_headcount = kind_of(at[0]), found.cells[at]["over_headcount"]
    nobody = found.nobody.get((reading, *at), {"n": 0, "unknown": 0})
    disputed = found.statuses.get(at, NOTHING).get("contested", 0) if reading != "silent" else 0
    if kind == "count":
        return "no_limit"
    if kind == "level" or not (nobody["n"] or disputed):
        return None
    if kind in ("hours", "rates"):
        return "no_limit"
    if nobody["n"] and not over_headcount:
        return "no_denominator"
    return "no_headcount" if nobody["unknown"] else None


def _estimate(told: Estimate, expected: Row, at: tuple[str, str, str]) -> None:
    kind = kind_of(at[0])
    assert told.contributors == expected.get("n", 0)
    assert near(told.value, expected.get("figure"))
    levels = tuple(expected.get("levels", (0, 0, 0, 0)))
    assert told.levels == (levels if kind == "level" else None)
    sides = {"ratio": ("a", "b"), "hours": ("a", "b"), "rates": ("lowest", "highest")}.get(kind)
    for side, name in zip((told.numerator, told.denominator), sides or (None, None), strict=True):
        nothing = 0 if name in ("a", "b") else None
        assert near(side, expected.get(name, nothing) if name else None), name


def _spread(told: Spread | None, expected: Row) -> None:
    if told is None:
        assert not expected
        return
    assert told.n == expected["n"]
    for name in ("mean", "minimum", "q1", "median", "q3", "maximum"):
        assert near(getattr(told, name), expected[name]), name


def near(told: Decimal | None, expected: float | None) -> bool:
    if told is None or expected is None:
        return told is None and expected is None
    return float(told) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def change(told: Decimal | None, now: float | None, before: float | None) -> bool:
    """Whether a change is the difference of two values, but for the digits that the larger of them has lost."""
    if now is None or before is None:
        return told is None
    return told is not None and abs(float(told) - (now - before)) <= 1e-9 * max(1, abs(now), abs(before))
