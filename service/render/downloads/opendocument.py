"""The tables as an OpenDocument spreadsheet (ODF 1.3, ISO/IEC 26300): values typed, written as the rows come.

Each table is a sheet of its own; what is too long for a sheet or for a cell goes on, visibly, on further ones. Texts
are text: no cell holds a formula or a link.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from service.render.downloads.sheets import sheets_of
from service.render.downloads.tables import Table
from service.render.report.language import Words
from service.render.report.long_texts import COLUMNS
from service.render.report.overflow import LIMITS, Limits, Overflow
from service.render.report.table import Column

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_WHEN = (1980, 1, 1, 0, 0, 0)
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_STYLES = (
    '<office:automatic-styles><style:style style:name="head" style:family="table-cell"><style:text-properties '
    'fo:font-weight="bold" fo:color="#17478F"/></style:style><style:style style:name="counter" '
    'style:family="table-cell"><style:table-cell-properties fo:background-color="#FBF3EE"/></style:style>'
    "</office:automatic-styles>"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under the name of its sheet."""

    title: str
    table: Table


def write_ods(path: Path, sheets: Sequence[Sheet], front: Sequence[str], words: Words, limits: Limits = LIMITS) -> None:
    """Write `sheets` to `path`, with the paragraphs of `front` on a first sheet. Raises OSError."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        package.writestr(zipfile.ZipInfo("mimetype", _WHEN), MEDIA_TYPE, zipfile.ZIP_STORED)
        with package.open(_entry("content.xml"), "w") as part:
            _content(part, sheets, front, words, limits)
        package.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _content(part: IO[bytes], sheets: Sequence[Sheet], front: Sequence[str], words: Words, limits: Limits) -> None:
    names = " ".join(f'xmlns:{prefix}="{iri}"' for prefix, iri in _NAMES.items())
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {names} office:version="1.3">'
    part.write(f"{head}{_STYLES}<office:body><office:spreadsheet>".encode())
    part.write(_front(front, words).encode())
    overflow = Overflow(words, limits)
    for sheet in sheets:
        for title, rows in sheets_of(sheet.title, sheet.table, overflow):
            _table(part, title, sheet.table.columns, rows, words)
    if overflow.found:
        _table(part, words("sheet_overflow"), COLUMNS, overflow.rows(), words)
    part.write(b"</office:spreadsheet></office:body></office:document-content>")


def _front(paragraphs: Sequence[str], words: Words) -> str:
    rows = "".join(f"<table:table-row>{_text(paragraph)}</table:table-row>" for paragraph in paragraphs)
    return f"<table:table table:name={quoteattr(words('sheet_cover'))}><table:table-column/>{rows}</table:table>"


def _table(
    part: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]], words: Words
) -> None:
    repeated = f'<table:table-column table:number-columns-repeated="{len(columns)}"/>'
    part.write(f"<table:table table:name={quoteattr(title)}>{repeated}<table:table-header-rows>".encode())
    for heads in ([column.code for column in columns], [column.words_for(words) for column in columns]):
        part.write(
            ("<table:table-row>" + "".join(_text(head, "head") for head in heads) + "</table:table-row>").encode()
        )
    part.write(b"</table:table-header-rows>")
    styles = ["counter" if column.side == "counter" else "" for column in columns]
    percents = [column.kind == "percent" for column in columns]
    for piece in _rows(rows, styles, percents):
        part.write(piece.encode())
    part.write(b"</table:table>")


def _rows(rows: Iterable[Sequence[object]], styles: Sequence[str], percents: Sequence[bool]) -> Iterator[str]:
    for row in rows:
        cells = "".join(map(_cell, row, styles, percents))
        yield f"<table:table-row>{cells}</table:table-row>"


def _cell(value: object, style: str, percent: bool) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | Decimal):
        shown = format(value, "f") if isinstance(value, Decimal) else str(value)
        return _typed(shown, "percentage" if percent else "float", "value", style)
    if isinstance(value, date):
        return _typed(value.isoformat(), "date", "date-value", style)
    return _text(str(value), style)


def _typed(shown: str, kind: str, attribute: str, style: str) -> str:
    look = f' table:style-name="{style}"' if style else ""
    typed = f' office:value-type="{kind}" office:{attribute}="{shown}"'
    return f"<table:table-cell{look}{typed}><text:p>{shown}</text:p></table:table-cell>"


def _text(text: str, style: str = "") -> str:
    look = f' table:style-name="{style}"' if style else ""
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{look} office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(line: str) -> str:
    """A line whose runs of spaces and tabs a reader keeps (ODF 1.3 part 3, 6.1.3 and 6.1.4)."""
    text = escape(line)
    if "  " not in text and "\t" not in text and not text.startswith(" ") and not text.endswith(" "):
        return text
    return text.replace("\t", "<text:tab/>").replace(" ", "<text:s/>")
