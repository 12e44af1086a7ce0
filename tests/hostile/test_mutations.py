"""Real workbooks, damaged at random: whatever comes out is a RawWorkbook or a Refusal, never anything else."""

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from damage import MUTATIONS, members_of, packed
from forge import cell_xml, content_xml, manifest_xml, row_xml, table_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from service.intake.confinement import ConfinedReader
from service.intake.gate import inspect
from service.intake.raw import RawWorkbook
from service.intake.refusals import Refusal

_PER_KIND = 60


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
    members = members_of(WORKBOOKS[program])
    for name in members:
        assert isinstance(_outcome(packed({**members, name: content})), RawWorkbook | Refusal)


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
