"""Feeds as Atom (RFC 4287) and as JSON Feed 1.1, from the same entries. What is told is decided elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as a feed tells it: `id` is a urn that never changes; `author` speaks; `text` is plain, in `language`;
    `summary` is what became of it since, in the feed's language, empty where nothing did.
    """

    id: str
    title: str
    link: str
    author: str
    published: datetime
    updated: datetime
    text: str
    language: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: entries newest first; `address` is its own, without the suffix and the query."""

    id: str
    title: str
    subtitle: str
    address: str
    home: str
    language: str
    began: datetime
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When the newest change happened; where nothing has, when its subject began."""
        return max((entry.updated for entry in self.entries), default=self.began)


def atom(feed: Feed) -> bytes:
    """Return the feed as an Atom document in UTF-8."""
    names: Any = {None: ATOM}  # the stubs know no default namespace
    root = etree.Element(f"{{{ATOM}}}feed", {_LANG: feed.language}, names)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _time(feed.updated))
    own = f"{feed.address}.atom?language={feed.language}"
    _add(root, "link", rel="self", type="application/atom+xml", href=own)
    _add(root, "link", rel="alternate", href=feed.home)
    _add(_add(root, "author"), "name", "En regard")
    for entry in feed.entries:
        _entry(_add(root, "entry"), entry)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def json_feed(feed: Feed) -> bytes:
    """Return the feed as a JSON Feed 1.1 document in UTF-8."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.home,
        "feed_url": f"{feed.address}.json?language={feed.language}",
        "language": feed.language,
        "authors": [{"name": "En regard"}],
        "items": [
            {
                "id": entry.id,
                "url": entry.link,
                "title": entry.title,
                "content_text": entry.text,
                "date_published": _time(entry.published),
                "date_modified": _time(entry.updated),
                "authors": [{"name": entry.author}],
                "language": entry.language,
                **({"summary": entry.summary} if entry.summary else {}),
            }
            for entry in feed.entries
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _entry(element: etree._Element, entry: Entry) -> None:
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "link", rel="alternate", href=entry.link)
    _add(_add(element, "author"), "name", entry.author)
    _add(element, "published", _time(entry.published))
    _add(element, "updated", _time(entry.updated))
    if entry.summary:
        _add(element, "summary", entry.summary, type="text")
    _add(element, "content", entry.text, type="text").set(_LANG, entry.language)


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element


def _time(moment: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
