"""The zip container, read without trust: names, sizes and places are checked before anything is inflated.

The central directory is parsed here instead of by `zipfile`, because `zipfile` accepts what other readers see
differently (leading and trailing bytes, duplicate names, overlapping members, headers that disagree). What the
members mean is not known here.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from service.intake.limits import LIMITS, Limits
from service.intake.refusals import Refusal

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR_FLAG = 0x0008
_UTF8_FLAG = 0x0800
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_CHUNK = 65_536
_INPUT_SLICE = 16_384


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the central directory states it; `start` is where its packed bytes begin."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int


class Archive:
    """The members of a zip file, by name. Part names do not distinguish case (ECMA-376 part 2, 9.1.1)."""

    def __init__(self, data: bytes, limits: Limits = LIMITS) -> None:
        """Check the whole container. Raises Refusal U07, U10, U11, U12, U13, U14 or U15."""
        self._data = data
        self._members: dict[str, Member] = {}
        entries, directory_start = _directory(data, limits)
        spans: list[tuple[int, int]] = []
        for entry, header_offset in entries:
            member, span = _placed(data, entry, header_offset, directory_start)
            spans.append(span)
            if not member.name.endswith("/"):
                self._add(member, limits)
        _refuse_overlap(spans)
        if sum(member.size for member in self._members.values()) > limits.unpacked_bytes:
            raise Refusal("U11", limit=limits.unpacked_bytes // 1_000_000)

    def _add(self, member: Member, limits: Limits) -> None:
        key = member.name.lower()
        if key in self._members:
            raise Refusal("U14", member=member.name, reason="duplicate_name")
        if member.size > limits.part_bytes:
            raise Refusal("U11", limit=limits.part_bytes // 1_000_000)
        if member.size > limits.ratio_floor_bytes and member.size > limits.ratio * max(member.packed, 1):
            raise Refusal("U12", member=member.name, ratio=member.size // max(member.packed, 1), limit=limits.ratio)
        self._members[key] = member

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def names(self) -> list[str]:
        """Names of the members, as written, in the order of the directory."""
        return [member.name for member in self._members.values()]

    def size(self, name: str) -> int:
        """Unpacked size in bytes that `chunks` will hold the member to."""
        return self._members[name.lower()].size

    def content(self, name: str) -> bytes:
        """A whole member, unpacked. Raises Refusal U10 when it is not what the directory says, U16 when absent."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member unpacked in pieces; never more than its stated size. Raises Refusal U10, or U16 when absent."""
        member = self._members.get(name.lower())
        if member is None:
            raise Refusal("U16", part=name)
        packed = memoryview(self._data)[member.start : member.start + member.packed]
        # Some programs say "deflated" of a member of no bytes at all, where deflate would need two.
        deflated = member.method == _DEFLATED and len(packed) > 0
        pieces = _inflated(packed, member) if deflated else _sliced(packed)
        crc = total = 0
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            total += len(piece)
            if total > member.size:
                raise Refusal("U10", reason="size_lies", member=member.name)
            yield piece
        if total != member.size or crc != member.crc:
            raise Refusal("U10", reason="size_lies" if total != member.size else "checksum", member=member.name)


def _sliced(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _CHUNK):
        yield bytes(packed[start : start + _CHUNK])


