"""How often one may try: attempts on one account, and from one address, counted in the database for all workers.

The generic cell rate algorithm: each attempt moves a moment ahead, and too far ahead means wait. One row a key, of
which only an HMAC is kept; it is worth nothing once the moment has passed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import Connection

from service.errors import ServiceError
from service.store import links
from service.workflows.people.reception import Reception


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` attempts at once, and one more each `every`."""

    burst: int
    every: timedelta


LIMITS: dict[str, Limit] = {
    # on what                 at once, then one each
    "sign-in by account": Limit(10, timedelta(seconds=90)),
    "sign-in by address": Limit(60, timedelta(seconds=15)),
    "link by account": Limit(3, timedelta(minutes=20)),
    "link by address": Limit(30, timedelta(minutes=1)),
}
"""SP 800-63B allows at most 100 failures in a row on one account; 10 and then 40 an hour are far fewer."""


def attempt(reception: Reception, kind: str, account: str, address: str, now: datetime) -> None:
    """Count one attempt on an account from an address; neither has to exist.

    Raises ServiceError `too_many_attempts` (429) where either has used up what is allowed, and
    `secret_key_missing` (503).
    """

    def act(connection: Connection) -> None:
        for by, who in (("account", account), ("address", network(address))):
            wait = spent(connection, _key(reception, f"{kind} by {by}", who), LIMITS[f"{kind} by {by}"], now)
            if wait is not None:
                raise ServiceError("too_many_attempts", 429, {"seconds": str(math.ceil(wait.total_seconds()))})

    reception.database.write(act)


def spent(connection: Connection, key: str, limit: Limit, now: datetime) -> timedelta | None:
    """Spend one attempt under a key; returns how long to wait where none is left, and then spends nothing."""
    reached = max(links.spent_until(connection, key, now), now) + limit.every
    ahead = reached - now - limit.every * limit.burst
    if ahead > timedelta(0):
        return ahead
    links.spend(connection, key, reached)
    return None


def forgive(connection: Connection, reception: Reception, kind: str, account: str) -> None:
    """Give an account its attempts back, after one that succeeded."""
    links.forget_attempts(connection, _key(reception, f"{kind} by account", account))


def network(address: str) -> str:
    """Return what is counted as one address: an IPv6 caller has a whole /64 at hand."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def _key(reception: Reception, kind: str, who: str) -> str:
    return reception.derived(f"throttle {kind}", who)
