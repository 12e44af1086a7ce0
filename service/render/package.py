"""The zip container of a workbook whose parts are mostly known: kept ones are copied as packed, changed ones deflated.

Python's `zipfile` would inflate and deflate every member again; a template with one changed part takes a fiftieth of
that. Only the container is known here.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_DEFLATED = 8
_DATE = (2026 - 1980) << 9 | 1 << 5 | 1
"""1 January 2026: the same answers give the same bytes."""
_UTF8 = 0x800
_LEVEL = 6
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")


@dataclass(frozen=True, slots=True)
class Member:
    """One part as it lies in the container."""

    packed: bytes
    crc: int
    size: int


def storable(text: str) -> str:
    """Return a text without the characters that XML cannot hold, and without escapes that a reader would undo."""
    return _ESCAPED.sub(lambda found: "_x005F" + found.group(), _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def pack(content: bytes) -> Member:
    """Deflate one part."""
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Member(deflater.compress(content) + deflater.flush(), zlib.crc32(content), len(content))


def unpack(container: bytes) -> dict[str, bytes]:
    """Return every part of one of our own workbooks (not for uploads), in order."""
    with zipfile.ZipFile(BytesIO(container)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def assemble(members: Mapping[str, Member]) -> bytes:
    """Return the container with these members, in order, without data descriptors."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, member in members.items():
        raw = name.encode("utf-8")
        flags = 0 if raw.isascii() else _UTF8
        sizes = (member.crc, len(member.packed), member.size)
        head = _LOCAL.pack(b"PK\x03\x04", _VERSION, flags, _DEFLATED, 0, _DATE, *sizes, len(raw), 0)
        entry = (b"PK\x01\x02", _VERSION, _VERSION, flags, _DEFLATED, 0, _DATE, *sizes, len(raw), 0, 0, 0, 0, 0, offset)
        body += (head, raw, member.packed)
        directory += (_CENTRAL.pack(*entry), raw)
        offset += len(head) + len(raw) + len(member.packed)
    listing = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(listing), offset, 0)
    return b"".join((*body, listing, end))
