"""Moments as people of a cycle's zone read and write them; what is stored is UTC.

A local time that a clock change skips or repeats is named, never guessed (RFC 9557 calls it ambiguous).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from service.errors import ServiceError


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo:
    """Return an IANA time zone. Raises ServiceError `unknown_zone` (422)."""
    if name not in _zones():
        raise ServiceError("unknown_zone", 422, {"found": name[:60]})
    return ZoneInfo(name)


def local(moment: datetime | None, zone: str) -> str:
    """Return a moment as the clock of `zone` shows it: `2026-03-29 23:59 +02:00 (Europe/Paris)`; `–` for none."""
    if moment is None:
        return "–"
    there = moment.astimezone(ZoneInfo(zone))
    shown = f"{there:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    offset = f"{there:%z}"
    return f"{shown} {offset[:3]}:{offset[3:]} ({zone})"


def moment_in(wall: datetime, zone: str) -> datetime:
    """Return the moment, in UTC, at which the clock of `zone` shows `wall`; a moment with an offset stays what it is.

    Raises ServiceError `unknown_zone`, or `no_such_time`/`two_such_times` (422) where the clock of the zone skips or
    repeats that time.
    """
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    place = zone_named(zone)
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    params = {"found": f"{wall:%Y-%m-%d %H:%M:%S}", "zone": zone}
    if first.astimezone(place).replace(tzinfo=None) != wall:
        raise ServiceError("no_such_time", 422, params)
    if first != second:
        raise ServiceError("two_such_times", 422, params)
    return first


def wall_time(text: str) -> datetime:
    """Return the time that people wrote (`2026-05-31T23:59`), without a zone. Raises ServiceError `bad_date` (422)."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ServiceError("bad_date", 422, {"found": text[:60], "example": "2026-05-31T23:59"}) from None


def day_named(text: str) -> date:
    """Return the day that people wrote (`2026-05-31`). Raises ServiceError `bad_date` (422)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ServiceError("bad_date", 422, {"found": text[:60], "example": "2026-05-31"}) from None
