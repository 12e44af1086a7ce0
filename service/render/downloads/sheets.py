"""One table over as many sheets as it takes, its long texts left to the overflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from service.render.downloads.tables import Table
from service.render.report.overflow import Overflow
from service.render.report.table import FIRST_ROW


def sheets_of(title: str, table: Table, overflow: Overflow) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    """Yield (name, rows) of each sheet that a table takes: one, or several where it has too many rows.

    Rows must be taken before the next sheet is asked for.
    """
    rows: Iterator[Sequence[object]] = (row.values for row in table.rows())
    codes = [column.code for column in table.columns]
    most = overflow.limits.rows - FIRST_ROW
    number = 1
    while True:
        name = title if number == 1 else overflow.words("overflow_title", title=title, number=number)
        first = list(islice(rows, 1))
        if not first and number > 1:
            return
        here: Iterable[Sequence[object]] = chain(first, islice(rows, most - 1))
        yield name, _fitted(here, name, codes, overflow)
        number += 1


def _fitted(
    rows: Iterable[Sequence[object]], sheet: str, codes: Sequence[str], overflow: Overflow
) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows, FIRST_ROW + 1):
        yield [
            overflow.fitted(value, sheet, number, code) if isinstance(value, str) else value
            for value, code in zip(row, codes, strict=True)
        ]
