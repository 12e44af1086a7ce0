"""The parts of a workbook's package, parsed when asked for, and where a new element belongs in a worksheet.

Only the package is known here: relations, content types, order of elements. What is marked is said in `marked.py`.
"""

from __future__ import annotations

import posixpath
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - lxml names its element type so

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT = f"{{{MAIN}}}"
LINK = f"{{{OFFICE}}}id"
_ORDER = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
]
"""The order in which the schema wants the parts of a worksheet (ECMA-376, CT_Worksheet)."""


class Package:
    """Every part of a workbook; those that were parsed are written back when `parts` is asked for."""

    def __init__(self, raw: dict[str, bytes]) -> None:
        self._raw = raw
        self._trees: dict[str, Element] = {}
        self.workbook = self._target_of("", "/officeDocument")

    def xml(self, name: str) -> Element:
        """Return the root of a part, parsed without entities or network. Raises KeyError."""
        if name not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            self._trees[name] = etree.fromstring(self._raw[name], parser)
        return self._trees[name]

    def raw(self, name: str) -> bytes:
        """Return the bytes of a part that is not parsed. Raises KeyError."""
        return self._raw[name]

    def put(self, name: str, content: bytes) -> None:
        """Add a part, or replace one."""
        self._trees.pop(name, None)
        self._raw[name] = content

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def parts(self) -> dict[str, bytes]:
        """Return every part as it now is, content types first."""
        for name, tree in self._trees.items():
            self._raw[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        first = "[Content_Types].xml"
        return {first: self._raw[first], **self._raw}

    def sheets(self) -> dict[str, str]:
        """Return the worksheets: name -> part, in the order of their tabs."""
        targets = {r.get("Id"): r for r in self._relations(self.workbook)}
        found: dict[str, str] = {}
        for sheet in self.xml(self.workbook).iter(f"{CONTENT}sheet"):
            relation = targets.get(sheet.get(LINK))
            if relation is not None and str(relation.get("Type")).endswith("/worksheet"):
                found[str(sheet.get("name"))] = self._resolved(self.workbook, str(relation.get("Target")))
        return found

    def related(self, part: str, kind: str) -> str | None:
        """Return the part that `part` points at with a relation of a kind (`/comments`), None where there is none."""
        return self._target_of(part, kind, required=False) or None

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation from a part to a part; return its id."""
        name = _relations_of(part)
        if name not in self._raw:
            self._raw[name] = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
        tree = self.xml(name)
        taken = {relation.get("Id") for relation in tree}
        id_ = next(f"rIdEnregard{number}" for number in range(1, 100_000) if f"rIdEnregard{number}" not in taken)
        relation = etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship")
        relation.set("Id", id_)
        relation.set("Type", f"{OFFICE}{kind}")
        relation.set("Target", f"/{target}")
        return id_

    def unrelate(self, part: str, target: str) -> None:
        """Remove the relation from a part to a part, and the target with it."""
        for relation in list(self._relations(part)):
            if self._resolved(part, str(relation.get("Target"))) == target:
                self.xml(_relations_of(part)).remove(relation)
        self._trees.pop(target, None)
        self._raw.pop(target, None)
        for override in list(self.xml("[Content_Types].xml")):
            if override.get("PartName") == f"/{target}":
                self.xml("[Content_Types].xml").remove(override)

    def declare(self, name: str, content_type: str) -> None:
        """Say of what content type a part is, whatever was said before."""
        types = self.xml("[Content_Types].xml")
        for known in list(types):
            if known.get("PartName") == f"/{name}":
                types.remove(known)
        override = etree.SubElement(types, f"{{{_TYPES}}}Override")
        override.set("PartName", f"/{name}")
        override.set("ContentType", content_type)

    def free_name(self, pattern: str) -> str:
        """Return a part name that is not taken, `{}` in the pattern being a number."""
        return next(name for n in range(1, 100_000) if (name := pattern.format(n)) not in self._raw)

    def _relations(self, part: str) -> list[Element]:
        name = _relations_of(part)
        return list(self.xml(name)) if name in self._raw else []

    def _target_of(self, part: str, kind: str, *, required: bool = True) -> str:
        for relation in self._relations(part):
            if str(relation.get("Type")).endswith(kind) and relation.get("TargetMode") != "External":
                return self._resolved(part, str(relation.get("Target")))
        if required:
            raise KeyError(kind)
        return ""

    @staticmethod
    def _resolved(part: str, target: str) -> str:
        if target.startswith("/"):
            return target.lstrip("/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def child_of(parent: Element, tag: str, **attributes: str) -> Element:
    """Append an element of the main namespace and return it."""
    child = etree.SubElement(parent, f"{CONTENT}{tag}")
    for name, value in attributes.items():
        child.set(name, value)
    return child


def worksheet_child(sheet: Element, tag: str) -> Element:
    """Insert a new element into a worksheet where the schema wants it, before others of its name."""
    rank = _ORDER.index(tag)
    index = 0
    for position, child in enumerate(sheet, start=1):
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name in _ORDER and _ORDER.index(name) < rank:
            index = position
    element = etree.Element(f"{CONTENT}{tag}")
    sheet.insert(index, element)
    return element
