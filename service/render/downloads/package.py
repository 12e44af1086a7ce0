"""The data package: all tables as CSV, figures, annotations, method and framework, a description, checksums, proofs.

A Frictionless Data Package (version 2) in one zip; equal input gives equal bytes, and no member is held whole in memory
that grows with the answers. Texts that a spreadsheet would take for a formula begin with an apostrophe.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Literal

from pydantic import TypeAdapter

from indicators.disclosure.intervals import Located
from indicators.figures import Figure
from indicators.model import LANGUAGES, Language
from schemas.annotation_export import annotation_page
from service.render.downloads.flat import csv_frames, csv_head, csv_rows
from service.render.downloads.package_tables import PackageTable, head, heads, package_tables
from service.render.report import method
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.table import Column, Kind

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FIGURES: Final = TypeAdapter(tuple[Figure, ...])
"""Figures as JSON: every number exact, in text."""

_TYPES: Mapping[Kind, str] = {
    "whole": "integer",
    "number": "number",
    "percent": "number",
    "day": "date",
    "flag": "boolean",
}
_WHEN = (1980, 1, 1, 0, 0, 0)
_ESCAPE: Mapping[Language, str] = {
    "fr": "Un texte qui commence par = + - @ ' ou un saut de ligne est précédé d’une apostrophe\u00a0: l’ôter le rend.",
    "en": "A text that starts with = + - @ ' or a line break is preceded by one apostrophe; remove it to get the text.",
}

SEAL: Final = "seal.txt"
"""Member of a complete package that holds chance, in hexadecimal."""
Holding = Literal["complete", "public"]
"""`complete` holds every answer, for those who may see them; `public` those of companies that publish in full."""


class _Part:
    """A member being written: counts and hashes what goes through."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> None:
        self._part.write(content)
        self._hash.update(content)
        self.size += len(content)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


class _Package:
    """A package being written, with the description of what is in it so far."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.resources: list[dict[str, Any]] = []
        self.sums: dict[str, str] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[_Part]:
        entry = zipfile.ZipInfo(name, _WHEN)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self._archive.open(entry, "w", force_zip64=True) as opened:
            part = _Part(opened)
            yield part
        self.sums[name] = part.digest

    def add(self, name: str, content: bytes) -> None:
        with self.member(name) as part:
            part.write(content)

    def resource(self, path: str, media_type: str, content: bytes) -> None:
        with self.member(path) as part:
            part.write(content)
        self._describe(path, media_type, part)

    def table(self, table: PackageTable) -> None:
        path = f"{table.name}.csv"
        with self.member(path) as part:
            for piece in _csv(table):
                part.write(piece)
        schema = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
        self._describe(path, "text/csv", part, type="table", encoding="utf-8", schema=schema)

    def _describe(self, path: str, media_type: str, part: _Part, **more: Any) -> None:
        name = path.removesuffix(".csv").replace("/", "-").replace(".", "-").lower()
        told = {"name": name, "path": path, "mediatype": media_type, "bytes": part.size}
        self.resources.append({**told, "hash": f"sha256:{part.digest}", **more})


def write_package(
    path: Path,
    report: Report,
    workbooks: Sequence[Path] = (),
    *,
    holding: Holding = "complete",
    proofs: Mapping[str, bytes] | None = None,
    located: Located | None = None,
    seal: bytes = b"",
) -> None:
    """Write the package of `report` to `path`, with these `workbooks` and `proofs` (files of the public log, by name).
    `located`: the intervals of suppressed figures, which only a complete package may hold. `seal`: 32 bytes of chance
    that make the hash of a complete package tell nothing about the answers in it. Raises OSError, ValueError.
    """
    if located is not None and holding != "complete":
        raise ValueError("intervals of suppressed figures in a package that is not complete")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        package = _Package(archive)
        for table in package_tables(report, located):
            package.table(table)
        package.resource("figures.json", "application/json", FIGURES.dump_json(tuple(_figures(report))))
        package.resource("annotations.json", "application/ld+json", _annotations(report))
        package.resource("framework.json", "application/json", report.framework.model_dump_json().encode())
        for language in LANGUAGES:
            package.resource(f"method.{language}.md", "text/markdown", _method(report, language))
        for name, content in sorted((proofs or {}).items()):
            package.resource(name, "application/json", content)
        package.add("datapackage.json", _description(report, package.resources, holding))
        for workbook in workbooks:
            package.add(workbook.name, workbook.read_bytes())
        if seal:
            package.add(SEAL, f"{seal.hex()}\n".encode())
        sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(package.sums.items()))
        package.add("SHA256SUMS", sums.encode())


def _figures(report: Report) -> Iterator[Figure]:
    yield from report.consolidation.figures.values()


def _csv(table: PackageTable) -> Iterator[bytes]:
    """A table as CSV: UTF-8, comma, LF, codes as heads, plain numbers, ISO dates."""
    yield csv_head(heads(table.columns))
    yield from csv_rows(table.rows)
    if table.pieces is not None:
        yield from csv_frames(table.pieces, table.columns, Words("en"))


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": head(column), "type": _TYPES.get(column.kind, "string")}
    if column.kind == "flag":
        field |= {"trueValues": [Words(language)("yes") for language in LANGUAGES]}
        field |= {"falseValues": [Words(language)("no") for language in LANGUAGES]}
    if not column.code.startswith("roster_"):
        field |= _told("title", {language: column.words_for(Words(language)) for language in LANGUAGES})
        field |= _told("description", {language: column.meaning(Words(language)) for language in LANGUAGES})
    return field


def _told(key: str, said: Mapping[Language, str]) -> dict[str, Any]:
    """The standard's own key holds one text: English. Beside it a key of ours, in the plural, holds every language."""
    return {key: said["en"], f"{key}s": dict(said)}


def _annotations(report: Report) -> bytes:
    about = f"urn:enregard:cycle:{report.cycle.id}:annotations"
    label, said = f"{report.framework.ref}, {report.cycle.id}", report.cycle.annotations
    on_file = {one.id: report.filed.get(one.target.signatory or "") for one in said if one.target.kind == "answer"}
    now = {id_: filed.revision for id_, filed in on_file.items() if filed is not None}
    page = annotation_page(said, about, label, now)
    return (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode()


def _method(report: Report, language: Language) -> bytes:
    words = Words(language)
    parts = [f"# {words('method_title')}", words("method_lead")]
    for title, text in method.said(report, words):
        parts += [f"## {title}", text]
    return ("\n\n".join(parts) + "\n").encode()


def _title(report: Report, language: Language) -> str:
    words = Words(language)
    return words("package_title", framework=words.of(report.framework.title), cycle=report.cycle.id)


def _description(report: Report, resources: list[dict[str, Any]], holding: Holding) -> bytes:
    framework, edition = report.framework, report.edition
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": f"enregard-{framework.id}-{report.cycle.id}".lower(),
        **_told("title", {language: _title(report, language) for language in LANGUAGES}),
        **_told("description", {language: Words(language)("cover_notice") for language in LANGUAGES}),
        "framework": {"ref": framework.ref, "contentHash": framework.content_hash},
        "cycle": report.cycle.id,
        "holding": holding,
        "unpublished": sorted(report.unpublished),
        **_told("textEscape", _ESCAPE),
        "resources": resources,
    }
    if edition is not None:
        package |= {"version": edition.number, "id": edition.link, "created": f"{edition.published}T00:00:00Z"}
        package["edition"] = {"id": edition.id, "number": edition.number, "reason": edition.reason}
    if report.invented:
        package["invented"] = True
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
