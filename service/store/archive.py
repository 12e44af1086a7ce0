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

from sqlalchemy import JSON, Connection, Integer, Table, func, insert, select, text

from service.errors import ServiceError
from service.store.tables import metadata

LEFT_OUT = frozenset({"session", "register_change"})
"""Tables whose rows must not come back: an ended session would live again, and the database counts its own changes."""

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
