"""Ways to damage a workbook at random: bytes, length, members, markup, values."""

from __future__ import annotations

import io
import random
import zipfile

_MARKUP_TOKENS = (
    *(b"<", b">", b"/>", b"&", b"&#0;", b"]]>", b"<!--", b"<![CDATA[", b"<!DOCTYPE x>", b"\x00", b"\xff", b' r="A1"'),
    *(b' t="s"', b' xmlns="urn:x"', b"<c>", b"<v>", b"</v>", b"<row>", b"99999999999", b"-1", b"NaN", b"_x0000_"),
    *(b"1E400", b"XFD1048576", b'number-columns-repeated="16384"', b"<f>", b"<is><t>", b"sheetData"),
)
_VALUES = (b"", b"0", b"-1", b"A1", b"XFD1048576", b"s", b"e", b"99999999", b"1e9", b"rId1")


def flipped(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed anywhere."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= chance.randint(1, 255)
    return bytes(changed)


def truncated(data: bytes, chance: random.Random) -> bytes:
    """Cut short, or with a hole in the middle."""
    start, end = sorted(chance.sample(range(len(data)), 2))
    return data[:start] if chance.random() < 0.5 else data[:start] + data[end:]


def swapped(data: bytes, chance: random.Random) -> bytes:
    """The contents of members exchanged, or some members left out."""
    members = members_of(data)
    names = list(members)
    contents = list(members.values())
    chance.shuffle(contents)
    kept = chance.sample(names, len(names) - chance.randint(0, 2))
    if chance.random() < 0.5:
        return packed({name: content for name, content in zip(names, contents, strict=True) if name in kept})
    return packed({name: members[name] for name in kept})


def marked_up(data: bytes, chance: random.Random) -> bytes:
    """Markup inserted, removed or doubled inside one XML part, in a sound container."""
    members = members_of(data)
    name = chance.choice([name for name in members if name.endswith((".xml", ".rels"))])
    content = members[name]
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(content) + 1)
        end = min(len(content), place + chance.randint(0, 40))
        action = chance.randrange(3)
        if action == 0:
            content = content[:place] + chance.choice(_MARKUP_TOKENS) + content[place:]
        elif action == 1:
            content = content[:place] + content[end:]
        else:
            content = content[:end] + content[place:]
    return packed({**members, name: content})


def retold(data: bytes, chance: random.Random) -> bytes:
    """Attribute values and texts replaced inside one XML part, which stays well-formed."""
    members = members_of(data)
    name = chance.choice([name for name in members if "sheet" in name or name == "content.xml" or "workbook" in name])
    pieces = members[name].split(b'"')
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(pieces))
        if place % 2:
            pieces[place] = chance.choice(_VALUES)
    return packed({**members, name: b'"'.join(pieces)})


MUTATIONS = {"flipped": flipped, "truncated": truncated, "swapped": swapped, "marked up": marked_up, "retold": retold}


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()
