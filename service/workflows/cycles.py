"""Cycles: opening one, its roster, and the framework it is fixed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from indicators import loader
from indicators.figures import Signatory
from indicators.framework_faults import UnknownFramework
from indicators.model import Framework
from service.errors import ServiceError
from service.store import cycles
from service.store.engine import Database
from service.store.tables import Cycle
from service.workflows.names import named

Phase = Literal["draft", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Frameworks:
    """Where frameworks come from: those bundled with the service, or one directory of the operator's."""

    directory: Path | None = None
    default: str = "paris-2025"

    def find(self, ref: str) -> Framework:
        """Return a framework by `id` or `id@version`. Raises ServiceError `unknown_framework` (404)."""
        id_, _, version = ref.partition("@")
        if self.directory is not None:
            own = loader.load(self.directory)
            if ref in (own.id, own.ref):
                return own
        try:
            return loader.bundled(id_, int(version) if version else None)
        except (UnknownFramework, ValueError):
            raise ServiceError("unknown_framework", 404, {"framework": ref}) from None


def create_cycle(
    database: Database, frameworks: Frameworks, *, id_: str, framework: str, opens: datetime, closes: datetime
) -> Framework:
    """Open a cycle under one version of a framework, for good; returns that framework.

    Raises ServiceError `unknown_framework` (404), `cycle_exists` (409), `cycle_dates`, `bad_id` (422).
    """
    named(id_)
    chosen = frameworks.find(framework)
    if closes <= opens:
        raise ServiceError("cycle_dates", 422, {"opens": opens.isoformat(), "closes": closes.isoformat()})
    row = {
        "id": id_,
        "framework": chosen.ref,
        "framework_hash": chosen.content_hash,
        "opens": opens,
        "closes": closes,
        "created": datetime.now(UTC),
    }
    if not database.write(lambda connection: cycles.add_cycle(connection, row)):
        raise ServiceError("cycle_exists", 409, {"cycle": id_})
    return chosen


def write_roster(database: Database, cycle: str, roster: Iterable[Signatory]) -> tuple[int, int]:
    """Add and update signatories of a cycle, removing none. Returns how many of each.

    Raises ServiceError `unknown_cycle` (404), `bad_id` (422).
    """
    signatories = tuple(roster)
    for signatory in signatories:
        named(signatory.id)

    def act(connection: Connection) -> tuple[int, int]:
        known_cycle(connection, cycle)
        return cycles.put_signatories(connection, cycle, signatories)

    return database.write(act)


def known_cycle(connection: Connection, id_: str) -> Cycle:
    """Return a cycle. Raises ServiceError `unknown_cycle` (404)."""
    found = cycles.find_cycle(connection, id_)
    if found is None:
        raise ServiceError("unknown_cycle", 404, {"cycle": id_})
    return found


def phase(cycle: Cycle, now: datetime) -> Phase:
    """Return where a cycle stands by the server's clock; what comes after its end is filed, and marked late."""
    if now < cycle.opens:
        return "draft"
    return "open" if now < cycle.closes else "closed"
