"""The answers of a cycle as frames, read by column: from SQLite through ADBC, from PostgreSQL in rows of plain numbers.

What is read was filed for good: other connections see the same answers of the revisions asked for. Children read
(`column_readers`), two at a time, while profiles and rosters are read in rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, CursorResult, Engine, text

from indicators.declared import Declared
from service.store.column_kinds import typed
from service.store.column_readers import READERS, Asked

_ANSWERS: Final = """
SELECT revision, indicator, COALESCE(status, '') AS status FROM answer WHERE revision BETWEEN {first} AND {last}
"""
_NUMBERS: Final = """
SELECT revision, indicator, field, CAST(value AS DOUBLE PRECISION) AS value
FROM answer_value WHERE revision BETWEEN {first} AND {last}
"""
_SPAN: Final = text(
    "SELECT COALESCE(MIN(revision.id), 1), COALESCE(MAX(revision.id), 1) FROM revision "
    "JOIN submission ON submission.id = revision.submission WHERE submission.cycle = :cycle"
)
_FILINGS: Final = {"filing": pl.Int64, "signatory": pl.String}
_EVIDENCE: Final = "SELECT DISTINCT revision, indicator FROM evidence WHERE revision BETWEEN {first} AND {last}"
_QUERIES: Final = (_NUMBERS, _ANSWERS, _EVIDENCE)


AT_ONCE: Final = 2_500
"""Revisions in one read: what a child holds at a time."""


def _spans(first: int, last: int, step: int) -> list[tuple[int, int]]:
    return [(at, min(at + step - 1, last)) for at in range(first, last + 1, step)]


class AskedAnswers:
    """The answers of a cycle, being read while their reader does something else."""

    def __init__(self, connection: Connection, cycle: str, parts: int) -> None:
        """Have the answers read in so many parts, side by side where the database is a file. Raises ServiceError as
        `ColumnReaders` does."""
        first, last = connection.execute(_SPAN, {"cycle": cycle}).one()
        self._connection = connection
        self._questions = [
            [one.format(first=at, last=end) for at, end in _spans(*part, AT_ONCE) for one in _QUERIES]
            for part in _spans(first, last, (last - first) // parts + 1)
        ]
        file = columns_file(connection.engine)
        self._file = file
        self._waiting = deque(READERS.ask(file, queries) for queries in self._questions) if file else deque[Asked]()

    def declared(self, filings: Mapping[int, str]) -> Declared:
        """Return the answers of these revisions: the signatory of each by its row's id. To be called once.

        A stored number has at most 15 digits, so a double gives it back exactly (`types.Exact`).
        """
        ids = pl.DataFrame({"filing": filings.keys(), "signatory": filings.values()}, schema=_FILINGS)
        if self._file is not None:
            read = [self._waiting.popleft().frames() for _ in self._questions]
        else:
            read = [in_rows(self._connection, queries) for queries in self._questions]
        every = [frame for frames in read for frame in frames]
        numbers, answers, evidence = (
            pl.concat(every[place :: len(_QUERIES)]).rename({"revision": "filing"}) for place in range(len(_QUERIES))
        )
        return Declared(ids, answers, numbers, evidence)

    def forget(self) -> None:
        """Stop what is still being read."""
        while self._waiting:
            self._waiting.popleft().forget()


Both = tuple[AskedAnswers, AskedAnswers | None]


@contextmanager
def asking(connection: Connection, cycle: str, before: str | None) -> Iterator[Both]:
    """Yield the answers of a cycle and of the one before, both being read; what is not taken is forgotten."""
    with ExitStack() as stack:
        now = AskedAnswers(connection, cycle, 1 if before else 2)
        stack.callback(now.forget)
        earlier = AskedAnswers(connection, before, 1) if before else None
        if earlier is not None:
            stack.callback(earlier.forget)
        yield now, earlier


def columns_file(engine: Engine) -> str | None:
    """Return the file of a SQLite database, None where there is none to read by column."""
    return engine.url.database or None if engine.dialect.name == "sqlite" else None


def in_rows(connection: Connection, queries: Sequence[str]) -> list[pl.DataFrame]:
    """Return, as frames, what queries of whole numbers give, read in rows; nothing anybody wrote is part of them."""
    found = [connection.execute(text(query)) for query in queries]
    return [
        typed(pl.DataFrame(_tuples(one), list(one.keys()), orient="row", infer_schema_length=None)) for one in found
    ]


def _tuples(found: CursorResult[Any]) -> list[Any]:
    return [tuple(row) for row in found]
