"""What a record of accreditations amounts to: the last act that covers a cycle decides, in Python and in SQL alike."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from service.access import sees_every_submission
from service.actors import Accreditation, Actor
from service.store import accreditations, organisations, tables
from service.store.accreditations import standing
from service.store.engine import Database
from service.store.rows import insert_rows
from service.store.scoping import every_submission
from service.store.tables import Cycle
from service.workflows.accounts import create_account
from tests.samples import open_cycle

CYCLES = ("2025", "2026", "2027")
ACTS = st.lists(st.tuples(st.sampled_from(["granted", "ended"]), st.sampled_from([None, *CYCLES])), max_size=8)


@given(ACTS)
def test_the_last_act_that_covers_a_cycle_decides(acts: list[tuple[str, str | None]]) -> None:
    held = standing(acts)

    for cycle in (*CYCLES, "2028"):
        covering = [act for act, of in acts if of in (None, cycle)]
        assert held.covers(cycle) is (covering[-1:] == ["granted"])
    assert held.stands or not any(held.covers(cycle) for cycle in CYCLES)


@pytest.mark.parametrize(
    "held",
    [
        Accreditation(),
        Accreditation(every=True),
        Accreditation(every=True, ended=frozenset({"2026"})),
        Accreditation(granted=frozenset({"2025", "2027"})),
    ],
)
@pytest.mark.parametrize("role", ["public", "company", "union", "secretariat", "analyst"])
def test_the_condition_on_rows_says_what_the_rule_says(database: Database, held: Accreditation, role: str) -> None:
    for cycle in CYCLES:
        open_cycle(database, cycle)
    actor = Actor(role, "x", accreditation=held)  # type: ignore[arg-type]

    with database.reading() as connection:
        query = select(col(Cycle.id)).where(every_submission(actor, col(Cycle.id))).order_by(col(Cycle.id))
        seen = list(connection.execute(query).scalars())

    assert seen == [cycle for cycle in CYCLES if sees_every_submission(actor, cycle)]


def test_a_union_counts_as_verified_while_anything_stands(database: Database) -> None:
    open_cycle(database)
    create_account(database, kind="union", name="Une (invented)", id_="u1", verified=False)

    def verified() -> bool:
        with database.reading() as connection:
            found = organisations.find_organisation(connection, "u1")
            assert found is not None
            return found.verified

    told = []
    for act, cycle in (("granted", "2026"), ("ended", "2026"), ("granted", None), ("ended", "2026"), ("ended", None)):
        row = {"organisation": "u1", "act": act, "cycle": cycle, "ground": "x", "created": datetime.now(UTC)}
        database.write(lambda connection: accreditations.record(connection, row))  # noqa: B023 - done at once
        told.append(verified())

    assert told == [True, False, True, True, False]


def test_what_the_database_finds_standing_is_what_the_acts_amount_to(database: Database) -> None:
    """Every history of three acts on two cycles and on all of them, a union each."""
    kinds = [(act, cycle) for act in ("granted", "ended") for cycle in (None, "2026", "2027")]
    histories = dict(enumerate(itertools.product(kinds, repeat=3)))
    for cycle in ("2026", "2027"):
        open_cycle(database, cycle)
    now = datetime.now(UTC)
    rows = [{"id": f"h{at}", "kind": "union", "name": "H (invented)", "created": now} for at in histories]
    acts = [
        {"organisation": f"h{at}", "act": act, "cycle": cycle, "ground": "x", "created": now}
        for at, history in histories.items()
        for act, cycle in history
    ]
    database.write(lambda c: (insert_rows(c, tables.Organisation, rows), insert_rows(c, tables.Accreditation, acts)))
    with database.reading() as connection:
        found = {one.id: one.verified for one in organisations.organisations(connection)}

    assert len(found) == 216
    assert found == {f"h{at}": accreditations.standing(history).stands for at, history in histories.items()}
