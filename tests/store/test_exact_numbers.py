"""A number comes back as it was filed, on both databases, although SQLite has no decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select

from indicators.answers import Unreadable
from schemas.text import readable
from service.store.engine import Database
from service.store.types import Exact

_numbers = Table("numbers", MetaData(), Column("id", Integer, primary_key=True), Column("value", Exact))


def accepted() -> st.SearchStrategy[Decimal]:
    """Any number that the door lets in."""
    digits = st.integers(-(10**15) + 1, 10**15 - 1)
    anything = st.builds(lambda whole, exponent: Decimal(whole).scaleb(exponent), digits, st.integers(-15, 15))
    return anything.map(readable).filter(lambda value: not isinstance(value, Unreadable))


@given(values=st.lists(accepted(), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_accepted_number_comes_back_equal_and_written_the_same(database: Database, values: list[Decimal]) -> None:
    def act(connection: Connection) -> list[Any]:
        _numbers.create(connection, checkfirst=True)
        connection.execute(_numbers.delete())
        connection.execute(insert(_numbers), [{"id": place, "value": value} for place, value in enumerate(values)])
        return list(connection.execute(select(_numbers.c.value).order_by(_numbers.c.id)).scalars())

    found = database.write(act)

    assert [(value, str(value)) for value in found] == [(value, str(value)) for value in values]


@pytest.mark.parametrize("text", ["0.1", "-0.3", "999999999999999", "0.000000000000001", "123456789012345e15", "0"])
def test_numbers_that_doubles_are_known_for_come_back(database: Database, text: str) -> None:
    value = readable(Decimal(text))

    def act(connection: Connection) -> Any:
        _numbers.create(connection, checkfirst=True)
        connection.execute(insert(_numbers), [{"id": 1, "value": value}])
        return connection.execute(select(_numbers.c.value)).scalar_one()

    assert database.write(act) == value
