"""Style sheets, scripts, pictures and fonts under names that carry their content: browsers keep them for ever."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import service

STATIC = Path(service.__file__).with_name("static")
PREFIX = "/static/"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_URL = re.compile(rb"url\(([a-z0-9/._-]+)\)")
_SPACES = re.compile(rb"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: its address, its type, its bytes."""

    address: str
    media_type: str
    content: bytes


@cache
def asset(name: str) -> Asset:
    """Return the file `name` of `service/static`, for example `pages.css`. Raises KeyError where there is none."""
    path = STATIC / name
    kind = _TYPES.get(path.suffix)
    if kind is None or not path.is_file() or not path.resolve().is_relative_to(STATIC):
        raise KeyError(name)
    content = path.read_bytes()
    if path.suffix == ".css":
        content = _SPACES.sub(b"\n", _URL.sub(_addressed, content))
    mark = hashlib.sha256(content).hexdigest()[:12]
    address = f"{PREFIX}{name.removesuffix(path.suffix)}.{mark}{path.suffix}"
    return Asset(address, kind, content)


def _addressed(found: re.Match[bytes]) -> bytes:
    return b"url(" + asset(found[1].decode()).address.encode() + b")"


@cache
def by_address() -> dict[str, Asset]:
    """Return every file that may be asked for, by its address."""
    names = (str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.suffix in _TYPES)
    return {found.address: found for found in map(asset, names)}
