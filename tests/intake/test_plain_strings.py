"""The pattern for shared texts says what the XML reader says, or nothing; and no text makes it slow."""

from __future__ import annotations

import random
import time
import zipfile
from io import BytesIO

import pytest

from service.intake.limits import Limits
from service.intake.markup import Effort, tokenise
from service.intake.ooxml_parts import MAIN, Strings
from service.intake.plain_strings import take_plain
from service.intake.refusals import Refusal
from tests.workbooks import workbook

_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}" count="2" uniqueCount="2">'


def part(items: str, *, head: str = _HEAD) -> bytes:
    return f"{head}{items}</sst>".encode()


def by_pattern(content: bytes, limits: Limits | None = None) -> Strings | None:
    strings = Strings(Effort(limits or Limits()))
    return strings if take_plain(content, strings) else None


def by_reader(content: bytes) -> Strings | None:
    strings = Strings(Effort())
    try:
        tokenise([content], strings)
    except Refusal:
        return None
    return strings


def texts_of_the_template() -> bytes:
    with zipfile.ZipFile(BytesIO(workbook())) as package:
        return package.read("xl/sharedStrings.xml")


TAKEN = {
    "<si><t>one</t></si><si><t/></si>": None,
    "<si><t>one</t></si><si><t></t></si>": ["one", ""],
    '<si><t xml:space="preserve"> a\n b </t></si>': [" a\n b "],
    "<si><t>R&amp;D &lt;b&gt; &quot;x&quot; &apos;y&apos; &amp;lt;</t></si>": ["R&D <b> \"x\" 'y' &lt;"],
    '<si><r><rPr><b/><sz val="9"/></rPr><t>a</t></r><r><t xml:space="preserve"> b</t></r></si>': ["a b"],
    "<si><t>_x0041_</t></si>": ["_x0041_"],
    "": [],
}


@pytest.mark.parametrize("items", TAKEN)
def test_what_is_taken_is_what_the_reader_reads(items: str) -> None:
    read, taken = by_reader(part(items)), by_pattern(part(items))

    assert read is not None
    assert (taken.texts if taken else None) == TAKEN[items]
    assert taken is None or (taken.texts, taken.clean) == (read.texts, read.clean)


@pytest.mark.parametrize(
    "items",
    [
        "<si><t>a<!-- b --></t></si>",
        "<si><t><![CDATA[a]]></t></si>",
        "<si><t>a\rb</t></si>",
        "<si><t>&#65;</t></si>",
        "<si><t>a ]]> b</t></si>",
        "<si><t>a\x01</t></si>",
        "<si><t>\ufffe</t></si>",
        "<si><t>a</t><phoneticPr/></si>",
        "<si><t a='1'>a</t></si>",
        "<si><t>a</t></si><si>",
        "x<si><t>a</t></si>",
        "<si><t>a</t></si></sst><sst>",
    ],
)
def test_anything_unusual_is_left_to_the_reader(items: str) -> None:
    assert by_pattern(part(items)) is None


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe<\x00", part("<si><t>a</t></si>", head="<sst>"), part("") + b"<a/>"]
)
def test_a_part_that_is_something_else_is_left_to_the_reader(content: bytes) -> None:
    assert by_pattern(content) is None


def test_the_texts_of_the_template_are_taken() -> None:
    content = texts_of_the_template()
    read, taken = by_reader(content), by_pattern(content)

    assert read is not None
    assert taken is not None
    assert len(taken.texts) > 1_000
    assert (taken.texts, taken.clean) == (read.texts, read.clean)


def test_whatever_damage_is_done_what_is_taken_is_what_the_reader_reads() -> None:
    choice = random.Random(20_260_731)
    whole = texts_of_the_template()[:6_000].rpartition(b"</si>")[0] + b"</si></sst>"
    pieces = (b"<si>", b"</t>", b"<t>", b"&amp;", b"&", b"<r>", b"</r>", b"<!--", b"\r", b"]]>", b'"', b"\x00", b"\xc3")
    taken_after_damage = 0
    for _ in range(400):
        damaged = bytearray(whole)
        at = choice.randrange(len(damaged))
        damaged[at : at + choice.randrange(4)] = choice.choice((*pieces, bytes([choice.randrange(256)]), b""))
        taken = by_pattern(bytes(damaged))
        if taken is not None:
            read = by_reader(bytes(damaged))
            assert read is not None, bytes(damaged[at - 40 : at + 40])
            assert (taken.texts, taken.clean) == (read.texts, read.clean)
            taken_after_damage += 1
    assert taken_after_damage > 20


@pytest.mark.parametrize(
    "unit",
    ["<si>", "<si><t>", "<si><r>", "<si><r><rPr><b/>", "<si><t>&amp;", "<r><t>a</t></r>", "&amp;", "<si><t>a</t></si"],
)
@pytest.mark.parametrize("before", ["", "<si>", "<si><t>", "<si><r><rPr>"])
def test_no_text_makes_the_pattern_slow(unit: str, before: str) -> None:
    content = part(before + unit * (1_500_000 // len(unit)))
    start = time.process_time()

    assert by_pattern(content) is None
    assert time.process_time() - start < 2.0


def test_the_bounds_are_those_of_the_reader() -> None:
    content = part("<si><t>a</t></si>" * 11)
    for limits in (Limits(shared_strings=10), Limits(elements=10)):
        with pytest.raises(Refusal) as refused:
            by_pattern(content, limits)
        assert refused.value.code == "U19"
