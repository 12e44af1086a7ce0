"""Reading a data package back: the cycle it holds, the figures it publishes, and whether its bytes are those it lists.

Packages come from anywhere: members are bounded in number and size, and nothing is written to the disk.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from indicators.annotations import Annotation
from indicators.answers import Answer, Evidence, Profile, Submission
from indicators.case import Cycle, Filed
from indicators.figures import Cut, Dimension, Figure, Signatory
from indicators.loader import content_hash
from indicators.model import Framework
from schemas.annotation_export import read_record
from service.ledger.reasons import Reason, ReasonedError, reason_of
from service.render.downloads.flat import plain
from service.render.downloads.package import FIGURES
from service.render.downloads.package_tables import head
from service.render.report import figures_sheet
from service.render.report.language import Words

MOST_MEMBERS: Final = 500
MOST_BYTES: Final = 4_000_000_000
SUMS: Final = "SHA256SUMS"
_READ: Final = 1 << 20
_EDITION: Final = re.compile(r"[A-Za-z0-9._@-]{1,64}-[1-9][0-9]{0,8}\.(?:0|[1-9][0-9]{0,8})")
"""What the service calls an edition: its cycle and its number. Nothing else may stand in a verdict as one."""
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
"""What a damaged, encrypted or strangely packed zip raises, and JSON nested too deep."""


class UnreadablePackage(ReasonedError):  # noqa: N818  the field's word: the file is unreadable, the program is well
    """The file is no data package of ours; `reason` says what is missing or wrong, in both languages."""


@dataclass(frozen=True)
class Package:
    """A package as read. `holding` is `complete` or `public`; `edition` is empty where it names none; `altered` are
    members that are not what is listed; `mistold` are places where the table of figures says something else than the
    figures: place, table, figures."""

    framework: Framework
    signed_framework: bool
    cycle: Cycle
    figures: Mapping[tuple[str, Cut], Figure]
    holding: str
    unpublished: frozenset[str]
    edition: str
    altered: tuple[str, ...]
    mistold: tuple[tuple[str, str, str], ...]
    log: Mapping[str, bytes]


def read_package(path: Path) -> Package:
    """Return what a package holds. Raises UnreadablePackage, OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reading(archive).package()
    except UnreadablePackage:
        raise
    except (*_UNREADABLE, KeyError, ValueError, TypeError, AttributeError, ArithmeticError, csv.Error) as error:
        raise UnreadablePackage(reason_of(error)) from error


