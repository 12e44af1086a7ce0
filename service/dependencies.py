"""What a route may ask for: the house it runs in, who asks, in which language, under which key. No rule lives here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal, ParamSpec, TypeVar

from fastapi import Depends, Header, Query, Request
from starlette.concurrency import run_in_threadpool

from indicators.model import Language
from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.intake.confinement import ConfinedReader
from service.rates import Rates
from service.settings import Settings
from service.store.engine import Database
from service.workflows.cycles import Frameworks
from service.workflows.log_key import signing_key
from service.workflows.once import InFlight, Key
from service.workflows.people.reception import Reception, open_reception
from service.workflows.publish_edition import Press
from service.workflows.report import KeptReports
from service.workflows.under_way import UnderWay

P = ParamSpec("P")
R = TypeVar("R")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass
class House:
    """All that one running service holds: opened when it starts, closed when it stops."""

    settings: Settings
    database: Database
    frameworks: Frameworks
    reader: ConfinedReader
    in_flight: InFlight = field(default_factory=InFlight)
    clock: Clock = utc_now
    rates: Rates = field(default_factory=lambda: Rates(0))
    reports: KeptReports = field(default_factory=KeptReports)
    under_way: UnderWay = field(default_factory=UnderWay)
    met: set[tuple[str, Language]] = field(default_factory=set)
    """Cycles and languages of which a submission was judged before: the first one loads framework and lexicon."""

    @cached_property
    def reception(self) -> Reception:
        """Where people arrive."""
        return open_reception(self.settings, self.database, self.clock)

    async def near(self, brief: bool, work: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
        """Return what `work` returns: done on the event loop where it is `brief` and the database is beside us, for a
        thread costs more than that; else in a thread."""
        if brief and self.database.beside:
            return work(*given, **named)
        return await run_in_threadpool(work, *given, **named)

    @property
    def press(self) -> Press:
        """What publishing an edition needs."""
        settings, key = self.settings, signing_key(self.settings)
        url, least = settings.public_url, settings.log_batch_least
        return Press(self.database, self.frameworks, self.reports, key, url, self.clock, least, self.under_way)


def house_of(request: Request) -> House:
    """Return the house of the application that serves `request`."""
    house: House = request.app.state.house
    return house


async def _house(request: Request) -> House:
    return house_of(request)


async def _actor(request: Request) -> Actor:
    actor: Actor = request.state.actor
    return actor


def language_of(request: Request) -> Language:
    """Return the language to answer in: `?language=`, else the best of Accept-Language, else French."""
    asked = request.query_params.get("language")
    if asked in ("fr", "en"):
        return "fr" if asked == "fr" else "en"
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> Language:
    """Return the language of ours that an Accept-Language header prefers; French where it names neither."""
    best: dict[str, float] = {}
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        name = tag.strip().lower().partition("-")[0]
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", parameters)
        quality = float(weight[1]) if weight else 1.0
        if name in ("fr", "en"):
            best[name] = max(best.get(name, 0.0), quality)
    return "en" if best.get("en", 0.0) > best.get("fr", 0.0) else "fr"


async def _language(
    request: Request,
    language: Annotated[
        Literal["fr", "en"] | None, Query(description="Language of the answer; goes before Accept-Language.")
    ] = None,
) -> Language:
    return language or language_of(request)


async def _key_text(
    idempotency_key: Annotated[
        str | None,
        Header(
            description="Any text of your own for this request (1 to 200 visible ASCII characters, no spaces). Sent "
            "again with the same body it gives the same answer, and nothing is stored twice.",
            json_schema_extra={"pattern": r"^[\x21-\x7e]{1,200}$"},
        ),
    ] = None,
) -> str | None:
    return well_formed_key(idempotency_key)


def well_formed_key(text: str | None) -> str | None:
    """Return an idempotency key as it was given. Raises ServiceError `bad_idempotency_key` (400)."""
    if text is not None and not _KEY.fullmatch(text):
        raise ServiceError("bad_idempotency_key", 400)
    return text


def keyed(request: Request, text: str | None, content: bytes) -> Key | None:
    """Return an idempotency key with the fingerprint of its request: method, address, query and content."""
    if text is None:
        return None
    seen = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query):
        seen.update(part.encode("utf-8", "replace") + b"\n")
    seen.update(hashlib.sha256(content).digest())
    return Key(text, seen.hexdigest())


HouseDep = Annotated[House, Depends(_house)]
ActorDep = Annotated[Actor, Depends(_actor)]
LanguageDep = Annotated[Language, Depends(_language)]
KeyText = Annotated[str | None, Depends(_key_text)]
