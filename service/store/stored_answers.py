"""The answers of revisions on file, read by column, some companies at a time: what exports are made from.

Every read is a query of its own: what is read was filed for good, so that nothing has to hold the database meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from indicators.answer_pieces import ANSWERS, EVIDENCE, NUMBERS, Piece, in_turns
from indicators.case import Filed
from service.store.cycle_columns import read_columns
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
# a text is never null here: the driver takes the type of a column from its first rows


@dataclass(frozen=True)
class StoredAnswers:
    """The answers of the revisions in `ids`: the row of each by cycle and signatory."""

    database: Database
    ids: Mapping[tuple[str, str], int]

    def pieces(self, cycle: str, filed: Sequence[Filed]) -> Iterator[Piece]:
        """Yield what the companies in `filed` said in `cycle`, in their order. Raises KeyError where one is unknown."""
        for some in in_turns(filed):
            rows = [(self.ids[cycle, one.signatory], one.signatory) for one in some]
            signatories = pl.DataFrame(rows, schema={"revision": pl.Int64, "signatory": pl.String}, orient="row")
            listed = ", ".join(str(id_) for id_, _ in rows)
            with self.database.reading() as connection:
                frames = [read_columns(connection, query.format(listed)) for query in (_ANSWERS, _NUMBERS, _EVIDENCE)]
            answers, numbers, evidence = (
                frame.join(signatories, on="revision", maintain_order="left") for frame in frames
            )
            yield Piece(some, _only(answers, ANSWERS), _only(numbers, NUMBERS), _only(evidence, EVIDENCE))


def _only(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