class _Reading:
    """One reading of one package."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
            raise UnreadablePackage(Reason("too_much", f"{MOST_MEMBERS}, {MOST_BYTES}"))
        self._names = [member.filename for member in members]

    def package(self) -> Package:
        described = json.loads(self._archive.read("datapackage.json"))
        framework = Framework.model_validate_json(self._archive.read("framework.json"))
        unsigned = framework.model_dump(mode="json", exclude={"content_hash"}, exclude_defaults=True)
        signed = content_hash(unsigned) == framework.content_hash == described["framework"]["contentHash"]
        read = FIGURES.validate_json(self._archive.read("figures.json"))
        figures = {(figure.indicator, figure.cut): figure for figure in read}
        return Package(
            framework=framework,
            signed_framework=signed,
            cycle=self._cycle(described["cycle"], framework),
            figures=figures,
            holding=_holding(described),
            unpublished=frozenset(described.get("unpublished", ())),
            edition=_edition(described),
            altered=tuple(self._altered()),
            mistold=tuple(self._mistold(framework, figures)),
            log={name: self._archive.read(name) for name in self._names if name.startswith("log/")},
        )

    def _altered(self) -> Iterator[str]:
        listed = dict(line.split("  ", 1)[::-1] for line in self._archive.read(SUMS).decode().splitlines())
        for name in sorted({*listed, *self._names} - {SUMS}):
            if name not in self._names or self._digest(name) != listed.get(name):
                yield name

    def _digest(self, name: str) -> str:
        seen = hashlib.sha256()
        with self._archive.open(name) as member:
            while piece := member.read(_READ):
                seen.update(piece)
        return seen.hexdigest()

    def _mistold(
        self, framework: Framework, figures: Mapping[tuple[str, Cut], Figure]
    ) -> Iterator[tuple[str, str, str]]:
        seen = set()
        for row in self._rows("figures"):
            cut = Cut(cast(Dimension, row["dimension"]), row["cut"] or "")
            key = (str(row["indicator"]), cut)
            seen.add(key)
            place = f"{key[0]} · {cut.dimension} {cut.value}".rstrip()
            if key not in figures:
                yield place, "figure", "–"
                continue
            for name, value in _in_the_table(framework, figures[key]):
                if (row[name] or "") != value:
                    yield f"{place} · {name}", row[name] or "–", value or "–"
        for key in figures.keys() - seen:
            yield f"{key[0]} · {key[1].dimension} {key[1].value}".rstrip(), "–", "figure"

    def _cycle(self, id_: str, framework: Framework) -> Cycle:
        page = json.loads(self._archive.read("annotations.json"))
        annotations: tuple[Annotation, ...] = tuple(read_record(item) for item in page["items"])
        previous = None
        if "previous/submissions.csv" in self._names:
            filed, earlier = self._filed("previous/", id_, framework)
            previous = Cycle("previous", framework.ref, self._roster("previous/"), filed, superseded=earlier)
        filed, earlier = self._filed("", id_, framework)
        return Cycle(id_, framework.ref, self._roster(""), filed, annotations, previous, superseded=earlier)

    def _rows(self, name: str) -> Iterator[dict[str, str | None]]:
        """Rows of a table: empty cells None, texts without the apostrophe that protects a spreadsheet."""
        with self._archive.open(f"{name}.csv") as member, io.TextIOWrapper(member, "utf-8", newline="") as text:
            for row in csv.DictReader(text):
                yield {key: (value.removeprefix("'") if value else None) for key, value in row.items()}

    def _roster(self, folder: str) -> tuple[Signatory, ...]:
        return tuple(_signatory(row) for row in self._rows(f"{folder}signatories"))

    def _filed(self, folder: str, cycle: str, framework: Framework) -> tuple[tuple[Filed, ...], tuple[Filed, ...]]:
        """The current revisions and the earlier ones; of these a package tells that they were filed, no answers."""
        answers: dict[str | None, dict[str | None, list[dict[str, str | None]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for row in self._rows(f"{folder}answers"):
            answers[row["signatory_id"]][row["indicator"]].append(row)
        filed: list[Filed] = []
        superseded: list[Filed] = []
        populations = [population.id for population in framework.populations]
        for row in self._rows(f"{folder}submissions"):
            old = row["superseded"] == "yes"
            here = {} if old else answers[row["signatory_id"]]
            given = tuple(_answer(str(indicator), rows) for indicator, rows in here.items())
            counted = {name: Decimal(value) for name in populations if (value := row[name])}
            read = _one(row, Submission(framework.ref, cycle, "fr", _profile(row, counted), given))
            (superseded if old else filed).append(read)
        return tuple(filed), tuple(superseded)


def _holding(described: Mapping[str, Any]) -> str:
    holding = described.get("holding", "complete")
    if holding not in ("complete", "public"):
        raise UnreadablePackage(Reason("fields", "holding"))
    return str(holding)


def _edition(described: Mapping[str, Any]) -> str:
    """The id of the edition that a package says it is of, empty where it names none."""
    if "edition" not in described:
        return ""
    id_ = described["edition"]["id"]
    if not isinstance(id_, str) or not _EDITION.fullmatch(id_):
        raise UnreadablePackage(Reason("edition", str(id_)))
    return id_


def _in_the_table(framework: Framework, figure: Figure) -> Iterator[tuple[str, str]]:
    """The cells of a figure's row, by column: all of them."""
    values = figures_sheet.values(framework.indicator(figure.indicator), figure, Words("en"))
    for column, value in zip(figures_sheet.COLUMNS, values, strict=True):
        yield head(column), plain(value).removeprefix("'")


def _signatory(row: Mapping[str, Any]) -> Signatory:
    headcount = int(row["headcount"]) if row["headcount"] else None
    place = (row["country"], row["sector"], headcount)
    return Signatory(row["id"], row["name"], *place, row["status"], row["left_on"])


def _profile(row: Mapping[str, Any], populations: dict[str, Decimal]) -> Profile:
    return Profile(
        row["signatory"],
        row["country"],
        row["sector"],
        reference=row["signatory_id"],
        populations=dict(populations),
        publication=row["publication"],
    )


def _one(row: Mapping[str, Any], submission: Submission) -> Filed:
    return Filed(
        row["signatory_id"], int(row["revision"]), submission, late=row["late"] == "yes", source=row["file"] or ""
    )


def _answer(indicator: str, rows: list[dict[str, str | None]]) -> Answer:
    first = rows[0]
    values = {row["field"]: Decimal(row["value"]) for row in rows if row["field"] and row["value"]}
    evidence = tuple(Evidence("", "") for _ in range(int(first["evidence_count"] or 0)))
    return Answer(indicator, first["status"], dict(values), first["reason"], first["comment"], evidence)
