"""A company has two weeks in which it can reply: time in which nobody may does not count against it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.annotation_life import LEAST_REPLY_DAYS, REPLY_DAYS, Pause, ReplySpan, ReplyTime, may_reply, reply_span
from indicators.phases import PHASES

START = datetime(2026, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


Days = tuple[float, float | None]


def paused(*pauses: Days) -> tuple[Pause, ...]:
    return tuple((day(began), None if ended is None else day(ended)) for began, ended in pauses)


def spans(put: float, ends: float | None, *pauses: Days, hushed: tuple[Days, ...] = ()) -> tuple[float, float | None]:
    """The span of what was put on a day, in days: from when it is counted, and until when."""
    time = ReplyTime(None if ends is None else day(ends), paused(*pauses))
    found = reply_span(day(put), time, paused(*hushed))
    until = None if found.until is None else (found.until - START) / timedelta(days=1)
    return (found.since - START) / timedelta(days=1), until


@pytest.mark.parametrize(
    ("put", "ends", "pauses", "span"),
    [
        (0, None, (), (0, 30)),
        (0, 60, (), (0, 60)),
        (0, 5, (), (0, 14)),
        # frozen while it ran: two weeks from the publication, or what was promised where that is later
        (0, 5, ((5, 20),), (20, 34)),
        (0, None, ((5, 6),), (0, 30)),
        (0, None, ((5, 17),), (17, 31)),
        # not published yet: nobody knows until when
        (0, 5, ((5, None),), (0, None)),
        # over before it was frozen, or put after it was published
        (0, 5, ((14, 20),), (0, 14)),
        (21, 5, ((5, 20),), (21, 35)),
        # frozen and published by one act
        (0, 5, ((6, 6),), (0, 14)),
        # frozen again for a corrected edition, while the time that the first pause gave still ran, or after it
        (0, 5, ((5, 20), (25, 40)), (40, 54)),
        (0, 5, ((5, 20), (25, None)), (20, None)),
        (0, 5, ((5, 20), (34, 40)), (20, 34)),
    ],
)
def test_the_time_to_reply_waits_while_the_cycle_is_frozen(
    put: float, ends: float | None, pauses: tuple[tuple[float, float | None], ...], span: tuple[float, float | None]
) -> None:
    assert spans(put, ends, *pauses) == span


@pytest.mark.parametrize(
    ("frozen", "withheld", "span"),
    [
        ((), ((1, 40),), (40, 54)),
        ((), ((1, None),), (0, None)),
        ((), ((14, 40),), (0, 14)),
        ((), ((5, 6),), (6, 20)),
        # shown again before it was withheld, by a clock that was set back
        ((), ((5, 4),), (0, 14)),
        # while the cycle was frozen, or after it, or longer
        (((5, 20),), ((10, 15),), (20, 34)),
        (((5, 20),), ((3, 19),), (20, 34)),
        (((5, 20),), ((25, 40),), (40, 54)),
        (((5, None),), ((3, 10),), (10, None)),
        (((5, 20),), ((6, None),), (20, None)),
    ],
)
def test_the_time_to_reply_waits_while_the_text_is_withheld(
    frozen: tuple[tuple[float, float | None], ...],
    withheld: tuple[tuple[float, float | None], ...],
    span: tuple[float, float | None],
) -> None:
    assert spans(0, 5, *frozen, hushed=withheld) == span


def test_while_time_stands_still_no_reply_is_overdue() -> None:
    assert not ReplySpan(START, None).over(day(10_000))
    assert [ReplySpan(START, day(14)).over(day(14) + shift * HOUR) for shift in (-1, 0)] == [False, True]


def test_in_a_closed_cycle_a_thread_goes_on_for_as_long_as_its_own_time_runs() -> None:
    span = ReplySpan(START, day(14))

    running = {phase for phase in PHASES if may_reply(phase, span, day(13))}
    over = {phase for phase in PHASES if may_reply(phase, span, day(14))}

    assert running - over == {"closed"}
    assert over == {"open", "contradictory", "published"}


@given(
    st.integers(0, 60),
    st.none() | st.integers(0, 60),
    st.lists(st.integers(1, 200), unique=True, max_size=6).map(sorted),
)
def test_whatever_is_frozen_and_when_a_company_can_reply_in_time_on_two_weeks_of_days(
    put: int, ends: int | None, moments: list[int]
) -> None:
    """Said a second way: of all days from the filing, those on which the cycle is not frozen and the time not over."""
    if any(began <= put < ended for began, ended in zip(moments[::2], moments[1::2], strict=False)):
        return  # nobody annotates in a frozen cycle
    pauses = [(began, ended) for began, ended in zip(moments[::2], moments[1::2], strict=False)]

    since, until = spans(put, ends, *pauses)

    assert until is not None
    frozen = {one for began, ended in pauses for one in range(began, ended)}
    free = [one for one in range(put, int(until)) if one not in frozen]
    promised = LEAST_REPLY_DAYS if ends is not None else REPLY_DAYS
    assert len(free) >= min(LEAST_REPLY_DAYS, promised)
    assert until >= max(put + promised, ends or 0)
    assert put <= since < until
