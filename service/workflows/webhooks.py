"""Webhooks: who wants to be told that the log was signed. The secret is shown once and kept nowhere: it follows from
the service's own secret and the subscription's id.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Connection

from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.ledger.leaves import KINDS
from service.settings import Settings
from service.store import webhooks as rows
from service.store.engine import Database
from service.store.tables import Webhook, WebhookDelivery

MOST = 10
"""Subscriptions of one organisation."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
SECRET_PREFIX = "whsec_"  # noqa: S105 - the prefix that Standard Webhooks gives secrets


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription just made: `secret` is its only appearance."""

    webhook: Webhook
    secret: str


def subscribe(
    database: Database, settings: Settings, actor: Actor, url: str, kinds: Sequence[str], *, clock: Clock = utc_now
) -> Subscribed:
    """Make a subscription; `kinds` of acts to be told about, all where empty.

    Raises ServiceError `bad_webhook_url` (422), `unknown_kind` (422), `too_many_webhooks` (409),
    `secret_key_missing` (503).
    """
    refuse_address(url, private=settings.webhook_private)
    unknown = sorted(set(kinds) - KINDS)
    if unknown:
        raise ServiceError(
            "unknown_kind", 422, {"found": ", ".join(unknown)[:200], "expected": ", ".join(sorted(KINDS))}
        )
    row = Webhook(
        id="w_" + secrets.token_hex(8),
        organisation=actor.organisation,
        url=url,
        kinds=sorted(set(kinds)),
        created=clock(),
    )
    secret = secret_of(settings, row.id)

    def act(connection: Connection) -> None:
        if len(rows.standing(connection, actor.organisation)) >= MOST:
            raise ServiceError("too_many_webhooks", 409, {"most": str(MOST)})
        rows.add_webhook(connection, row.model_dump())

    database.write(act)
    return Subscribed(row, SECRET_PREFIX + base64.b64encode(secret).decode())


def unsubscribe(database: Database, actor: Actor, id_: str, *, clock: Clock = utc_now) -> None:
    """End a subscription of one's own. Raises ServiceError `not_found` (404)."""

    def act(connection: Connection) -> None:
        own(connection, actor, id_)
        rows.end(connection, id_, clock())

    database.write(act)


def tellings(database: Database, actor: Actor, id_: str, limit: int) -> list[WebhookDelivery]:
    """Return the newest tellings of a subscription of one's own. Raises ServiceError `not_found` (404)."""
    with database.reading() as connection:
        own(connection, actor, id_)
        return rows.deliveries(connection, id_, limit)


def own(connection: Connection, actor: Actor, id_: str) -> Webhook:
    """Return a standing subscription of the actor's organisation. Raises ServiceError `not_found` (404)."""
    found = rows.find_webhook(connection, id_, actor.organisation)
    if found is None or found.ended is not None:
        raise ServiceError("not_found", 404)
    return found


def secret_of(settings: Settings, webhook: str) -> bytes:
    """Return the 32 bytes a subscription is signed with. Raises ServiceError `secret_key_missing` (503)."""
    if settings.secret_key is None:
        raise ServiceError("secret_key_missing", 503)
    master = settings.secret_key.get_secret_value().encode()
    return hmac.digest(master, b"enregard/webhook/v1\x00" + webhook.encode(), "sha256")


def refuse_address(url: str, *, private: bool) -> None:
    """Raise ServiceError `bad_webhook_url` (422) on an address that could never be told: https without credentials to a
    public host, unless `private` lets http and addresses of one's own network pass."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    fine = host and parts.scheme in (("https", "http") if private else ("https",)) and "@" not in parts.netloc
    if fine and not private:
        fine = host != "localhost" and _public_literal(host or "")
    if not fine:
        raise ServiceError("bad_webhook_url", 422, {"found": url[:200]})


def _public_literal(host: str) -> bool:
    try:
        return public(ipaddress.ip_address(host))
    except ValueError:
        return True  # a name: what it stands for is asked at each telling


def public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is on the public network: not loopback, link-local, private, multicast or reserved."""
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if isinstance(address, ipaddress.IPv6Address) and address in _NAT64:
        mapped = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.is_global and not address.is_multicast and (mapped is None or public(mapped))
