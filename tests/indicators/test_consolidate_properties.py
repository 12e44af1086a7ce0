"""What must hold of any cycle: equal to a plain computation, independent of order, bounded by what is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.answers import Profile, Submission
from indicators.case import Cycle, Filed
from indicators.consolidate import consolidate
from indicators.figures import Bounds, Signatory
from indicators.model import Framework
from tests.indicators.companies import FRAMEWORK as BUNDLED
from tests.indicators.cycles import NORD, SUD, on_answer, silent
from tests.indicators.plain import near, picked, plain_figure
from tests.strategies import valid_answer

WATCHED = ("GOV-1", "SD-2", "SD-5", "HC-2", "HC-5", "ND-2", "ND-4", "PR-2", "PR-3")
FIELDS = {name: getattr(BUNDLED, name) for name in Framework.model_fields}
FRAMEWORK = Framework(**{**FIELDS, "indicators": tuple(BUNDLED.indicator(id_) for id_ in WATCHED)})
"""One indicator of each kind, so that many cycles can be tried."""

ENTERED = tuple(id_ for id_ in WATCHED if id_ != "ND-4")
ANY_CYCLE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@st.composite
def cycles(draw: st.DrawFn, most: int = 7) -> Cycle:
    """A cycle of a few companies, some silent, one perhaps gone, some answers contested."""
    roster, entries, annotations = [], [], []
    for number in range(draw(st.integers(0, most))):
        id_ = f"S{number}"
        headcount = draw(st.none() | st.integers(1, 30_000))
        status = draw(st.sampled_from(("joined", "joined", "invited", "left")))
        roster.append(
            Signatory(
                id_, id_, draw(st.sampled_from(("FR", "DE", None))), draw(st.sampled_from("CK")), headcount, status
            )
        )
        if draw(st.integers(0, 3)):
            entries.append(draw(filings(id_, headcount)))
            annotations += [
                on_answer(
                    id_, indicator, draw(st.sampled_from(("A1", "A4", "P1"))), union=union, replied=draw(st.booleans())
                )
                for indicator in draw(st.lists(st.sampled_from(ENTERED), max_size=2, unique=True))
                for union in draw(st.sampled_from(((NORD,), (NORD, SUD))))
            ]
    return Cycle("2026", FRAMEWORK.ref, tuple(roster), tuple(entries), tuple(annotations))


@st.composite
def filings(draw: st.DrawFn, id_: str, headcount: int | None) -> Filed:
    populations = {"EMP": Decimal(headcount or 50), "SYS": Decimal(4), "EXP": Decimal(draw(st.integers(0, 60)))}
    profile = Profile(id_, None, None, id_, populations if headcount is not None else {})
    known = replace(profile, populations=populations)
    answers = [draw(valid_answer(FRAMEWORK.indicator(i), known)) for i in ENTERED if draw(st.integers(0, 5))]
    return Filed(id_, 1, Submission(FRAMEWORK.ref, "2026", "fr", profile, tuple(answers)))


@ANY_CYCLE
@given(cycles())
def test_every_figure_equals_the_plain_computation(cycle: Cycle) -> None:
    of = consolidate(FRAMEWORK, cycle)
    for (id_, cut), figure in of.figures.items():
        plain = plain_figure(FRAMEWORK, cycle, FRAMEWORK.indicator(id_), picked(cut.dimension, cut.value))
        found = figure.coverage
        assert (found.answered, found.not_applicable, found.not_available, found.unanswered, found.silent) == (
            plain.answered,
            plain.not_applicable,
            plain.not_available,
            plain.unanswered,
            plain.silent,
        )
        assert near(figure.claimed.value, plain.value)
        assert figure.contested == plain.contested
        assert near(figure.set_aside.value, plain.set_aside)
        spread = figure.claimed.spread
        if FRAMEWORK.indicator(id_).kind == "level":
            assert figure.claimed.levels is not None
            assert sum(figure.claimed.levels) == plain.answered
            assert spread is None
        else:
            assert (spread is None) == (plain.quartiles is None)
        if spread is not None and plain.quartiles is not None:
            for quartile, expected in zip((spread.q1, spread.median, spread.q3), plain.quartiles, strict=True):
                assert near(quartile, expected)
            assert near(spread.mean, plain.mean)


@ANY_CYCLE
@given(cycles(), st.randoms(use_true_random=False))
def test_the_order_of_companies_answers_and_annotations_changes_nothing(cycle: Cycle, random: Random) -> None:
    def shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
        copy = list(items)
        random.shuffle(copy)
        return tuple(copy)

    entries = [
        replace(entry, submission=replace(entry.submission, answers=shuffled(entry.submission.answers)))  # type: ignore[arg-type]
        for entry in cycle.filed
    ]
    mixed = replace(
        cycle,
        signatories=shuffled(cycle.signatories),  # type: ignore[arg-type]
        filed=shuffled(tuple(entries)),  # type: ignore[arg-type]
        annotations=shuffled(cycle.annotations),  # type: ignore[arg-type]
    )
    assert consolidate(FRAMEWORK, mixed).figures == consolidate(FRAMEWORK, cycle).figures


def _inside(inner: Bounds, outer: Bounds) -> bool:
    if outer.lower is None or outer.upper is None:
        return True
    return (
        inner.lower is not None
        and inner.upper is not None
        and outer.lower <= inner.lower
        and inner.upper <= outer.upper
    )


@ANY_CYCLE
@given(cycles())
def test_bounds_hold_the_claim_and_widen_with_what_is_contested_and_missing(cycle: Cycle) -> None:
    for figure in consolidate(FRAMEWORK, cycle).figures.values():
        claim = figure.claimed.value
        if claim is not None:
            assert _inside(Bounds(claim, claim), figure.bounds_silent)
            assert _inside(figure.bounds_silent, figure.bounds_contested)
            assert _inside(figure.bounds_contested, figure.bounds_missing)
        for found in (figure.bounds_silent, figure.bounds_contested, figure.bounds_missing):
            assert (found.lower is None) == (found.upper is None) == bool(found.reason)


@ANY_CYCLE
@given(cycles(), st.integers(1, 50_000))
def test_one_more_silent_signatory_never_narrows_bounds_nor_moves_a_claim(cycle: Cycle, headcount: int) -> None:
    before = consolidate(FRAMEWORK, cycle)
    after = consolidate(FRAMEWORK, replace(cycle, signatories=(*cycle.signatories, silent("QUIET", headcount))))
    for indicator in WATCHED:
        was, now = before.figure(indicator), after.figure(indicator)
        assert now.claimed == was.claimed
        assert _inside(was.bounds_silent, now.bounds_silent) or was.claimed.value is None
        assert _inside(was.bounds_contested, now.bounds_contested) or was.claimed.value is None


@ANY_CYCLE
@given(cycles())
def test_without_contest_the_figure_set_aside_is_the_claim(cycle: Cycle) -> None:
    for figure in consolidate(FRAMEWORK, replace(cycle, annotations=())).figures.values():
        assert figure.set_aside == figure.claimed
        assert figure.bounds_contested == figure.bounds_silent
        assert (figure.contested, figure.contest_status) == (0, "none")
        assert figure.contested_weight in (None, Decimal(0))


@ANY_CYCLE
@given(cycles())
def test_the_cuts_of_a_dimension_add_up_to_all(cycle: Cycle) -> None:
    of = consolidate(FRAMEWORK, cycle)
    for indicator in WATCHED:
        whole = of.figure(indicator)
        for dimension in ("sector", "country", "size"):
            parts = [
                figure for (id_, cut), figure in of.figures.items() if (id_, cut.dimension) == (indicator, dimension)
            ]
            for field in (
                "signatories",
                "submitted",
                "answered",
                "not_applicable",
                "not_available",
                "unanswered",
                "silent",
            ):
                assert sum(getattr(part.coverage, field) for part in parts) == getattr(whole.coverage, field)
            assert sum(part.contested for part in parts) == whole.contested
            assert sum(part.evidence_attached for part in parts) == whole.evidence_attached
            if whole.claimed.numerator is not None and FRAMEWORK.indicator(indicator).method == "pooled":
                assert sum(part.claimed.numerator or 0 for part in parts) == whole.claimed.numerator
                assert sum(part.claimed.denominator or 0 for part in parts) == whole.claimed.denominator
        counts = [
            f.claimed.value or 0 for (id_, cut), f in of.figures.items() if id_ == "GOV-1" and cut.dimension == "size"
        ]
        assert sum(counts) == (of.figure("GOV-1").claimed.value or 0)


@ANY_CYCLE
@given(cycles())
def test_the_bar_counts_every_answer_once(cycle: Cycle) -> None:
    for figure in consolidate(FRAMEWORK, cycle).figures.values():
        assert sum(band.uncontested + band.contested for band in figure.bands) == figure.coverage.answered
        assert sum(band.contested for band in figure.bands) == figure.contested
        coverage = figure.coverage
        together = coverage.answered + coverage.not_applicable + coverage.not_available + coverage.unanswered
        assert together == coverage.submitted
        assert coverage.submitted + coverage.silent == coverage.signatories
