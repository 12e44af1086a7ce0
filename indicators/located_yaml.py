"""A small, strict reading of YAML that keeps the line of every key: plain data in, no object is ever made.

Only mappings, lists, texts, whole numbers, true, false and null are read. Tags, anchors and aliases are refused, so no
document can grow beyond its own bytes. What the data means is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

import yaml

from indicators.framework_faults import Fault

LARGEST_FILE = 2_000_000
"""Bytes; the largest file of the bundled framework has about a tenth of that."""

DEEPEST = 24
"""Levels of nesting; a framework needs seven."""

Path = tuple[str | int, ...]
Event = Any  # the parser's events carry no types

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """One file as plain data, with the line (from 1) of each key and list item by its path."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest place above it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Stopped(Exception):  # noqa: N818  an ending, not an error
    """The document cannot be read further; its fault is noted."""


def read(file: File) -> tuple[Document, list[Fault]]:
    """Read one file; return its data and every fault of its form. A file that cannot be read gives an empty document.

    Raises OSError where the file system refuses.
    """
    with file.open("rb") as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        return Document(file.name), [Fault("too_large", file.name, 1, {"limit": str(LARGEST_FILE)})]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Document(file.name), [Fault("not_utf8", file.name, line, {"byte": f"0x{content[error.start]:02X}"})]
    return _Reading(file.name).document(text)


class _Reading:
    """One pass over the parser's events, from which data and lines are built."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []
        self.events: Iterator[Event] = iter(())

    def document(self, text: str) -> tuple[Document, list[Fault]]:
        try:
            self.events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
            data = self._only_document()
        except yaml.YAMLError as error:
            self._note("syntax", _line_of(error, text), problem=_problem_of(error))
        except _Stopped:
            pass  # the fault is noted where it was met
        else:
            if isinstance(data, dict):
                return Document(self.name, data, self.lines), self.faults
            self._note("not_a_mapping", 1)
        return Document(self.name), self.faults

    def _only_document(self) -> object:
        data: object = None
        count = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                count += 1
                if count > 1:
                    self._stop("several_documents", event)
                data = self._value(next(self.events), ())
        return data

    def _value(self, event: Event, path: Path) -> object:
        self._refuse_references(event)
        if len(path) > DEEPEST:
            self._stop("too_deep", event, limit=str(DEEPEST))
        self.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path)
        return _scalar(event)

    def _mapping(self, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._refuse_references(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._stop("key_not_text", event)
            line = event.start_mark.line + 1
            key = str(event.value)
            here = (*path, key)
            if key in found:
                self._note("duplicate_key", line, key=key, first=str(self.lines[here]))
            else:
                self.lines[here] = line
            found[key] = self._value(next(self.events), here)
        return found

    def _list(self, path: Path) -> list[object]:
        found: list[object] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._value(event, (*path, len(found))))
        return found

    def _refuse_references(self, event: Event) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._stop("anchor", event)
        if event.tag is not None:
            self._stop("tag", event, tag=str(event.tag))

    def _note(self, code: str, line: int, **params: str) -> None:
        self.faults.append(Fault(code, self.name, line, params))

    def _stop(self, code: str, event: Event, **params: str) -> None:
        self._note(code, event.start_mark.line + 1, **params)
        raise _Stopped


def _line_of(error: yaml.YAMLError, text: str) -> int:
    """Return the line (from 1) the parser complains about; for a forbidden character it only gives a byte offset."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    return text.encode("utf-8").count(b"\n", 0, getattr(error, "position", None) or 0) + 1


def _problem_of(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or str(error).splitlines()[0])


def _scalar(event: Event) -> object:
    """Return text, whole number, true, false or null; a quoted or folded scalar is always text.

    Nothing else is guessed: `no` is a word, `1.10` is an id and `2024-08-01` is read as a date by the field it fills.
    """
    value = str(event.value)
    if event.style not in (None, ""):
        return value
    if value in _CONSTANTS:
        return _CONSTANTS[value]
    return int(value) if _WHOLE.fullmatch(value) else value
