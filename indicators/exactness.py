"""Which numbers can be kept exactly, from a spreadsheet to a sum over all companies.

One rule, for the checks that refuse the others and for the columns that rest on it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

DECIMAL_PLACES: Final = 6
"""Decimals kept of any number: a millionth of an hour or of a euro is no measure any company takes."""

LARGEST: Final = 10**15
"""Numbers stay below this: a spreadsheet keeps 15 digits, and a larger one would come back changed."""


def inexact(value: Decimal) -> str | None:
    """Return why a Decimal cannot be kept exactly (`not_finite`, `too_precise`), None where it can."""
    if not value.is_finite():
        return "not_finite"
    if abs(value) >= LARGEST:
        return "too_precise"
    if value == value.to_integral_value():  # most numbers, and much cheaper to see than to count decimals
        return None
    return "too_precise" if int(value.normalize().as_tuple().exponent) < -DECIMAL_PLACES else None
