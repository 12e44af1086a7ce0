"""XML read by expat under guard: no document type, no entities, bounded depth, tags, attributes and elements.

expat was chosen over lxml by measurement (`bench/intake.py`): both tokenise a sheet in about the same time when
Python sees every element, while expat keeps no tree and stops at the first forbidden construct. What the elements mean
is the readers' business.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.parsers import expat

from service.intake.limits import LIMITS, Limits
from service.intake.refusals import Refusal

Attributes = dict[str, str]
_OFFICE_OPEN = "http://schemas.openxmlformats.org/"
_TRANSITIONAL = {
    "http://purl.oclc.org/ooxml/spreadsheetml/main": f"{_OFFICE_OPEN}spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": f"{_OFFICE_OPEN}officeDocument/2006/relationships",
}
"""Strict Open XML writes the same elements in namespaces of its own (ISO/IEC 29500-1, annex A)."""
_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii"})


@dataclass(slots=True)
class Effort:
    """Elements tokenised so far over all parts of one upload."""

    limits: Limits = LIMITS
    elements: int = 0

    def spend(self, elements: int, part: str) -> None:
        """Count elements; raises Refusal U19 beyond the limit."""
        self.elements += elements
        if self.elements > self.limits.elements:
            raise Refusal("U19", part=part, reason="elements", limit=self.limits.elements)


class Handler:
    """What happens at each element of a part. A reader derives from it and overrides what it needs.

    `start` and `end` of a derived class call these ones for every element that it does not know, so that depth and
    attributes stay bounded. `count` is the number of elements since `tokenise` last looked at it.
    """

    def __init__(self, part: str, effort: Effort) -> None:
        self.part = part
        self.effort = effort
        self.limits = effort.limits
        self.depth = 0
        self.count = 0
        self.deepest, self.widest = effort.limits.depth, effort.limits.attributes

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002 - for those who derive
        """An element opens. `name` is `namespace local`, separated by a space."""
        self.depth += 1
        self.count += 1
        if self.depth > self.deepest or len(attributes) > self.widest:
            raise self.excess()

    def end(self, name: str) -> None:  # noqa: ARG002 - for those who derive
        """An element closes."""
        self.depth -= 1

    text: Callable[[str], None] | None = None

    def excess(self) -> Refusal:
        """The refusal for an element that is too deep or has too many attributes."""
        if self.depth > self.deepest:
            return Refusal("U19", part=self.part, reason="depth", limit=self.deepest)
        return Refusal("U19", part=self.part, reason="attributes", limit=self.widest)


def tokenise(chunks: Iterable[bytes], handler: Handler) -> None:
    """Drive `handler` over one part. Raises Refusal U17 (malformed), U18 (DTD), U19 (excess), U20 (encoding)."""
    parser = _guarded(handler)
    limit = handler.limits.token_bytes
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            handler.effort.spend(handler.count, handler.part)
            handler.count = 0
            if fed - parser.CurrentByteIndex > limit + len(chunk):
                raise Refusal("U19", part=handler.part, reason="token", limit=limit)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _malformed(handler.part, error) from None
    finally:
        _release(parser)


def _guarded(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    if handler.text is not None:
        parser.CharacterDataHandler = handler.text

    def forbid(*_: object) -> int:
        raise Refusal("U18", part=handler.part)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise Refusal("U20", part=handler.part, encoding=encoding)

    def namespace(_prefix: str | None, uri: str | None) -> None:
        if uri in _TRANSITIONAL:
            _translate(parser, handler)

    parser.XmlDeclHandler = declared
    parser.StartNamespaceDeclHandler = namespace
    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.UnparsedEntityDeclHandler = forbid
    parser.ExternalEntityRefHandler = forbid
    parser.SkippedEntityHandler = forbid
    return parser


def _translate(parser: expat.XMLParserType, handler: Handler) -> None:
    """From here on, give Strict names to the handler as Transitional ones: readers know only one dialect."""

    def start(name: str, attributes: Attributes) -> None:
        handler.start(_transitional(name), {_transitional(key): value for key, value in attributes.items()})

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(_transitional(name))


def _transitional(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    known = _TRANSITIONAL.get(namespace)
    return name if known is None else f"{known} {local}"


def _release(parser: expat.XMLParserType) -> None:
    """Break the cycle parser -> handlers -> parser, so that memory is returned at once in long-lived workers."""
    parser.StartElementHandler = None
    parser.EndElementHandler = None
    parser.CharacterDataHandler = None
    parser.StartNamespaceDeclHandler = None


def _malformed(part: str, error: expat.ExpatError) -> Refusal:
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]:
        return Refusal("U20", part=part, encoding="?")
    return Refusal("U17", part=part, line=error.lineno, column=error.offset + 1)
