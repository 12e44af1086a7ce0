"""Acts that happen once however often they are asked for: key claimed, act done, answer kept, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection

from service.actors import Actor
from service.errors import ServiceError
from service.store.idempotency import Answered, claim, remember


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key as given, and the SHA-256 of the request it came with."""

    text: str
    fingerprint: str


def once(
    connection: Connection, actor: Actor, key: Key | None, now: datetime, act: Callable[[Connection], Answered]
) -> Answered:
    """Do `act` in this transaction, or return what the same request was answered before."""
    if key is None:
        return act(connection)
    earlier = claim(connection, actor, key.text, key.fingerprint, now)
    if earlier is not None:
        return replace(earlier, replayed=True)
    answered = act(connection)
    remember(connection, actor, key.text, answered)
    return answered


class InFlight:
    """Keys whose first request this process is still working on.

    Only an early refusal for requests that would wait: across processes the database itself keeps a key to one act.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: set[tuple[str, str]] = set()

    @contextmanager
    def hold(self, actor: Actor, key: Key | None) -> Iterator[None]:
        """Hold a key while working. Raises ServiceError `idempotency_in_flight` (409) where it is held already."""
        if key is None:
            yield
            return
        mine = (actor.organisation, key.text)
        with self._lock:
            if mine in self._held:
                raise ServiceError("idempotency_in_flight", 409)
            self._held.add(mine)
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(mine)
