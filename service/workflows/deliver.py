"""Telling webhooks: each queued telling is sent at least once, signed, to an address looked up once and then held to.

No redirect is followed, no proxy of the environment is used, and nothing of the answer is read but its status.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import json
import logging
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import Connection
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

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
MOST_ACTS = 500
AT_ONCE = 20

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

    Raises ServiceError `secret_key_missing` (503).
    """
    with database.reading() as connection:
        waiting = rows.due(connection, clock(), AT_ONCE)
    arrived = failed = 0
    for id_ in waiting:
        now = clock()
        taken = database.write(lambda connection, id_=id_, now=now: rows.take(connection, id_, now, LEASE))  # type: ignore[misc]
        if taken is None:
            continue
        outcome = _told(database, settings, taken, now, find)
        database.write(lambda connection, id_=id_, outcome=outcome: rows.settle(connection, id_, **outcome))  # type: ignore[misc]
        arrived, failed = arrived + (outcome["delivered"] is not None), failed + (outcome["delivered"] is None)
    return arrived, failed


def _told(database: Database, settings: Settings, taken: Any, now: datetime, find: Resolve) -> dict[str, Any]:
    with database.reading() as connection:
        body = _body(connection, settings, taken)
    try:
        status = _sent(settings, taken, body, now, find) if body is not None else None
        error = None if status is None or 200 <= status < 300 else f"HTTP {status}"
    except (httpx.HTTPError, OSError, _RefusedError, UnicodeError) as failure:
        status, error = None, f"{type(failure).__name__}: {failure}"[:300]
    if error is None:
        return {"delivered": now, "due": None, "status": status, "error": None}
    pause = PAUSES[taken.attempts - 1] if taken.attempts <= len(PAUSES) else None
    _LOGGER.info("webhook %s was not told: %s", taken.webhook, error)
    return {"delivered": None, "due": now + pause if pause else None, "status": status, "error": error}


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


def _sent(settings: Settings, taken: Any, body: bytes, now: datetime, find: Resolve) -> int:
    url = httpx.URL(taken.url)
    address = _pinned(url, find, private=settings.webhook_private)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Content-Type": "application/json",
        "User-Agent": "enregard-webhook/1",
        **signature(secret_of(settings, taken.webhook), f"msg_{taken.webhook}_{taken.size}", now, body),
    }
    told = url.copy_with(host=address)
    again = Retrying(
        stop=stop_after_attempt(2),
        wait=wait_exponential(multiplier=0.2, max=1),
        retry=retry_if_exception_type(httpx.ConnectError),
        reraise=True,
    )
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
        request = client.build_request(
            "POST", told, content=body, headers=headers, extensions={"sni_hostname": url.host}
        )
        answer = again(client.send, request, stream=True)
        answer.close()
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
