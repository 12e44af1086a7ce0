"""The parts of an .xlsx that the sheets point to: the list of sheets, the number formats, the shared texts.

No cell is read here; what a cell makes of a format or a text is in `worksheet.py`.
"""

import re
from enum import IntEnum
from typing import NamedTuple

from service.intake.markup import Attributes, Effort, Handler
from service.intake.refusals import Refusal

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ITEM, _TEXT, _PHONETIC = f"{MAIN} si", f"{MAIN} t", f"{MAIN} rPh"
_NOT_HERE = frozenset((_ITEM, _TEXT, _PHONETIC))
_RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"


def require_root(name: str, local: str, part: str) -> None:
    """Refuse a part that does not begin with the element its role asks for. Raises Refusal U31."""
    if name != f"{MAIN} {local}":
        raise Refusal("U31", sheet=part, cell="", value=name.rpartition(" ")[2])


class SheetEntry(NamedTuple):
    """A tab: its name, whether it is hidden, and the id of the relationship to its part."""

    name: str
    hidden: bool
    link: str


class WorkbookPart(Handler):
    """`workbook.xml`: the tabs in order, the calendar, and how many names are defined."""

    def __init__(self, part: str, effort: Effort) -> None:
        super().__init__(part, effort)
        self.sheets: list[SheetEntry] = []
        self.from_1904 = False
        self.names = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        super().start(name, attributes)
        if self.depth == 1:
            require_root(name, "workbook", self.part)
        elif name == f"{MAIN} sheet" and self.depth == 3:
            self._add_sheet(attributes)
        elif name == f"{MAIN} workbookPr":
            self.from_1904 = attributes.get("date1904", "0").lower() in ("1", "true", "on")
        elif name == f"{MAIN} definedName":
            self.names += 1
        elif name == f"{MAIN} externalReference":
            raise Refusal("U22", part=self.part)

    def _add_sheet(self, attributes: Attributes) -> None:
        name = attributes.get("name", "")
        if any(entry.name.lower() == name.lower() for entry in self.sheets):
            raise Refusal("U32", sheet=name)
        if len(self.sheets) >= self.limits.sheets:
            raise Refusal("U24", limit=self.limits.sheets)
        hidden = attributes.get("state", "visible") != "visible"
        self.sheets.append(SheetEntry(name, hidden, attributes.get(_RELATION_ID, "")))


class Shown(IntEnum):
    """How a number format shows a number."""

    PLAIN = 0
    PERCENT = 1
    DATE = 2


_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN_PERCENTS = frozenset((9, 10))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)


def shown_by(code: str) -> Shown:
    """How a number format code (ECMA-376 part 1, 18.8.31) shows a number; its first section decides."""
    bare = _LITERAL.sub("", code).partition(";")[0]
    if bare.strip().lower() == "general":
        return Shown.PLAIN
    if _DATE_LETTERS.search(bare):
        return Shown.DATE
    return Shown.PERCENT if "%" in bare else Shown.PLAIN


class Formats(Handler):
    """`styles.xml`: how each cell format shows a number, by its index as cells write it."""

    def __init__(self, effort: Effort) -> None:
        super().__init__("xl/styles.xml", effort)
        self.shown: dict[str, Shown] = {}
        self._codes: dict[str, Shown] = {}
        self._in_cell_formats = False

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        super().start(name, attributes)
        if self.depth == 1:
            require_root(name, "styleSheet", self.part)
        elif name == f"{MAIN} numFmt":
            self._codes[attributes.get("numFmtId", "")] = shown_by(attributes.get("formatCode", ""))
        elif name == f"{MAIN} cellXfs":
            self._in_cell_formats = True
        elif name == f"{MAIN} xf" and self._in_cell_formats:
            if len(self.shown) >= self.limits.styles:
                raise Refusal("U19", part=self.part, reason="styles", limit=self.limits.styles)
            self.shown[str(len(self.shown))] = self._shown(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """See Handler."""
        super().end(name)
        if name == f"{MAIN} cellXfs":
            self._in_cell_formats = False

    def _shown(self, identifier: str) -> Shown:
        if identifier in self._codes:
            return self._codes[identifier]
        number = int(identifier) if identifier.isascii() and identifier.isdigit() and len(identifier) < 6 else 0
        if number in _BUILT_IN_DATES:
            return Shown.DATE
        return Shown.PERCENT if number in _BUILT_IN_PERCENTS else Shown.PLAIN


class Strings(Handler):
    """`sharedStrings.xml`: the texts that cells point to, runs joined, phonetic guides left out.

    `clean` holds, by their number as cells write it, those that need no closer look: neither empty nor long, without
    escapes and carriage returns. expat lets no other unprintable character through.
    """

    def __init__(self, effort: Effort) -> None:
        super().__init__("xl/sharedStrings.xml", effort)
        self.texts: list[str] = []
        self.clean: dict[str | None, str] = {}
        self._written = ""
        self._most = effort.limits.shared_strings
        self._longest_clean = effort.limits.text_length
        self._listening = False
        self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        """See Handler."""
        if name == _TEXT and not self._listening:
            self._listening = True
        elif name == _ITEM and self.depth == 1:
            self.depth = 2
            self._written = ""
            self.count += 2
        else:
            self.depth += 1
            self.count += 1
            if self.depth > self.deepest or len(attributes) > self.widest:
                raise self.excess()
            if self._listening or self._phonetic or name in _NOT_HERE or self.depth == 1:
                self._open_uncommon(name)

    def end(self, name: str) -> None:
        """See Handler."""
        if name == _TEXT:
            self._listening = False
            return
        self.depth -= 1
        if name == _ITEM:
            self._add(self._written)
        elif name == _PHONETIC:
            self._phonetic = False

    def text(self, characters: str) -> None:
        """Characters between tags; kept only inside a text."""
        if self._listening and not self._phonetic:
            self._written += characters

    def _open_uncommon(self, name: str) -> None:
        """A text within a text or an item within an item would shift the numbers that cells point with."""
        if self._listening or name in (_ITEM, _TEXT):
            raise Refusal("U31", sheet=self.part, cell="", value=name.rpartition(" ")[2])
        if name == _PHONETIC:
            self._phonetic = True
        elif self.depth == 1:
            require_root(name, "sst", self.part)

    def extend(self, texts: list[str]) -> None:
        """Keep the next texts, in order. Raises Refusal U19 when there are too many."""
        first = len(self.texts)
        if first + len(texts) > self._most:
            raise Refusal("U19", part=self.part, reason="strings", limit=self._most)
        longest = self._longest_clean
        self.clean.update(
            (str(number), text)
            for number, text in enumerate(texts, first)
            if text and "_x" not in text and "\r" not in text and len(text) <= longest
        )
        self.texts += texts

    def _add(self, text: str) -> None:
        number = len(self.texts)
        if number >= self._most:
            raise Refusal("U19", part=self.part, reason="strings", limit=self._most)
        if text and "_x" not in text and "\r" not in text and len(text) <= self._longest_clean:
            self.clean[str(number)] = text
        self.texts.append(text)
