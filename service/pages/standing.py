"""Where everything stands now, asked before every public page: never an answer older than the question.

SQLite says at once whether anything was committed at all; only then are rows read. PostgreSQL is asked each time, but
those who ask while a question is under way wait for the next one together.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from service.dependencies import House
from service.errors import ServiceError
from service.store.engine import Database
from service.store.stands import Stand, stand


@dataclass(frozen=True, slots=True)
class _Known:
    database: Database
    changes: int
    stand: Stand


class Standing:
    """The question, for one house and one event loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: _Known | None = None
        self._under_way: asyncio.Task[Stand | None] | None = None
        self._next: asyncio.Task[Stand | None] | None = None

    async def now(self) -> Stand | None:
        """Return where everything stands; None where the database does not say."""
        database, known = self._house.database, self._known
        changes = database.changes.number()
        if known is not None and changes == known.changes and database is known.database and self._holds(known.stand):
            return known.stand
        found = await self._asked()
        if found is not None and changes is not None:  # counted before it was read: at worst it is read once more
            self._known = _Known(database, changes, found)
        return found

    def _holds(self, found: Stand) -> bool:
        return found.until is None or self._house.clock() < found.until

    async def _asked(self) -> Stand | None:
        if self._next is None:
            self._next = asyncio.create_task(self._ask_after(self._under_way))
        return await asyncio.shield(self._next)

    async def _ask_after(self, before: asyncio.Task[Stand | None] | None) -> Stand | None:
        if before is not None and not before.done():
            await asyncio.wait((before,))
        self._under_way, self._next = self._next, None
        return await run_in_threadpool(self._read)

    def _read(self) -> Stand | None:
        try:
            with self._house.database.reading() as connection:
                return stand(connection, self._house.clock())
        except ServiceError:
            return None
