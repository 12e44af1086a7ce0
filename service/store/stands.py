"""What public pages rest on, in one cheap question: the editions, the record with its registers, the public log.

Equal stands, equal pages. The record has the phases of the cycles in it, which begin by the clock and without a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection, func, select
from sqlmodel import col

from service.store import marks
from service.store.rows import table_of
from service.store.tables import Checkpoint, Cycle, Edition

Footing = Literal["editions", "record", "log"]

_PUBLISHED: Final = select(
    select(func.count()).select_from(table_of(Edition)).scalar_subquery(),
    select(func.coalesce(func.max(col(Checkpoint.size)), -1)).scalar_subquery(),
)
_MOMENTS: Final = select(col(Cycle.opens), col(Cycle.closes), col(Cycle.replies_until))


@dataclass(frozen=True, slots=True)
class Stand:
    """Where everything a public page may show stood; good `until` a phase begins by the clock (None: for ever).

    Editions are only ever added, and so are checkpoints: how many there are says which.
    """

    editions: int
    record: tuple[int, ...]
    log: int
    until: datetime | None

    def parts(self, names: tuple[Footing, ...]) -> tuple[object, ...]:
        """Return what a page that rests on these parts rests on."""
        return tuple(getattr(self, name) for name in names)


def stand(connection: Connection, now: datetime) -> Stand:
    """Return where everything stands in this snapshot, at `now`."""
    editions, log = connection.execute(_PUBLISHED).one()
    moments = list(_moments(connection))
    begun = sum(moment <= now for moment in moments)
    coming = [moment for moment in moments if moment > now]
    return Stand(int(editions), (*marks.mark(connection), begun), int(log), min(coming, default=None))


def _moments(connection: Connection) -> Iterator[datetime]:
    for row in connection.execute(_MOMENTS):
        yield from (moment for moment in row if moment is not None)
