"""Rows into tables, many in one statement: an ORM session takes five times as long for the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Table, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel

from service.store.prepared import Reader, run

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
    if rows:
        names = tuple(rows[0])
        insert_lines(connection, model, names, list(map(itemgetter(*names), rows)) if len(names) > 1 else _single(rows))


def insert_lines(
    connection: Connection, model: type[SQLModel], names: tuple[str, ...], lines: Sequence[Sequence[Any]]
) -> None:
    """Insert rows given as lines, each a value for every one of `names`; otherwise as `insert_rows`."""
    if not lines:
        return
    insertion = _insertion(table_of(model), names, connection.dialect)
    if connection.dialect.name == "postgresql" and len(lines) > 1:
        connection.exec_driver_sql(insertion.unnested, insertion.columns(lines))
        return
    for some in _batched(lines, max(1, MOST_PARAMETERS // len(names))):
        run(connection, *insertion.of(some))


def _single(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows]


def insert_row(connection: Connection, model: type[SQLModel], row: Mapping[str, Any], returning: str) -> Any:
    """Insert one row and return what the database put into the column `returning`."""
    statement, parameters = _one(connection, model, row)
    ((made,),) = run(connection, f'{statement} RETURNING "{returning}"', parameters)
    return made


MOST_PARAMETERS = 2_000
"""Values in one statement of SQLite: far below its own bound, and few enough texts for it to keep them prepared."""


@dataclass(frozen=True, slots=True)
class _Insertion:
    """How rows with the same keys enter a table: the beginning of the statement, one row's part of it, and a statement
    that takes each column as one array (PostgreSQL: one text, and one plan, however many rows)."""

    into: str
    row: str
    unnested: str
    readers: Mapping[str, Reader]
    reading: tuple[tuple[int, Callable[[Any], Any]], ...]
    """The places of the columns whose values are turned into what the driver takes, and how."""

    def of(self, lines: Sequence[Sequence[Any]]) -> tuple[str, Sequence[Any]]:
        """Return the statement for so many rows, and its parameters."""
        values = list(chain.from_iterable(lines))
        for place, read in self.reading:  # a column at a time: most columns are taken as they are
            values[place :: len(self.readers)] = map(read, values[place :: len(self.readers)])
        return f"{self.into} VALUES {', '.join([self.row] * len(lines))}", values

    def columns(self, lines: Sequence[Sequence[Any]]) -> tuple[list[Any], ...]:
        """Return the columns of rows."""
        readers = self.readers.values()
        return tuple(
            list(column) if read is None else [read(value) for value in column]
            for column, read in zip(zip(*lines, strict=True), readers, strict=True)
        )


@lru_cache(maxsize=512)
def _insertion(table: Table, keys: tuple[str, ...], dialect: Dialect) -> _Insertion:
    """Return how rows with `keys` enter a table of a dialect."""
    types = {key: table.c[key].type.dialect_impl(dialect) for key in keys}
    quoted = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    into = f"INSERT INTO {quoted(table.name)} ({', '.join(quoted(key) for key in keys)})"
    arrays = ", ".join(f"%s::{kind.compile(dialect=dialect)}[]" for kind in types.values())
    readers = {key: kind.bind_processor(dialect) for key, kind in types.items()}
    reading = tuple((place, read) for place, read in enumerate(readers.values()) if read is not None)
    row, unnested = f"({', '.join([mark] * len(keys))})", f"{into} SELECT * FROM unnest({arrays})"  # noqa: S608
    return _Insertion(into, row, unnested, readers, reading)


def insert_if_absent(connection: Connection, model: type[SQLModel], row: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key exists; on PostgreSQL this waits for a transaction that is inserting it.

    Returns whether it was inserted. Not for insert-only tables, whose triggers refuse before the conflict is seen.
    """
    statement, parameters = _one(connection, model, row)
    return bool(run(connection, f"{statement} ON CONFLICT DO NOTHING RETURNING 1", parameters))


def _one(connection: Connection, model: type[SQLModel], row: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    table = table_of(model)
    whole = {**_defaults(table), **row}
    return _insertion(table, tuple(whole), connection.dialect).of([tuple(whole.values())])


@lru_cache(maxsize=128)
def _defaults(table: Table) -> Mapping[str, Any]:
    """Return what columns hold where a row does not say."""
    kept = {column.name: column.default for column in table.columns if column.default is not None}
    return {name: default.arg for name, default in kept.items() if isinstance(default, ScalarElementColumnDefault)}


def _batched(rows: Sequence[Sequence[Any]], size: int) -> Iterator[Sequence[Sequence[Any]]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
