"""XML that declares, nests, floods or breaks is refused wherever it stands in the package."""

from collections.abc import Callable

import pytest
from forge import (
    DECLARATION,
    ENTITIES,
    cell,
    content_types_xml,
    followed_by,
    inline,
    many_cells,
    relationships_xml,
    sheet_xml,
    stored,
    strings_xml,
    styles_xml,
    with_parts,
    workbook_xml,
    xlsx,
    xlsx_parts,
)
from verdict import assert_refused

from service.intake.confinement import ConfinedReader

FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text instead of XML": ("U17", lambda: xlsx(sheet="hello")),
    "an unclosed sheet": ("U17", lambda: xlsx(sheet=sheet_xml("<row>").replace("</sheetData></worksheet>", ""))),
    "a sheet cut in the middle": ("U17", lambda: xlsx(sheet=sheet_xml(many_cells(100))[:2_000])),
    "an undeclared prefix": ("U17", lambda: xlsx(sheet=sheet_xml("<x:row/>"))),
    "a NUL in the text": ("U17", lambda: xlsx(inline("a\x00b"))),
    "a control character in the text": ("U17", lambda: xlsx(inline("a\x08b"))),
    "a lone surrogate by reference": ("U17", lambda: xlsx(inline("&#xD800;"))),
    "a non-character by reference": ("U17", lambda: xlsx(inline("&#xFFFE;"))),
    "bytes that are not UTF-8": ("U17", lambda: xlsx(sheet=sheet_xml(inline("é")).encode("latin-1"))),
    "an undeclared entity": ("U17", lambda: xlsx(inline("&nbsp;"))),
    "two roots": ("U17", lambda: xlsx(sheet=sheet_xml("") + "<worksheet/>")),
    "an attribute twice": ("U17", lambda: xlsx(cell("<v>1</v>", 'r="A1" r="B1"'))),
    "a billion laughs": ("U18", lambda: xlsx(sheet=sheet_xml(inline("&b;")).replace("?>", "?>" + ENTITIES, 1))),
    "a document type alone": ("U18", lambda: xlsx(workbook=workbook_xml().replace("?>", "?><!DOCTYPE workbook>", 1))),
    "an external entity": (
        "U18",
        lambda: xlsx(
            strings=strings_xml("<si><t>&x;</t></si>").replace(
                "?>", '?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1
            )
        ),
    ),
    "a parameter entity": (
        "U18",
        lambda: xlsx(
            styles=styles_xml().replace("?>", '?><!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>', 1)
        ),
    ),
    "a document type in the content types": (
        "U18",
        lambda: xlsx(types=content_types_xml().replace("?>", "?><!DOCTYPE Types>", 1)),
    ),
    "a document type in a part nobody reads": (
        "U18",
        lambda: with_parts({"docProps/app.xml": DECLARATION + ENTITIES + "<x>&b;</x>"}),
    ),
    "a document type in a relationship": (
        "U18",
        lambda: with_parts(
            {"xl/worksheets/_rels/sheet1.xml.rels": relationships_xml().replace("?>", "?><!DOCTYPE a>", 1)}
        ),
    ),
    "a document type in a drawing": ("U18", lambda: with_parts({"xl/drawings/vml1.vml": ENTITIES + "<xml/>"})),
    "a document type in UTF-16": (
        "U18",
        lambda: xlsx(sheet=sheet_xml("").replace("UTF-8", "UTF-16").replace("?>", "?>" + ENTITIES, 1).encode("utf-16")),
    ),
    "a hundred thousand levels": ("U19", lambda: followed_by("<x>" * 100_000 + "</x>" * 100_000)),
    "a hundred thousand levels inside a cell": ("U19", lambda: xlsx(cell("<x>" * 100_000 + "</x>" * 100_000))),
    "a hundred thousand levels inside a text": (
        "U19",
        lambda: xlsx(cell("<is>" + "<r>" * 100_000 + "</r>" * 100_000 + "</is>", 'r="A1" t="inlineStr"')),
    ),
    "a thousand attributes": (
        "U19",
        lambda: xlsx(sheet=sheet_xml("", after="<x " + " ".join(f'a{n}="1"' for n in range(1_000)) + "/>")),
    ),
    "a tag of two megabytes": (
        "U19",
        lambda: stored(xlsx_parts(sheet=sheet_xml("", after=f'<x a="{"y" * 2_000_000}"/>'))),
    ),
    "a comment of two megabytes": (
        "U19",
        lambda: stored(xlsx_parts(sheet=sheet_xml("", after=f"<!--{'y ' * 1_000_000}-->"))),
    ),
    "two million elements": ("U19", lambda: stored(xlsx_parts(sheet=sheet_xml("", after="<x/>" * 2_000_000)))),
    "two million blank cells": (
        "U19",
        lambda: stored(xlsx_parts("".join(f'<row r="{n}">' + "<c/>" * 16_000 + "</row>" for n in range(1, 125)))),
    ),
    "a million styles": ("U19", lambda: xlsx(styles=styles_xml("", *range(70_000)))),
    "a million shared texts": (
        "U19",
        lambda: xlsx(strings=strings_xml("".join(f"<si><t>{n}</t></si>" for n in range(210_000)))),
    ),
    "an encoding in seven bits": ("U20", lambda: xlsx(sheet=sheet_xml("").replace("UTF-8", "UTF-7"))),
    "an encoding of one code page": ("U20", lambda: xlsx(sheet=sheet_xml("").replace("UTF-8", "windows-1252"))),
    "an encoding of mainframes": ("U20", lambda: xlsx(strings=strings_xml("").replace("UTF-8", "cp037"))),
    "a python codec as encoding": ("U20", lambda: xlsx(sheet=sheet_xml("").replace("UTF-8", "unicode_escape"))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_by_its_code_in_no_time(name: str, reader: ConfinedReader) -> None:
    code, build = FILES[name]
    assert_refused(reader, build(), code)
