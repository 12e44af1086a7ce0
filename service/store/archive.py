"""Every row of every table, out of one snapshot and back into an empty database of either kind. No file is named here.

A row travels as JSON-able values in the order of its table's columns; times, dates, exact numbers and bytes travel as
text and are read back by the type of their column.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.types import TypeEngine

from service.errors import ServiceError
from service.store.speaker_guards import silent_statements, speaker_statements
from service.store.tables import metadata

LEFT_OUT = frozenset({"session", "register_change"})
"""Tables whose rows must not come back: an ended session would live again, and the database counts its own changes."""

GONE: Mapping[str, Mapping[str, TypeEngine[Any]]] = {"organisation": {"verified": Boolean()}}
"""Columns that later schemas have dropped, and that older backups hold."""

_ROWS_AT_A_TIME = 500


def tables() -> list[Table]:
    """Return every table that is archived, each after those it refers to."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Yield the rows of a table in the order of its key, a few in memory at a time."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_A_TIME)
    for row in connection.execute(query):
        yield [_out(value) for value in row]


def put_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows with the given columns; returns how many. Raises ServiceError `archive_unknown_column` (422)."""
    table = _with_gone_columns(table, columns)
    strange = [name for name in columns if name not in table.columns]
    if strange:
        raise ServiceError("archive_unknown_column", 422, {"table": table.name, "column": strange[0]})
    readers = [_reader(table.columns[name]) for name in columns]
    count, waiting = 0, iter(rows)
    while part := list(islice(waiting, _ROWS_AT_A_TIME)):
        values = [{name: read(value) for name, read, value in zip(columns, readers, row, strict=True)} for row in part]
        connection.execute(insert(table), values)
        count += len(part)
    return count


def _with_gone_columns(table: Table, columns: Sequence[str]) -> Table:
    gone = {name: kind for name, kind in GONE.get(table.name, {}).items() if name in columns}
    if not gone:
        return table
    older = table.to_metadata(MetaData())
    for name, kind in gone.items():
        older.append_column(Column(name, kind))
    return older


def silence(connection: Connection) -> None:
    """Let rows come back in any order, whoever spoke then: what guards a speaker's name is away until `speak`."""
    for statement in silent_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def speak(connection: Connection) -> None:
    """Put the guards back that `silence` took away."""
    silence(connection)
    for statement in speaker_statements(connection.dialect.name):
        connection.execute(text(statement))


def is_empty(connection: Connection) -> bool:
    """Whether no table holds a row."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in tables())


def resume_numbering(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those put in; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer):
                continue
            found = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = connection.execute(found, {"table": f'"{table.name}"', "column": column.name}).scalar()
            newest = connection.execute(select(func.max(column))).scalar()
            if sequence is not None and newest is not None:
                connection.execute(text("SELECT setval(:sequence, :newest)"), {"sequence": sequence, "newest": newest})


def _out(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


_READERS: Mapping[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    bytes: base64.b64decode,
}


def _reader(column: Any) -> Callable[[Any], Any]:
    kind = column.type
    made = None if isinstance(kind, JSON) else _READERS.get(getattr(kind, "impl_instance", kind).python_type)
    return (lambda value: value) if made is None else (lambda value: None if value is None else made(value))
