"""Cycles: making one, its dates, and the framework it is fixed to. Its roster: `signatories.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from indicators import loader
from indicators.framework_faults import UnknownFramework
from indicators.model import Framework
from service.actors import OPERATOR, Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.store import cycles
from service.store.engine import Database
from service.store.tables import Cycle
from service.workflows.moments import local, zone_named
from service.workflows.names import named
from service.workflows.transitions import note


@dataclass(frozen=True, slots=True)
class Frameworks:
    """Where frameworks come from: those bundled with the service, and a directory of the operator's, which holds one
    framework or one in each of its folders (several versions of a pledge, for example)."""

    directory: Path | None = None
    default: str = "paris-2025"

    def find(self, ref: str) -> Framework:
        """Return a framework by `id` or `id@version`. Raises ServiceError `unknown_framework` (404)."""
        id_, _, version = ref.partition("@")
        own = [one for one in self._own() if ref in (one.id, one.ref)]
        if own:
            return max(own, key=lambda one: one.version)
        try:
            return loader.bundled(id_, int(version) if version else None)
        except (UnknownFramework, ValueError):
            raise ServiceError("unknown_framework", 404, {"framework": ref}) from None

    def versions(self) -> list[Framework]:
        """Return every framework that a cycle may be made under: by id, the newest version first; the operator's own
        goes before a bundled one of the same version."""
        found = {one.ref: one for one in (*loader.all_bundled(), *self._own())}
        return sorted(found.values(), key=lambda one: (one.id, -one.version))

    def _own(self) -> Iterator[Framework]:
        if self.directory is None:
            return
        files = [file for file in self.directory.glob("**/*.y*ml") if file.is_file()]
        state = tuple(sorted((str(file), file.stat().st_mtime_ns) for file in files))
        yield from _loaded(self.directory, state)


@lru_cache(maxsize=4)
def _loaded(directory: Path, state: tuple[tuple[str, int], ...]) -> tuple[Framework, ...]:
    """Read again only where a file changed: `state` names each with the time of its last change."""
    homes = sorted({Path(file).parent for file, _ in state})
    return tuple(loader.load(home) for home in homes if home in (directory, *directory.iterdir()))


@dataclass(frozen=True, slots=True)
class Dates:
    """When a cycle opens, closes and, where a date is promised, until when companies reply; all aware moments.

    `zone` (IANA) is the one in which people set and read them.
    """

    opens: datetime
    closes: datetime
    replies_until: datetime | None = None
    zone: str = "UTC"

    def checked(self) -> Dates:
        """Return the same. Raises ServiceError `unknown_zone`, `cycle_dates` (422) where they do not follow."""
        zone_named(self.zone)
        if not self.opens < self.closes or not self.closes < (self.replies_until or datetime.max.replace(tzinfo=UTC)):
            moments = {"opens": self.opens, "closes": self.closes, "replies_until": self.replies_until}
            raise ServiceError("cycle_dates", 422, {name: local(at, self.zone) for name, at in moments.items()})
        return self


def create_cycle(
    database: Database,
    frameworks: Frameworks,
    *,
    id_: str,
    framework: str,
    opens: datetime,
    closes: datetime,
    replies_until: datetime | None = None,
    zone: str = "UTC",
    actor: Actor = OPERATOR,
    clock: Clock = utc_now,
) -> Framework:
    """Open a cycle under one version of a framework, for good; returns that framework.

    Raises ServiceError `unknown_framework` (404), `cycle_exists` (409), `cycle_dates`, `unknown_zone`, `bad_id` (422).
    """
    named(id_)
    chosen = frameworks.find(framework)
    dates = Dates(opens, closes, replies_until, zone).checked()
    database.write(lambda connection: add_cycle(connection, id_, chosen, dates, actor, clock()))
    return chosen


def add_cycle(
    connection: Connection, id_: str, framework: Framework, dates: Dates, actor: Actor, now: datetime
) -> Cycle:
    """The same inside a transaction of the caller's, with what was checked before; returns the cycle.

    Raises ServiceError `cycle_exists` (409).
    """
    row = {
        "id": id_,
        "framework": framework.ref,
        "framework_hash": framework.content_hash,
        "opens": dates.opens,
        "closes": dates.closes,
        "replies_until": dates.replies_until,
        "zone": dates.zone,
        "created": now,
        "version": 1,
    }
    if not cycles.add_cycle(connection, row):
        raise ServiceError("cycle_exists", 409, {"cycle": id_})
    made = known_cycle(connection, id_)
    note(connection, made, "created", now, actor)
    return made


def known_cycle(connection: Connection, id_: str) -> Cycle:
    """Return a cycle. Raises ServiceError `unknown_cycle` (404)."""
    found = cycles.find_cycle(connection, id_)
    if found is None:
        raise ServiceError("unknown_cycle", 404, {"cycle": id_})
    return found
