"""Sheets whose cells are too many, too far, too long or contradict each other are refused with their place."""

import time
from collections.abc import Callable

import pytest
from forge import (
    cell,
    followed_by,
    inline,
    many_cells,
    relationships_xml,
    sheet_xml,
    stored,
    strings_xml,
    workbook_xml,
    xlsx,
    xlsx_parts,
    zipped,
)
from verdict import PARENT_GROWTH_BYTES, allowed_seconds, assert_refused, resident_bytes

from service.intake.confinement import ConfinedReader


def crowded(sheets: int, cells: int) -> bytes:
    """Many sheets, each within its own bound."""
    names = range(1, sheets + 1)
    parts = xlsx_parts(
        links=relationships_xml(*((f"s{n}", "worksheet", f"worksheets/crowd{n}.xml") for n in names)),
        workbook=workbook_xml("".join(f'<sheet name="S{n}" sheetId="{n}" r:id="s{n}"/>' for n in names)),
        sheet=None,
    )
    sheet = sheet_xml(many_cells(cells))
    return zipped({**parts, **{f"xl/worksheets/crowd{n}.xml": sheet for n in names}})


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "twenty thousand and one cells": ("U25", lambda: xlsx(many_cells(20_001))),
    "half a million cells": ("U25", lambda: xlsx(many_cells(500_000))),
    "sheets that are full one by one": ("U33", lambda: crowded(30, 19_900)),
    "the last corner filled": ("U26", lambda: xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "a far row filled": ("U26", lambda: xlsx('<row r="900000"><c r="A900000"><v>1</v></c></row>')),
    "a far column filled": ("U26", lambda: xlsx(cell("<v>1</v>", 'r="XFD1"'))),
    "a merge over everything": (
        "U27",
        lambda: followed_by('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
    "a hundred thousand merges": (
        "U27",
        lambda: followed_by(
            "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_000)) + "</mergeCells>"
        ),
    ),
    "a link over everything": ("U27", lambda: followed_by('<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>')),
    "a validation of thirty thousand ranges": (
        "U27",
        lambda: followed_by('<dataValidations><dataValidation sqref="' + "A1 " * 30_000 + '"/></dataValidations>'),
    ),
    "thirty thousand conditional formats": (
        "U27",
        lambda: stored(xlsx_parts(sheet=sheet_xml("", after='<conditionalFormatting sqref="A1"/>' * 30_000))),
    ),
    "thirty thousand defined names": (
        "U27",
        lambda: xlsx(
            workbook=workbook_xml(
                after="<definedNames>"
                + "".join(f'<definedName name="n{n}">S!A1</definedName>' for n in range(30_000))
                + "</definedNames>"
            )
        ),
    ),
    "a range that is none": ("U31", lambda: followed_by('<mergeCells><mergeCell ref="A0:B1"/></mergeCells>')),
    "an inline text too long": ("U28", lambda: xlsx(inline("x" * 32_768))),
    "an endless inline text": ("U28", lambda: stored(xlsx_parts(inline("xy" * 4_000_000)))),
    "a shared text too long": (
        "U28",
        lambda: xlsx(cell("<v>0</v>", 'r="A1" t="s"'), strings=strings_xml(f"<si><t>{'x' * 32_768}</t></si>")),
    ),
    "one long text in every cell": (
        "U28",
        lambda: xlsx(
            many_cells(10_000).replace("<v>1<", "<v>0<").replace('"><v>', '" t="s"><v>'),
            strings=strings_xml(f"<si><t>{'x' * 30_000}</t></si>"),
        ),
    ),
    "an endless formula": ("U28", lambda: stored(xlsx_parts(cell(f"<f>{'1+' * 2_000_000}1</f>")))),
    "an endless number": ("U28", lambda: stored(xlsx_parts(cell(f"<v>{'1' * 5_000_000}</v>")))),
    "an escaped NUL": ("U29", lambda: xlsx(inline("a_x0000_b"))),
    "an escaped bell": (
        "U29",
        lambda: xlsx(cell("<v>0</v>", 'r="A1" t="s"'), strings=strings_xml("<si><t>a_x0007_</t></si>")),
    ),
    "an escaped lone surrogate": ("U29", lambda: xlsx(inline("a_xD800_b"))),
    "an escaped non-character": ("U29", lambda: xlsx(inline("_xFFFE_"))),
    "a cell twice": ("U30", lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')),
    "a row twice": ("U30", lambda: xlsx(cell("<v>1</v>") + cell("<v>2</v>"))),
    "a cell in another row": ("U31", lambda: xlsx(cell("<v>1</v>", 'r="A2"'))),
    "a cell beyond the last column": ("U31", lambda: xlsx(cell("<v>1</v>", 'r="XFE1"'))),
    "a cell nowhere": ("U31", lambda: xlsx(cell("<v>1</v>", 'r="1"'))),
    "a cell twice, once in small letters": ("U30", lambda: xlsx(cell("<v>1</v></c><c r='a1'><v>2</v>"))),
    "a row zero": ("U31", lambda: xlsx('<row r="0"><c r="A0"><v>1</v></c></row>')),
    "a row beyond the last": ("U31", lambda: xlsx('<row r="1048577"><c><v>1</v></c></row>')),
    "a negative row": ("U31", lambda: xlsx('<row r="-1"><c><v>1</v></c></row>')),
    "a row with an endless number": ("U31", lambda: xlsx(f'<row r="{"9" * 10_000}"><c><v>1</v></c></row>')),
    "a text that is not there": ("U31", lambda: xlsx(cell("<v>7</v>", 'r="A1" t="s"'))),
    "a text before the first": ("U31", lambda: xlsx(cell("<v>-1</v>", 'r="A1" t="s"'))),
    "a boolean of seven": ("U31", lambda: xlsx(cell("<v>7</v>", 'r="A1" t="b"'))),
    "an unknown type": ("U31", lambda: xlsx(cell("<v>7</v>", 'r="A1" t="zz"'))),
    "a cell in a cell": ("U31", lambda: xlsx(cell('<c r="B1"><v>1</v></c>'))),
    "a cell outside a row": ("U31", lambda: xlsx('<c r="A1"><v>1</v></c>')),
    "a row in a row": ("U31", lambda: xlsx('<row r="1"><row r="2"/></row>')),
    "two values in a cell": ("U31", lambda: xlsx(cell("<v>1</v><v>2</v>"))),
    "an element in a value": ("U31", lambda: xlsx(cell("<v>1<x/>2</v>"))),
    "a value after its text": ("U31", lambda: xlsx(cell("<is><t>2</t></is><v>1</v>", 'r="A1" t="inlineStr"'))),
    "two inline texts": ("U31", lambda: xlsx(cell("<is><t>1</t></is><is><t>2</t></is>", 'r="A1" t="inlineStr"'))),
    "an inline text in a number": ("U31", lambda: xlsx(cell("<is><t>2</t></is>"))),
    "two bodies of data": ("U31", lambda: followed_by("<sheetData/>")),
    "a text in a text": ("U31", lambda: xlsx(strings=strings_xml("<si><t>a<t>b</t></t></si>"))),
    "an item in an item": ("U31", lambda: xlsx(strings=strings_xml("<si><si><t>a</t></si></si>"))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_by_its_code_in_no_time(name: str, reader: ConfinedReader) -> None:
    code, build = FILES[name]
    assert_refused(reader, build(), code)


def test_the_fullest_workbook_allowed_is_read_in_time_and_leaves_this_process_small(reader: ConfinedReader) -> None:
    data = crowded(3, 19_900)
    before, start = resident_bytes(), time.perf_counter()
    sheets = reader.read(data).sheets
    assert time.perf_counter() - start < allowed_seconds()
    assert resident_bytes() - before < PARENT_GROWTH_BYTES
    assert [len(sheet.cells) for sheet in sheets] == [19_916] * 3
