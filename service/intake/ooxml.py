"""An .xlsx package read as a stream into a RawWorkbook, or refused.

Every part is tokenised once, read or not, so that what passes here is safe for other readers too. The sheets
themselves are read in `worksheet.py`, the formats and texts they point to in `ooxml_parts.py`.
"""

from service.intake.archive import Archive
from service.intake.grid import Tally
from service.intake.markup import Effort, Handler, tokenise
from service.intake.ooxml_parts import MAIN, Formats, Strings, WorkbookPart
from service.intake.package import Relationship, check_package, relationships, relationships_in
from service.intake.plain_strings import LARGEST, take_plain
from service.intake.raw import RawSheet, RawWorkbook
from service.intake.refusals import Refusal
from service.intake.worksheet import WorksheetReader

_MARKUP_ENDINGS = (".xml", ".rels")


def read_ooxml(archive: Archive, effort: Effort) -> RawWorkbook:
    """The cells of every worksheet. Raises Refusal: U08, U16 to U31."""
    check_package(archive, effort)
    pending = {name.lower(): name for name in archive.names()}
    pending.pop("[content_types].xml", None)
    part = _workbook_part(archive, effort)
    workbook = WorkbookPart(part, effort)
    _consume(archive, part, workbook, pending)
    links = {link.id: link for link in relationships(archive, part, effort)}
    formats, strings = Formats(effort), Strings(effort)
    # Several libraries promise texts that they then do not write; a cell that pointed at one would be refused.
    for kind, handler in (("styles", formats), ("sharedStrings", strings)):
        target = next((link.target for link in links.values() if link.kind == kind), None)
        if target is not None and (target in archive or handler is formats):
            handler.part = target
            if not (handler is strings and _taken(archive, strings)):
                _consume(archive, target, handler, pending)
            pending.pop(target.lower(), None)
    tally = Tally(effort.limits)
    tally.ranges(workbook.names, "")
    sheets: list[RawSheet] = []
    for entry in workbook.sheets:
        target = _worksheet(links, entry.link, archive)
        if target is None:
            continue
        if target.lower() not in pending:
            raise Refusal("U31", sheet=entry.name, cell="", value=target)
        reader = WorksheetReader(target, entry.name, effort, tally, formats, strings, from_1904=workbook.from_1904)
        _consume(archive, target, reader, pending)
        sheets.append(RawSheet(entry.name, entry.hidden, reader.cells))
    _inspect_remaining(archive, pending, effort)
    return RawWorkbook("xlsx", tuple(sheets))


def _workbook_part(archive: Archive, effort: Effort) -> str:
    for link in relationships(archive, "", effort):
        if link.kind == "officeDocument" and link.target:
            return link.target
    raise Refusal("U16", part="xl/workbook.xml")


def _worksheet(links: dict[str, Relationship], link_id: str, archive: Archive) -> str | None:
    """The part of a worksheet; None for sheets that have no cells, such as charts."""
    if not link_id:  # the tab of a module whose code was taken out
        return None
    link = links.get(link_id)
    if link is None or link.target not in archive:
        raise Refusal("U16", part=link.target if link else link_id)
    return link.target if link.kind == "worksheet" else None


def _taken(archive: Archive, strings: Strings) -> bool:
    """Whether the texts were taken as a whole: only a part that exists and may be held in memory."""
    part = strings.part
    return part in archive and archive.size(part) <= LARGEST and take_plain(archive.content(part), strings)


def _consume(archive: Archive, part: str, handler: Handler, pending: dict[str, str]) -> None:
    tokenise(archive.chunks(part), handler)
    pending.pop(part.lower(), None)


def _inspect_remaining(archive: Archive, pending: dict[str, str], effort: Effort) -> None:
    """Everything the reader has no use for is still unpacked, and tokenised where it is XML."""
    for lowered, name in pending.items():
        if not archive.size(name):
            continue
        if lowered.endswith(".rels"):
            relationships_in(archive, name, effort)
        elif lowered.endswith(_MARKUP_ENDINGS):
            tokenise(archive.chunks(name), _Unread(name, effort))
        elif lowered.endswith(".vml"):
            _inspect_vml(archive, name)
        else:
            for _ in archive.chunks(name):
                continue


def _inspect_vml(archive: Archive, name: str) -> None:
    """Excel writes VML that is not always well-formed, so it is only searched for declarations, never tokenised."""
    content = archive.content(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
        raise Refusal("U18", part=name)


class _Unread(Handler):
    """A part with no content of interest: bounded and well-formed."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See Handler."""
        super().start(name, attributes)
        if self.depth == 1 and name.startswith(MAIN) and name.endswith(" worksheet"):
            # A worksheet that no tab shows: another reader might list it, so it may not hide anything here.
            raise Refusal("U31", sheet=self.part, cell="", value=self.part)
