"""The Open Packaging shell of an .xlsx: content types, relationships, and what may not be in the package.

Macros, external links, embedded objects and active controls are refused here, by content type, by relationship and
by name, so that hiding one of the three does not help. Sheets and cells are read elsewhere.
"""

from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from service.intake.archive import Archive
from service.intake.markup import Attributes, Effort, Handler, tokenise
from service.intake.refusals import Refusal

CONTENT_TYPES = "[Content_Types].xml"
_TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"

_FORBIDDEN_WORDS = (
    ("vbaproject", "U21"),
    ("macrosheet", "U21"),
    ("dialogsheet", "U21"),
    ("vbadata", "U21"),
    ("externallink", "U22"),
    ("connections", "U22"),
    ("querytable", "U22"),
    ("webextension", "U22"),
    ("attachedtemplate", "U22"),
    ("oleobject", "U23"),
    ("activex", "U23"),
    ("embeddings/", "U23"),
    ("relationships/package", "U23"),
)
_FORBIDDEN_ENDINGS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".hta", ".jar", ".lnk", ".msi")
_OTHER_DOCUMENTS = (
    ("sheet.binary", "binary_workbook"),
    ("wordprocessingml.document.main", "text_document"),
    ("wordprocessingml.template.main", "text_document"),
    ("ms-word", "text_document"),
    ("presentationml.presentation.main", "slides"),
    ("presentationml.slideshow.main", "slides"),
    ("presentationml.template.main", "slides"),
    ("ms-powerpoint", "slides"),
)


class Relationship(NamedTuple):
    """One relationship: its id, the last word of its type, and the part it leads to (empty when external)."""

    id: str
    kind: str
    target: str


class _ContentTypes(Handler):
    def __init__(self, effort: Effort) -> None:
        super().__init__(CONTENT_TYPES, effort)
        self.defaults: dict[str, str] = {}
        self.overrides: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        super().start(name, attributes)
        namespace, _, local = name.rpartition(" ")
        if self.depth == 1 and (namespace, local) != (_TYPES_NAMESPACE, "Types"):
            raise Refusal("U16", part=CONTENT_TYPES)
        kind = attributes.get("ContentType", "").lower()
        if local == "Default":
            self.defaults[attributes.get("Extension", "").lower()] = kind
        elif local == "Override":
            self.overrides[attributes.get("PartName", "").lower().lstrip("/")] = kind

    def of(self, name: str) -> str:
        """The content type of a member, lower-case; empty when none is stated."""
        lowered = name.lower()
        return self.overrides.get(lowered) or self.defaults.get(lowered.rpartition(".")[2], "")


class _Relationships(Handler):
    def __init__(self, part: str, effort: Effort) -> None:
        super().__init__(part, effort)
        self.found: list[Relationship] = []
        self._base = dirname(dirname(part))

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        super().start(name, attributes)
        if name != _RELATIONSHIP:
            return
        kind = attributes.get("Type", "")
        _refuse_forbidden(kind, attributes.get("Target", self.part))
        external = attributes.get("TargetMode", "").lower() == "external"
        word = kind.rpartition("/")[2]
        if external and word.lower() != "hyperlink":
            raise Refusal("U22", part=attributes.get("Target", self.part))
        target = "" if external else _resolved(self._base, attributes.get("Target", ""))
        self.found.append(Relationship(attributes.get("Id", ""), word, target))


def check_package(archive: Archive, effort: Effort) -> None:
    """Refuse packages that are not plain .xlsx workbooks. Raises Refusal U08, U16, U21, U22 or U23.

    A stated type counts only where a member has it: Numbers and others state types, of text documents and objects too,
    for parts they do not write.
    """
    types = _ContentTypes(effort)
    tokenise(archive.chunks(CONTENT_TYPES), types)
    members = {name: types.of(name) for name in archive.names()}
    _require_workbook(" ".join(members.values()))
    for name, content_type in members.items():
        lowered = name.lower()
        _refuse_forbidden(lowered, name)
        if lowered.endswith(_FORBIDDEN_ENDINGS):
            raise Refusal("U23", part=name)
        _refuse_forbidden(content_type, name)


def _require_workbook(types: str) -> None:
    """Refuse the documents of other programs, named by what they are. Raises Refusal U08."""
    for word, kind in _OTHER_DOCUMENTS:
        if word in types:
            raise Refusal("U08", kind=kind)
    if "spreadsheetml" not in types and "ms-excel.sheet" not in types and "ms-excel.template" not in types:
        raise Refusal("U08", kind="other_package")


def relationships(archive: Archive, part: str, effort: Effort) -> list[Relationship]:
    """Where a part leads (the package itself for an empty name); empty when it has no relationships.

    Raises Refusal U21, U22 or U23 for relationships that may not be.
    """
    name = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
    if name not in archive:
        return []
    return relationships_in(archive, name, effort)


def relationships_in(archive: Archive, name: str, effort: Effort) -> list[Relationship]:
    """The relationships of one `.rels` part. Raises as `relationships`."""
    handler = _Relationships(name, effort)
    tokenise(archive.chunks(name), handler)
    return handler.found


def _refuse_forbidden(text: str, part: str) -> None:
    lowered = text.lower()
    for word, code in _FORBIDDEN_WORDS:
        if word in lowered:
            raise Refusal(code, part=part)


def _resolved(base: str, target: str) -> str:
    """The member a target means: absolute or relative, with either slash, percent-encoded or not."""
    path = unquote(target).replace("\\", "/").partition("#")[0]
    return normpath(join("/", base, path)).lstrip("/")
