"""Files of a framework directory -> one `Framework`, or every fault found with its file, line and remedy.

A directory holds one pledge in YAML files; each section stands once, in whichever file. The bundled frameworks live in
`frameworks/`; nothing else is read. What the parts mean is in `model.py`, what must hold between them in
`framework_rules.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as Directory
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from indicators.framework_faults import Fault, FrameworkFault, UnknownFramework
from indicators.framework_rules import Parts, broken_rules
from indicators.located_yaml import Document, Path, read
from indicators.model import (
    Catalogue,
    Clause,
    Framework,
    Frozen,
    Indicator,
    Language,
    Motive,
    Objective,
    Population,
    Source,
    Text,
    Theme,
)
from indicators.part_faults import faults_of_part

FRAMEWORKS = Directory(__file__).parent / "frameworks"


class Head(Frozen):
    """What a framework says of itself."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: Annotated[int, Field(ge=1)]
    title: Text
    notice: Text
    official_languages: tuple[Language, ...]
    translation_notice: Text


SECTIONS: dict[str, tuple[type[Frozen], str]] = {
    "framework": (Head, "clauses.yaml"),
    "sources": (Source, "clauses.yaml"),
    "objectives": (Objective, "clauses.yaml"),
    "clauses": (Clause, "clauses.yaml"),
    "populations": (Population, "indicators.yaml"),
    "indicators": (Indicator, "indicators.yaml"),
    "catalogues": (Catalogue, "demands.yaml"),
    "motives": (Motive, "motives.yaml"),
    "themes": (Theme, "motives.yaml"),
}
"""Section -> (what each of its items is; the file it usually stands in). `framework` is one item, the others
are lists."""


def load(directory: Directory) -> Framework:
    """Read a framework directory.

    Raises FrameworkFault with every fault found, OSError where the directory cannot be read.
    """
    return _Loading(directory).framework()


@lru_cache(maxsize=8)
def bundled(id: str = "paris-2025", version: int | None = None) -> Framework:  # noqa: A002  named as in the data
    """Return a framework that comes with the service; without `version`, its newest.

    `frameworks/<id>/` holds the newest version, `frameworks/<id>@<version>/` each earlier one, kept for ever so that
    what was answered under it stays readable. Raises UnknownFramework.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", id):
        raise UnknownFramework(id)
    names = (id,) if version is None else (f"{id}@{version}", id)
    for directory in (FRAMEWORKS / name for name in names):
        if directory.is_dir():
            framework = load(directory)
            if version in (None, framework.version):
                return framework
    raise UnknownFramework(id if version is None else f"{id}@{version}")


def all_bundled() -> tuple[Framework, ...]:
    """Return every version of every framework that comes with the service."""
    names = sorted(home.name.partition("@") for home in FRAMEWORKS.iterdir() if home.is_dir())
    return tuple(bundled(id_, int(version) if version else None) for id_, _, version in names)


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of `content`: sorted keys, UTF-8, no spaces.

    Values left at their defaults are not part of it, so that a key added to the model later leaves old hashes alone.
    """
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


