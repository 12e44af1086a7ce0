"""Files that look odd but mean one thing only are read, to the cell: refusing them would turn honest people away."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from forge import (
    MAIN,
    OFFICE_RELATIONS,
    Entry,
    cell,
    cell_xml,
    content_types_xml,
    content_xml,
    entries_of,
    inline,
    ods,
    ods_cell,
    raw_zip,
    relationships_xml,
    row_xml,
    sheet_xml,
    strings_xml,
    styles_xml,
    table_xml,
    workbook_xml,
    xlsx,
    xlsx_parts,
    zipped,
)

from service.intake.gate import inspect
from service.intake.raw import CellKind, RawCell

_ONE = RawCell(CellKind.NUMBER, Decimal(1), "1")
_NOON, _MORNING, _SIX, _HALF_PAST_SIX = (
    datetime.fromisoformat(written)
    for written in ("2025-12-01T12:00", "2025-12-01T08:30", "1899-12-30T06:00", "1899-12-30T06:30")
)


def only(data: bytes, row: int = 1, column: int = 1) -> RawCell:
    """The only cell of the first sheet, which must be there."""
    cells = inspect(data).sheets[0].cells
    assert list(cells) == [(row, column)]
    return cells[row, column]


def text(words: str, *, formula: bool = False) -> RawCell:
    return RawCell(CellKind.TEXT, words, words, formula=formula)


def test_a_lying_dimension_hides_nothing() -> None:
    data = xlsx(sheet=sheet_xml('<row r="9"><c r="D9"><v>1</v></c></row>', before='<dimension ref="A1"/>'))
    assert only(data, 9, 4) == _ONE


def test_a_dimension_over_everything_costs_nothing() -> None:
    data = xlsx(sheet=sheet_xml(cell("<v>1</v>"), before='<dimension ref="A1:XFD1048576"/>'))
    assert only(data) == _ONE


def test_blank_styled_cells_in_the_last_corner_are_blank() -> None:
    data = xlsx(cell("<v>1</v>") + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert only(data) == _ONE


def test_every_element_may_carry_a_prefix() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    workbook = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{OFFICE_RELATIONS}"><x:sheets>'
        '<x:sheet name="S" sheetId="1" q:id="rId1"/></x:sheets></x:workbook>'
    )
    assert only(xlsx(sheet=sheet, workbook=workbook), 2, 2) == _ONE


def test_stored_members_are_read() -> None:
    assert only(zipped(xlsx_parts(), zipfile.ZIP_STORED)) == _ONE


def test_members_with_data_descriptors_are_read() -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in xlsx_parts().items():
            package.writestr(name, content)
    assert only(stream.getvalue()) == _ONE


def test_zip64_members_are_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in xlsx_parts().items():
            with package.open(name, "w", force_zip64=True) as member:
                member.write(content.encode() if isinstance(content, str) else content)
    assert only(stream.getvalue()) == _ONE


def test_a_comment_of_the_zip_and_folders_in_it_are_passed_over() -> None:
    data = raw_zip([Entry(b"xl/", b"", method=0), *entries_of(xlsx_parts())], comment=b"kept by the archive")
    assert only(data) == _ONE


def test_backslashes_in_member_names_are_slashes() -> None:
    entries = entries_of(xlsx_parts())
    for entry in entries[3:]:
        entry.name = entry.name.replace(b"/", b"\\")
    assert only(raw_zip(entries)) == _ONE


@pytest.mark.parametrize(
    "target",
    [
        "/xl/worksheets/sheet1.xml",
        "worksheets\\sheet1.xml",
        "./worksheets/sheet1.xml",
        "../xl/worksheets/sheet1.xml",
        "WORKSHEETS/Sheet1.XML",
        "worksheets/sheet%31.xml",
    ],
)
def test_a_sheet_is_found_however_its_target_is_written(target: str) -> None:
    links = relationships_xml(
        ("rId1", "worksheet", target),
        ("rId2", "styles", "/xl/styles.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
    )
    assert only(xlsx(links=links)) == _ONE


def test_a_workbook_may_stand_elsewhere() -> None:
    parts = xlsx_parts(root=relationships_xml(("rId1", "officeDocument", "/odd/book.xml")))
    moved = {name.replace("xl/workbook.xml", "odd/book.xml"): content for name, content in parts.items()}
    moved["odd/_rels/book.xml.rels"] = relationships_xml(("rId1", "worksheet", "/xl/worksheets/sheet1.xml"))
    assert only(zipped(moved)) == _ONE


def test_sheets_come_in_the_order_of_their_tabs_with_their_visibility() -> None:
    links = relationships_xml(
        ("a", "worksheet", "worksheets/sheet2.xml"),
        ("b", "worksheet", "worksheets/sheet1.xml"),
        ("c", "chartsheet", "chartsheets/sheet1.xml"),
        ("d", "worksheet", "worksheets/sheet3.xml"),
    )
    tabs = (
        '<sheet name="Second" sheetId="7" r:id="a"/><sheet name="Chart" sheetId="2" r:id="c"/>'
        '<sheet name="First" sheetId="3" state="hidden" r:id="b"/>'
        '<sheet name="Third" sheetId="9" state="veryHidden" r:id="d"/>'
    )
    parts = xlsx_parts(links=links, workbook=workbook_xml(tabs))
    parts["xl/worksheets/sheet2.xml"] = sheet_xml(inline("two"))
    parts["xl/worksheets/sheet3.xml"] = sheet_xml("")
    parts["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"/>'
    sheets = inspect(zipped(parts)).sheets
    assert [(sheet.name, sheet.hidden, len(sheet.cells)) for sheet in sheets] == [
        ("Second", False, 1),
        ("First", True, 1),
        ("Third", True, 0),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_parts_in_utf_16_or_with_a_byte_order_mark_are_read(encoding: str) -> None:
    words = sheet_xml(inline("œuvre 職"))
    if encoding == "utf-16":
        words = words.replace("UTF-8", "UTF-16")
    assert only(xlsx(sheet=words.encode(encoding))) == text("œuvre 職")


def test_cells_without_a_reference_follow_each_other() -> None:
    rows = '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c r="B3"><v>4</v></c><c><v>5</v></c></row>'
    cells = inspect(xlsx(rows)).sheets[0].cells
    assert {position: found.text for position, found in cells.items()} == {
        (1, 1): "1",
        (1, 3): "3",
        (3, 2): "4",
        (3, 3): "5",
    }


def test_attributes_may_come_in_any_order_and_blanks_between_tags_do_not_count() -> None:
    rows = '\n <row spans="9:9" r="2">\n  <c t="s" s="0" r="C2" >\n   <v> 0 </v>\n  </c>\n </row>\n'
    assert only(xlsx(rows), 2, 3) == text("one")


def test_extensions_inside_the_data_are_passed_over() -> None:
    extension = '<extLst><ext uri="x"><c r="Z9"><v>9</v></c><row/></ext></extLst>'
    assert only(xlsx(f'<row r="1"><c r="A1"><v>1</v>{extension}</c>{extension}</row>')) == _ONE


@pytest.mark.parametrize("written", ["NaN", "INF", "-INF", "1e999", "1e-999", "1,5", "0x1F", "1_000", "١٢", "1" * 65])
def test_what_is_no_number_in_a_number_cell_is_an_error_value(written: str) -> None:
    assert only(xlsx(cell(f"<v>{written}</v>"))) == RawCell(CellKind.ERROR, "#NUM!", written[:64])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.10000000000000001", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("1234567890123456", "1234567890123460"),
        ("1E+2", "100"),
        ("-0", "0"),
        ("+5", "5"),
        (".5", "0.5"),
        ("2.50", "2.5"),
        ("1e300", "1" + "0" * 300),
        ("4.9406564584124654E-324", "4.94065645841247E-324"),
    ],
)
def test_a_number_is_what_a_spreadsheet_shows_at_fifteen_digits(written: str, value: str) -> None:
    found = only(xlsx(cell(f"<v>{written}</v>")))
    assert (found.kind, str(found.value), found.text) == (CellKind.NUMBER, value, written)


def test_a_formula_without_its_value_is_neither_blank_nor_zero() -> None:
    for cached in ("", "<v/>", "<v></v>"):
        found = only(xlsx(cell(f"<f>SUM(B1:B9)</f>{cached}")))
        assert found == RawCell(CellKind.FORMULA_WITHOUT_VALUE, "", "=SUM(B1:B9)", formula=True)
    assert only(xlsx(cell("<f>B1&amp;C1</f>", 'r="A1" t="str"'))).kind is CellKind.FORMULA_WITHOUT_VALUE


def test_a_formula_with_its_value_is_that_value() -> None:
    assert only(xlsx(cell("<f>1+1</f><v>2</v>"))) == RawCell(CellKind.NUMBER, Decimal(2), "2", formula=True)
    assert only(xlsx(cell('<f t="shared" si="0"/><v>2</v>'))) == RawCell(CellKind.NUMBER, Decimal(2), "2", formula=True)
    assert only(xlsx(cell("<f>A2</f><v>ah</v>", 'r="A1" t="str"'))) == text("ah", formula=True)
    assert len(inspect(xlsx(cell('<f>""</f><v></v>', 'r="A1" t="str"'))).sheets[0].cells) == 0


def test_an_error_cell_keeps_its_name() -> None:
    found = only(xlsx(cell("<f>A0</f><v>#REF!</v>", 'r="A1" t="e"')))
    assert found == RawCell(CellKind.ERROR, "#REF!", "#REF!", formula=True)


@pytest.mark.parametrize(
    ("code", "serial", "value"),
    [
        ("yyyy-mm-dd", "45992", date(2025, 12, 1)),
        ('[$-40C]d" "mmmm" "yyyy;@', "45992.5", _NOON),
        ("[h]:mm", "0.25", _SIX),
        ("dd/mm", "1", date(1900, 1, 1)),
        ("dd/mm", "59", date(1900, 2, 28)),
        ("dd/mm", "61", date(1900, 3, 1)),
    ],
)
def test_a_number_shown_as_a_date_is_a_date(code: str, serial: str, value: date) -> None:
    styles = styles_xml(f'<numFmt numFmtId="170" formatCode="{code.replace(chr(34), "&quot;")}"/>', 170)
    found = only(xlsx(cell(f"<v>{serial}</v>", 'r="A1" s="1"'), styles=styles))
    assert (found.kind, found.value) == (CellKind.DATE, value)


def test_the_calendar_of_1904_is_known() -> None:
    workbook = workbook_xml(before='<workbookPr date1904="1"/>')
    found = only(xlsx(cell("<v>44530</v>", 'r="A1" s="1"'), styles=styles_xml("", 14), workbook=workbook))
    assert found.value == date(2025, 12, 1)


def test_a_date_outside_the_calendar_is_an_error_value() -> None:
    for serial in ("-1", "2958466", "1e300"):
        assert only(xlsx(cell(f"<v>{serial}</v>", 'r="A1" s="1"'), styles=styles_xml("", 14))).kind is CellKind.ERROR


@pytest.mark.parametrize(
    ("code", "percent"),
    [("0%", True), ("0.00\\ %", True), ('0"%"', False), ("0\\%", False), ("[Red]0 %;0", True), ("#,##0.00", False)],
)
def test_a_percentage_is_told_by_its_format_not_by_its_literals(code: str, percent: bool) -> None:
    styles = styles_xml(f'<numFmt numFmtId="170" formatCode="{code.replace(chr(34), "&quot;")}"/>', 170)
    found = only(xlsx(cell("<v>0.5</v>", 'r="A1" s="1"'), styles=styles))
    assert found == RawCell(CellKind.NUMBER, Decimal("0.5"), "0.5", percent=percent)


def test_a_date_written_in_iso_is_a_date() -> None:
    assert only(xlsx(cell("<v>2025-12-01</v>", 'r="A1" t="d"'))).value == date(2025, 12, 1)
    assert only(xlsx(cell("<v>2025-12-01T08:30:00Z</v>", 'r="A1" t="d"'))).value == _MORNING


def test_runs_are_joined_and_phonetic_guides_left_out() -> None:
    guide = "<rPh sb='0' eb='1'><t>トウ</t></rPh>"
    item = f"<si><r><t>東</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 京</t></r>{guide}</si>"
    assert only(xlsx(cell("<v>0</v>", 'r="A1" t="s"'), strings=strings_xml(item))) == text("東 京")
    runs = "<is><r><t>a</t></r><r><t>b</t></r><rPh sb='0' eb='1'><t>c</t></rPh></is>"
    assert only(xlsx(cell(runs, 'r="A1" t="inlineStr"'))) == text("ab")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a_x000D__x000A_b", "a\nb"),
        ("a_x000D_b", "a\nb"),
        ("_x005F_x0000_", "_x0000_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_x41_ and _xZZZZ_", "_x41_ and _xZZZZ_"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_escapes_are_decoded_once(written: str, read: str) -> None:
    assert only(xlsx(inline(written))) == text(read)
    shared = xlsx(cell("<v>0</v>", 'r="A1" t="s"'), strings=strings_xml(f"<si><t>{written}</t></si>"))
    assert only(shared) == text(read)


def test_the_longest_text_allowed_is_read() -> None:
    assert only(xlsx(inline("é" * 32_767))) == text("é" * 32_767)


def test_hyperlinks_and_styles_of_honest_size_are_let_through() -> None:
    links = '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells><hyperlinks><hyperlink ref="B2"/></hyperlinks>'
    data = xlsx(sheet=sheet_xml(cell("<v>1</v>"), after=links), types=content_types_xml())
    assert only(data) == _ONE


def test_an_ods_with_the_usual_endless_blank_rows_is_read() -> None:
    body = table_xml(
        row_xml(
            cell_xml("a", 'office:value-type="string" table:number-columns-repeated="3"'),
            'table:number-rows-repeated="2"',
        )
        + row_xml('<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="1048574"')
    )
    assert set(inspect(ods(body)).sheets[0].cells) == {(row, column) for row in (1, 2) for column in (1, 2, 3)}


@pytest.mark.parametrize(
    ("attributes", "shown", "expected"),
    [
        ('office:value-type="float" office:value="0.1"', "0,1", RawCell(CellKind.NUMBER, Decimal("0.1"), "0.1")),
        (
            'office:value-type="percentage" office:value="0.5"',
            "50 %",
            RawCell(CellKind.NUMBER, Decimal("0.5"), "0.5", percent=True),
        ),
        ('office:value-type="currency" office:value="3"', "3 €", RawCell(CellKind.NUMBER, Decimal(3), "3")),
        ('office:value-type="boolean" office:boolean-value="true"', "VRAI", RawCell(CellKind.BOOLEAN, True, "TRUE")),
        (
            'office:value-type="date" office:date-value="2025-12-01"',
            "1/12",
            RawCell(CellKind.DATE, date(2025, 12, 1), "2025-12-01"),
        ),
        (
            'office:value-type="time" office:time-value="PT06H30M00S"',
            "6:30",
            RawCell(CellKind.DATE, _HALF_PAST_SIX, "1899-12-30T06:30:00"),
        ),
        (
            'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"',
            "#DIV/0!",
            RawCell(CellKind.ERROR, "#DIV/0!", "#DIV/0!", formula=True),
        ),
        (
            'table:formula="of:=A0" office:value-type="float" office:value="0"',
            "Err:508",
            RawCell(CellKind.ERROR, "Err:508", "Err:508", formula=True),
        ),
        ('table:formula="of:=A1"', "", RawCell(CellKind.FORMULA_WITHOUT_VALUE, "", "of:=A1", formula=True)),
        (
            'table:formula="of:=1+1" office:value-type="float" office:value="2"',
            "2",
            RawCell(CellKind.NUMBER, Decimal(2), "2", formula=True),
        ),
        ('office:value-type="string"', 'a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span>', text("a  b\tc")),
        ('office:value-type="string"', "one</text:p><text:p>two", text("one\ntwo")),
        ('office:value-type="string"', "one\n   two", text("one two")),
        ('office:value-type="string" office:string-value="said"', "shown", text("said")),
        ("", "untyped", text("untyped")),
        ('office:value-type="float" office:value="NaN"', "NaN", RawCell(CellKind.ERROR, "#NUM!", "NaN")),
    ],
)
def test_an_ods_cell_is_read_by_its_typed_value(attributes: str, shown: str, expected: RawCell) -> None:
    assert only(ods_cell(shown, attributes)) == expected


def test_comments_and_drawings_in_an_ods_cell_are_not_its_text() -> None:
    note = "<office:annotation><text:p>a remark</text:p></office:annotation>"
    body = table_xml(
        row_xml(f'<table:table-cell office:value-type="string">{note}<text:p>own</text:p></table:table-cell>')
    )
    assert only(ods(body)) == text("own")


def test_a_hidden_ods_table_is_told_by_its_style() -> None:
    hiding = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="ta2" style:family="table">{hiding}</style:style>'
    body = table_xml(row_xml(cell_xml("a")), "Shown", "ta1") + table_xml(row_xml(cell_xml("b")), "Hidden", "ta2")
    sheets = inspect(ods(content=content_xml(body, styles=style))).sheets
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Shown", False), ("Hidden", True)]


def test_grouped_and_header_rows_of_an_ods_count_as_rows() -> None:
    rows = (
        f"<table:table-header-rows>{row_xml(cell_xml('h'))}</table:table-header-rows>"
        f"<table:table-row-group>{row_xml(cell_xml('g'))}</table:table-row-group>{row_xml(cell_xml('r'))}"
    )
    cells = inspect(ods(table_xml(rows))).sheets[0].cells
    assert {position: found.value for position, found in cells.items()} == {(1, 1): "h", (2, 1): "g", (3, 1): "r"}
