"""An .ods package read as a stream into a RawWorkbook, or refused.

Both the shell (mimetype, manifest, forbidden parts) and the content are here; the cells of one table are read in
`opendocument_table.py`.
"""

from service.intake.archive import Archive
from service.intake.grid import Tally
from service.intake.markup import Attributes, Effort, Handler, tokenise
from service.intake.opendocument_table import OFFICE, SCRIPT, STYLE, TABLE, TableReader
from service.intake.package import CONTENT_TYPES
from service.intake.raw import RawSheet, RawWorkbook
from service.intake.refusals import Refusal

_MANIFEST_PART = "META-INF/manifest.xml"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_PREFIX = "application/vnd.oasis.opendocument."
_SPREADSHEETS = frozenset((_PREFIX + "spreadsheet", _PREFIX + "spreadsheet-template"))
_OTHER_DOCUMENTS = {"text": "text_document", "presentation": "slides", "graphics": "image"}
_LONGEST_MIMETYPE = 200
_MACRO_FOLDERS = ("basic/", "scripts/", "dialogs/")
_EMBEDDED = ("application/vnd.sun.star.oleobject", "application/x-java", "application/x-msdownload")


def is_opendocument(archive: Archive) -> bool:
    """Whether the package calls itself OpenDocument. Raises Refusal U08 for other documents, U10 for two in one."""
    if "mimetype" in archive and archive.size("mimetype") <= _LONGEST_MIMETYPE:
        stated = archive.content("mimetype").decode("ascii", "replace").strip()
        if stated.startswith(_PREFIX) and stated not in _SPREADSHEETS:
            raise Refusal("U08", kind=_OTHER_DOCUMENTS.get(stated.removeprefix(_PREFIX), "other_package"))
        found = stated in _SPREADSHEETS
    else:
        found = _MANIFEST_PART in archive and "content.xml" in archive
    if found and CONTENT_TYPES in archive:
        raise Refusal("U10", reason="two_formats", member=CONTENT_TYPES)
    return found


def read_opendocument(archive: Archive, effort: Effort) -> RawWorkbook:
    """The cells of every table. Raises Refusal: U07, U16 to U31."""
    _check_manifest(archive, effort)
    tally = Tally(effort.limits)
    hidden_styles: set[str] = set()
    if "styles.xml" in archive:
        styles = _Content("styles.xml", effort, tally, hidden_styles)
        tokenise(archive.chunks("styles.xml"), styles)
    content = _Content("content.xml", effort, tally, hidden_styles)
    tokenise(archive.chunks("content.xml"), content)
    if not content.has_body:
        raise Refusal("U16", part="office:spreadsheet")
    _inspect_remaining(archive, effort)
    sheets = tuple(RawSheet(table.name, table.style in hidden_styles, table.cells) for table in content.tables)
    return RawWorkbook("ods", sheets)


class _Manifest(Handler):
    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        super().start(name, attributes)
        if name == f"{_MANIFEST} encryption-data":
            raise Refusal("U07")
        media = attributes.get(f"{_MANIFEST} media-type", "").lower()
        if media.startswith(_EMBEDDED):
            raise Refusal("U23", part=attributes.get(f"{_MANIFEST} full-path", media))


def _check_manifest(archive: Archive, effort: Effort) -> None:
    if "encrypted-package" in archive:
        raise Refusal("U07")
    if _MANIFEST_PART not in archive:
        raise Refusal("U16", part=_MANIFEST_PART)
    tokenise(archive.chunks(_MANIFEST_PART), _Manifest(_MANIFEST_PART, effort))
    for name in archive.names():
        if name.lower().startswith(_MACRO_FOLDERS):
            raise Refusal("U21", part=name)


class _Content(Handler):
    """`content.xml` or `styles.xml`: which table styles are hidden, and the tables themselves."""

    def __init__(self, part: str, effort: Effort, tally: Tally, hidden_styles: set[str]) -> None:
        super().__init__(part, effort)
        self.tables: list[TableReader] = []
        self.has_body = False
        self._tally = tally
        self._hidden_styles = hidden_styles
        self._style = ""
        self._table: TableReader | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        if self._table is not None:
            self._table.start(name, attributes)
            return
        super().start(name, attributes)
        if name == f"{TABLE} table" and self.has_body:
            self._open_table(attributes)
        elif name == f"{STYLE} style":
            self._style = attributes.get(f"{STYLE} name", "")
        elif name == f"{STYLE} table-properties" and attributes.get(f"{TABLE} display") == "false":
            self._hidden_styles.add(self._style)
        elif name == f"{OFFICE} spreadsheet" and self.depth == 3:
            self.has_body = True
        else:
            self._refuse_active(name)

    def end(self, name: str) -> None:
        """See Handler."""
        if self._table is not None and self._table.depth > self._table.base:
            self._table.end(name)
            return
        if self._table is not None:
            self._table.finish()
            self._table = None
        super().end(name)

    def text(self, characters: str) -> None:
        """Characters between tags; only tables listen."""
        if self._table is not None:
            self._table.text(characters)

    def _open_table(self, attributes: Attributes) -> None:
        if self.depth != 4:
            raise Refusal("U31", sheet=self.part, cell="", value="table:table")
        name = attributes.get(f"{TABLE} name", "")
        if any(table.name.lower() == name.lower() for table in self.tables):
            raise Refusal("U32", sheet=name)
        if len(self.tables) >= self.limits.sheets:
            raise Refusal("U24", limit=self.limits.sheets)
        style = attributes.get(f"{TABLE} style-name", "")
        self._table = TableReader(self.part, name, style, self.effort, self._tally, base=self.depth)
        self.tables.append(self._table)

    def _refuse_active(self, name: str) -> None:
        namespace, _, local = name.rpartition(" ")
        if namespace == SCRIPT or local in ("script", "event-listeners"):
            raise Refusal("U21", part=local)
        if local in ("dde-links", "dde-link", "dde-source"):
            raise Refusal("U22", part=local)


def _inspect_remaining(archive: Archive, effort: Effort) -> None:
    """Everything the reader has no use for is still unpacked, and tokenised where it is XML; OpenOffice and LibreOffice
    leave XML parts without a byte (`Configurations2/accelerator/current.xml`).
    """
    for name in archive.names():
        if name in ("content.xml", "styles.xml", _MANIFEST_PART):
            continue
        if archive.size(name) and name.lower().endswith((".xml", ".rdf")):
            tokenise(archive.chunks(name), Handler(name, effort))
        else:
            for _ in archive.chunks(name):
                continue
