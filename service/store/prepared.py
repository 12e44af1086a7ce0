"""Statements that every request or submission sends, handed to SQLite's driver as they are.

What SQLAlchemy does around one statement (a context, events, a result with its cursor) takes several times as long as
SQLite takes to answer it, and a submission sends a dozen. On PostgreSQL, where an answer comes from another process,
it goes the usual way. No table is named here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Reader = Callable[[Any], Any] | None
"""Turns a value into what the other side takes; None where it takes the value as it is."""


def run(connection: Connection, statement: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Run one statement in the transaction that `connection` is in; returns the rows it gives, as the driver has them.

    Raises what `Connection.execute` would raise.
    """
    driver = _driver(connection)
    if driver is None:
        made = connection.exec_driver_sql(statement, tuple(parameters))
        return made.all() if made.returns_rows else ()
    return _run(connection, driver, statement, parameters)


def _run(connection: Connection, driver: Any, statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    try:
        rows: list[tuple[Any, ...]] = driver.execute(statement, parameters).fetchall()
    except sqlite3.Error as error:
        raise _named(statement, error, connection.dialect) from error
    return rows


def _driver(connection: Connection) -> Any:
    """The driver's connection where a statement may go straight to it: SQLite, in a transaction that SQLAlchemy has
    begun, and nobody who listens to statements would miss it; else None."""
    if connection.dialect.name != "sqlite" or not connection.in_transaction():
        return None
    listened: Any = connection.dispatch
    return None if listened.before_cursor_execute else connection.connection.dbapi_connection


def _named(statement: str, error: sqlite3.Error, dialect: Dialect) -> BaseException:
    """The error as SQLAlchemy names it; it holds no parameter (`engine.open_engine`)."""
    return DBAPIError.instance(statement, None, error, sqlite3.Error, hide_parameters=True, dialect=dialect)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A query in the words of SQLite: its parameters in order, each with what is given where the caller gives nothing,
    and what reads the columns."""

    text: str
    parameters: tuple[tuple[str, Any, Reader], ...]
    readers: tuple[Reader, ...]


class Prepared:
    """A statement made once, with named parameters (`bindparam`)."""

    def __init__(self, query: Select[*tuple[Any, ...]] | Update | Delete) -> None:
        self._query = query
        self._compiled: _Compiled | None = None

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows, each column as the model has it. Raises what `Connection.execute` would raise."""
        driver = _driver(connection)
        if driver is None:
            made = connection.execute(self._query, given)
            return made.all() if made.returns_rows else ()
        ready = self._compiled = self._compiled or _compiled(self._query, connection.dialect)
        values = [
            value if read is None else read(value)
            for value, read in ((given.get(name, stands), read) for name, stands, read in ready.parameters)
        ]
        return [
            tuple([value if read is None else read(value) for value, read in zip(row, ready.readers, strict=True)])
            for row in _run(connection, driver, ready.text, values)
        ]

    def first(self, connection: Connection, given: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the first row, None where there is none."""
        return next(iter(self.rows(connection, given)), None)


def _compiled(query: Select[*tuple[Any, ...]] | Update | Delete, dialect: Dialect) -> _Compiled:
    made = query.compile(dialect=dialect)
    columns = query.selected_columns if isinstance(query, Select) else ()
    names: Sequence[str] = made.positiontup or ()
    binds: Mapping[str, Any] = made.binds
    stands = made.construct_params(_check=False)
    parameters = tuple((name, stands[name], _kind(binds[name], dialect).bind_processor(dialect)) for name in names)
    readers = tuple(_kind(column, dialect).result_processor(dialect, None) for column in columns)
    return _Compiled(made.string, parameters, readers)


def _kind(typed: Any, dialect: Dialect) -> TypeEngine[Any]:
    kind: TypeEngine[Any] = typed.type.dialect_impl(dialect)
    return kind
