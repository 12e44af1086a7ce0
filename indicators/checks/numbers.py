"""One number: exact (E07), whole where it must be (E02), not negative (E03), a level from 0 to 3 (E06).

What numbers must be to each other is in `arithmetic.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.answers import Value
from indicators.checks.context import plain
from indicators.exactness import inexact
from indicators.findings import Finding, Path

_DIGITS = re.compile(r"[-+\u2212]?[0-9][0-9\s.,'’]*")
"""Text that a reader would take for a number; which one cannot be told (`1,000` is a thousand here and one there)."""


def number_faults(value: Value, path: Path, indicator: str | None, *, whole: bool) -> Iterator[Finding]:
    """Yield at most one fault of one entered number: the first that holds of E07, E03, E02."""
    key = str(path[-1])
    yield from unreadable(value, path, indicator)
    if not isinstance(value, Decimal) or inexact(value) is not None:
        return
    if value < 0:
        yield Finding("E03", path, indicator, key, plain(value))
    elif whole and value != value.to_integral_value():
        yield Finding("E02", path, indicator, key, plain(value), {"case": "whole"})


def level_faults(value: Value, path: Path, indicator: str | None) -> Iterator[Finding]:
    """Yield E07 where no number was read, E06 where it is not 0, 1, 2 or 3."""
    yield from unreadable(value, path, indicator)
    if isinstance(value, Decimal) and inexact(value) is None and value not in (0, 1, 2, 3):
        yield Finding("E06", path, indicator, str(path[-1]), plain(value))


def unreadable(value: Value, path: Path, indicator: str | None) -> Iterator[Finding]:
    """E07: no exact number stands there; `case` says what does."""
    key = str(path[-1])
    if not isinstance(value, Decimal):
        digits = value.why == "text" and _DIGITS.fullmatch(value.found.strip()) is not None
        yield Finding("E07", path, indicator, key, value.found, {"case": "digits" if digits else value.why})
    elif (why := inexact(value)) is not None:
        yield Finding("E07", path, indicator, key, str(value), {"case": why})
