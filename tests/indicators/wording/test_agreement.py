"""Agreement of reader and unions: shares with both numbers, and an alpha checked against a published package."""

import krippendorff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.wording import read
from indicators.wording.agreement import LEAST_UNITS, Share, agreement, ordinal_alpha
from indicators.wording.judgements import Judgement
from indicators.wording.model import Reading


def texts(number: int) -> list[tuple[str, Reading]]:
    found = [f"Nous formerons les {place} salariés concernés." for place in range(100, 100 + number)]
    return [(text, read(text, "fr")) for text in found]


def verb(text: str, verdict: str, score: int | None = None) -> Judgement:
    start = text.index("formerons")
    found = next(
        one
        for clause in read(text, "fr").clauses
        for one in clause.findings
        if (one.criterion, one.start) == ("R1", start)
    )
    return Judgement("R1", found.rule, start, start + 9, "formerons", verdict, score, "raison")  # type: ignore[arg-type]


def test_shares_hold_how_many_of_how_many() -> None:
    (one, first), (two, second), (three, third) = texts(3)
    found = agreement(
        [
            (first, {"UX-1": [verb(one, "confirm")], "UX-2": [verb(one, "confirm")]}),
            (second, {"UX-1": [verb(two, "correct", 3)], "UX-2": [verb(two, "confirm")]}),
            (third, {"UX-1": [verb(three, "dismiss")]}),
        ]
    )
    assert found.with_reader == {"UX-1": Share(1, 3), "UX-2": Share(2, 2)}
    assert (found.among, found.units, found.alpha) == (Share(1, 2), 2, None)
    assert found.among.share is not None
    assert float(found.among.share) == 0.5


def test_nothing_judged_gives_nothing_to_share() -> None:
    found = agreement([(reading, {}) for _, reading in texts(2)])
    assert (found.with_reader, found.among.share, found.alpha, found.units) == ({}, None, None, 0)


@pytest.mark.parametrize("units", [LEAST_UNITS - 1, LEAST_UNITS])
def test_an_alpha_is_given_from_ten_units_that_two_unions_judged(units: int) -> None:
    found = agreement(
        [
            (reading, {"UX-1": [verb(text, "correct", place % 4)], "UX-2": [verb(text, "correct", place % 4)]})
            for place, (text, reading) in enumerate(texts(units))
        ]
    )
    assert found.units == units
    assert (found.alpha == 1) is (units == LEAST_UNITS)


def test_a_flag_counts_in_the_shares_and_not_in_the_alpha() -> None:
    text = "L'employeur peut consulter le comité."
    start = text.index("peut")
    permission = Judgement("NB5", "FR-V-MAY", start, start + 4, "peut", "dismiss", None, "obligation légale")
    found = agreement([(read(text, "fr"), {"UX-1": [permission], "UX-2": [permission]})])
    assert (found.with_reader["UX-1"], found.among, found.units) == (Share(0, 1), Share(1, 1), 0)


@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3, None]), min_size=3, max_size=3), min_size=2, max_size=25))
def test_the_alpha_is_that_of_the_published_package(units: list[list[int | None]]) -> None:
    given_values = [[value for value in unit if value is not None] for unit in units]
    pairable = [unit for unit in given_values if len(unit) > 1]
    ours = ordinal_alpha(given_values)
    if len({value for unit in pairable for value in unit}) < 2:
        assert ours is None
        return
    rows = [[float("nan") if unit[judge] is None else unit[judge] for unit in units] for judge in range(3)]
    theirs = krippendorff.alpha(rows, level_of_measurement="ordinal", value_domain=[0, 1, 2, 3])
    assert float(ours or 0) == pytest.approx(theirs, abs=1e-9)


def test_the_alpha_of_a_table_worked_by_hand() -> None:
    """Two judges, four units: 0-0, 1-1, 1-2, 3-3. Eight values: n = 2, 3, 1, 2."""
    # distances: 1-2 = ((3+1) - 4/2)² = 4; observed = 2 x 4 = 8; expected = sum of n_c n_k d² / 7 over ordered pairs:
    # 0-1 6 x 2.5² = 37.5, 0-2 2 x 4.5² = 40.5, 0-3 4 x 6² = 144, 1-2 3 x 4 = 12, 1-3 6 x 3.5² = 73.5,
    # 2-3 2 x 1.5² = 4.5
    expected = 2 * (37.5 + 40.5 + 144 + 12 + 73.5 + 4.5) / 7
    assert float(ordinal_alpha([[0, 0], [1, 1], [1, 2], [3, 3]]) or 0) == pytest.approx(1 - 8 / expected)
