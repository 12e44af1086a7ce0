"""A zip container written as its members come, deflated by ISA-L, without data descriptors (Excel refuses some).

Sizes are written into each member's head once they are known, so the file must be one that can be sought in.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from isal import isal_zlib

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _DEFLATED, _UTF8 = 20, 8, 0x800
_DATE = (2026 - 1980) << 9 | 1 << 5 | 1
"""1 January 2026: the same content gives the same bytes."""
_LEVEL = 1
_LARGEST = 0xFFFFFFFF


class Member:
    """A member being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._deflater = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -zlib.MAX_WBITS)
        self.crc = self.size = self.packed = 0

    def write(self, content: bytes) -> None:
        """Deflate and write a piece."""
        self.crc = isal_zlib.crc32(content, self.crc)
        self.size += len(content)
        self._put(self._deflater.compress(content))

    def _put(self, piece: bytes) -> None:
        self.packed += len(piece)
        self._file.write(piece)

    def close(self) -> None:
        """Write what the deflater holds."""
        self._put(self._deflater.flush())


class StreamedZip:
    """A container; `close` writes its directory. Raises OverflowError where a member passes 4 GB."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._directory: list[bytes] = []

    @contextmanager
    def member(self, name: str) -> Iterator[Member]:
        """Open a member to write to."""
        raw = name.encode()
        flags = 0 if raw.isascii() else _UTF8
        start = self._file.tell()
        self._file.write(_LOCAL.pack(b"PK\x03\x04", _VERSION, flags, _DEFLATED, 0, _DATE, 0, 0, 0, len(raw), 0) + raw)
        member = Member(self._file)
        yield member
        member.close()
        if max(member.size, member.packed, start) > _LARGEST:
            raise OverflowError(f"{name}: more than 4 GB")
        end = self._file.tell()
        sizes = (member.crc, member.packed, member.size)
        self._file.seek(start)
        self._file.write(_LOCAL.pack(b"PK\x03\x04", _VERSION, flags, _DEFLATED, 0, _DATE, *sizes, len(raw), 0))
        self._file.seek(end)
        entry = (_VERSION, _VERSION, flags, _DEFLATED, 0, _DATE, *sizes, len(raw), 0, 0, 0, 0, 0, start)
        self._directory.append(_CENTRAL.pack(b"PK\x01\x02", *entry) + raw)

    def close(self) -> None:
        """Write the directory."""
        start, listing = self._file.tell(), b"".join(self._directory)
        number = len(self._directory)
        self._file.write(listing + _END.pack(b"PK\x05\x06", 0, 0, number, number, len(listing), start, 0))
