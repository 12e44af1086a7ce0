"""OpenDocument tables that repeat, span, nest, encrypt or call are refused as Excel's sheets are."""

from collections.abc import Callable

import pytest
from forge import (
    DECLARATION,
    ENTITIES,
    cell_xml,
    content_xml,
    manifest_xml,
    ods,
    ods_cell,
    ods_row,
    row_xml,
    table_xml,
)
from verdict import assert_refused

from service.intake.confinement import ConfinedReader

_MILLION_BLANK_ROWS = row_xml("<table:table-cell/>", 'table:number-rows-repeated="1000000"')

FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a filled cell repeated over every column": ("U26", lambda: ods_cell("x", 'table:number-columns-repeated="16384"')),
    "a filled row repeated to the end": ("U25", lambda: ods_row(cell_xml("x"), 'table:number-rows-repeated="1048576"')),
    "a filled block repeated both ways": (
        "U25",
        lambda: ods_row(cell_xml("x", 'table:number-columns-repeated="900"'), 'table:number-rows-repeated="19000"'),
    ),
    "a cell after a million blank rows": (
        "U26",
        lambda: ods(table_xml(_MILLION_BLANK_ROWS + row_xml(cell_xml("x")))),
    ),
    "columns repeated beyond the last": (
        "U31",
        lambda: ods_row('<table:table-cell table:number-columns-repeated="16384"/><table:table-cell/>'),
    ),
    "rows repeated beyond the last": (
        "U31",
        lambda: ods(table_xml(row_xml("<table:table-cell/>", 'table:number-rows-repeated="1048576"') * 2)),
    ),
    "columns repeated a negative number of times": (
        "U31",
        lambda: ods_row('<table:table-cell table:number-columns-repeated="-1"/>'),
    ),
    "a cell spanned over everything": (
        "U27",
        lambda: ods_cell("x", 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'),
    ),
    "a million spaces in one tag": ("U28", lambda: ods_cell('a<text:s text:c="1000000000"/>')),
    "many tags of spaces": ("U28", lambda: ods_cell('<text:s text:c="9999"/>' * 4)),
    "a document type": ("U18", lambda: ods(content=content_xml("").replace("?>", "?>" + ENTITIES, 1))),
    "a document type in the settings": ("U18", lambda: ods(extra={"settings.xml": DECLARATION + ENTITIES + "<x/>"})),
    "a manifest that says encrypted": (
        "U07",
        lambda: ods(
            manifest=manifest_xml(
                '<manifest:file-entry manifest:full-path="content.xml">'
                "<manifest:encryption-data/></manifest:file-entry>"
            )
        ),
    ),
    "an encrypted package": ("U07", lambda: ods(extra={"encrypted-package": b"x"})),
    "a Basic library": ("U21", lambda: ods(extra={"Basic/Standard/Module1.xml": "<x/>"})),
    "a Python script": ("U21", lambda: ods(extra={"Scripts/python/a.py": "x"})),
    "a script in the content": (
        "U21",
        lambda: ods(
            content=content_xml(
                "", before='<office:scripts><office:script script:language="ooo:Basic"/></office:scripts>'
            )
        ),
    ),
    "an event that calls a macro": (
        "U21",
        lambda: ods(content=content_xml("", before="<office:scripts><office:event-listeners/></office:scripts>")),
    ),
    "a table kept elsewhere": (
        "U22",
        lambda: ods(table_xml('<table:table-source xlink:href="file:///etc/passwd"/>' + row_xml(cell_xml("x")))),
    ),
    "a dynamic data link": ("U22", lambda: ods(table_xml(row_xml(cell_xml("x"))) + "<table:dde-links/>")),
    "a formula that calls another program": (
        "U22",
        lambda: ods_cell(
            "x", 'table:formula="of:=DDE(&quot;soffice&quot;;&quot;a&quot;;&quot;b&quot;)" office:value-type="string"'
        ),
    ),
    "a formula that fetches a page": (
        "U22",
        lambda: ods_cell(
            "x", 'table:formula="of:=WEBSERVICE(&quot;http://127.0.0.1&quot;)" office:value-type="string"'
        ),
    ),
    "an embedded object of OpenDocument": (
        "U23",
        lambda: ods(
            manifest=manifest_xml(
                '<manifest:file-entry manifest:full-path="Object 1" '
                'manifest:media-type="application/vnd.sun.star.oleobject"/>'
            )
        ),
    ),
    "no manifest": ("U16", lambda: ods(manifest=None)),
    "no content": ("U16", lambda: ods(content=None)),
    "a body that is no spreadsheet": (
        "U16",
        lambda: ods(content=content_xml("").replace("office:spreadsheet", "office:text")),
    ),
    "two tables of one name": ("U32", lambda: ods(table_xml(row_xml(cell_xml("x"))) * 2)),
    "seventy tables": ("U24", lambda: ods("".join(table_xml("", f"S{n}") for n in range(70)))),
    "a table in a table": ("U31", lambda: ods(table_xml(table_xml(row_xml(cell_xml("x")), "T")))),
    "a boolean of neither kind": ("U31", lambda: ods_cell("x", 'office:value-type="boolean" office:boolean-value="7"')),
    "a type of nobody": ("U31", lambda: ods_cell("x", 'office:value-type="colour"')),
    "ten thousand levels": ("U19", lambda: ods_cell("<text:span>" * 10_000 + "</text:span>" * 10_000)),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_by_its_code_in_no_time(name: str, reader: ConfinedReader) -> None:
    code, build = FILES[name]
    assert_refused(reader, build(), code)
