"""Telling what a file is from its first bytes, when it is not the zip package that an .xlsx or .ods must be.

Names and extensions are never consulted: people rename, browsers guess. Nothing is parsed here.
"""

from service.intake.refusals import Refusal

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4_096

_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "text_document"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"7z\xbc\xaf\x27\x1c", "compressed"),
    (b"Rar!\x1a\x07", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    (b"SQLite format 3\x00", "database"),
    (b"PAR1", "database"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"PK\x05\x06", "empty_archive"),
    (b"PK\x07\x08", "split_archive"),
)
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")

_CLASS_AT = 80
_CLASSES = {
    b"\x20\x08\x02\x00": "old_workbook",
    b"\x10\x08\x02\x00": "old_workbook",
    b"\x06\x09\x02\x00": "text_document",
    b"\x00\x09\x02\x00": "text_document",
    b"\x10\x8d\x81\x64": "slides",
}
"""The class of the root entry, by its first four bytes; of several documents it tells which holds the others."""
_STREAMS = (
    ("workbook", "old_workbook"),
    ("book", "old_workbook"),
    ("worddocument", "text_document"),
    ("powerpoint document", "slides"),
)
_BIFF_STREAMS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
"""How the stream of an .xls begins (BIFF8, BIFF5), should its name be damaged."""


def require_zip(data: bytes) -> None:
    """Return when the file starts as a zip package; otherwise raise the Refusal that names what it is.

    Raises U01 (empty), U03 (unknown), U04 (plain text), U05 (web page or XML), U06 (old .xls), U07 (password) or
    U08 (another kind of document).
    """
    if not data:
        raise Refusal("U01")
    if data.startswith(_ZIP):
        return
    if data.startswith(_OLE):
        raise _inside_compound_file(data)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise Refusal("U08", kind=kind)
    if data.startswith(_BIFF):
        raise Refusal("U06")
    if _ZIP in data[:_HEAD]:
        raise Refusal("U10", reason="leading_bytes", member="")
    raise _as_text(data)


def _inside_compound_file(data: bytes) -> Refusal:
    """Which document an OLE compound file holds, from the names of its streams (UTF-16, [MS-CFB] 2.6.1)."""
    lowered = data.lower()
    if _stream("encryptedpackage") in lowered:
        return Refusal("U07")
    root = lowered.find(_stream("root entry"))
    found = [kind for name, kind in _STREAMS if _stream(name) in lowered] or ["compound_file"]
    stated = _CLASSES.get(data[root + _CLASS_AT : root + _CLASS_AT + 4], "") if root >= 0 else ""
    kind = stated if stated in found else found[0]
    if kind == "old_workbook" or (kind == "compound_file" and any(start in data for start in _BIFF_STREAMS)):
        return Refusal("U06")
    return Refusal("U08", kind=kind)


def _stream(name: str) -> bytes:
    """How a directory entry of a compound file names a stream: padded to 64 bytes, then the length of the name."""
    written = name.encode("utf-16-le")
    return written.ljust(64, b"\x00") + (len(written) + 2).to_bytes(2, "little")


def _as_text(data: bytes) -> Refusal:
    """The refusal for a file that is not binary, or U03 when it is."""
    text = _decoded(data[:_HEAD])
    if text is None:
        return Refusal("U03")
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<div", "<style")):
        return Refusal("U05", kind="web_page")
    if start.startswith(("mime-version:", "content-type: multipart/related")):
        return Refusal("U05", kind="web_page")
    if start.startswith("<"):
        return Refusal("U05", kind=_kind_of_xml(start))
    if start.startswith("id;p"):
        return Refusal("U08", kind="sylk")
    if start.startswith(("{", "[")):
        return Refusal("U08", kind="json")
    return Refusal("U04")


def _kind_of_xml(start: str) -> str:
    if "<html" in start or "<table" in start:
        return "web_page"
    if "urn:schemas-microsoft-com:office:spreadsheet" in start or 'progid="excel.sheet"' in start:
        return "xml_spreadsheet"
    if "urn:oasis:names:tc:opendocument" in start:
        return "flat_opendocument"
    return "xml"


def _decoded(head: bytes) -> str | None:
    """The head as text, or None for binary data."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if b"\x00" in head or sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head) > len(head) // 100:
        return None
    return head.decode("utf-8", "replace") if _mostly_utf8(head) else head.decode("cp1252", "replace")


def _mostly_utf8(head: bytes) -> bool:
    return head.decode("utf-8", "ignore").encode() in (head, head[:-1], head[:-2], head[:-3])
