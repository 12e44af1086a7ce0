"""How often one may try, by a clock that the test sets: on one account, from one address, whatever the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import ServiceError
from service.store.engine import Database
from service.workflows.accounts import create_account
from service.workflows.people import resets, sessions, throttle
from service.workflows.people.throttle import LIMITS, Limit, network, spent
from tests.people import ADDRESS, PASSWORD, joined, reception_of

BEGIN = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""Half an hour before clocks go forward in Paris: nothing here may depend on it."""


@pytest.fixture
def light_database(sqlite_url: str) -> Iterator[Database]:
    opened = Database.open(sqlite_url)
    yield opened
    opened.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    burst=st.integers(1, 6),
    every=st.integers(1, 120),
    gaps=st.lists(st.integers(0, 200), min_size=1, max_size=25),
    key=st.uuids(),
)
def test_in_any_stretch_of_time_no_more_pass_than_the_burst_and_one_each_interval(
    light_database: Database, burst: int, every: int, gaps: list[int], key: object
) -> None:
    limit, now, passed = Limit(burst, timedelta(seconds=every)), BEGIN, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        moment = now
        if light_database.write(lambda c: spent(c, str(key), limit, moment)) is None:  # noqa: B023 - called at once
            passed.append(now)

    for first, one in enumerate(passed):
        for last in range(first, len(passed)):
            stretch = (passed[last] - one).total_seconds()
            assert last - first + 1 <= burst + stretch // every


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.integers(1, 30), key=st.uuids())
def test_who_waits_as_long_as_told_is_let_try_again(light_database: Database, tries: int, key: object) -> None:
    limit, now = Limit(3, timedelta(seconds=90)), BEGIN
    wait = None
    for _ in range(tries):
        wait = light_database.write(lambda c: spent(c, str(key), limit, now))
    if wait is None:
        return

    early, late = now + wait - timedelta(seconds=1), now + wait
    assert light_database.write(lambda c: spent(c, str(key), limit, early)) is not None
    assert light_database.write(lambda c: spent(c, str(key), limit, late)) is None


def _refused(database: Database, email: str, password: str, address: str, now: datetime) -> str:
    reception = replace(reception_of(database), clock=lambda: now)
    try:
        sessions.sign_in(reception, email, password, address)
    except ServiceError as refusal:
        return refusal.code
    return ""


def test_after_ten_wrong_passwords_not_even_the_right_one_is_tried_until_the_wait_is_over(database: Database) -> None:
    create_account(database, kind="union", name="Une (invented)", id_="u1")
    reception = reception_of(database)
    joined(reception, "u1", "claire@example.org")
    now = datetime.now(UTC)

    wrong = [_refused(database, "claire@example.org", "wrong password", f"192.0.2.{n}", now) for n in range(11)]
    right = _refused(database, "claire@example.org", PASSWORD, "198.51.100.1", now)
    later = _refused(database, "claire@example.org", PASSWORD, "198.51.100.1", now + timedelta(seconds=91))

    assert wrong == ["sign_in_refused"] * 10 + ["too_many_attempts"]
    assert (right, later) == ("too_many_attempts", "")


def test_a_right_password_gives_the_attempts_back(database: Database) -> None:
    create_account(database, kind="union", name="Une (invented)", id_="u1")
    joined(reception_of(database), "u1", "claire@example.org")
    now = datetime.now(UTC)

    for _ in range(3):
        wrong = [_refused(database, "claire@example.org", "wrong password", ADDRESS, now) for _ in range(9)]
        assert wrong == ["sign_in_refused"] * 9
        assert _refused(database, "claire@example.org", PASSWORD, ADDRESS, now) == ""


def test_one_address_cannot_try_many_accounts(light_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    reception = reception_of(light_database)
    limit = LIMITS["sign-in by address"]

    def attempt(number: int) -> str:
        try:
            throttle.attempt(reception, "sign-in", f"{number}@example.org", "2001:db8:1:2::" + f"{number:x}", BEGIN)
        except ServiceError as refusal:
            return f"{refusal.code} {refusal.params['seconds']}"
        return ""

    assert [attempt(number) for number in range(limit.burst + 1)] == [""] * limit.burst + ["too_many_attempts 15"]


def test_links_to_new_passwords_are_not_sent_without_end(database: Database) -> None:
    reception = reception_of(database)

    def ask() -> str:
        try:
            resets.ask_reset(reception, "claire@example.org", ADDRESS)
        except ServiceError as refusal:
            return refusal.code
        return ""

    assert [ask() for _ in range(4)] == ["", "", "", "too_many_attempts"]


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_caller_is_counted_by_its_network(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


def test_neither_address_nor_account_is_kept_as_it_is(sqlite_url: str, light_database: Database) -> None:
    throttle.attempt(reception_of(light_database), "sign-in", "claire@example.org", "198.51.100.77", BEGIN)

    kept = b"".join(part.read_bytes() for part in Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("*.db*"))
    assert b"attempt" in kept
    assert b"claire@example.org" not in kept
    assert b"198.51.100.77" not in kept
