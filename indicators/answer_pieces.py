"""What companies answered as frames, some companies at a time: what exports are made from, with every text.

`declared.Declared` holds the numbers of a whole cycle for its figures; a piece holds all that a few companies said, so
that a file of any length is written in the memory of one piece. No SQL and no layout here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

import polars as pl

from indicators.case import Filed

AT_ONCE: Final = 500
"""Companies in one piece: some 35,000 rows."""

ANSWERS: Final = {
    "signatory": pl.String,
    "indicator": pl.String,
    "status": pl.String,
    "reason": pl.String,
    "comment": pl.String,
}
NUMBERS: Final = {"signatory": pl.String, "indicator": pl.String, "field": pl.String, "value": pl.Float64}
EVIDENCE: Final = {"signatory": pl.String, "indicator": pl.String, "title": pl.String, "link": pl.String}


@dataclass(frozen=True)
class Piece:
    """What the companies in `filed` said: frames with the columns of `ANSWERS`, `NUMBERS` and `EVIDENCE`.

    A number has at most 15 digits, so a double gives it back exactly. Evidence stands in its order; texts that are not
    there are null or empty.
    """

    filed: Sequence[Filed]
    answers: pl.DataFrame
    numbers: pl.DataFrame
    evidence: pl.DataFrame


class AnswerSource(Protocol):
    """Where the answers of revisions on file are read from."""

    def pieces(self, cycle: str, filed: Sequence[Filed]) -> Iterator[Piece]:
        """Yield what the companies in `filed` said in `cycle`, in their order, at most `AT_ONCE` of them at a time."""
        ...


class HeldAnswers:
    """Answers in memory, in the submissions themselves: those read from a folder, or frozen with an edition."""

    def pieces(self, cycle: str, filed: Sequence[Filed]) -> Iterator[Piece]:
        """Yield what the companies in `filed` said, in their order."""
        del cycle
        for some in in_turns(filed):
            yield Piece(
                some,
                _frame([row for one in some for row in _answers(one)], ANSWERS),
                _frame([row for one in some for row in _numbers(one)], NUMBERS),
                _frame([row for one in some for row in _evidence(one)], EVIDENCE),
            )


def in_turns(filed: Sequence[Filed]) -> Iterator[Sequence[Filed]]:
    """Yield `filed` in turns of `AT_ONCE` companies."""
    for first in range(0, len(filed), AT_ONCE):
        yield filed[first : first + AT_ONCE]


def _frame(rows: list[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def _answers(one: Filed) -> Iterator[tuple[Any, ...]]:
    for answer in one.submission.answers:
        yield one.signatory, answer.indicator, answer.status, answer.reason, answer.comment


def _numbers(one: Filed) -> Iterator[tuple[Any, ...]]:
    for answer in one.submission.answers:
        for field, value in answer.values.items():
            if isinstance(value, Decimal):
                yield one.signatory, answer.indicator, field, float(value)


def _evidence(one: Filed) -> Iterator[tuple[Any, ...]]:
    for answer in one.submission.answers:
        for evidence in answer.evidence:
            yield one.signatory, answer.indicator, evidence.title, evidence.link
