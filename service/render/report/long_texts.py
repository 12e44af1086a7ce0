"""The sheet of texts too long for a cell: its columns, and its rows from what overflowed."""

from __future__ import annotations

from collections.abc import Iterator

from service.render.report.overflow import Overflow
from service.render.report.table import Column, Row

COLUMNS = (
    Column("overflow_number", "whole", 9),
    Column("overflow_sheet", "text", 26),
    Column("overflow_row", "whole", 10),
    Column("overflow_column", "code", 20),
    Column("overflow_part", "whole", 8),
    Column("overflow_text", "text", 120),
)


def rows(overflow: Overflow) -> Iterator[Row]:
    """Yield every text too long for a cell, in as many parts as it takes."""
    for values in overflow.rows():
        yield Row(values)
