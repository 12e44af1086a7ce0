"""What the acts of people stand on: database, clock, keys, the way out for e-mail. Opened once with the service."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from service.clock import Clock, utc_now
from service.errors import Language, ServiceError
from service.settings import Settings
from service.store.engine import Database
from service.workflows.people.post import Post
from service.workflows.people.provider import Provider

LOOPBACK_NAMES = frozenset({"localhost"})


@dataclass(frozen=True, slots=True)
class Reception:
    """Where people arrive. `key` is the secret of this service, empty where the operator has set none."""

    database: Database
    public_url: str
    key: str = ""
    post: Post | None = None
    provider: Provider | None = None
    clock: Clock = utc_now
    longest: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)

    @property
    def over_https(self) -> bool:
        """Whether browsers reach the service by https."""
        return urlsplit(self.public_url).scheme == "https"

    def refuse_unsafe(self) -> None:
        """Raise ServiceError `secret_key_missing` or `https_missing` (503) where no session may be started.

        Plain http is for this machine alone: elsewhere a password would travel in the open.
        """
        if not self.key:
            raise ServiceError("secret_key_missing", 503)
        if not self.over_https and not _loopback(urlsplit(self.public_url).hostname or ""):
            raise ServiceError("https_missing", 503, {"url": self.public_url})

    def derived(self, purpose: str, text: str) -> str:
        """Return a text that only this service can compute, of its own for each purpose (HMAC-SHA-256, hexadecimal).

        Raises ServiceError `secret_key_missing` (503).
        """
        if not self.key:
            raise ServiceError("secret_key_missing", 503)
        return hmac.new(self.key.encode(), f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()

    def page(self, language: Language, *parts: str) -> str:
        """Return the address of a page for people."""
        return "/".join((self.public_url.rstrip("/"), language, *parts))


def open_reception(settings: Settings, database: Database, clock: Clock = utc_now) -> Reception:
    """Return the reception that the settings ask for."""
    return Reception(
        database=database,
        public_url=settings.public_url,
        key=settings.secret_key.get_secret_value() if settings.secret_key else "",
        post=Post.of(settings),
        provider=Provider.of(settings),
        clock=clock,
        longest=timedelta(hours=settings.session_hours),
        idle=timedelta(minutes=settings.session_idle_minutes),
    )


def new_secret() -> str:
    """Return 256 random bits as text that may stand in an address."""
    return secrets.token_urlsafe(32)


def new_id(kind: str) -> str:
    """Return an id nobody can guess from another one, which may stand in an address and in a list: `i_3f…`."""
    return f"{kind}_{secrets.token_hex(8)}"


def digest(secret: str) -> str:
    """Return what is kept of a secret of 256 random bits: there is nothing to guess, so one SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def same(secret: str, kept: str) -> bool:
    """Whether a secret is the one whose digest is kept; compared in constant time."""
    return hmac.compare_digest(digest(secret), kept)


def _loopback(host: str) -> bool:
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