@dataclass
class _Loading:
    """One reading of one directory; faults gather here and are told all at once."""

    directory: Directory
    faults: list[Fault] = field(default_factory=list)
    homes: dict[str, Document] = field(default_factory=dict)

    def framework(self) -> Framework:
        files = (file for file in self.directory.iterdir() if file.suffix in {".yaml", ".yml"} and file.is_file())
        documents = []
        for file in sorted(files):
            document, faults = read(file)
            self.faults.extend(faults)
            self._place(document)
            documents.append(document)
        self._miss(documents)
        valid = {section: dict(self._valid(section)) for section in SECTIONS}
        self._unique()
        self._relate(valid)
        if self.faults:
            raise FrameworkFault(self.faults)
        return _assemble(valid)

    def _place(self, document: Document) -> None:
        for section in document.data:
            if section not in SECTIONS:
                self._note("unknown_section", document, (section,), key=section, expected=", ".join(SECTIONS))
            elif section in self.homes:
                self._note("duplicate_section", document, (section,), section=section, first=self.homes[section].name)
            else:
                self.homes[section] = document

    def _miss(self, documents: list[Document]) -> None:
        """Note each section that stands nowhere, unless it may stand in a file that could not be read."""
        readable = {document.name for document in documents if document.data}
        for section, (_, name) in SECTIONS.items():
            if section in self.homes or (len(readable) < len(documents) and name not in readable):
                continue
            code = "missing_section" if name in readable else "missing_file"
            self.faults.append(Fault(code, name, 1, {"section": section, "name": name}))

    def _items(self, section: str) -> list[tuple[Path, Any]]:
        """Return the section's raw items with their paths; notes a section of the wrong kind."""
        home = self.homes.get(section)
        if home is None:
            return []
        data = home.data[section]
        if section == "framework":
            return [((section,), data)]
        if isinstance(data, list):
            return [((section, index), item) for index, item in enumerate(data)]
        return []

    def _valid(self, section: str) -> Iterator[tuple[int, Frozen]]:
        model, _ = SECTIONS[section]
        home = self.homes.get(section)
        if home is not None and section != "framework" and not isinstance(home.data[section], list):
            found = type(home.data[section]).__name__
            self._note("wrong_kind", home, (section,), found=found, expected="- ...")
        for index, (path, raw) in enumerate(self._items(section)):
            assert home is not None
            try:
                # JSON, strictly: lists become tuples and dates are read, but no text turns into a number or back.
                yield index, model.model_validate_json(json.dumps(raw), strict=True)
            except ValidationError as error:
                self.faults.extend(faults_of_part(error, model, home, path, raw))

    def _unique(self) -> None:
        for section in SECTIONS:
            first: dict[object, Path] = {}
            entries = self._items(section)
            for path, raw in entries:
                self._once(self.homes[section], first, path, raw, "number" if section == "objectives" else "id")
        self._unique_demands()

    def _unique_demands(self) -> None:
        """Demands are cited by their id alone, so an id is unique over all catalogues."""
        first: dict[object, Path] = {}
        for path, raw in self._items("catalogues"):
            demands = raw.get("demands") if isinstance(raw, dict) else None
            for number, demand in enumerate(demands if isinstance(demands, list) else []):
                self._once(self.homes["catalogues"], first, (*path, "demands", number), demand, "id")

    def _once(self, home: Document, first: dict[object, Path], path: Path, raw: object, key: str) -> None:
        id_ = raw.get(key) if isinstance(raw, dict) else None
        if not isinstance(id_, str | int):
            return
        if id_ in first:
            line = str(home.line((*first[id_], key)))
            self._note("duplicate_id", home, (*path, key), id=str(id_), first=line, file=home.name)
        first.setdefault(id_, path)

    def _relate(self, valid: Mapping[str, dict[int, Any]]) -> None:
        ids = {
            section: [
                str(raw.get("number" if section == "objectives" else "id"))
                for _, raw in self._items(section)
                if isinstance(raw, dict)
            ]
            for section in SECTIONS
        }
        parts = Parts(valid["clauses"], valid["indicators"], valid["catalogues"], valid["motives"], ids)
        for code, path, params in broken_rules(parts):
            if code == "dangling" and params["section"] in SECTIONS and params["section"] not in self.homes:
                continue  # the whole section is missing or unreadable, which is told once
            self._note(code, self.homes[str(path[0])], path, **params)

    def _note(self, code: str, home: Document, path: Path, **params: str) -> None:
        self.faults.append(Fault(code, home.name, home.line(path), params))


def _assemble(valid: Mapping[str, dict[int, Any]]) -> Framework:
    head = valid["framework"][0]
    parts = {section: tuple(items.values()) for section, items in valid.items() if section != "framework"}
    content = {name: getattr(head, name) for name in Head.model_fields} | parts
    unsigned = Framework.model_construct(**content, content_hash="")
    signed = content_hash(unsigned.model_dump(mode="json", exclude={"content_hash"}, exclude_defaults=True))
    return Framework(**content, content_hash=signed)
