"""Workbooks that carry code, fetch data, embed objects or lack parts are refused with the reason."""

from collections.abc import Callable

import pytest
from forge import MAIN, cell, content_types_xml, inline, relationships_xml, sheet_xml, with_parts, workbook_xml, xlsx
from verdict import assert_refused

from service.intake.confinement import ConfinedReader


def tabs(count: int) -> dict[str, str]:
    ids = range(1, count + 1)
    return {
        "workbook": workbook_xml("".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in ids)),
    }


def linked_to(kind: str, target: str, *, external: bool = False) -> bytes:
    """A minimal .xlsx whose workbook has one more relationship."""
    links = (
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
        ("rId9", kind, target),
    )
    return xlsx(links=relationships_xml(*links, external="rId9" if external else ""))


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "no content types": ("U08", lambda: xlsx(types=None)),
    "no root relationships": ("U16", lambda: xlsx(root=None)),
    "no workbook": ("U16", lambda: xlsx(workbook=None)),
    "no relationships of the workbook": ("U16", lambda: xlsx(links=None)),
    "no sheet": ("U16", lambda: xlsx(sheet=None)),
    "no styles though promised": ("U16", lambda: xlsx(styles=None)),
    "no texts though promised and pointed at": ("U31", lambda: xlsx(cell("<v>0</v>", 'r="A1" t="s"'), strings=None)),
    "a tab that leads nowhere": (
        "U16",
        lambda: xlsx(workbook=workbook_xml('<sheet name="S" sheetId="1" r:id="rId77"/>')),
    ),
    "content types of another kind": ("U16", lambda: xlsx(types="<Types/>")),
    "macros by the content type of their part": (
        "U21",
        lambda: with_parts(
            {"xl/media/image1.bin": b"x"},
            types=content_types_xml(("/xl/media/image1.bin", "application/vnd.ms-office.vbaProject")),
        ),
    ),
    "macros by name": ("U21", lambda: with_parts({"xl/vbaProject.bin": b"x"})),
    "macros by name, in capitals": ("U21", lambda: with_parts({"xl/VBAPROJECT.BIN": b"x"})),
    "macros by relationship": (
        "U21",
        lambda: linked_to("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "media/a.bin"),
    ),
    "a macro sheet": (
        "U21",
        lambda: linked_to(
            "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "macrosheets/sheet1.xml"
        ),
    ),
    "a dialogue sheet": ("U21", lambda: linked_to("dialogsheet", "dialogsheets/sheet1.xml")),
    "an external workbook": ("U22", lambda: with_parts({"xl/externalLinks/externalLink1.xml": "<externalLink/>"})),
    "an external workbook by relationship": ("U22", lambda: linked_to("externalLink", "links/a.xml")),
    "an external reference in the workbook": (
        "U22",
        lambda: xlsx(
            workbook=workbook_xml(after='<externalReferences><externalReference r:id="rId1"/></externalReferences>')
        ),
    ),
    "a picture on another machine": ("U22", lambda: linked_to("image", "http://127.0.0.1/pixel.png", external=True)),
    "a template on another machine": (
        "U22",
        lambda: linked_to("attachedTemplate", "http://127.0.0.1/a.dotm", external=True),
    ),
    "a data connection": ("U22", lambda: with_parts({"xl/connections.xml": "<connections/>"})),
    "a query table": ("U22", lambda: with_parts({"xl/queryTables/queryTable1.xml": "<queryTable/>"})),
    "a web extension": ("U22", lambda: with_parts({"xl/webextensions/webextension1.xml": "<x/>"})),
    "dynamic data exchange in a cell": ("U22", lambda: xlsx(cell("<f>cmd|' /C calc'!A0</f><v>0</v>"))),
    "an embedded object": ("U23", lambda: with_parts({"xl/embeddings/oleObject1.bin": b"x"})),
    "an embedded package": ("U23", lambda: linked_to("package", "media/a.docx")),
    "an active control": ("U23", lambda: with_parts({"xl/activeX/activeX1.xml": "<x/>"})),
    "a program among the pictures": ("U23", lambda: with_parts({"xl/media/image1.exe": b"MZ"})),
    "seventy sheets": ("U24", lambda: xlsx(**tabs(70))),
    "two tabs of one name": (
        "U32",
        lambda: xlsx(
            workbook=workbook_xml('<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="s" sheetId="2" r:id="rId1"/>')
        ),
    ),
    "two tabs on one sheet": ("U31", lambda: xlsx(**tabs(2))),
    "a sheet that no tab shows": ("U31", lambda: with_parts({"xl/worksheets/sheet2.xml": sheet_xml(inline("hidden"))})),
    "a workbook that is a sheet": ("U31", lambda: xlsx(workbook=sheet_xml(""))),
    "a sheet in no namespace": ("U31", lambda: xlsx(sheet=sheet_xml("").replace(f'xmlns="{MAIN}"', ""))),
    "styles that are a sheet": ("U31", lambda: xlsx(styles=sheet_xml(""))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_by_its_code_in_no_time(name: str, reader: ConfinedReader) -> None:
    code, build = FILES[name]
    assert_refused(reader, build(), code)
