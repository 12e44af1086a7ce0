"""The answers of a cycle as frames, read by column: from SQLite through ADBC, from PostgreSQL in rows of plain numbers.

What is read was filed for good: a second connection sees the same answers of the revisions asked for.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import adbc_driver_sqlite.dbapi as adbc
import polars as pl
from sqlalchemy import Connection, text

from indicators.columns import SCALE
from indicators.declared import Declared
from service.store.filed import FiledRevision

AT_ONCE: Final = 500
"""Revisions in one read."""

_ANSWERS: Final = """
SELECT a.revision, a.indicator, COALESCE(a.status, '') AS status, e.revision IS NOT NULL AS evidence
FROM answer a LEFT JOIN (SELECT DISTINCT revision, indicator FROM evidence WHERE revision BETWEEN {first} AND {last}) e
ON e.revision = a.revision AND e.indicator = a.indicator
WHERE a.revision BETWEEN {first} AND {last}
"""
_NUMBERS: Final = """
SELECT revision, indicator, field, CAST(value AS DOUBLE PRECISION) AS value
FROM answer_value WHERE revision BETWEEN {first} AND {last}
"""


def declared(connection: Connection, revisions: list[tuple[int, FiledRevision]]) -> Declared:
    """Return the answers of these revisions, each with its row's id.

    A stored number has at most 15 digits, so a double gives it back exactly (`types.Exact`).
    """
    ids = pl.DataFrame(
        [(id_, one.filed.signatory) for id_, one in revisions],
        schema={"revision": pl.Int64, "signatory": pl.String},
        orient="row",
    )
    known = [id_ for id_, _ in revisions]
    answers = _ranged(connection, _ANSWERS, known).cast({"evidence": pl.Boolean})
    numbers = _ranged(connection, _NUMBERS, known).with_columns(value=_millionths())
    return Declared(
        answers.join(ids, on="revision").select("signatory", "indicator", "status", "evidence"),
        numbers.join(ids, on="revision").select("signatory", "indicator", "field", "value"),
    )


def _ranged(connection: Connection, query: str, known: list[int]) -> pl.DataFrame:
    """What a query gives for a range of revisions, some hundreds at a time: a read holds the interpreter's lock."""
    first, last = min(known, default=0), max(known, default=0)
    turns = [{"first": one, "last": min(one + AT_ONCE - 1, last)} for one in range(first, last + 1, AT_ONCE)]
    return pl.concat([read_columns(connection, query.format(**turn)) for turn in turns])


def _millionths() -> pl.Expr:
    value = pl.col("value")
    whole = value.cast(pl.Int64, strict=False).cast(pl.Int128) * SCALE
    return pl.when(value == value.round()).then(whole).otherwise((value * SCALE).round().cast(pl.Int128, strict=False))


def read_columns(connection: Connection, query: str) -> pl.DataFrame:
    """Return, as a frame, what a query of whole numbers gives; nothing anybody wrote is part of it."""
    file = connection.engine.url.database
    if connection.dialect.name == "sqlite" and file:
        with adbc.connect(f"file:{quote(file)}?mode=ro") as reader, reader.cursor() as cursor:
            cursor.execute(query)
            return _typed(pl.DataFrame(cursor.fetch_arrow()))
    found = connection.execute(text(query))
    names = list(found.keys())
    rows: list[Any] = [tuple(row) for row in found]
    return _typed(pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None))


_KINDS: Final = {"revision": pl.Int64, "value": pl.Float64, "evidence": pl.Int8}


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(_KINDS.get(name, pl.String)) for name in frame.columns)
