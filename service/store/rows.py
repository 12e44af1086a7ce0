"""Rows into tables, in one statement a table: an ORM session takes five times as long for the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, literal, select
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
    """Insert rows that all have the same keys."""
    if rows:
        connection.execute(insert(table_of(model)), rows)


def insert_if_absent(connection: Connection, model: type[SQLModel], row: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key exists; on PostgreSQL this waits for a transaction that is inserting it.

    Returns whether it was inserted. Not for insert-only tables, whose triggers refuse before the conflict is seen.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    act = dialect.insert(table_of(model)).values(**row).on_conflict_do_nothing().returning(literal(1))
    return connection.execute(act).first() is not None
