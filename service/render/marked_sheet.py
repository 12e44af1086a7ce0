"""The sheet of findings added to an uploader's workbook: typed, filtered, frozen, each line linked to its cell."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from service.render.marked_parts import CONTENT, LINK, MAIN, OFFICE, Package, child_of
from service.render.marked_styles import Styles
from service.render.marks import Mark, MarkWords
from service.render.package import storable
from service.render.template_measure import height_of, lines_of

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WIDTHS = (6, 15, 8, 22, 9, 11, 54, 22, 28, 40)
_HEAD_ROW = 4


def add_findings_sheet(package: Package, marks: tuple[Mark, ...], words: MarkWords, styles: Styles) -> None:
    """Add the sheet at the end of the workbook, in place of one of an earlier check."""
    existing = package.sheets().get(words.sheet)
    if existing is not None:
        package.put(existing, _sheet(marks, words, styles).encode())
        return
    name = package.free_name("xl/worksheets/sheetEnregard{}.xml")
    package.put(name, _sheet(marks, words, styles).encode())
    package.declare(name, _TYPE)
    id_ = package.relate(package.workbook, "/worksheet", name)
    sheets = package.xml(package.workbook).find(f"{CONTENT}sheets")
    assert sheets is not None
    numbers = [int(sheet.get("sheetId", "0")) for sheet in sheets]
    entry = child_of(sheets, "sheet", name=words.sheet, sheetId=str(max(numbers, default=0) + 1))
    entry.set(LINK, id_)


def _sheet(marks: tuple[Mark, ...], words: MarkWords, styles: Styles) -> str:
    last = _HEAD_ROW + max(len(marks), 1)
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(_WIDTHS, start=1)
    )
    rows = "".join(_rows(marks, words, styles))
    links = "".join(_links(marks))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheetPr><tabColor rgb="FFB00020"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="{_HEAD_ROW}"'
        f' topLeftCell="A{_HEAD_ROW + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
        f'<autoFilter ref="A{_HEAD_ROW}:J{last}"/>'
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
    )


def _rows(marks: tuple[Mark, ...], words: MarkWords, styles: Styles) -> Iterator[str]:
    yield f'<row r="1" ht="26" customHeight="1">{_text("A1", words.title, styles.title)}</row>'
    yield f'<row r="2" ht="18" customHeight="1">{_text("A2", words.summary, styles.text_line)}</row>'
    heads = "".join(_text(f"{_letter(n)}{_HEAD_ROW}", word, styles.head) for n, word in enumerate(words.columns))
    yield f'<row r="{_HEAD_ROW}" ht="20" customHeight="1">{heads}</row>'
    for number, one in enumerate(marks, start=1):
        yield _row(number, _HEAD_ROW + number, one, words, styles)


def _row(number: int, row: int, one: Mark, words: MarkWords, styles: Styles) -> str:
    severity = styles.error_word if one.severity == "error" else styles.text
    texts = (
        (words.severity[one.severity], severity),
        (one.code, styles.text),
        (one.sheet, styles.text),
        (one.cell, styles.link if one.cell else styles.text),
        (one.indicator, styles.text),
        (one.message, styles.text),
        (one.found, styles.text),
        (one.expected, styles.text),
        (one.remedy, styles.text),
    )
    cells = "".join(_text(f"{_letter(n)}{row}", text, style) for n, (text, style) in enumerate(texts, start=1))
    lines = max(lines_of(text, _WIDTHS[n], 10) for n, (text, _) in enumerate(texts, start=1))
    number_cell = f'<c r="A{row}" s="{styles.number}"><v>{number}</v></c>'
    return f'<row r="{row}" ht="{height_of(lines, 10)}" customHeight="1">{number_cell}{cells}</row>'


def _text(ref: str, text: str, style: int) -> str:
    """A text cell: never a formula, whatever it starts with."""
    if not text:
        return f'<c r="{ref}" s="{style}"/>'
    shown = escape(storable(text))
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _links(marks: tuple[Mark, ...]) -> Iterator[str]:
    for row, one in enumerate(marks, start=_HEAD_ROW + 1):
        if one.cell:
            name = one.sheet.replace("'", "''")
            place = quoteattr(f"'{name}'!{one.cell}")
            yield f'<hyperlink ref="E{row}" location={place} display={quoteattr(one.cell)}/>'


def _letter(index: int) -> str:
    return chr(ord("A") + index)
