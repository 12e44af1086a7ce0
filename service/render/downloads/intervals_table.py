"""The intervals of suppressed figures as a table of the complete package: never of one that the public gets.

It holds true sums, and intervals that are worked out with every denominator known, as the protection assumes.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from indicators.disclosure.intervals import Located
from service.render.report.language import Words
from service.render.report.table import Column, Row

NAME = "intervals"


COLUMNS = (
    *(Column(code, "code") for code in ("indicator", "dimension", "cut", "CONF_STATUS", "quantity")),
    Column("hidden_contributors", "whole"),
    *(Column(code, "number") for code in ("true_sum", "interval_lower", "interval_upper", "relative_width")),
    Column("demanded_width", "number"),
    Column("finding", "code"),
    Column("solved", "flag"),
)


def rows(located: Located, words: Words) -> Iterator[Row]:
    """Yield one row for each number of each suppressed figure, in the order of the figures."""
    for cell in located.cells:
        place = (cell.indicator, cell.cut.dimension, cell.cut.value or None, cell.code, cell.quantity)
        ends = (_number(cell.lower), _number(cell.upper), _number(cell.relative))
        told = (cell.contributors, _number(cell.value), *ends, _number(cell.demanded), cell.finding)
        yield Row((*place, *told, words("yes" if cell.solved else "no")))


def _number(value: float | None) -> Decimal | None:
    """To a millionth: a program's last digits are no news."""
    return None if value is None else Decimal(repr(round(value, 6)))
