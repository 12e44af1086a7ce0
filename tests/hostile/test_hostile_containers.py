"""Zip files that lie, overlap, explode or hide are refused before anything in them is read."""

import zlib
from collections.abc import Callable

import pytest
from forge import ODS_TYPE, Entry, content_xml, entries_of, raw_zip, with_parts, xlsx, xlsx_parts
from verdict import assert_refused

from service.intake.confinement import ConfinedReader

_ORDINARY = xlsx()


def spoiled(position: int, **fields: object) -> bytes:
    """A minimal .xlsx in which one member's fields lie."""
    entries = entries_of(xlsx_parts())
    for name, value in fields.items():
        setattr(entries[position], name, value)
    return raw_zip(entries)


def with_member(name: bytes, content: bytes = b"x", **fields: object) -> bytes:
    """A minimal .xlsx with one more hand-made member."""
    return raw_zip([*entries_of(xlsx_parts()), Entry(name, content, **fields)])  # type: ignore[arg-type]


def overlapping() -> bytes:
    entries = entries_of(xlsx_parts())
    entries.append(Entry(entries[0].name + b"2", entries[0].content, offset=0, local_name=entries[0].name))
    return raw_zip(entries)


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "the first half of a workbook": ("U10", lambda: _ORDINARY[: len(_ORDINARY) // 2]),
    "a workbook without its last byte": ("U10", lambda: _ORDINARY[:-1]),
    "bytes before the zip": ("U10", lambda: b"\x7f\x00" + _ORDINARY),
    "a web page before the zip": ("U10", lambda: b"<html></html>" + _ORDINARY),
    "a zip in a zip's slack": ("U10", lambda: _ORDINARY + _ORDINARY),
    "bytes after the zip": ("U10", lambda: _ORDINARY + b"\x00" * 10),
    "a directory that promises one more": ("U10", lambda: raw_zip(entries_of(xlsx_parts()), count=8)),
    "a directory that hides one": ("U10", lambda: raw_zip(entries_of(xlsx_parts()), count=6)),
    "a piece of a split archive": ("U10", lambda: raw_zip(entries_of(xlsx_parts()), disk=1)),
    "a member that starts nowhere": ("U10", lambda: spoiled(3, offset=4_000_000)),
    "a member named otherwise inside": ("U10", lambda: spoiled(3, local_name=b"xl/workbooq.xml")),
    "members that share their bytes": ("U10", overlapping),
    "a member larger than it says": ("U10", lambda: spoiled(6, size=10)),
    "a member smaller than it says": ("U10", lambda: spoiled(6, size=100_000)),
    "a member with a wrong checksum": ("U10", lambda: spoiled(6, crc=1)),
    "a local header that disagrees": ("U10", lambda: spoiled(6, local_size=5)),
    "a member that is not deflated": ("U10", lambda: spoiled(6, packed=b"\xff" * 200)),
    "bytes after the deflated stream": ("U10", lambda: spoiled(6, packed=zlib.compress(b"x")[2:-4] + b"tail")),
    "a saturated size without zip64": ("U10", lambda: spoiled(6, central_size=0xFFFFFFFF)),
    "two formats in one file": ("U10", lambda: with_parts({"mimetype": ODS_TYPE, "content.xml": content_xml("")})),
    "forty megabytes in one part": ("U11", lambda: with_parts({"xl/media/a.bmp": bytes(40_000_000)})),
    "ninety megabytes in many parts": (
        "U11",
        lambda: with_parts({f"xl/media/{n}.bmp": bytes(range(256)) * 100_000 for n in range(4)}),
    ),
    "a part that unpacks a thousand times": ("U12", lambda: with_parts({"xl/media/a.bmp": bytes(20_000_000)})),
    "a bomb that lies about its size": (
        "U10",
        lambda: with_member(b"xl/media/a.bmp", bytes(20_000_000), size=900, crc=0),
    ),
    "two thousand members": ("U13", lambda: with_parts({f"xl/media/{n}.png": b"x" for n in range(2_000)})),
    "a member twice": ("U14", lambda: with_member(b"xl/workbook.xml")),
    "a member twice, in capitals": ("U14", lambda: with_member(b"XL/Workbook.XML")),
    "a member above its folder": ("U14", lambda: with_member(b"../../etc/cron.d/x")),
    "a member above its folder, backslashed": ("U14", lambda: with_member(b"xl\\..\\..\\x")),
    "a member from the root": ("U14", lambda: with_member(b"/etc/passwd")),
    "a member on a drive": ("U14", lambda: with_member(b"C:/x")),
    "a member with a NUL in its name": ("U14", lambda: with_member(b"xl/workbook.xml\x00.png")),
    "a member with an endless name": ("U14", lambda: with_member(b"x" * 300)),
    "a member whose name is not UTF-8": ("U14", lambda: with_member(b"\xff\xfe.xml", flags=0x800)),
    "an encrypted member": ("U07", lambda: spoiled(6, flags=1)),
    "an AES member": ("U07", lambda: spoiled(6, method=99, packed=b"x", size=1)),
    "a bzip2 member": ("U15", lambda: spoiled(6, method=12, packed=b"x", size=1)),
    "an LZMA member": ("U15", lambda: spoiled(6, method=14, packed=b"x", size=1)),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_by_its_code_in_no_time(name: str, reader: ConfinedReader) -> None:
    code, build = FILES[name]
    assert_refused(reader, build(), code)
