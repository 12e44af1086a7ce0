"""The answers of a cycle as frames, read by column: from SQLite through ADBC, from PostgreSQL in rows of plain numbers.

What is read was filed for good: other connections see the same answers of the revisions asked for. ADBC leaves the
interpreter's lock to others while it reads, so halves are read side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

import adbc_driver_sqlite.dbapi as adbc
import polars as pl
from sqlalchemy import Connection, text

from indicators.declared import Declared

_ANSWERS: Final = """
SELECT revision, indicator, COALESCE(status, '') AS status FROM answer WHERE revision BETWEEN {first} AND {last}
"""
_NUMBERS: Final = """
SELECT revision, indicator, field, CAST(value AS DOUBLE PRECISION) AS value
FROM answer_value WHERE revision BETWEEN {first} AND {last}
"""
_EVIDENCE: Final = "SELECT DISTINCT revision, indicator FROM evidence WHERE revision BETWEEN {first} AND {last}"
_HALVES: Final = 2
"""Parts of a cycle that are read at the same time."""


def declared(connection: Connection, filings: Mapping[int, str]) -> Declared:
    """Return the answers of these revisions: the signatory of each by its row's id.

    A stored number has at most 15 digits, so a double gives it back exactly (`types.Exact`).
    """
    ids = pl.DataFrame({"filing": filings.keys(), "signatory": filings.values()}, schema=_FILINGS)
    queries = [query.format(**half) for query in (_NUMBERS, _ANSWERS, _EVIDENCE) for half in _halves(filings)]
    read = list(_read(connection, queries))
    numbers, answers, evidence = (
        pl.concat(read[at : at + _HALVES]).rename({"revision": "filing"}) for at in range(0, len(read), _HALVES)
    )
    return Declared(ids, answers, numbers, evidence)


_FILINGS: Final = {"filing": pl.Int64, "signatory": pl.String}


def _halves(filings: Mapping[int, str]) -> Iterator[dict[str, int]]:
    first, last = min(filings, default=0), max(filings, default=0)
    middle = (first + last) // 2
    yield {"first": first, "last": middle}
    yield {"first": middle + 1, "last": last}


def _read(connection: Connection, queries: list[str]) -> Iterator[pl.DataFrame]:
    if _file(connection) is None:
        yield from (read_columns(connection, query) for query in queries)
        return
    with ThreadPoolExecutor(_HALVES) as readers:
        yield from readers.map(lambda query: read_columns(connection, query), queries)


def read_columns(connection: Connection, query: str) -> pl.DataFrame:
    """Return, as a frame, what a query of whole numbers gives; nothing anybody wrote is part of it."""
    file = _file(connection)
    if file is not None:
        with reading_columns(file) as cursor:
            return fetched(cursor, query)
    found = connection.execute(text(query))
    names = list(found.keys())
    rows: list[Any] = [tuple(row) for row in found]
    return _typed(pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None))


def _file(connection: Connection) -> str | None:
    """The file of a SQLite database."""
    return connection.engine.url.database or None if connection.dialect.name == "sqlite" else None


@contextmanager
def reading_columns(file: str) -> Iterator[adbc.Cursor]:
    """Yield a cursor over a SQLite file that gives columns."""
    with adbc.connect(f"file:{quote(file)}?mode=ro") as reader, reader.cursor() as cursor:
        yield cursor


def fetched(cursor: adbc.Cursor, query: str) -> pl.DataFrame:
    """Return what a query gives by column."""
    cursor.execute(query)
    return _typed(pl.DataFrame(cursor.fetch_arrow()))


_KINDS: Final = {"revision": pl.Int64, "value": pl.Float64}


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(_KINDS.get(name, pl.String)) for name in frame.columns)
