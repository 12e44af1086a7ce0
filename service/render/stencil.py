"""A finished template kept in memory, cut open at its inputs, so that filling it in is writing a few cells.

Building a template takes a tenth of a second, filling a kept one a few thousandths. What goes into which cell is said
by `filled_template.py`; here cells become XML, and text never becomes a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_rowcol_to_cell

from indicators.answers import Profile, Submission
from indicators.model import Framework, Language
from service.form.identity import ByContent
from service.form.layout import COMMITMENT_ROWS, EVIDENCE_ROWS
from service.render.package import Member, assemble, pack, storable, unpack
from service.render.template import build
from service.render.template_page import Key
from service.render.template_progress import progress_cells

CellValue = Decimal | int | str | date
"""What a cell may be given: numbers stay numbers, texts stay texts."""

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?: t="[a-z]+")?(?:/>|>(<f>[^<]*</f>)?<v>[^<]*</v></c>)')
_ROW = re.compile(r'(<row r="([0-9]+)"[^>]*? ht=")([0-9.]+)(")')
HIGHEST_ROW = 409.0
"""No spreadsheet shows a higher row."""

NO_HEIGHTS: Mapping[Key, float] = {}
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Hole:
    """A cell that can be filled in: its address, its format, and the formula it keeps, if any."""

    ref: str
    style: str
    formula: str
    empty: str

    @property
    def row(self) -> str:
        """The number of its row."""
        return self.ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    def holding(self, value: CellValue | None) -> str:
        """Return the cell's XML with a value, or as in the empty template."""
        if value is None:
            return self.empty
        if self.formula:
            return _computed(self, value)
        if isinstance(value, str):
            text = escape(storable(value))
            return f'<c r="{self.ref}"{self.style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        return f'<c r="{self.ref}"{self.style}><v>{_number(value)}</v></c>'


def _computed(hole: _Hole, value: CellValue) -> str:
    if isinstance(value, str):
        return f'<c r="{hole.ref}"{hole.style} t="str">{hole.formula}<v>{escape(value)}</v></c>'
    return f'<c r="{hole.ref}"{hole.style}>{hole.formula}<v>{_number(value)}</v></c>'


def _number(value: Decimal | int | date) -> str:
    if isinstance(value, date):
        return str((value - _EPOCH).days)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class _Part:
    """One sheet's XML cut at its holes: texts[0], holes[0], texts[1], holes[1], ..., texts[n]."""

    texts: tuple[str, ...]
    holes: tuple[_Hole, ...]
    keys: tuple[Key, ...]

    def filled(self, values: Mapping[Key, CellValue], heights: Mapping[Key, float] = NO_HEIGHTS) -> bytes:
        """Return the sheet with the given cells filled in, and rows made at least as high as their text needs."""
        pieces = [self.texts[0]]
        for text, hole, key in zip(self.texts[1:], self.holes, self.keys, strict=True):
            pieces += (hole.holding(values.get(key)), text)
        rows = {hole.row: heights[key] for hole, key in zip(self.holes, self.keys, strict=True) if key in heights}
        xml = "".join(pieces)
        return (_ROW.sub(lambda row: _raised(row, rows), xml) if rows else xml).encode("utf-8")


def _raised(row: re.Match[str], heights: Mapping[str, float]) -> str:
    needed = min(heights.get(row.group(2), 0), HIGHEST_ROW)
    return f"{row.group(1)}{needed}{row.group(4)}" if needed > float(row.group(3)) else row.group()


class Stencil:
    """An empty workbook ready to be filled in any number of times; immutable, safe to share between threads."""

    def __init__(self, parts: Mapping[str, _Part], members: Mapping[str, Member]) -> None:
        self.empty = assemble(members)
        self._parts = parts
        self._members = members
        self._home = {key: name for name, part in parts.items() for key in part.keys}

    def settled(self, values: Mapping[Key, CellValue]) -> Stencil:
        """Return the stencil whose empty workbook shows these values in its computed cells."""
        parts = {
            name: _Part(
                part.texts,
                tuple(_settled(h, values.get(k)) for h, k in zip(part.holes, part.keys, strict=True)),
                part.keys,
            )
            for name, part in self._parts.items()
        }
        members = {**self._members, **{name: pack(part.filled({})) for name, part in parts.items()}}
        return Stencil(parts, members)

    def fill(self, values: Mapping[Key, CellValue], heights: Mapping[Key, float] = NO_HEIGHTS) -> bytes:
        """Return the workbook with these cells filled in, `heights` in points being what their rows need at least.

        Raises KeyError for a cell that is not in the form.
        """
        touched = {self._home[key] for key in values}
        changed = {name: pack(self._parts[name].filled(values, heights)) for name in touched}
        return assemble({**self._members, **changed})

    def __contains__(self, key: Key) -> bool:
        return key in self._home


def _settled(hole: _Hole, value: CellValue | None) -> _Hole:
    return hole if value is None else _Hole(hole.ref, hole.style, hole.formula, hole.holding(value))


def _cut(xml: str, keys: Mapping[str, Key]) -> _Part:
    texts: list[str] = []
    holes: list[_Hole] = []
    found: list[Key] = []
    end = 0
    for match in _CELL.finditer(xml):
        ref = match.group(1)
        if ref in keys:
            texts.append(xml[end : match.start()])
            holes.append(_Hole(ref, match.group(2) or "", match.group(3) or "", match.group()))
            found.append(keys[ref])
            end = match.end()
    missing = set(keys.values()) - set(found)
    if missing:
        raise KeyError(f"cells of the template that its XML does not hold: {sorted(missing)[:3]}")
    return _Part((*texts, xml[end:]), tuple(holes), tuple(found))


def cut_stencil(
    framework: Framework, language: Language, cycle: str, commitment_rows: int, evidence_rows: int
) -> Stencil:
    """Build a template and cut it open."""
    built = build(framework, language, cycle, commitment_rows=commitment_rows, evidence_rows=evidence_rows)
    contents = unpack(built.content)
    by_sheet: dict[str, dict[str, Key]] = {}
    for key, (sheet, (row, column)) in {**built.written.inputs, **built.written.computed}.items():
        by_sheet.setdefault(sheet, {})[xl_rowcol_to_cell(row, column)] = key
    parts = {
        name: _cut(contents[name].decode("utf-8"), by_sheet[sheet])
        for number, sheet in enumerate(built.sheets, start=1)
        if sheet in by_sheet and (name := f"xl/worksheets/sheet{number}.xml")
    }
    return Stencil(parts, {name: pack(content) for name, content in contents.items()})


@lru_cache(maxsize=16)
def _kept(held: ByContent, language: Language, cycle: str, commitment_rows: int, evidence_rows: int) -> Stencil:
    stencil = cut_stencil(held.framework, language, cycle, commitment_rows, evidence_rows)
    nothing = Submission(held.framework.ref, cycle, language, Profile(""))
    return stencil.settled(progress_cells(nothing, held.framework, language))


def stencil_of(
    framework: Framework,
    language: Language,
    cycle: str,
    *,
    commitment_rows: int = COMMITMENT_ROWS,
    evidence_rows: int = EVIDENCE_ROWS,
) -> Stencil:
    """Return the template of a framework, language and cycle, built at the first call and kept."""
    return _kept(ByContent(framework), language, cycle, commitment_rows, evidence_rows)
