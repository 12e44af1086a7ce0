"""The uploader's own workbook with its findings on it: coloured cells, notes, and a sheet that lists them.

The package is changed part by part and nothing is rewritten that need not be: values, formulas, dropdowns and pictures
stay as they were saved. It reads an upload, so it runs in the confined child, on a file that the gate let through; it
uses no disk. Colours are conditional formats, so that they cover the template's own and can be taken off again.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO

from service.render.marked_notes import add_notes
from service.render.marked_parts import CONTENT, Element, Package, child_of, worksheet_child
from service.render.marked_sheet import add_findings_sheet
from service.render.marked_styles import Styles, add_styles
from service.render.marks import Mark, MarkWords
from service.render.package import assemble, pack

SIGNATURE = '"enregard"="enregard"'
"""A formula that always holds and that nobody else writes: by it a colour of an earlier check is taken off."""


_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def mark_in_place(content: bytes, marks: tuple[Mark, ...], words: MarkWords) -> bytes | None:
    """Return what `mark` does, or None where the package keeps its parts in a way that only readers follow: Strict
    Open XML, or part names that differ in case from what points at them.
    """
    try:
        return mark(content, marks, words)
    except KeyError:
        return None


def mark(content: bytes, marks: tuple[Mark, ...], words: MarkWords) -> bytes:
    """Return the .xlsx workbook with these findings marked on it; marks of an earlier check are taken off. Saved as a
    template or as able to hold macros, it comes back as a plain workbook, which is what its name will say.

    Raises KeyError where no part is a worksheet, or a part is not where it should be, and etree.XMLSyntaxError on what
    the gate did not let through.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name.replace("\\", "/"): archive.read(name) for name in archive.namelist()}
    package = Package({name: part for name, part in parts.items() if not name.endswith("/")})
    if not package.sheets():
        raise KeyError("worksheet")
    package.declare(package.workbook, _WORKBOOK)
    styles = add_styles(package)
    by_sheet: dict[str, list[Mark]] = {}
    for one in marks:
        by_sheet.setdefault(one.sheet, []).append(one)
    for name, part in package.sheets().items():
        if name != words.sheet:
            _mark_sheet(package, part, [m for m in by_sheet.get(name, ()) if m.cell], styles, words)
    add_findings_sheet(package, marks, words, styles)
    return assemble({name: pack(data) for name, data in package.parts().items()})


def _mark_sheet(package: Package, part: str, marks: list[Mark], styles: Styles, words: MarkWords) -> None:
    sheet = package.xml(part)
    _take_off(sheet)
    _colour(sheet, marks, styles)
    texts: dict[str, list[str]] = {}
    for one in marks:
        texts.setdefault(one.cell, []).append(f"{words.severity[one.severity]} {one.code}\n{one.message}\n{one.remedy}")
    add_notes(package, part, {cell: "\n\n".join(lines) for cell, lines in texts.items()})


def _take_off(sheet: Element) -> None:
    for rule in list(sheet.iter(f"{CONTENT}cfRule")):
        formula = rule.find(f"{CONTENT}formula")
        if formula is not None and formula.text == SIGNATURE:
            formatting = rule.getparent()
            assert formatting is not None
            formatting.remove(rule)
            if len(formatting) == 0:
                parent = formatting.getparent()
                assert parent is not None
                parent.remove(formatting)


def _colour(sheet: Element, marks: list[Mark], styles: Styles) -> None:
    """Lay the colour of the worst finding over each cell, before every other conditional format: Excel goes by the
    rules' priority, LibreOffice by their order in the file."""
    errors = {one.cell for one in marks if one.severity == "error"}
    warnings = {one.cell for one in marks} - errors
    for rule in sheet.iter(f"{CONTENT}cfRule"):
        rule.set("priority", str(int(rule.get("priority", "1")) + 2))
    for priority, (cells, style) in enumerate(((errors, styles.error), (warnings, styles.warning)), start=1):
        if cells:
            formatting = worksheet_child(sheet, "conditionalFormatting")
            formatting.set("sqref", " ".join(_in_order(cells)))
            rule = child_of(formatting, "cfRule", type="expression", dxfId=str(style), priority=str(priority))
            rule.set("stopIfTrue", "1")
            child_of(rule, "formula").text = SIGNATURE


def _in_order(cells: Iterable[str]) -> list[str]:
    return sorted(cells, key=lambda cell: (int("".join(c for c in cell if c.isdigit())), len(cell), cell))
