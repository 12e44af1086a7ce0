"""How often one caller may ask: one table, and the counting. Who the caller is, the routes say; no FastAPI here.

Counts live in each process, so with several workers a caller may reach the limit in each: it protects the service from
being worn out, and is no quota anyone pays for. The window slides, so that no burst of twice the limit passes at the
turn of a minute (the counter method of the library `limits`).
"""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from service.errors import ServiceError

PER_MINUTE: dict[str, int] = {
    # route                how often a minute one caller may use it
    "wording.read": 120,
    "submissions.upload": 60,
    "annotations.upload": 60,
    "annotations.import": 60,
    "bulk.create": 20,
    "report.file": 30,
    "report.exchange": 30,
}
"""Routes that cost much more than others; every route counts towards the bound of its address as well."""


class Rates:
    """Counts requests by caller. `per_minute` bounds one address over all routes; 0 counts nothing at all."""

    def __init__(self, per_minute: int) -> None:
        self._any = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._routes: dict[str, RateLimitItem] = {
            name: RateLimitItemPerMinute(most) for name, most in PER_MINUTE.items()
        }
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count_address(self, address: str) -> None:
        """Count one request of an address. Raises ServiceError `too_many_requests` (429) beyond the bound."""
        if self._any is not None:
            self._count(self._any, "address", address)

    def count_route(self, route: str, caller: str) -> None:
        """Count one use of a costly route. Raises ServiceError `too_many_requests` (429) beyond its bound."""
        limit = self._routes.get(route)
        if limit is not None and self._any is not None:
            self._count(limit, route, caller)

    def _count(self, limit: RateLimitItem, *who: str) -> None:
        if self._counter.hit(limit, *who):
            return
        wait = max(1, math.ceil(self._counter.get_window_stats(limit, *who).reset_time - time.time()))
        raise ServiceError("too_many_requests", 429, {"limit": str(limit.amount), "seconds": str(wait)})
