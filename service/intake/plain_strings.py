"""The shared texts of an ordinary .xlsx, taken by a pattern instead of an event for every tag.

Half the tags of a filled template are here, and nearly all say `<si><t>…</t></si>`; the pattern takes an eighth off the
time of an upload. It accepts a strict part of XML: no comment, CDATA, declaration or carriage return, one namespace, at
most one attribute a tag. What it accepts the XML reader reads alike; anything beyond is left to that reader as a whole.
(The same for the rows of a sheet was measured, and gained nothing.)
"""

import re
from xml.sax.saxutils import unescape

from service.intake.ooxml_parts import MAIN, Strings

LARGEST = 2_000_000
"""Bytes of a part that is taken so: it is held in memory as a whole, which larger ones are not."""

_TEXT = r"[^<&]*+(?:&(?:amp|lt|gt|quot|apos);[^<&]*+)*+"
_OPEN = r'<t(?: xml:space="preserve")?>'
_HEAD = re.compile(
    r'(?:\ufeff)?(?:<\?xml version="1\.0" encoding="(?i:utf-8)"(?: standalone="(?:yes|no)")?\?>\s*)?'
    rf'<sst xmlns="{re.escape(MAIN)}"(?: count="[0-9]+")?(?: uniqueCount="[0-9]+")?>'
)
_PROPERTIES = r'<rPr>(?:<[A-Za-z]+(?: [A-Za-z]+="[^<&"]*+")?/>)*+</rPr>'
_RUN = rf"<r>(?:{_PROPERTIES})?{_OPEN}{_TEXT}</t></r>"
_ITEM = re.compile(rf"<si>(?:{_OPEN}({_TEXT})</t>|((?:{_RUN})++))</si>")
_TEXTS = re.compile(rf"{_OPEN}({_TEXT})</t>")
_TAIL = re.compile(r"</sst>\s*\Z")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n")
_PRINTED = bytes(byte for byte in range(256) if byte not in _CONTROLS)
_BEYOND = (b"]]>", "\ufffe".encode(), "\uffff".encode())
_QUOTES = {"&quot;": '"', "&apos;": "'"}


def take_plain(content: bytes, strings: Strings) -> bool:
    """Add the texts of a whole part to `strings`; False, with nothing added, where the part is beyond the pattern.

    Raises Refusal U19 beyond the number of elements or of texts, as the XML reader does.
    """
    texts = _texts(content)
    if texts is None:
        return False
    strings.effort.spend(content.count(b"<") - content.count(b"</"), strings.part)
    strings.extend(texts)
    return True


def _texts(content: bytes) -> list[str] | None:
    if len(content) > LARGEST or content.translate(None, _PRINTED) or any(beyond in content for beyond in _BEYOND):
        return None
    try:
        written = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    head = _HEAD.match(written)
    if head is None:
        return None
    texts: list[str] = []
    position = head.end()
    for item in _ITEM.finditer(written, position):
        if item.start() != position:
            return None
        position = item.end()
        text, runs = item.group(1, 2)
        if runs is not None:
            text = "".join(_TEXTS.findall(runs))
        texts.append(unescape(text, _QUOTES) if "&" in text else text)
    return texts if _TAIL.match(written, position) else None
