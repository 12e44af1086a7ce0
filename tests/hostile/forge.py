"""Small builders of workbooks that no honest program writes: every byte of the container and every part is ours."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
Parts = dict[str, str | bytes]


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part around the given rows."""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONS}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def relationships_xml(*links: tuple[str, str, str], external: str = "") -> str:
    """A relationship part; `links` are (id, last word of the type or whole type, target)."""
    body = "".join(
        f'<Relationship Id="{identifier}" Type="{kind if "://" in kind else OFFICE_RELATIONS + "/" + kind}" '
        f'Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if identifier == external else ""}/>'
        for identifier, kind, target in links
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONS}">{body}</Relationships>'


def content_types_xml(*overrides: tuple[str, str], main: str = f"{CONTENT}sheet.main+xml") -> str:
    """The content types of a package with one workbook and the given other parts."""
    body = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{CONTENT}worksheet+xml"/>{body}</Types>'
    )


def workbook_xml(
    sheets: str = '<sheet name="S" sheetId="1" r:id="rId1"/>', *, before: str = "", after: str = ""
) -> str:
    """`workbook.xml` around the given tabs."""
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONS}">{before}'
        f"<sheets>{sheets}</sheets>{after}</workbook>"
    )


def xlsx_parts(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **replaced: str | bytes | None) -> Parts:
    """The parts of a minimal .xlsx; keyword names are those of `NAMES`, None takes the part away."""
    parts: Parts = {
        "types": content_types_xml(),
        "root": relationships_xml(("rId1", "officeDocument", "xl/workbook.xml")),
        "links": relationships_xml(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "workbook": workbook_xml(),
        "styles": styles_xml(),
        "strings": strings_xml("<si><t>one</t></si>"),
        "sheet": sheet_xml(rows),
    }
    for name, value in replaced.items():
        if value is None:
            del parts[name]
        else:
            parts[name] = value
    return {NAMES.get(name, name): value for name, value in parts.items()}


NAMES = {
    "types": "[Content_Types].xml",
    "root": "_rels/.rels",
    "links": "xl/_rels/workbook.xml.rels",
    "workbook": "xl/workbook.xml",
    "styles": "xl/styles.xml",
    "strings": "xl/sharedStrings.xml",
    "sheet": "xl/worksheets/sheet1.xml",
}


def styles_xml(formats: str = "", *identifiers: int) -> str:
    """Styles with the given number formats, one cell format for each identifier after the general one."""
    cell_formats = "".join(f'<xf numFmtId="{identifier}"/>' for identifier in (0, *identifiers))
    return (
        f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f"<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs>{cell_formats}</cellXfs></styleSheet>"
    )


def strings_xml(items: str) -> str:
    """Shared strings around the given items."""
    return f'{DECLARATION}<sst xmlns="{MAIN}">{items}</sst>'


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts in an ordinary zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def xlsx(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **replaced: str | bytes | None) -> bytes:
    """A minimal .xlsx, see `xlsx_parts`."""
    return zipped(xlsx_parts(rows, **replaced))


def with_parts(extra: Parts, **replaced: str | bytes | None) -> bytes:
    """A minimal .xlsx with more parts."""
    return zipped({**xlsx_parts(**replaced), **extra})


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = (
    " ".join(f'xmlns:{word}="{_ODF}{word}:1.0"' for word in ("office", "table", "text", "style", "script"))
    + ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def content_xml(body: str, *, styles: str = "", before: str = "") -> str:
    """`content.xml` around what stands in the spreadsheet."""
    return (
        f"{DECLARATION}<office:document-content {_NAMESPACES}>{before}"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )


def table_xml(rows: str, name: str = "S", style: str = "") -> str:
    """A table around the given rows."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def row_xml(cells: str, attributes: str = "") -> str:
    """A row of an .ods table."""
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def cell_xml(text: str, attributes: str = 'office:value-type="string"') -> str:
    """A cell of an .ods table with one paragraph."""
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def manifest_xml(entries: str = "") -> str:
    """The manifest of an .ods."""
    return (
        f'{DECLARATION}<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>{entries}</manifest:manifest>'
    )


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(body: str = "", *, extra: Parts | None = None, **replaced: str | bytes | None) -> bytes:
    """A minimal .ods; keywords `mimetype`, `manifest`, `content` replace a part, None takes it away."""
    parts: Parts = {
        "mimetype": ODS_TYPE,
        "manifest": manifest_xml(),
        "content": content_xml(body or table_xml(row_xml(cell_xml("one")))),
    }
    for name, value in replaced.items():
        if value is None:
            del parts[name]
        else:
            parts[name] = value
    names = {"manifest": "META-INF/manifest.xml", "content": "content.xml"}
    return zipped({**{names.get(name, name): value for name, value in parts.items()}, **(extra or {})})


@dataclass
class Entry:
    """One member of a hand-made zip; None means: what is true."""

    name: bytes
    content: bytes
    method: int = 8
    flags: int = 0
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    offset: int | None = None
    extra: bytes = b""
    central_size: int | None = None


def _deflated(content: bytes) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(content) + squeezer.flush()


def raw_zip(entries: list[Entry], *, count: int | None = None, comment: bytes = b"", disk: int = 0) -> bytes:
    """A zip file in which every field can lie."""
    body, directory = b"", b""
    for entry in entries:
        packed = entry.packed
        if packed is None:
            packed = _deflated(entry.content) if entry.method == 8 else entry.content
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        local_name = entry.name if entry.local_name is None else entry.local_name
        local_size = size if entry.local_size is None else entry.local_size
        offset = len(body) if entry.offset is None else entry.offset
        body += struct.pack(
            "<4s5H3L2H",
            b"PK\3\4",
            20,
            entry.flags,
            entry.method,
            0,
            33,
            crc,
            len(packed),
            local_size,
            len(local_name),
            0,
        )
        body += local_name + packed
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, entry.flags, entry.method, 0, 33, crc, len(packed),
            size if entry.central_size is None else entry.central_size,
            len(entry.name), len(entry.extra), 0, 0, 0, 0, offset,
        )  # fmt: skip
        directory += entry.name + entry.extra
    total = len(entries) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", disk, disk, total, total, len(directory), len(body), len(comment))
    return body + directory + end + comment


def entries_of(parts: Parts) -> list[Entry]:
    """The parts as hand-made members, to be spoiled one by one."""
    return [
        Entry(name.encode(), content.encode() if isinstance(content, str) else content)
        for name, content in parts.items()
    ]


def compound_file(*streams: str) -> bytes:
    """The look of an OLE compound file whose directory names the given streams."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    names = (name.encode("utf-16-le") for name in ("Root Entry", *streams))
    entries = (name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little") + bytes(62) for name in names)
    return head + b"".join(entries) + bytes(2_048)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def many_cells(count: int, width: int = 100) -> str:
    columns = [
        chr(65 + number % 26) if number < 26 else "A" + chr(65 + number % 26) for number in range(min(width, 52))
    ]
    rows = -(-count // len(columns))
    return "".join(
        f'<row r="{row}">' + "".join(f'<c r="{column}{row}"><v>1</v></c>' for column in columns) + "</row>"
        for row in range(1, rows + 1)
    )


def cell(content: str, attributes: str = 'r="A1"') -> str:
    return f'<row r="1"><c {attributes}>{content}</c></row>'


def inline(text: str) -> str:
    return cell(f"<is><t>{text}</t></is>", 'r="A1" t="inlineStr"')


def stored(parts: dict[str, str | bytes]) -> bytes:
    """The parts unpacked, so that it is not their ratio that is refused."""
    return zipped(parts, zipfile.ZIP_STORED)


def followed_by(markup: str) -> bytes:
    """A minimal .xlsx with more markup after the data of its sheet."""
    return xlsx(sheet=sheet_xml("", after=markup))


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> bytes:
    """A minimal .ods with one cell."""
    return ods_row(cell_xml(text, attributes))


def ods_row(cells: str, attributes: str = "") -> bytes:
    """A minimal .ods with one row."""
    return ods(table_xml(row_xml(cells, attributes)))
