"""The few styles that marking adds to a workbook's style sheet: two colours for cells, and the findings sheet's own."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from service.render.marked_parts import CONTENT, Element, Package, child_of
from service.render.template_look import CLAIM, ERROR, ERROR_TINT, FONT, INK, RULE, WHITE

WARNING_TINT = "#FFF3CC"


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of the added styles: `error` and `warning` lie over cells, the others are cell formats."""

    error: int
    warning: int
    title: int
    head: int
    text: int
    text_line: int
    number: int
    link: int
    error_word: int


def add_styles(package: Package) -> Styles:
    """Add the styles to the package's style sheet and return their numbers. Raises KeyError where there is none."""
    name = package.related(package.workbook, "/styles")
    if name is None:
        raise KeyError("styles")
    sheet = package.xml(name)
    fonts, fills, borders = (_group(sheet, tag) for tag in ("fonts", "fills", "borders"))
    ink, bold, title = (_font(fonts, INK), _font(fonts, WHITE, bold=True), _font(fonts, INK, size=15, bold=True))
    link, error = _font(fonts, CLAIM, underlined=True), _font(fonts, ERROR, bold=True)
    head_fill, line = _fill(fills, INK), _border(borders)
    formats = _group(sheet, "cellXfs")
    return Styles(
        error=_dxf(sheet, ERROR_TINT, ERROR),
        warning=_dxf(sheet, WARNING_TINT, None),
        title=_format(formats, title, 0, 0, wrap=False),
        head=_format(formats, bold, head_fill, 0),
        text=_format(formats, ink, 0, line),
        text_line=_format(formats, ink, 0, 0, wrap=False),
        number=_format(formats, ink, 0, line, number=1),
        link=_format(formats, link, 0, line),
        error_word=_format(formats, error, 0, line),
    )


_GROUPS = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"),
    *("dxfs", "tableStyles", "colors", "extLst"),
)


def _group(sheet: Element, tag: str) -> Element:
    found = sheet.find(f"{CONTENT}{tag}")
    if found is not None:
        return found
    before = [child for child in sheet if etree.QName(child).localname in _GROUPS[: _GROUPS.index(tag)]]
    element = etree.Element(f"{CONTENT}{tag}")
    sheet.insert(len(before), element)
    return element


def _added(group: Element) -> int:
    """The number of the element just appended; the group's count is kept right."""
    group.set("count", str(len(group)))
    return len(group) - 1


def _rgb(colour: str) -> str:
    return "FF" + colour.lstrip("#")


def _font(fonts: Element, colour: str, *, size: int = 10, bold: bool = False, underlined: bool = False) -> int:
    font = child_of(fonts, "font")
    if bold:
        child_of(font, "b")
    if underlined:
        child_of(font, "u")
    child_of(font, "sz", val=str(size))
    child_of(font, "color", rgb=_rgb(colour))
    child_of(font, "name", val=FONT)
    child_of(font, "family", val="2")
    return _added(fonts)


def _fill(fills: Element, colour: str) -> int:
    pattern = child_of(child_of(fills, "fill"), "patternFill", patternType="solid")
    child_of(pattern, "fgColor", rgb=_rgb(colour))
    child_of(pattern, "bgColor", indexed="64")
    return _added(fills)


def _border(borders: Element) -> int:
    border = child_of(borders, "border")
    for side in ("left", "right", "top"):
        child_of(border, side)
    child_of(child_of(border, "bottom", style="thin"), "color", rgb=_rgb(RULE))
    child_of(border, "diagonal")
    return _added(borders)


def _format(formats: Element, font: int, fill: int, border: int, *, number: int = 49, wrap: bool = True) -> int:
    """A cell format; number format 49 is text, 1 a whole number."""
    entry = child_of(
        formats, "xf", numFmtId=str(number), fontId=str(font), fillId=str(fill), borderId=str(border), xfId="0",
        applyNumberFormat="1", applyFont="1", applyFill="1", applyBorder="1", applyAlignment="1",
    )  # fmt: skip
    alignment = child_of(entry, "alignment", vertical="top", horizontal="center" if number == 1 else "left")
    if wrap:
        alignment.set("wrapText", "1")
    return _added(formats)


def _dxf(sheet: Element, tint: str, edge: str | None) -> int:
    group = _group(sheet, "dxfs")
    entry = child_of(group, "dxf")
    child_of(child_of(child_of(entry, "fill"), "patternFill", patternType="solid"), "bgColor", rgb=_rgb(tint))
    if edge:
        border = child_of(entry, "border")
        for side in ("left", "right", "top", "bottom"):
            child_of(child_of(border, side, style="thin"), "color", rgb=_rgb(edge))
    return _added(group)
