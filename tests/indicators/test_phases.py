"""Where a cycle stands, to the second, and what each phase permits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from indicators.phases import PERMITS, PHASES, Timetable, due, is_late, phase_at

PARIS = ZoneInfo("Europe/Paris")
OPENS, CLOSES, ENDS = (datetime(2026, month, 1, tzinfo=UTC) for month in (2, 5, 7))
TIMES = Timetable(OPENS, CLOSES, ENDS)
SECOND = timedelta(seconds=1)

TABLE = """
               save  submit  withdraw  annotate  carry  reply
draft          -     -       -         -         -      -
open           yes   yes     yes       yes       yes    yes
contradictory  yes   yes     yes       yes       yes    yes
closed         yes   -       -         -         yes    -
frozen         yes   -       -         -         -      -
published      yes   yes     yes       yes       yes    yes
"""


def test_the_table_of_what_phases_permit_is_what_this_test_says() -> None:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    permitted = {row[0]: {act for act, said in zip(head, row[1:], strict=True) if said == "yes"} for row in rows}

    assert permitted == {phase: set(PERMITS[phase]) for phase in PHASES}


@pytest.mark.parametrize(
    ("moment", "before", "from_then_on"),
    [(OPENS, "draft", "open"), (CLOSES, "open", "contradictory"), (ENDS, "contradictory", "closed")],
)
def test_a_phase_begins_with_its_very_second(moment: datetime, before: str, from_then_on: str) -> None:
    assert phase_at(TIMES, moment - SECOND) == before
    assert phase_at(TIMES, moment) == from_then_on
    assert phase_at(TIMES, moment + SECOND) == from_then_on


def test_late_begins_at_closing() -> None:
    assert [is_late(TIMES, CLOSES + shift * SECOND) for shift in (-1, 0, 1)] == [False, True, True]


def test_without_a_promised_end_the_contradictory_period_lasts_until_it_is_frozen() -> None:
    times = Timetable(OPENS, CLOSES)
    much_later = CLOSES + timedelta(days=3_000)

    assert phase_at(times, much_later) == "contradictory"
    assert phase_at(Timetable(OPENS, CLOSES, None, much_later), much_later) == "frozen"
    assert phase_at(Timetable(OPENS, CLOSES, None, much_later, much_later), much_later) == "published"


def test_an_act_goes_before_the_clock() -> None:
    frozen = Timetable(OPENS, CLOSES, ENDS, frozen=ENDS + SECOND)

    assert phase_at(frozen, ENDS - SECOND) == "frozen"


@pytest.mark.parametrize(
    ("night", "before"),
    [
        (datetime(2026, 3, 29, 3, 0, tzinfo=PARIS), datetime(2026, 3, 29, 1, 59, 59, tzinfo=PARIS)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1), datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0)),
    ],
    ids=["an hour is skipped", "an hour comes twice"],
)
def test_a_night_in_which_the_clock_changes_neither_gains_nor_loses_an_hour(night: datetime, before: datetime) -> None:
    times = Timetable(OPENS, night.astimezone(UTC))

    assert phase_at(times, before.astimezone(UTC)) == "open"
    assert phase_at(times, night.astimezone(UTC) - SECOND) == "open"
    assert phase_at(times, night.astimezone(UTC)) == "contradictory"


def test_what_the_clock_began_is_told_once() -> None:
    assert due(TIMES, None, OPENS - SECOND) == ()
    assert due(TIMES, None, CLOSES) == (("open", OPENS), ("contradictory", CLOSES))
    assert due(TIMES, CLOSES, ENDS) == (("closed", ENDS),)
    assert due(TIMES, ENDS, ENDS + timedelta(days=900)) == ()
