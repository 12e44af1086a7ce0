"""Public pages kept as they were written, each as long as what it rests on stands where it stood; bounded in bytes."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import brotli
import zstandard

from service.store.stands import Footing

MOST_BYTES: Final = 64_000_000
"""Of pages and their compressed forms: those of about eight editions of the example's size, several times over."""

_HEAD: Final = 2_000
"""Bytes counted for what a page is kept with."""

CODINGS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=4).compress(body),
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, 4, mtime=0),
}
"""As the middleware compresses everything else, and in its order of preference."""

IDENTITY: Final = "identity"


@dataclass
class Kept:
    """A written page: its headers, its bytes in each coding asked for so far, what it rests on and where that stood."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    rests_on: tuple[Footing, ...]
    stood: tuple[object, ...]
    route: Any
    tag: str = field(init=False)
    coded: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        """The tag is weak: it stands for every coding of the same page."""
        self.tag = f'W/"{hashlib.sha256(self.body).hexdigest()[:32]}"'
        self.headers = [*self.headers, (b"etag", self.tag.encode())]
        self.coded = {IDENTITY: self.body}

    @property
    def compresses(self) -> bool:
        """Whether a coding makes it smaller: a picture is compressed already."""
        return not any(value.startswith(b"image/") for name, value in self.headers if name == b"content-type")

    def size(self) -> int:
        """Return the bytes it takes."""
        return _HEAD + sum(len(one) for one in self.coded.values())


class KeptPages:
    """The pages asked for last, by address and query."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def get(self, key: Hashable) -> Kept | None:
        """Return the page of `key`, whether it still holds or not."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def keep(self, key: Hashable, page: Kept) -> None:
        """Keep a page in the place of an older one; what nobody asked for longest goes. One too large is not kept."""
        with self._lock:
            self._let_go(key)
            if page.size() <= self._most:
                self._pages[key] = page
                self.bytes += page.size()
            self._shrink()

    def in_coding(self, page: Kept, coding: str) -> bytes:
        """Return a page's bytes in a coding, made when it is first asked for."""
        if coding not in page.coded:
            made = CODINGS[coding](page.body)
            with self._lock:
                if coding not in page.coded:
                    page.coded[coding] = made
                    if any(one is page for one in self._pages.values()):
                        self.bytes += len(made)
                    self._shrink()
        return page.coded[coding]

    def forget(self) -> None:
        """Let go of every page: for measuring, and for tests."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _let_go(self, key: Hashable) -> None:
        gone = self._pages.pop(key, None)
        if gone is not None:
            self.bytes -= gone.size()

    def _shrink(self) -> None:
        while self.bytes > self._most:
            self._let_go(next(iter(self._pages)))


@lru_cache(maxsize=256)
def coding_of(accepted: str) -> str:
    """Return the coding to answer an Accept-Encoding header in: the first of ours that it does not refuse."""
    quality = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        given = parameters.partition("q=")[2].strip()
        quality[name.strip()] = _positive(given) if given else True
    return next((one for one in CODINGS if quality.get(one, quality.get("*", False))), IDENTITY)


def _positive(quality: str) -> bool:
    try:
        return float(quality) > 0
    except ValueError:
        return False
