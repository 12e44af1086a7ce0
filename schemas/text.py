"""The one text type of every door, and the one number type: what may enter, whatever it came in.

A text is normalised to NFC with plain newlines; control characters, lone surrogates and non-characters are refused,
because one of them is enough to break an export (an unreadable workbook, a failed insert). The checks judge lengths.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Strict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from indicators.answers import Unreadable, Value

LONGEST_TEXT = 32_767
"""Characters a spreadsheet cell can hold: no accepted text may be longer."""

LARGEST_DIGITS = 15
"""Significant digits a spreadsheet keeps; a longer number would come back changed."""

_SHORTEST_LONG = 10**LARGEST_DIGITS
_LAST_OF_PLANES = "".join(f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(17))
_REFUSED = re.compile(f"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
"""Controls (category Cc) but tab and newline, surrogates (Cs), non-characters."""


def clean(text: str) -> str:
    """Return `text` in NFC with LF newlines.

    Raises ValueError on a control character other than tab and newline, a lone surrogate or a non-character.
    """
    if text.isascii() and text.isprintable():  # nothing to normalise, nothing to refuse
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    refused = _REFUSED.search(text)
    if refused is not None:
        code = ord(refused[0])
        raise ValueError(f"character U+{code:04X} at position {refused.start()} is not allowed in a text")
    return text


def _clean_or_pass(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


SafeText = Annotated[str, BeforeValidator(_clean_or_pass), StringConstraints(max_length=LONGEST_TEXT)]
"""Any text a person writes."""

Line = Annotated[
    str,
    BeforeValidator(_clean_or_pass),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\n\t]*$"),
]
"""A short text on one line, such as a name or a title."""


def readable(value: object) -> Value:
    """Return an exact number, or `Unreadable` with what stood there; never raises: all faults are told at once."""
    if isinstance(value, Unreadable):
        return value
    if isinstance(value, bool):
        return Unreadable(str(value).lower(), "boolean")
    if type(value) is int and -_SHORTEST_LONG < value < _SHORTEST_LONG:
        return Decimal(value)
    if isinstance(value, int | float | Decimal):
        return _exact(value)
    return Unreadable(_quoted(value), "text")


def _exact(value: float | Decimal) -> Value:
    try:
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
    except (InvalidOperation, ValueError):
        return Unreadable(str(value)[:80], "not_finite")
    if not number.is_finite():
        return Unreadable(str(value)[:80], "not_finite")
    digits = number.normalize().as_tuple()
    exponent = int(digits.exponent)
    if len(digits.digits) > LARGEST_DIGITS or exponent < -LARGEST_DIGITS or exponent > LARGEST_DIGITS:
        return Unreadable(str(value)[:80], "too_precise")
    return Decimal(int(number)) if exponent >= 0 else number.normalize()


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text.encode("utf-8", "replace").decode("utf-8")[:200]


def readable_date(value: object) -> date | Unreadable | None:
    """Return an ISO 8601 date, or `Unreadable`; None stays None."""
    if value is None or isinstance(value, date | Unreadable):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else Unreadable(_quoted(value), "text")
    except ValueError:
        return Unreadable(_quoted(value), "text")


Number = Annotated[Any, BeforeValidator(readable), WithJsonSchema({"type": "number", "examples": [12]})]
"""An exact number; anything else is kept as `Unreadable` for the checks to name (E07)."""

IsoDate = Annotated[
    Any,
    BeforeValidator(readable_date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2027-06-30"]}),
]
"""A date, ISO 8601; anything else is kept as `Unreadable` for the checks to name (E02)."""


def _written(given: Any) -> Any:
    """Refuse a moment given as a number: seconds since when, and of what size, nobody said."""
    if isinstance(given, bool | int | float | Decimal):
        raise PydanticCustomError("datetime_type", "a date and time is expected")
    return given


Written = BeforeValidator(_written)
"""For a date and time that comes in: as ISO 8601 text only."""

Count = Annotated[int, Strict()]
"""A whole number that comes in: neither true, nor 1.0, nor "1"."""
