"""From the characters of a file to values: numbers, dates and texts, the same for both formats.

Numbers are exact decimals at the precision that a spreadsheet shows; nothing here knows cells or sheets. What cannot
be read is reported by `None`; the readers say where.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
_LARGEST = Decimal("1.8e308")
_SMALLEST = Decimal("4.9e-324")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DURATION = re.compile(
    r"(-)?P(?:([0-9]{1,7})D)?T(?:([0-9]{1,7})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,7})(?:[.,]([0-9]{1,9}))?S)?"
)
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheet dates have no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466
_QUOTED = re.compile(r'"[^"]*"')
_ELSEWHERE = re.compile(r"\A=?\s*[\w. ]+\||\b(?:DDE|RTD|WEBSERVICE|CALL|REGISTER\.ID)\s*\(", re.IGNORECASE)

BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
"""Both ways XML Schema writes them; libraries write either in either format."""


def number(text: str) -> Decimal | None:
    """The decimal that `text` writes, rounded to the 15 significant digits a spreadsheet keeps; None if not a number.

    0.10000000000000001 (how 0.1 is stored) gives 0.1. Infinities, NaN and what no double can hold give None.
    """
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return Decimal(text)
    if len(text) > 400 or _NUMBER.fullmatch(text) is None:
        return None
    rounded = _FIFTEEN_DIGITS.create_decimal(text)
    if not rounded:
        return Decimal(0)
    if not _SMALLEST <= abs(rounded) <= _LARGEST:
        return None
    whole = rounded.to_integral_value()
    return Decimal(int(whole)) if whole == rounded else _FIFTEEN_DIGITS.normalize(rounded)


def serial_date(serial: Decimal, *, from_1904: bool) -> date | datetime | None:
    """The day, or moment, of a date serial (ECMA-376 part 1, 18.17.4). None outside the calendar.

    In the 1900 system serials below 60 are one day ahead, because 29 February 1900 is counted though it never was.
    """
    if not 0 <= serial < _LAST_SERIAL:
        return None
    days = int(serial)
    milliseconds = round((serial - days) * 86_400_000)
    shift = 1 if not from_1904 and 0 < days < 60 else 0
    try:
        base = _EPOCH_1904 if from_1904 else _EPOCH_1900
        moment = base + timedelta(days=days + shift, milliseconds=milliseconds)
    except OverflowError:
        return None
    return moment.date() if milliseconds == 0 and days else moment


def written_date(text: str) -> date | datetime | None:
    """A day, moment or time of day written in ISO 8601, without its zone; None when it is not one.

    A time alone is the moment a spreadsheet counts it from its epoch, as for a serial below 1.
    """
    try:
        if ":" in text and "-" not in text:
            return datetime.combine(_EPOCH_1900, time.fromisoformat(text)).replace(tzinfo=None)
        if len(text) <= 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def duration_date(text: str) -> datetime | None:
    """An ISO 8601 duration (`PT12H30M00S`) as the moment a spreadsheet counts it from its epoch; None when not one."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    sign, days, hours, minutes, seconds, fraction = found.groups()
    try:
        elapsed = timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=int((fraction or "0").ljust(6, "0")[:6]),
        )
        return _EPOCH_1900 - elapsed if sign else _EPOCH_1900 + elapsed
    except OverflowError:
        return None


def unescaped(text: str) -> str:
    """`_x000D_` and its kind decoded (ECMA-376 part 1, 22.9.2.19); surrogate pairs joined. May hold unprintables."""
    if "_x" not in text:
        return text
    decoded = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def asks_elsewhere(formula: str) -> bool:
    """Whether a formula has another program, a library or a web address give its value: dynamic data exchange
    (`cmd|'/c calc'!A0`), or a function that reaches out of the workbook. Words in quotes are not looked at.
    """
    return _ELSEWHERE.search(formula) is not None and _ELSEWHERE.search(_QUOTED.sub('""', formula)) is not None


def one_newline(text: str) -> str:
    """Carriage returns, alone or before a line feed, become line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def unprintable(text: str) -> str | None:
    """The first character that XML, databases or other readers cannot carry, as `U+0000`; None if there is none."""
    found = _UNPRINTABLE.search(text)
    return None if found is None else f"U+{ord(found.group()):04X}"
