"""Which messages the pages say, and the catalogues kept in step with them: `python -m tests.pages.extraction [ROOM]`.

A room is a folder of `service/templates` (`company`, `union`, ...), whose messages live in `<room>.po`; everything else
is in `enregard.po`, and what two rooms say is kept in the first of them. The English is the key and fills its own
catalogue; French is left empty for a person to write. What nobody says any more is dropped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "service" / "templates"
PAGES = ROOT / "service" / "pages"
LOCALES = ROOT / "service" / "locales"
SHARED = "enregard"
_HEADER = "# The messages of the pages: how to add one is told in CONTRIBUTING.md."
_OPTIONS = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_OPTIONS["extensions"] = "jinja2.ext.do"


@dataclass(frozen=True)
class Message:
    """One message: its English, its English plural where it counts, and the files that say it."""

    id: str
    plural: str | None
    places: tuple[str, ...]


def said() -> dict[str, dict[str, Message]]:
    """Return every message by room and by its English."""
    rooms: dict[str, dict[str, Message]] = {}
    home: dict[str, str] = {}
    for room, place, words in sorted(_found(), key=lambda one: (one[0] != SHARED, one[0], one[1])):
        id_, plural = (words[0], words[1]) if isinstance(words, tuple) else (words, None)
        entries = rooms.setdefault(home.setdefault(id_, room), {})
        known = entries.get(id_, Message(id_, plural, ()))
        entries[id_] = Message(id_, known.plural or plural, tuple(sorted({*known.places, place})))
    return rooms


def _found() -> Iterator[tuple[str, str, str | tuple[str, ...]]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        folder = path.relative_to(TEMPLATES).parts[0]
        room = folder if folder not in ("public", "macros", "print") and "." not in folder else SHARED
        for _, message, _, _ in extract_from_file("jinja2.ext:babel_extract", path, options=_OPTIONS):
            yield room, str(path.relative_to(ROOT)), message
    for path in sorted(PAGES.rglob("*.py")):
        inside = path.relative_to(PAGES).parts
        room = inside[0] if len(inside) > 1 and (TEMPLATES / inside[0]).is_dir() and inside[0] != "public" else SHARED
        for _, message, _, _ in extract_from_file("python", path, keywords={"say": None, "count": (1, 2)}):
            if message and (isinstance(message, str) or all(isinstance(one, str) for one in message)):
                yield room, str(path.relative_to(ROOT)), message


def update(room: str) -> int:
    """Bring both catalogues of a room in step; return how many French messages wait for words."""
    waiting = 0
    for language in ("fr", "en"):
        path = LOCALES / language / "LC_MESSAGES" / f"{room}.po"
        known = _read(path, language)
        made = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment=_HEADER)
        for message in sorted(said().get(room, {}).values(), key=lambda one: (one.places, one.id)):
            own = (message.id, message.plural) if message.plural else message.id
            before = known.get(message.id)
            string = own if language == "en" else (before.string if before else "")
            if message.plural and not isinstance(string, tuple | list):
                string = (string, "")
            made.add(own, string, locations=[(place, None) for place in message.places])
            waiting += language == "fr" and not all(string if isinstance(string, tuple | list) else (string,))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, made, width=118, omit_header=False, include_lineno=False)
        _without_dates(path)
    return waiting


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _without_dates(path: Path) -> None:
    """The same messages give the same file: no time, no person, no version of a tool."""
    lines = path.read_text(encoding="utf-8").split("\n")
    dated = (
        "Project-Id",
        "Report-Msgid",
        "POT-Creation",
        "PO-Revision",
        "Last-Translator",
        "Language-Team",
        "Generated",
    )
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in dated))]
    path.write_text("\n".join(kept).strip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    for one in sys.argv[1:] or [SHARED]:
        sys.stdout.write(
            f"{one}: {update(one)} French message(s) to write in service/locales/fr/LC_MESSAGES/{one}.po\n"
        )
