"""Notes on cells, in the older form that every spreadsheet program shows: a comments part and its drawing of boxes.

A note of the uploader's on the same cell is kept, ours is added to it; notes of an earlier check are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from service.render.marked_parts import CONTENT, LINK, MAIN, Element, Package, child_of, worksheet_child
from service.render.package import storable

AUTHOR = "En regard"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_BOX = (
    '<v:shape id="enregard_{id}" type="#_x0000_t202"'
    ' style="position:absolute;visibility:hidden;width:260pt;height:{h}pt"'
    ' fillcolor="#fbe9ec" o:insetmode="auto"><v:fill color2="#fbe9ec"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {row}, 4, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_ANY_BOX = re.compile(r"<v:shape\s.*?</v:shape>", re.DOTALL)
_BOX_PLACE = re.compile(r"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>")
_LINE_LENGTH = 48


def add_notes(package: Package, sheet_part: str, texts: Mapping[str, str]) -> None:
    """Put a note on each cell of a sheet; without texts, only take off those of an earlier check."""
    name = package.related(sheet_part, "/comments")
    if name is None and not texts:
        return
    if name is None:
        name = package.free_name("xl/commentsEnregard{}.xml")
        package.put(name, f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode())
        package.declare(name, _COMMENTS_TYPE)
        package.relate(sheet_part, "/comments", name)
    comments = package.xml(name)
    boxed, removed = _without_ours(comments)
    author = _author(comments)
    new = []
    for cell, text in texts.items():
        if cell in boxed:
            _append(boxed[cell], text)
        else:
            new.append(cell)
            _note(comments, cell, text, author)
    _sort(comments)
    _draw(package, sheet_part, {cell: texts[cell] for cell in new}, removed)


def _list(comments: Element) -> Element:
    found = comments.find(f"{CONTENT}commentList")
    return found if found is not None else child_of(comments, "commentList")


def _authors(comments: Element) -> list[str]:
    return [author.text or "" for author in comments.iter(f"{CONTENT}author")]


def _without_ours(comments: Element) -> tuple[dict[str, Element], set[str]]:
    """Remove our earlier notes; return the others by cell, and the cells that have none now."""
    names = _authors(comments)
    kept: dict[str, Element] = {}
    removed: set[str] = set()
    for comment in list(_list(comments)):
        index = int(comment.get("authorId", "0"))
        if index < len(names) and names[index] == AUTHOR:
            _list(comments).remove(comment)
            removed.add(str(comment.get("ref")))
        else:
            kept[str(comment.get("ref"))] = comment
    return kept, removed


def _author(comments: Element) -> str:
    names = _authors(comments)
    if AUTHOR not in names:
        authors = comments.find(f"{CONTENT}authors")
        if authors is None:
            authors = etree.Element(f"{CONTENT}authors")
            comments.insert(0, authors)
        child_of(authors, "author").text = AUTHOR
        names.append(AUTHOR)
    return str(names.index(AUTHOR))


def _note(comments: Element, cell: str, text: str, author: str) -> None:
    comment = child_of(_list(comments), "comment", ref=cell, authorId=author)
    _append(comment, text, first=True)


def _append(comment: Element, text: str, *, first: bool = False) -> None:
    holder = comment.find(f"{CONTENT}text")
    if holder is None:
        holder = child_of(comment, "text")
    run = child_of(child_of(holder, "r"), "t")
    run.text = storable(text if first else f"\n\n{AUTHOR}\n{text}")
    run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _sort(comments: Element) -> None:
    """Excel wants notes in the order of their rows."""
    group = _list(comments)
    group[:] = sorted(group, key=lambda comment: _position(str(comment.get("ref"))))


def _position(cell: str) -> tuple[int, int]:
    """Row and column of an address, counted from 0."""
    column = 0
    for letter in cell.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1, column - 1


def _draw(package: Package, sheet_part: str, texts: Mapping[str, str], removed: set[str]) -> None:
    name = package.related(sheet_part, "/vmlDrawing")
    if name is None:
        if not texts:
            return
        name = package.free_name("xl/drawings/vmlDrawingEnregard{}.vml")
        package.put(name, _EMPTY_DRAWING)
        package.declare(name, _DRAWING_TYPE)
        worksheet_child(package.xml(sheet_part), "legacyDrawing").set(
            LINK, package.relate(sheet_part, "/vmlDrawing", name)
        )
    gone = {_position(cell) for cell in removed}
    drawing = _ANY_BOX.sub(
        lambda box: "" if _place_of(box.group()) in gone else box.group(), package.raw(name).decode("utf-8")
    )
    head, end, tail = drawing.rpartition("</xml>")
    boxes = "".join(_box(number, cell, text) for number, (cell, text) in enumerate(texts.items(), start=1))
    package.put(name, f"{head}{boxes}{end}{tail}".encode())


def _place_of(box: str) -> tuple[int, int] | None:
    """Row and column of the note that a box belongs to: whichever program named the box last."""
    found = _BOX_PLACE.search(box)
    return (int(found.group(1)), int(found.group(2))) if found else None


def _box(number: int, cell: str, text: str) -> str:
    row, column = _position(cell)
    lines = sum(1 + len(line) // _LINE_LENGTH for line in text.split("\n"))
    return _BOX.format(
        id=f"{cell}_{number}", row=row, column=column, left=column + 1, right=column + 4, h=14 * lines + 12,
        bottom=row + max(3, lines),
    )  # fmt: skip
