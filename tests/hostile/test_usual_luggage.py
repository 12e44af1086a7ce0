"""What Excel, Google Sheets, Numbers and WPS put around the cells is let through and changes no cell."""

import pytest
from forge import (
    CONTENT,
    MAIN,
    OFFICE_RELATIONS,
    Parts,
    cell,
    content_types_xml,
    relationships_xml,
    sheet_xml,
    strings_xml,
    styles_xml,
    workbook_xml,
    xlsx_parts,
    zipped,
)

from service.intake.gate import inspect

_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_EXCEL_2009 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_MICROSOFT_2017 = "http://schemas.microsoft.com/office/2017/10/relationships"
_LINKS = (
    ("rId1", "worksheet", "worksheets/sheet1.xml"),
    ("rId2", "styles", "styles.xml"),
    ("rId3", "sharedStrings", "sharedStrings.xml"),
)
_ROWS = (
    '<row r="1" spans="1:3" s="4" customFormat="1" ht="20.25" x14ac:dyDescent="0.25">'
    '<c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c><c r="C1" s="1"/></row>'
)


def _excel_sheet() -> str:
    root = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONS}" xmlns:mc="{_COMPATIBILITY}" mc:Ignorable="x14ac xr" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{0}">'
    )
    after = (
        '<sheetProtection sheet="1" objects="1"/><mergeCells count="1"><mergeCell ref="A3:C3"/></mergeCells>'
        '<dataValidations count="1"><dataValidation type="whole" sqref="B1:B9 D1:D9"><formula1>0</formula1>'
        '</dataValidation></dataValidations><hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>'
        '<pageSetup paperSize="9" r:id="rId2"/><drawing r:id="rId3"/><legacyDrawing r:id="rId4"/>'
        f'<mc:AlternateContent><mc:Choice Requires="x14"><controls/></mc:Choice>'
        f'</mc:AlternateContent><extLst><ext uri="u" xmlns:x14="{_EXCEL_2009}"><x14:dataValidations '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>listes!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>C1</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )
    return f"{root}<dimension ref='A1:C3'/><sheetData>{_ROWS}</sheetData>{after}</worksheet>"


def excel() -> Parts:
    """Printer settings, comments with their ill-formed VML, a picture, persons, a theme, a calculation chain."""
    types = content_types_xml(
        ("/xl/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
        ("/xl/calcChain.xml", f"{CONTENT}calcChain+xml"),
        ("/xl/comments1.xml", f"{CONTENT}comments+xml"),
        ("/xl/printerSettings/printerSettings1.bin", f"{CONTENT}printerSettings"),
        ("/xl/ctrlProps/ctrlProp1.xml", "application/vnd.ms-excel.controlproperties+xml"),
    )
    sheet_links = relationships_xml(
        ("rId1", "hyperlink", "https://example.org/a?b=1"),
        ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin"),
        ("rId3", "drawing", "../drawings/drawing1.xml"),
        ("rId4", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId5", "comments", "../comments1.xml"),
        ("rId6", f"{_MICROSOFT_2017}/threadedComment", "../threadedComments/threadedComment1.xml"),
        external="rId1",
    )
    links = relationships_xml(
        *_LINKS,
        ("rId4", "theme", "theme/theme1.xml"),
        ("rId5", "calcChain", "calcChain.xml"),
        ("rId6", f"{_MICROSOFT_2017}/person", "persons/person.xml"),
        ("rId7", "customXml", "../customXml/item1.xml"),
    )
    return {
        **xlsx_parts(sheet=_excel_sheet(), types=types, links=links, styles=styles_xml("", 9)),
        "xl/worksheets/_rels/sheet1.xml.rels": sheet_links,
        "xl/theme/theme1.xml": "<a:theme xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'/>",
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>',
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><commentList><comment ref="A1"><text><r><t>no</t></r></text>'
        "</comment></commentList></comments>",
        "xl/threadedComments/threadedComment1.xml": "<ThreadedComments/>",
        "xl/persons/person.xml": "<personList/>",
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)) * 8,
        "xl/ctrlProps/ctrlProp1.xml": "<formControlPr objectType='CheckBox'/>",
        "xl/drawings/drawing1.xml": "<xdr:wsDr xmlns:xdr='urn:x'/>",
        "xl/drawings/vmlDrawing1.vml": "<xml><v:shape><div>first<br>second</div></v:shape></xml>",
        "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(2_000),
        "customXml/item1.xml": '<?xml version="1.0" encoding="utf-16"?><p/>'.encode("utf-16"),
        "docProps/core.xml": "<coreProperties/>",
        "docProps/thumbnail.wmf": bytes(100),
    }


def google_sheets() -> Parts:
    """A drawing for every sheet, styles that override everything, no documents' properties."""
    sheet = sheet_xml(
        '<row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c></row>',
        before='<sheetPr><outlinePr summaryBelow="0"/></sheetPr><cols><col min="1" max="16384"/></cols>',
        after='<drawing r:id="rId1"/>',
    )
    return {
        **xlsx_parts(sheet=sheet, styles=styles_xml('<numFmt numFmtId="164" formatCode="0.00%"/>', 164)),
        "xl/worksheets/_rels/sheet1.xml.rels": relationships_xml(("rId1", "drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": "<xdr:wsDr xmlns:xdr='urn:x'/>",
    }


def numbers() -> Parts:
    """Absolute targets and rows that state their heights."""
    links = relationships_xml(*((identifier, kind, f"/xl/{target}") for identifier, kind, target in _LINKS))
    rows = '<row r="1" ht="20.05"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c></row>'
    root = relationships_xml(("rId1", "officeDocument", "/xl/workbook.xml"))
    return xlsx_parts(rows, links=links, root=root, styles=styles_xml("", 9))


def wps() -> Parts:
    """Its own custom parts and extensions, and Chinese names of formats."""
    workbook = workbook_xml(before='<fileVersion appName="xl"/><workbookPr/>', after="<calcPr calcId='144525'/>")
    styles = styles_xml("<numFmt numFmtId='43' formatCode='_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ @_ '/>", 9)
    return {
        **xlsx_parts(_ROWS.replace(' x14ac:dyDescent="0.25"', ""), workbook=workbook, styles=styles),
        "docProps/custom.xml": "<Properties><property name='KSOProductBuildVer'/></Properties>",
    }


@pytest.mark.parametrize("program", [excel, google_sheets, numbers, wps], ids=lambda program: program.__name__)
def test_the_cells_are_read_and_nothing_else(program: object) -> None:
    parts = program()  # type: ignore[operator]
    parts["xl/sharedStrings.xml"] = strings_xml("<si><t>Réponse</t></si>")
    (sheet,) = inspect(zipped(parts)).sheets
    found = {position: (value.text, value.percent) for position, value in sheet.cells.items()}
    assert found == {(1, 1): ("Réponse", False), (1, 2): ("0.5", True)}


def test_a_shared_text_of_nothing_is_a_blank_cell() -> None:
    parts = xlsx_parts(cell("<v>0</v>", 'r="A1" t="s"'), strings=strings_xml("<si/><si><t/></si>"))
    assert len(inspect(zipped(parts)).sheets[0].cells) == 0
