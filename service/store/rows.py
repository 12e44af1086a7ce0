"""Rows into tables, in one statement a table: an ORM session takes five times as long for the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Table, bindparam, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

M = TypeVar("M", bound=SQLModel)


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def find(connection: Connection, model: type[M], *where: Any) -> M | None:
    """Return the first row of a table that meets all conditions, None where there is none."""
    row = connection.execute(select(table_of(model)).where(*where).limit(1)).mappings().first()
    return model(**row) if row else None


def insert_rows(connection: Connection, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys.

    The statement is made once for each table and its keys and handed to the driver as it is: building it anew and
    looking it up among SQLAlchemy's compiled ones costs three times what the database takes to store the rows.
    """
    if rows:
        statement, readers = _insertion(table_of(model), tuple(rows[0]), connection.dialect)
        ready = [{name: row[name] if read is None else read(row[name]) for name, read in readers} for row in rows]
        if connection.dialect.paramstyle == "qmark":
            connection.exec_driver_sql(statement, [tuple(row.values()) for row in ready])
        else:
            connection.exec_driver_sql(statement, ready)


Reader = Callable[[Any], Any] | None
"""Turns a value into what the driver takes; None where it takes the value as it is."""


@lru_cache(maxsize=512)
def _insertion(table: Table, keys: tuple[str, ...], dialect: Dialect) -> tuple[str, tuple[tuple[str, Reader], ...]]:
    """Return the text of an insertion for a dialect, and its parameters in their order with their readers."""
    compiled = (
        insert(table).values({key: bindparam(key, type_=table.c[key].type) for key in keys}).compile(dialect=dialect)
    )
    order = compiled.positiontup if compiled.positional else keys
    readers = tuple((key, table.c[key].type.dialect_impl(dialect).bind_processor(dialect)) for key in order or keys)
    return str(compiled), readers


def insert_if_absent(connection: Connection, model: type[SQLModel], row: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key exists; on PostgreSQL this waits for a transaction that is inserting it.

    Returns whether it was inserted. Not for insert-only tables, whose triggers refuse before the conflict is seen.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    act = dialect.insert(table_of(model)).values(**row).on_conflict_do_nothing().returning(literal(1))
    return connection.execute(act).first() is not None
