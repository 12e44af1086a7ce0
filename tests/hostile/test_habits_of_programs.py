"""Habits of spreadsheet programs met in collections of real workbooks: each is read, to the cell, as they mean it.

The files here are built anew from the habit alone. What no program writes is in the other files of this folder.
"""

from datetime import datetime
from decimal import Decimal

import pytest
from forge import (
    CONTENT,
    MAIN,
    OFFICE_RELATIONS,
    Entry,
    cell,
    compound_file,
    content_types_xml,
    entries_of,
    ods,
    ods_cell,
    raw_zip,
    relationships_xml,
    sheet_xml,
    strings_xml,
    styles_xml,
    with_parts,
    workbook_xml,
    xlsx,
    xlsx_parts,
    zipped,
)
from verdict import assert_refused

from service.intake.confinement import ConfinedReader
from service.intake.gate import inspect
from service.intake.raw import CellKind, RawCell

_ONE = RawCell(CellKind.NUMBER, Decimal(1), "1")
_STRICT = "http://purl.oclc.org/ooxml"
_TEN_PAST_TEN = datetime.fromisoformat("1899-12-30T10:10:10")


def only(data: bytes) -> RawCell:
    """The only cell of the only sheet, which must be A1."""
    (sheet,) = inspect(data).sheets
    assert list(sheet.cells) == [(1, 1)]
    return sheet.cells[1, 1]


def with_default(extension: str, content_type: str) -> str:
    """Content types that also say what members of an extension are."""
    default = f'<Default Extension="{extension}" ContentType="{content_type}"/></Types>'
    return content_types_xml().replace("</Types>", default)


def test_openoffice_leaves_xml_parts_without_a_byte() -> None:
    read = inspect(ods(extra={"Configurations2/accelerator/current.xml": b"", "settings.xml": b""}))
    assert read.sheets[0].cells[1, 1].value == "one"


def test_an_empty_part_beside_the_sheets_of_an_xlsx_is_nothing() -> None:
    assert only(with_parts({"docProps/custom.xml": b"", "xl/worksheets/_rels/sheet1.xml.rels": b""})) == _ONE


def test_an_empty_part_that_is_needed_is_still_refused(reader: ConfinedReader) -> None:
    assert_refused(reader, xlsx(sheet=b""), "U17")


def test_excel_2010_says_deflated_of_a_picture_of_no_bytes() -> None:
    thumbnail = Entry(b"docProps/thumbnail.wmf", b"", method=8, packed=b"")
    assert only(raw_zip([*entries_of(xlsx_parts()), thumbnail])) == _ONE


def test_numbers_states_the_types_of_parts_it_does_not_write() -> None:
    settings = "application/vnd.openxmlformats-officedocument.wordprocessingml.printerSettings"
    assert only(xlsx(types=with_default("bin", settings))) == _ONE


@pytest.mark.parametrize(
    ("content_type", "code"),
    [
        ("application/vnd.openxmlformats-officedocument.oleObject", "U23"),
        ("application/vnd.ms-office.vbaProject", "U21"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "U08"),
    ],
)
def test_a_stated_type_counts_only_where_a_part_has_it(content_type: str, code: str, reader: ConfinedReader) -> None:
    for types in (with_default("bin", content_type), content_types_xml(("/xl/media/image1.bin", content_type))):
        assert only(xlsx(types=types)) == _ONE
        assert_refused(reader, with_parts({"xl/media/image1.bin": b"x"}, types=types), code)


@pytest.mark.parametrize("kind", ["sheet", "template"])
def test_a_workbook_that_could_hold_macros_but_has_none_is_read(kind: str) -> None:
    main = f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml"
    assert only(xlsx(types=content_types_xml(main=main))) == _ONE


def test_a_template_saved_as_a_template_is_read() -> None:
    assert only(xlsx(types=content_types_xml(main=f"{CONTENT}template.main+xml"))) == _ONE


def strict_parts() -> dict[str, str | bytes]:
    """A workbook as Excel saves it under "Strict Open XML Spreadsheet": other namespaces, dates in ISO 8601."""
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c>'
        '<c r="C1" t="d"><v>2025-12-01T00:00:00Z</v></c></row>'
    )
    parts = xlsx_parts(
        rows,
        workbook=workbook_xml().replace("<workbook ", '<workbook conformance="strict" '),
        styles=styles_xml("", 9),
        strings=strings_xml("<si><t>one</t></si>"),
    )
    strict: dict[str, str | bytes] = {}
    for name, content in parts.items():
        assert isinstance(content, str)
        content = content.replace(MAIN, f"{_STRICT}/spreadsheetml/main")
        strict[name] = content.replace(OFFICE_RELATIONS, f"{_STRICT}/officeDocument/relationships")
    return strict


