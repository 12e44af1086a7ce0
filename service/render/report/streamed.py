"""Long tables written as the rows come: their XML is spliced into the finished workbook, so memory does not grow.

The library writes heads, widths, filter and one sample row that carries each column's style; the rows that replace it
are written here, text as text and numbers as numbers, exactly as `page.Page` does cell by cell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

from service.render.report.cell_text import ESCAPED, LONGEST_CELL, fit_cell
from service.render.report.table import FIRST_ROW, Row

_WHEN = (1980, 1, 1, 0, 0, 0)
_LEVEL = 4
_CHUNK = 256
_SAMPLE = re.compile(rf'<row r="{FIRST_ROW + 1}"[^>]*>(.*?)</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


@dataclass(frozen=True, slots=True)
class Streamed:
    """One sheet whose rows come later: its place in the workbook, its number of columns, its rows, their number."""

    index: int
    columns: int
    rows: Callable[[], Iterable[Row]]
    number: int


def splice(source: IO[bytes], target: Path, sheets: Sequence[Streamed], marker: str) -> None:
    """Copy the workbook `source` to `target` with the rows of `sheets` in place of their sample rows.

    `marker` ends a text that was too long for a cell. Raises OSError.
    """
    by_name = {f"xl/worksheets/sheet{sheet.index + 1}.xml": sheet for sheet in sheets}
    with (
        zipfile.ZipFile(source) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = given.read(name)
            if name not in by_name:
                made.writestr(entry, content)
                continue
            with made.open(entry, "w") as part:
                for piece in _with_rows(content.decode(), by_name[name], marker):
                    part.write(piece.encode())


def _with_rows(sheet: str, streamed: Streamed, marker: str) -> Iterator[str]:
    sample = _SAMPLE.search(sheet)
    if sample is None:
        yield sheet
        return
    last = f"{xl_col_to_name(streamed.columns - 1)}{max(streamed.number, 1) + FIRST_ROW}"
    yield _DIMENSION.sub(f'<dimension ref="A1:{last}"/>', sheet[: sample.start()])
    styles = dict(_STYLE.findall(sample.group(1)))
    heads = [(name, f' s="{style}"' if style else "") for name, style in styles.items()]
    chunk: list[str] = []
    for number, row in enumerate(streamed.rows(), FIRST_ROW + 1):
        chunk.append(_row(number, row.values, heads, marker))
        if len(chunk) == _CHUNK:
            yield "".join(chunk)
            chunk.clear()
    yield "".join(chunk)
    yield sheet[sample.end() :]


def _row(number: int, values: Sequence[object], heads: list[tuple[str, str]], marker: str) -> str:
    cells = [f'<row r="{number}">']
    for (column, style), value in zip(heads, values, strict=True):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            text = _text(value, marker)
            cells.append(
                f'<c r="{column}{number}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
            )
        else:
            cells.append(f'<c r="{column}{number}"{style}><v>{_number(value)}</v></c>')
    cells.append("</row>")
    return "".join(cells)


def _number(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not written in a long table")


def _text(text: str, marker: str) -> str:
    if len(text) * 2 > LONGEST_CELL:
        text = fit_cell(text, marker)
    if "_x" in text:
        text = ESCAPED.sub("_x005F_", text)
    return escape(text) if "&" in text or "<" in text or ">" in text else text
