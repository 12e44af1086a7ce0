"""Annotations going out: all versions of each, page after page, in no more memory than a page takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection

from indicators.annotations import Annotation
from indicators.model import Framework
from schemas.annotation_export import annotation_json
from schemas.annotation_target import read_source
from service.actors import Actor
from service.errors import ServiceError
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store import cycles
from service.workflows.cycles import Frameworks

PIECE = 500
"""Annotations in memory at a time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which annotations are asked for: about a target (its IRI), by a union, beside a cycle's report; None: any."""

    target: str | None = None
    union: str | None = None
    cycle: str | None = None

    @property
    def query(self) -> dict[str, str]:
        """The choice as the query of an address."""
        given = {"cycle": self.cycle, "target": self.target, "union": self.union}
        return {name: value for name, value in given.items() if value is not None}

    def conditions(self, connection: Connection) -> list[ColumnElement[bool]]:
        """Return what is asked of the store. Raises ServiceError `unknown_cycle` (404)."""
        where = []
        if self.target is not None:
            where.append(rows.about_target(read_source(self.target)))
        if self.union is not None:
            where.append(rows.by_union(self.union))
        if self.cycle is not None:
            where.append(rows.within_cycle(self.cycle, self._framework(connection) or ""))
        return where

    def framework(self, connection: Connection, frameworks: Frameworks) -> Framework:
        """Return the framework that the choice is under: that of its cycle or target, else the service's.

        Raises ServiceError `unknown_cycle` (404), `unknown_framework` (404).
        """
        return frameworks.find(self._framework(connection) or frameworks.default)

    def _framework(self, connection: Connection) -> str | None:
        target = read_source(self.target) if self.target is not None else None
        cycle = self.cycle or (target.cycle if target else None)
        named = cycles.find_cycle(connection, cycle) if cycle is not None else None
        if self.cycle is not None and named is None:
            raise ServiceError("unknown_cycle", 404, {"cycle": self.cycle})
        if named is not None or target is None:
            return named.framework if named else None
        return target.framework or queues.framework_of(connection, target)


@dataclass(frozen=True, slots=True)
class Exported:
    """An annotation in its newest version, its place among all (`sequence`), its earlier versions, oldest first, and
    `now`, the present revision of the answer it is about, where it is about one."""

    sequence: int
    annotation: Annotation
    earlier: Sequence[Annotation] = ()
    now: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as an item of a page: without the context, which stands once."""
        return annotation_json(self.annotation, context=False, now=self.now, earlier=self.earlier)


def exported(
    connection: Connection,
    actor: Actor,
    where: Sequence[ColumnElement[bool]],
    *,
    after: int = 0,
    limit: int | None = None,
) -> Iterator[Exported]:
    """Yield what `actor` sees in the order of filing, all of it or `limit`, beginning after sequence `after`.

    Withheld words go out to those alone who may read them, in every version.
    """
    left = limit
    while left is None or left > 0:
        most = PIECE if left is None else min(PIECE, left)
        found = rows.annotations_seen(connection, actor, *where, after=after, limit=most)
        earlier = versions_before(connection, actor, [one for _, one in found])
        now = queues.revisions_now(connection, [one.id.removeprefix(rows.IRI) for _, one in found])
        for sequence, one in found:
            yield Exported(sequence, one, earlier.get(one.id, ()), now.get(one.id))
        if len(found) < most:
            return
        after, left = found[-1][0], None if left is None else left - len(found)


def versions_before(
    connection: Connection, actor: Actor, annotations: Sequence[Annotation]
) -> dict[str, list[Annotation]]:
    """Return the versions before the newest of those annotations that have some, by id, the oldest first."""
    revised = [one.id.removeprefix(rows.IRI) for one in annotations if one.version > 1]
    newest = {one.id: one.version for one in annotations}
    found: dict[str, list[Annotation]] = defaultdict(list)
    if revised:
        for _, one in rows.annotations_seen(connection, actor, rows.among(revised), versions=True):
            if one.version < newest[one.id]:
                found[one.id].append(one)
    return found