def test_a_strict_workbook_is_read_like_any_other() -> None:
    cells = inspect(zipped(strict_parts())).sheets[0].cells
    assert cells[1, 1] == RawCell(CellKind.TEXT, "one", "one")
    assert cells[1, 2] == RawCell(CellKind.NUMBER, Decimal("0.5"), "0.5", percent=True)
    assert cells[1, 3].value == datetime.fromisoformat("2025-12-01")
    assert len(cells) == 3


def test_a_strict_sheet_is_under_the_same_guard(reader: ConfinedReader) -> None:
    twice = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    sheet = sheet_xml(twice).replace(MAIN, f"{_STRICT}/spreadsheetml/main")
    assert_refused(reader, zipped({**strict_parts(), "xl/worksheets/sheet1.xml": sheet}), "U30")


def test_a_tab_whose_module_was_taken_out_has_no_part() -> None:
    tabs = '<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="Module" sheetId="2" r:id=""/>'
    assert only(xlsx(workbook=workbook_xml(tabs))) == _ONE


def test_texts_promised_and_not_written_are_not_missed_where_no_cell_points_at_them() -> None:
    assert only(xlsx(strings=None)) == _ONE


def test_a_reference_in_small_letters_is_the_same_cell() -> None:
    assert only(xlsx(cell("<v>1</v>", 'r="a1"'))) == _ONE


def test_the_inline_text_counts_where_a_value_stands_before_it() -> None:
    found = only(xlsx(cell("<v>1.0</v><is><t>1.</t></is>", 'r="A1" t="inlineStr"')))
    assert found == RawCell(CellKind.TEXT, "1.", "1.")


def test_a_time_of_day_is_a_moment_of_the_first_day() -> None:
    found = only(xlsx(cell("<v>10:10:10</v>", 'r="A1" t="d"')))
    assert found == RawCell(CellKind.DATE, _TEN_PAST_TEN, "10:10:10")


@pytest.mark.parametrize("written", ["2025-02-30", "1900-02-29T00:00:00", "soon", "25:00:00"])
def test_a_date_that_is_none_is_an_error_in_its_own_cell(written: str) -> None:
    expected = RawCell(CellKind.ERROR, "#VALUE!", written)
    assert only(xlsx(cell(f"<v>{written}</v>", 'r="A1" t="d"'))) == expected
    assert only(ods_cell("x", f'office:value-type="date" office:date-value="{written}"')) == expected


def test_a_duration_that_is_none_is_an_error_in_its_own_cell() -> None:
    found = only(ods_cell("x", 'office:value-type="time" office:time-value="PT1X"'))
    assert found == RawCell(CellKind.ERROR, "#VALUE!", "PT1X")


@pytest.mark.parametrize(("written", "value"), [("1", True), ("0", False), ("TRUE", True), ("false", False)])
def test_libraries_write_truth_in_an_ods_as_a_digit(written: str, value: bool) -> None:
    found = only(ods_cell("x", f'office:value-type="boolean" office:boolean-value="{written}"'))
    assert found == RawCell(CellKind.BOOLEAN, value, "TRUE" if value else "FALSE")


def test_fields_and_the_base_of_a_ruby_are_in_the_line_and_what_stands_beside_is_not() -> None:
    shown = (
        "<text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>beside</text:ruby-text></text:ruby>"
        " <text:sheet-name>field</text:sheet-name><text:note><text:p>a note</text:p></text:note>"
    )
    assert only(ods_cell(shown)).value == "base field"


@pytest.mark.parametrize("stream", ["Workbook", "WORKBOOK", "Book", "BOOK"])
def test_an_old_workbook_is_named_as_one_however_its_stream_is_written(stream: str, reader: ConfinedReader) -> None:
    assert_refused(reader, compound_file(stream), "U06")


def test_a_text_document_that_speaks_of_a_workbook_is_a_text_document(reader: ConfinedReader) -> None:
    data = compound_file("WordDocument") + "Facebook, Workbook".encode("utf-16-le")
    assert assert_refused(reader, data, "U08").params == {"kind": "text_document"}


@pytest.mark.parametrize(
    ("class_id", "code"), [("2008020000000000c000000000000046", "U06"), ("0609020000000000c000000000000046", "U08")]
)
def test_a_document_is_told_from_what_is_embedded_in_it_by_its_class(
    class_id: str, code: str, reader: ConfinedReader
) -> None:
    data = bytearray(compound_file("WordDocument", "Workbook"))
    data[512 + 80 : 512 + 96] = bytes.fromhex(class_id)
    assert_refused(reader, bytes(data), code)


def test_a_text_document_with_an_embedded_object_is_a_text_document(reader: ConfinedReader) -> None:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = with_parts(
        {"word/embeddings/oleObject1.bin": b"x"},
        types=content_types_xml(main=main),
        root=relationships_xml(("rId1", "officeDocument", "word/document.xml")),
    )
    assert assert_refused(reader, data, "U08").params == {"kind": "text_document"}
