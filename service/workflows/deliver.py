"""Telling webhooks: each queued telling is sent at least once, signed, to an address looked up once and then held to.

No redirect is followed, no proxy of the environment is used, and nothing of the answer is read but its status. Several
receivers are told at once, each in the order of the log; one that is slow or trickles its answer costs the others
nothing, and is left after `LONGEST`; one that is slow each time is left for the round after `ONE_RECEIVER`.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import ipaddress
import json
import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

import httpx
from sqlalchemy import Connection
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.ledger.canonical import moment
from service.settings import Settings
from service.store import log_tree
from service.store import webhooks as rows
from service.store.engine import Database
from service.workflows.webhooks import public, secret_of

_LOGGER = logging.getLogger(__name__)
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 480, 1440))
"""How long to wait after each failure; after the last one the telling is given up, and says so."""
LEASE = timedelta(minutes=2)
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LONGEST = 20.0
"""Seconds that one telling may take, whatever the receiver does: far below `LEASE`."""
ONE_RECEIVER = 30.0
"""Seconds after which a receiver is told nothing new in a round: what waits for it is told in the next one."""
MOST_ACTS = 500
A_ROUND = 100
"""Tellings of one round."""
AT_ONCE = 8
"""Receivers that are told at the same time."""

Resolve = Callable[[str, int], list[str]]


class _RefusedError(Exception):
    """An address that must not be told."""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host. Raises OSError where it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def deliver_round(
    database: Database, settings: Settings, *, clock: Clock = utc_now, find: Resolve = resolve
) -> tuple[int, int]:
    """Send what is due; returns how many tellings arrived and how many did not.

    A receiver that fails, or has had its time, is told nothing more in this round. Raises ServiceError
    `secret_key_missing` (503).
    """
    with database.reading() as connection:
        waiting = rows.due(connection, clock(), A_ROUND)
    if not waiting:
        return 0, 0
    secret_of(settings, "")
    return asyncio.run(_Round(database, settings, clock, find).tell(waiting))


class _Round:
    """One round: a task for each receiver, a few of them at once.

    Names are looked up in threads of their own: a name server that does not answer holds up neither the database nor,
    beyond `LONGEST`, the round.
    """

    def __init__(self, database: Database, settings: Settings, clock: Clock, find: Resolve) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._find = find
        self._free = asyncio.Semaphore(AT_ONCE)
        self._lookups = ThreadPoolExecutor(AT_ONCE, "lookup")

    async def tell(self, waiting: Mapping[str, Sequence[int]]) -> tuple[int, int]:
        """Tell every receiver what waits for it. What stops one of them stops the round, once the others are done."""
        try:
            told = await asyncio.gather(*map(self._one, waiting.values()), return_exceptions=True)
        finally:
            self._lookups.shutdown(wait=False, cancel_futures=True)
        for one in told:
            if isinstance(one, BaseException):
                raise one
        counts = [one for one in told if not isinstance(one, BaseException)]
        return sum(arrived for arrived, _ in counts), sum(failed for _, failed in counts)

    async def _one(self, ids: Sequence[int]) -> tuple[int, int]:
        """Tell one receiver, in the order of the log, until one telling fails or its time in this round is over."""
        arrived = 0
        async with self._free:
            until = monotonic() + ONE_RECEIVER
            for id_ in ids:
                if monotonic() > until:
                    break
                delivered = await self._telling(id_)
                if delivered is False:
                    return arrived, 1
                arrived += delivered is True
        return arrived, 0

    async def _telling(self, id_: int) -> bool | None:
        """Take a telling, send it, write down how it went; None where another worker took it."""
        now, write = self._clock(), self._database.write
        taken = await asyncio.to_thread(write, lambda connection: rows.take(connection, id_, now, LEASE))
        if taken is None:
            return None
        body = await asyncio.to_thread(self._read, taken)
        outcome = await self._told(taken, body, now)
        await asyncio.to_thread(write, lambda connection: rows.settle(connection, id_, **outcome))
        return outcome["delivered"] is not None

    def _read(self, taken: Any) -> bytes | None:
        with self._database.reading() as connection:
            return _body(connection, self._settings, taken)

    async def _told(self, taken: Any, body: bytes | None, now: datetime) -> dict[str, Any]:
        try:
            async with asyncio.timeout(LONGEST):
                status = await self._sent(taken, body, now) if body is not None else None
            error = None if status is None or 200 <= status < 300 else f"HTTP {status}"
        except (httpx.HTTPError, OSError, _RefusedError, UnicodeError) as failure:
            status, error = None, f"{type(failure).__name__}: {failure}"[:300]
        if error is None:
            return {"delivered": now, "due": None, "status": status, "error": None}
        pause = PAUSES[taken.attempts - 1] if taken.attempts <= len(PAUSES) else None
        _LOGGER.info("webhook %s was not told: %s", taken.webhook, error)
        return {"delivered": None, "due": now + pause if pause else None, "status": status, "error": error}

    async def _sent(self, taken: Any, body: bytes, now: datetime) -> int:
        url, settings = httpx.URL(taken.url), self._settings
        pinned = partial(_pinned, url, self._find, private=settings.webhook_private)
        address = await asyncio.get_running_loop().run_in_executor(self._lookups, pinned)
        signed = signature(secret_of(settings, taken.webhook), f"msg_{taken.webhook}_{taken.size}", now, body)
        return await _posted(url, address, body, signed)


def _body(connection: Connection, settings: Settings, taken: Any) -> bytes | None:
    """The message: the signed checkpoint and the acts it newly covers; None where none of them was asked for."""
    leaves = log_tree.leaves_from(connection, taken.earlier, taken.size - taken.earlier)
    acts = [row for row in leaves if not taken.kinds or row.kind in taken.kinds]
    if not acts:
        return None
    told = [
        {"index": row.place, "kind": row.kind, "subject": row.subject, "leaf": bytes(row.hash).hex()}
        for row in acts[:MOST_ACTS]
    ]
    data = {
        "checkpoint": taken.note,
        "from": taken.earlier,
        "size": taken.size,
        "acts": told,
        "more": len(acts) - len(told),
        "leaves": f"{settings.public_url.rstrip('/')}/api/v1/log/leaves?start={taken.earlier}",
    }
    message = {"type": "log.checkpoint", "timestamp": moment(taken.created), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


async def _posted(url: httpx.URL, address: str, body: bytes, signed: Mapping[str, str]) -> int:
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Content-Type": "application/json",
        "User-Agent": "enregard-webhook/1",
        **signed,
    }
    told = url.copy_with(host=address)
    again = AsyncRetrying(
        stop=stop_after_attempt(2),
        wait=wait_exponential(multiplier=0.2, max=1),
        retry=retry_if_exception_type(httpx.ConnectError),
        reraise=True,
    )
    async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
        request = client.build_request(
            "POST", told, content=body, headers=headers, extensions={"sni_hostname": url.host}
        )
        answer: httpx.Response = await again(client.send, request, stream=True)
        await answer.aclose()
        return answer.status_code


def signature(secret: bytes, id_: str, now: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of Standard Webhooks 1.0: id, timestamp, and `v1,` with the base64 HMAC-SHA256 of
    `id.timestamp.body`."""
    stamp = str(int(now.timestamp()))
    signed = hmac.digest(secret, f"{id_}.{stamp}.".encode() + body, "sha256")
    return {
        "webhook-id": id_,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }


def _pinned(url: httpx.URL, find: Resolve, *, private: bool) -> str:
    """The one address to connect to: looked up once, so that no later answer of a name server can lead elsewhere."""
    found = find(url.host, url.port or (443 if url.scheme == "https" else 80))
    if not private:
        inside = [one for one in found if not public(ipaddress.ip_address(one.partition("%")[0]))]
        if inside or url.scheme != "https":
            raise _RefusedError("the address is not on the public network")
    if not found:
        raise _RefusedError("the host has no address")
    return found[0]


def delivering(database: Database, settings: Settings, clock: Clock) -> None:
    """Send what is due, or nothing where the service has no secret of its own yet."""
    try:
        deliver_round(database, settings, clock=clock)
    except ServiceError as error:
        if error.code != "secret_key_missing":
            raise