def _inflated(packed: memoryview, member: Member) -> Iterator[bytes]:
    """Inflate by small input slices, so that what zlib hands back as unconsumed is never copied at length."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), _INPUT_SLICE):
            pending: bytes | memoryview = packed[start : start + _INPUT_SLICE]
            while pending and not inflater.eof:
                piece = inflater.decompress(pending, _CHUNK)
                pending = inflater.unconsumed_tail
                if piece:
                    yield piece
        while not inflater.eof:
            piece = inflater.decompress(inflater.unconsumed_tail, _CHUNK)
            if not piece:
                break
            yield piece
    except zlib.error:
        raise Refusal("U10", reason="not_inflatable", member=member.name) from None
    if not inflater.eof or inflater.unused_data:
        raise Refusal("U10", reason="not_inflatable", member=member.name)


def _directory(data: bytes, limits: Limits) -> tuple[list[tuple[Member, int]], int]:
    """Entries of the central directory with the offset of their local headers, and where the directory starts."""
    count, size, start, end = _end_of_directory(data)
    if count > limits.members:
        raise Refusal("U13", count=count, limit=limits.members)
    if start + size != end:
        raise Refusal("U10", reason="directory", member="")
    entries: list[tuple[Member, int]] = []
    position = start
    for _ in range(count):
        entry, header_offset, position = _entry(data, position, end, limits)
        entries.append((entry, header_offset))
    if position != end:
        raise Refusal("U10", reason="directory", member="")
    return entries, start


def _end_of_directory(data: bytes) -> tuple[int, int, int, int]:
    """Number of entries, size and start of the directory, and where it must end. Its record must close the file."""
    found = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _FULL_16))
    if found < 0 or found + _END.size > len(data):
        raise Refusal("U10", reason="truncated", member="")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, found)
    if found + _END.size + comment != len(data):
        raise Refusal("U10", reason="trailing_bytes", member="")
    locator = found - _END64_LOCATOR.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\x06\x07":
        return _end_of_directory64(data, locator)
    if disk or first_disk or here != count or count == _FULL_16 or _FULL_32 in (size, start):
        raise Refusal("U10", reason="directory", member="")
    return count, size, start, found


def _end_of_directory64(data: bytes, locator: int) -> tuple[int, int, int, int]:
    _, _, record, disks = _END64_LOCATOR.unpack_from(data, locator)
    if disks > 1 or record + _END64.size > locator or data[record : record + 4] != b"PK\x06\x06":
        raise Refusal("U10", reason="directory", member="")
    _, length, _, _, disk, first_disk, here, count, size, start = _END64.unpack_from(data, record)
    if disk or first_disk or here != count or record + 12 + length != locator:
        raise Refusal("U10", reason="directory", member="")
    return count, size, start, record


def _entry(data: bytes, position: int, end: int, limits: Limits) -> tuple[Member, int, int]:
    if position + _ENTRY.size > end or data[position : position + 4] != b"PK\x01\x02":
        raise Refusal("U10", reason="directory", member="")
    fields = _ENTRY.unpack_from(data, position)
    flags, method, crc, packed, size = fields[3], fields[4], fields[7], fields[8], fields[9]
    name_length, extra_length, comment_length, disk, offset = *fields[10:14], fields[16]
    name_start = position + _ENTRY.size
    following = name_start + name_length + extra_length + comment_length
    if following > end or disk not in (0, _FULL_16):
        raise Refusal("U10", reason="directory", member="")
    name = _safe_name(data[name_start : name_start + name_length], flags, limits)
    if flags & _ENCRYPTED_FLAGS or method == 99:
        raise Refusal("U07")
    if method not in (_STORED, _DEFLATED):
        raise Refusal("U15", member=name, method=method)
    extra = data[name_start + name_length : name_start + name_length + extra_length]
    size, packed, offset = _wide(extra, name, size, packed, offset)
    if method == _STORED and size != packed:
        raise Refusal("U10", reason="size_lies", member=name)
    return Member(name, method, crc, packed, size, 0), offset, following


def _wide(extra: bytes, name: str, *values: int) -> tuple[int, int, int]:
    """Sizes and offset with the saturated ones taken from the zip64 field (APPNOTE 4.5.3)."""
    wide: list[int] = []
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == 1:
            body = extra[position + 4 : position + 4 + length]
            wide = [value for (value,) in struct.iter_unpack("<Q", body[: len(body) // 8 * 8])]
        position += 4 + length
    remaining = iter(wide)
    try:
        first, second, third = (next(remaining) if value == _FULL_32 else value for value in values)
    except (StopIteration, RuntimeError):
        raise Refusal("U10", reason="directory", member=name) from None
    return first, second, third


def _safe_name(raw: bytes, flags: int, limits: Limits) -> str:
    """The member's name with forward slashes. Refuses names that would leave the folder they are unpacked in."""
    try:
        name = raw.decode("utf-8" if flags & _UTF8_FLAG else "cp437").replace("\\", "/")
    except UnicodeDecodeError:
        raise Refusal("U14", member=repr(raw), reason="unsafe_name") from None
    pieces = name.removesuffix("/").split("/")
    if len(name) > limits.name_length or not name.isprintable() or ":" in name:
        raise Refusal("U14", member=name, reason="unsafe_name")
    if any(piece in ("", ".", "..") for piece in pieces):
        raise Refusal("U14", member=name, reason="unsafe_name")
    return name


def _placed(data: bytes, entry: Member, offset: int, directory_start: int) -> tuple[Member, tuple[int, int]]:
    """The member with the place of its bytes, after its local header was found to agree with the directory."""
    if offset + _LOCAL.size > directory_start or data[offset : offset + 4] != b"PK\x03\x04":
        raise Refusal("U10", reason="local_header", member=entry.name)
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(data, offset)
    name_start = offset + _LOCAL.size
    start = name_start + name_length + extra_length
    end = start + entry.packed
    local_name = data[name_start : name_start + name_length]
    if end > directory_start or method != entry.method or flags & _ENCRYPTED_FLAGS:
        raise Refusal("U10", reason="local_header", member=entry.name)
    if not flags & _DESCRIPTOR_FLAG and _disagree(crc, packed, size, entry):
        raise Refusal("U10", reason="local_header", member=entry.name)
    if local_name.decode("utf-8" if flags & _UTF8_FLAG else "cp437", "replace").replace("\\", "/") != entry.name:
        raise Refusal("U10", reason="local_header", member=entry.name)
    placed = Member(entry.name, entry.method, entry.crc, entry.packed, entry.size, start)
    return placed, (offset, end)


def _disagree(crc: int, packed: int, size: int, entry: Member) -> bool:
    sizes_agree = packed in (entry.packed, _FULL_32) and size in (entry.size, _FULL_32)
    return crc != entry.crc or not sizes_agree


def _refuse_overlap(spans: list[tuple[int, int]]) -> None:
    """Members may not share bytes, and the first one starts the file: nothing stands before or inside it."""
    spans.sort()
    if not spans or spans[0][0] != 0:
        raise Refusal("U10", reason="leading_bytes", member="")
    for (_, end), (following, _) in pairwise(spans):
        if following < end:
            raise Refusal("U10", reason="overlap", member="")
