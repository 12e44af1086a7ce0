"""Rows into tables, many in one statement: an ORM session takes five times as long for the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Table, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault
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
    """Insert rows that all have the same keys, many in one statement.

    The statement is made once for each table and its keys and handed to the driver as it is: building it anew and
    looking it up among SQLAlchemy's compiled ones costs three times what the database takes to store the rows. A
    statement a row would let go of the interpreter lock at each of them, and wait for it again at each.
    """
    if not rows:
        return
    insertion = _insertion(table_of(model), tuple(rows[0]), connection.dialect)
    if connection.dialect.name == "postgresql" and len(rows) > 1:
        columns = tuple(insertion.column(name, rows) for name in insertion.readers)
        connection.exec_driver_sql(insertion.unnested, columns)
        return
    for some in _batched(rows, max(1, MOST_PARAMETERS // len(insertion.readers))):
        statement, parameters = insertion.of(some)
        connection.exec_driver_sql(statement, parameters)


def insert_row(connection: Connection, model: type[SQLModel], row: Mapping[str, Any], returning: str) -> Any:
    """Insert one row and return what the database put into the column `returning`."""
    statement, parameters = _one(connection, model, row)
    made = connection.exec_driver_sql(f'{statement} RETURNING "{returning}"', parameters)
    return made.scalar_one()


MOST_PARAMETERS = 2_000
"""Values in one statement of SQLite: far below its own bound, and few enough texts for it to keep them prepared."""

Reader = Callable[[Any], Any] | None
"""Turns a value into what the driver takes; None where it takes the value as it is."""


@dataclass(frozen=True, slots=True)
class _Insertion:
    """How rows with the same keys enter a table: the beginning of the statement, one row's part of it, and a statement
    that takes each column as one array (PostgreSQL: one text, and one plan, however many rows)."""

    into: str
    row: str
    unnested: str
    readers: Mapping[str, Reader]

    def of(self, rows: Sequence[Mapping[str, Any]]) -> tuple[str, tuple[Any, ...]]:
        """Return the statement for so many rows, and its parameters."""
        readers = self.readers.items()
        values = [row[name] if read is None else read(row[name]) for row in rows for name, read in readers]
        return f"{self.into} VALUES {', '.join([self.row] * len(rows))}", tuple(values)

    def column(self, name: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return one column of rows."""
        read = self.readers[name]
        return [row[name] for row in rows] if read is None else [read(row[name]) for row in rows]


@lru_cache(maxsize=512)
def _insertion(table: Table, keys: tuple[str, ...], dialect: Dialect) -> _Insertion:
    """Return how rows with `keys` enter a table of a dialect."""
    types = {key: table.c[key].type.dialect_impl(dialect) for key in keys}
    quoted = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    into = f"INSERT INTO {quoted(table.name)} ({', '.join(quoted(key) for key in keys)})"
    arrays = ", ".join(f"%s::{kind.compile(dialect=dialect)}[]" for kind in types.values())
    readers = {key: kind.bind_processor(dialect) for key, kind in types.items()}
    return _Insertion(into, f"({', '.join([mark] * len(keys))})", f"{into} SELECT * FROM unnest({arrays})", readers)  # noqa: S608


def insert_if_absent(connection: Connection, model: type[SQLModel], row: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key exists; on PostgreSQL this waits for a transaction that is inserting it.

    Returns whether it was inserted. Not for insert-only tables, whose triggers refuse before the conflict is seen.
    """
    statement, parameters = _one(connection, model, row)
    return connection.exec_driver_sql(f"{statement} ON CONFLICT DO NOTHING RETURNING 1", parameters).first() is not None


def _one(connection: Connection, model: type[SQLModel], row: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    table = table_of(model)
    whole = {**_defaults(table), **row}
    return _insertion(table, tuple(whole), connection.dialect).of([whole])


@lru_cache(maxsize=128)
def _defaults(table: Table) -> Mapping[str, Any]:
    """Return what columns hold where a row does not say."""
    kept = {column.name: column.default for column in table.columns if column.default is not None}
    return {name: default.arg for name, default in kept.items() if isinstance(default, ScalarElementColumnDefault)}


def _batched(rows: Sequence[Mapping[str, Any]], size: int) -> Iterator[Sequence[Mapping[str, Any]]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
