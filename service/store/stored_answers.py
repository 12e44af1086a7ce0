"""The answers of revisions on file, read by column, some companies at a time: what exports are made from.

Every read is a query of its own: what is read was filed for good, so that nothing has to hold the database meanwhile.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from indicators.answer_pieces import ANSWERS, EVIDENCE, NUMBERS, Piece, in_turns
from indicators.case import Filed
from service.store.column_readers import READERS, Asked
from service.store.cycle_columns import columns_file, in_rows
from service.store.engine import Database

_ANSWERS: Final = """
SELECT revision, indicator, COALESCE(status, '') AS status, COALESCE(reason, '') AS reason,
COALESCE(comment, '') AS comment FROM answer WHERE revision IN ({})
"""
_NUMBERS: Final = """
SELECT revision, indicator, field, CAST(value AS DOUBLE PRECISION) AS value FROM answer_value WHERE revision IN ({})
"""
_EVIDENCE: Final = """
SELECT revision, indicator, position, title, COALESCE(link, '') AS link FROM evidence WHERE revision IN ({})
ORDER BY revision, indicator, position
"""
_QUERIES: Final = (_ANSWERS, _NUMBERS, _EVIDENCE)
_AHEAD: Final = 1
"""Turns that are read while one is used."""
# a text is never null here: the driver takes the type of a column from its first rows


@dataclass(frozen=True)
class StoredAnswers:
    """The answers of the revisions in `ids`: the row of each by cycle and signatory."""

    database: Database
    ids: Mapping[tuple[str, str], int]

    def pieces(self, cycle: str, filed: Sequence[Filed]) -> Iterator[Piece]:
        """Yield what the companies in `filed` said in `cycle`, in their order. Raises KeyError where one is unknown."""
        turns = list(in_turns(filed))
        read = self._read([[self.ids[cycle, one.signatory] for one in some] for some in turns])
        for some, frames in zip(turns, read, strict=True):
            rows = [(self.ids[cycle, one.signatory], one.signatory) for one in some]
            signatories = pl.DataFrame(rows, schema={"revision": pl.Int64, "signatory": pl.String}, orient="row")
            answers, numbers, evidence = (
                frame.join(signatories, on="revision", maintain_order="left") for frame in frames
            )
            yield Piece(some, _only(answers, ANSWERS), _only(numbers, NUMBERS), _only(evidence, EVIDENCE))

    def _read(self, turns: list[list[int]]) -> Iterator[list[pl.DataFrame]]:
        """What the revisions of each turn hold; the next is read while one is used."""
        questions = [[query.format(", ".join(map(str, ids))) for query in _QUERIES] for ids in turns]
        file = columns_file(self.database.engine)
        if file is None:
            for queries in questions:
                with self.database.reading() as connection:
                    yield in_rows(connection, queries)
            return
        ahead: deque[Asked] = deque()
        try:
            for queries in questions:
                ahead.append(READERS.ask(file, queries))
                if len(ahead) > _AHEAD:
                    yield ahead.popleft().frames()
            while ahead:
                yield ahead.popleft().frames()
        finally:
            for asked in ahead:
                asked.forget()


def _only(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
