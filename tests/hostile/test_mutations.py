"""Real workbooks, damaged at random: whatever comes out is a RawWorkbook or a Refusal, never anything else."""

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from forge import cell_xml, content_xml, manifest_xml, row_xml, table_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from service.intake.confinement import ConfinedReader
from service.intake.gate import inspect
from service.intake.raw import RawWorkbook
from service.intake.refusals import Refusal

_PER_KIND = 60
_MARKUP_TOKENS = (
    *(b"<", b">", b"/>", b"&", b"&#0;", b"]]>", b"<!--", b"<![CDATA[", b"<!DOCTYPE x>", b"\x00", b"\xff", b' r="A1"'),
    *(b' t="s"', b' xmlns="urn:x"', b"<c>", b"<v>", b"</v>", b"<row>", b"99999999999", b"-1", b"NaN", b"_x0000_"),
    *(b"1E400", b"XFD1048576", b'number-columns-repeated="16384"', b"<f>", b"<is><t>", b"sheetData"),
)
_VALUES = (b"", b"0", b"-1", b"A1", b"XFD1048576", b"s", b"e", b"99999999", b"1e9", b"rId1")


def _written_by_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name in ("One", "Two"):
        sheet = book.add_worksheet(name)
        percent, day = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
        for row in range(12):
            sheet.write_row(row, 0, [f"label {row}", row, row / 7])
            sheet.write_number(row, 3, row / 12, percent)
            sheet.write_number(row, 4, 45_000 + row, day)
        sheet.write_formula(12, 0, "=SUM(B1:B12)", None, 66)
        sheet.merge_range("A20:C20", "merged")
        sheet.data_validation("B1:B12", {"validate": "whole", "criteria": ">=", "value": 0})
    book.close()
    return stream.getvalue()


def _written_by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 12):
        sheet.append([f"texte {row}", row, row * 1.5, True, None, f"=B{row}*2"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _opendocument() -> bytes:
    numbers = [cell_xml("1", f'office:value-type="float" office:value="{number}"') for number in range(9)]
    rows = "".join(row_xml(cell_xml("label") + number) for number in numbers)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", manifest_xml())
        package.writestr("content.xml", content_xml(table_xml(rows)))
    return stream.getvalue()


WORKBOOKS = {"xlsxwriter": _written_by_xlsxwriter(), "openpyxl": _written_by_openpyxl(), "ods": _opendocument()}


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
    members = _members(data)
    names = list(members)
    contents = list(members.values())
    chance.shuffle(contents)
    kept = chance.sample(names, len(names) - chance.randint(0, 2))
    if chance.random() < 0.5:
        return _packed({name: content for name, content in zip(names, contents, strict=True) if name in kept})
    return _packed({name: members[name] for name in kept})


def marked_up(data: bytes, chance: random.Random) -> bytes:
    """Markup inserted, removed or doubled inside one XML part, in a sound container."""
    members = _members(data)
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
    return _packed({**members, name: content})


def retold(data: bytes, chance: random.Random) -> bytes:
    """Attribute values and texts replaced inside one XML part, which stays well-formed."""
    members = _members(data)
    name = chance.choice([name for name in members if "sheet" in name or name == "content.xml" or "workbook" in name])
    pieces = members[name].split(b'"')
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(pieces))
        if place % 2:
            pieces[place] = chance.choice(_VALUES)
    return _packed({**members, name: b'"'.join(pieces)})


MUTATIONS = {"flipped": flipped, "truncated": truncated, "swapped": swapped, "marked up": marked_up, "retold": retold}


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("program", WORKBOOKS)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_damaged_workbook_gives_cells_or_a_refusal(
    program: str, mutation: str, tmp_path: Path, reader: ConfinedReader
) -> None:
    chance = random.Random(f"{program} {mutation}")
    paths = []
    for number in range(_PER_KIND):
        path = tmp_path / f"{number}"
        path.write_bytes(MUTATIONS[mutation](WORKBOOKS[program], chance))
        paths.append(path)
    outcomes = dict(reader.map(inspect, paths))
    assert len(outcomes) == _PER_KIND
    for path, outcome in outcomes.items():
        assert isinstance(outcome, RawWorkbook | Refusal), path
        if isinstance(outcome, Refusal):
            assert outcome.code not in {"U40", "U41", "U42", "U43", "U44"}, outcome.params
            assert "{" not in outcome.message("fr")


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        inspect(data)


@given(st.binary(max_size=300), st.sampled_from(sorted(WORKBOOKS)))
@settings(max_examples=60, deadline=None)
def test_any_bytes_as_a_part_are_refused_or_read(content: bytes, program: str) -> None:
    members = _members(WORKBOOKS[program])
    for name in members:
        assert isinstance(_outcome(_packed({**members, name: content})), RawWorkbook | Refusal)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_written_by_xlsxwriter_comes_back_or_is_refused(words: str) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.add_worksheet().write_string(0, 0, words)
    book.close()
    outcome = _outcome(stream.getvalue())
    if isinstance(outcome, Refusal):
        assert outcome.code in {"U17", "U29"}
    else:
        expected = words.replace("\r\n", "\n").replace("\r", "\n")
        assert [found.value for found in outcome.sheets[0].cells.values()] == ([expected] if words else [])


def _outcome(data: bytes) -> RawWorkbook | Refusal:
    try:
        return inspect(data)
    except Refusal as refusal:
        return refusal
