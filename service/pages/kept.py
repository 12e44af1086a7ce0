"""Pages of an edition kept as they were written: it never changes, so its pages for the public do not either."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock

MOST = 600
"""Pages kept at hand: those of about eight editions of the example's size, some 20 MB."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A written page and what it is asked for by when it may not have changed (ETag)."""

    html: bytes
    tag: str


@dataclass
class KeptPages:
    """The pages asked for last, by whatever they depend on."""

    _pages: OrderedDict[Hashable, Kept] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, write: Callable[[], str]) -> Kept:
        """Return the page of `key`, written by `write` where it is not at hand."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
                return found
        html = write().encode()
        made = Kept(html, f'W/"{hashlib.sha256(html).hexdigest()[:20]}"')
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)
        return made

    def forget(self) -> None:
        """Let go of every page: for measuring, and for tests."""
        with self._lock:
            self._pages.clear()


PAGES = KeptPages()
