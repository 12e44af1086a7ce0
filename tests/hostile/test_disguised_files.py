"""Files that are not workbooks, whatever their names say, are told what they are."""

import bz2
import gzip
from collections.abc import Callable

import pytest
from forge import ENTITIES, compound_file, content_types_xml, ods, xlsx, zipped
from verdict import assert_refused

from service.intake.confinement import ConfinedReader

_ORDINARY = xlsx()

FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an empty file": ("U01", lambda: b""),
    "eleven megabytes of anything": ("U02", lambda: bytes(11_000_000)),
    "random bytes": ("U03", lambda: bytes((number * 197 + 31) % 256 for number in range(5_000))),
    "zeros": ("U03", lambda: bytes(4_000)),
    "a csv in UTF-8": ("U04", lambda: "indicateur;numérateur\nSD-1;3\n".encode()),
    "a csv in UTF-8 with a byte order mark": ("U04", lambda: "\ufeffa,b\n1,2\n".encode()),
    "a csv in UTF-16": ("U04", lambda: "a\tb\n1\t2\n".encode("utf-16")),
    "a csv in Windows-1252": ("U04", lambda: "numérateur;dénominateur\n1;2\n".encode("cp1252")),
    "one line feed": ("U04", lambda: b"\n"),
    "a web page": ("U05", lambda: b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>"),
    "a web page behind blanks": ("U05", lambda: b"\xef\xbb\xbf \r\n<table border=1><tr><td>1</td></tr></table>"),
    "a web archive": ("U05", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"),
    "an XML spreadsheet of 2003": (
        "U05",
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    ),
    "a flat OpenDocument": (
        "U05",
        lambda: (
            b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
        ),
    ),
    "bare XML with a bomb": ("U05", lambda: ('<?xml version="1.0"?>' + ENTITIES + "<x>&b;</x>").encode()),
    "an old xls": ("U06", lambda: compound_file("Workbook")),
    "an older xls": ("U06", lambda: compound_file("Book")),
    "a raw BIFF stream": ("U06", lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100)),
    "a workbook behind a password": ("U07", lambda: compound_file("EncryptionInfo", "EncryptedPackage")),
    "an old text document": ("U08", lambda: compound_file("WordDocument")),
    "an old slide show": ("U08", lambda: compound_file("PowerPoint Document")),
    "a mail message": ("U08", lambda: compound_file("__properties_version1.0")),
    "a pdf": ("U08", lambda: b"%PDF-1.7\n" + bytes(100)),
    "a picture": ("U08", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "a workbook in gzip": ("U08", lambda: gzip.compress(_ORDINARY)),
    "a workbook in bzip2": ("U08", lambda: bz2.compress(_ORDINARY)),
    "a rar archive": ("U08", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100)),
    "a 7z archive": ("U08", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100)),
    "a program": ("U08", lambda: b"MZ" + bytes(500)),
    "a database": ("U08", lambda: b"SQLite format 3\x00" + bytes(500)),
    "a SYLK file": ("U08", lambda: b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n"),
    "a JSON file": ("U08", lambda: b'{"answers": []}'),
    "an empty zip": ("U08", lambda: zipped({})),
    "a zip of other things": ("U08", lambda: zipped({"notes.txt": "x"})),
    "a zip with a workbook in it": ("U08", lambda: zipped({"form.xlsx": _ORDINARY})),
    "a Numbers document": ("U08", lambda: zipped({"Index/Document.iwa": b"x"})),
    "a docx": (
        "U08",
        lambda: zipped(
            {
                "[Content_Types].xml": content_types_xml(
                    main="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                )
            }
        ),
    ),
    "a pptx": (
        "U08",
        lambda: zipped(
            {
                "[Content_Types].xml": content_types_xml(
                    main="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
                )
            }
        ),
    ),
    "an xlsb": (
        "U08",
        lambda: zipped(
            {"[Content_Types].xml": content_types_xml(main="application/vnd.ms-excel.sheet.binary.macroEnabled.main")}
        ),
    ),
    "an odt": ("U08", lambda: ods(mimetype="application/vnd.oasis.opendocument.text")),
    "an odp": ("U08", lambda: ods(mimetype="application/vnd.oasis.opendocument.presentation")),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_by_its_code_in_no_time(name: str, reader: ConfinedReader) -> None:
    code, build = FILES[name]
    assert_refused(reader, build(), code)
