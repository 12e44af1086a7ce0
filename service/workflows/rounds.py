"""Work that the running service does by itself, again and again: signing the log, delivering what waits.

A round that fails is told in the log and tried again; it never stops the service, nor the next round.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

from service.clock import Clock
from service.ledger.notes import SigningKey
from service.settings import Settings
from service.store.engine import Database
from service.workflows.checkpoints import Batching, TooFewLeavesError, checkpoint_due, make_checkpoint
from service.workflows.deliver import delivering
from service.workflows.erasure_register import keep_register
from service.workflows.log_key import signing_key
from service.workflows.people.post import Post
from service.workflows.remind import Desk, remind_round

_LOGGER = logging.getLogger(__name__)
SIGNING_SECONDS = 15.0
"""How often the service asks whether a checkpoint is due."""
REMINDING_SECONDS = 300.0
"""How often it asks whether a reminder is due: they are due by the day."""


class Rounds:
    """Calls `act` every `seconds` in a thread of its own, from `start` to `stop`."""

    def __init__(self, name: str, seconds: float, act: Callable[[], object]) -> None:
        self._seconds = seconds
        self._act = act
        self._ended = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, once the round that is under way is done."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            try:
                self._act()
            except Exception as failure:
                _LOGGER.warning("a round of %s failed: %s", self._thread.name, failure)


def batching_of(settings: Settings) -> Batching:
    """Return when checkpoints are due by the settings."""
    return Batching(
        settings.log_batch_leaves,
        timedelta(seconds=settings.log_batch_seconds),
        timedelta(seconds=settings.log_longest_seconds),
        settings.log_batch_least,
    )


def rounds_of(database: Database, settings: Settings, clock: Clock) -> list[Rounds]:
    """Return all the rounds of a running service. Raises ServiceError `bad_log_key` (500)."""
    signing = signing_rounds(database, settings, clock)
    others = [
        telling_rounds(database, settings, clock),
        registering_rounds(database, settings),
        reminding_rounds(database, settings, clock),
    ]
    return others if signing is None else [signing, *others]


def signing_rounds(database: Database, settings: Settings, clock: Clock) -> Rounds | None:
    """Return the rounds that sign the log when a checkpoint is due; None, and a warning, where there is no key.

    Raises ServiceError `bad_log_key` (500).
    """
    key = signing_key(settings)
    if key is None:
        _LOGGER.warning("no key signs the public log: `enregard log key` makes one")
        return None
    return Rounds("enregard-signing", SIGNING_SECONDS, lambda: sign_if_due(database, key, batching_of(settings), clock))


def registering_rounds(database: Database, settings: Settings) -> Rounds:
    """Return the rounds that bring the register of erasures in step, should a process have died in between."""
    return Rounds(
        "enregard-registering", SIGNING_SECONDS, lambda: keep_register(database, settings.register_of_erasures)
    )


def reminding_rounds(database: Database, settings: Settings, clock: Clock) -> Rounds:
    """Return the rounds that remind companies of replies that are due."""
    desk = Desk(database, settings.public_url, Post.of(settings), clock)
    return Rounds("enregard-reminding", REMINDING_SECONDS, lambda: remind_round(desk))


def telling_rounds(database: Database, settings: Settings, clock: Clock) -> Rounds:
    """Return the rounds that tell webhooks what waits for them."""
    return Rounds("enregard-telling", SIGNING_SECONDS, lambda: delivering(database, settings, clock))


def sign_if_due(database: Database, key: SigningKey, batching: Batching, clock: Clock) -> bool:
    """Make a checkpoint where one is due; returns whether one was made."""
    if not checkpoint_due(database, batching, clock()):
        return False
    try:
        make_checkpoint(database, key, clock(), batching.least)
    except TooFewLeavesError:  # another process was faster
        return False
    return True
