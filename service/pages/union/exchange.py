"""Many annotations at once: out as JSON-LD or a workbook, and in again, checked first, all of them or none."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from fastapi import Response
from pydantic import TypeAdapter

from indicators.anchors import AnchorFault, Path
from indicators.small_groups import group_message
from schemas.annotation_export import AnnotationFile
from service.intake.annotation_book import AnnotationBook, read_annotation_book
from service.intake.refusals import Refusal
from service.pages.filled import FilledDep
from service.pages.route import page_router
from service.pages.union.shown import MOST_CYCLES
from service.pages.union.told import fault_words
from service.pages.visit import Visit, VisitDep
from service.slips import unreadable
from service.store import cycles
from service.store.idempotency import Answered
from service.workflows.annotation_import import import_annotations
from service.workflows.annotation_sorted import Imported, NotImported
from service.workflows.once import Key

router = page_router()
MOST_SHOWN = 200
"""Faults listed on the page; the count tells of all."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fault or warning: where it is (sheet and cell, or place in the JSON), its code, what to do about it."""

    sheet: str
    place: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Done:
    """How many annotations a file filed anew, gave a new version, left as they were; of what was filed, its subject and
    its leaf in the public log, in hexadecimal.
    """

    new: int
    revised: int
    same: int
    leaves: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: faults or warnings, or what was done, or would be (`only_checked`)."""

    refused: str = ""
    faults: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    left_out: tuple[Told, ...] = ()
    done: Done | None = None
    only_checked: bool = False


_KEPT: Final = TypeAdapter(Outcome)
"""How an outcome is kept, to be shown again where the same form is sent again."""


@dataclass(frozen=True, slots=True)
class _Read:
    items: list[Any] = field(default_factory=list)
    book: AnnotationBook | None = None


@router.get("/{language:language}/union/exchange", name="union.exchange")
def exchange(visit: VisitDep) -> Response:
    """Downloads, and the form that takes a file."""
    return _page(visit, None)


@router.post("/{language:language}/union/exchange", name="union.import")
def import_file(visit: VisitDep, filled: FilledDep) -> Response:
    """Check a file of one's own annotations, or file all of it; every fault comes back with its place."""
    chosen = filled.file("file")
    if chosen is None:
        return _page(visit, Outcome(refused=visit.say("Choose a file first.")))
    content, checking = chosen.file.read(), filled.text("act") != "file"
    key = None if checking else _once(filled.text("once"), content)
    return _page(visit, _outcome(visit, content, key, checking=checking, accepted=bool(filled.text("accepted"))))


def _once(once: str, content: bytes) -> Key | None:
    """The key under which one form files one file, however often it is sent; another file in it is another act."""
    given = hashlib.sha256(content).hexdigest()
    return Key(f"page:{once[:64]}:{given}", given) if once else None


def _outcome(visit: Visit, content: bytes, key: Key | None, *, checking: bool, accepted: bool) -> Outcome:
    try:
        read = _json(content) if content.lstrip()[:1] == b"{" else _book(visit, content)
    except Refusal as refusal:
        return Outcome(refused=refusal.message(visit.language))
    except (ValueError, RecursionError) as error:
        neither = visit.say("This is neither a workbook nor a page of annotations in JSON-LD.")
        return Outcome(refused=f"{neither} ({unreadable(error, visit.language)})")
    if read.book is not None and read.book.faults:
        said = (AnchorFault(one.code, (), one.found, {"expected": one.expected}) for one in read.book.faults)
        places = ((one.place.sheet, one.place.cell) for one in read.book.faults)
        told = zip(places, said, strict=True)
        return Outcome(faults=tuple(Told(*at, one.code, fault_words(one, visit.language)) for at, one in told))
    return _imported(visit, read, key, checking=checking, accepted=accepted)


def _json(content: bytes) -> _Read:
    return _Read(AnnotationFile.model_validate(json.loads(content.decode("utf-8-sig"))).items)


def _book(visit: Visit, content: bytes) -> _Read:
    book = read_annotation_book(visit.house.reader.read(content))
    return _Read([item.content for item in book.items], book)


def _imported(visit: Visit, read: _Read, key: Key | None, *, checking: bool, accepted: bool) -> Outcome:
    def told(imported: Imported) -> Outcome:
        left_out = tuple(_faults(visit, read, imported.left_out))
        leaves = tuple((one.leaf.subject, one.leaf.hash.hex()) for one in imported.receipts)
        done = Done(len(imported.created), len(imported.revised), imported.unchanged, leaves)
        return Outcome(left_out=left_out, done=done)

    house = visit.house
    outcome = import_annotations(
        house.database,
        house.frameworks,
        visit.actor,
        read.items,
        clock=house.clock,
        small_groups_accepted=accepted,
        dry_run=checking,
        key=key,
        answer=lambda done: Answered(201, _KEPT.dump_json(told(done)).decode()),
    )
    if isinstance(outcome, NotImported):
        faults = tuple(_faults(visit, read, outcome.faults))
        return Outcome(faults=faults, warnings=tuple(_warnings(visit, read, outcome)))
    if isinstance(outcome, Imported):
        return replace(told(outcome), only_checked=True)
    return _KEPT.validate_json(outcome.body)


def _faults(visit: Visit, read: _Read, faults: Iterable[tuple[int, AnchorFault]]) -> Iterator[Told]:
    for item, fault in faults:
        yield Told(*_place(read, item, fault.path), fault.code, fault_words(fault, visit.language))


def _warnings(visit: Visit, read: _Read, outcome: NotImported) -> Iterator[Told]:
    for item, one in outcome.warnings:
        yield Told(*_place(read, item, ("evidence", one.proof)), one.code, group_message(one, visit.language))


def _place(read: _Read, item: int, path: Path) -> tuple[str, str]:
    if read.book is None:
        return "", "/".join(str(step) for step in ("items", item, *path))
    place = read.book.place_of(item, path)
    return place.sheet, place.cell


def _page(visit: Visit, outcome: Outcome | None) -> Response:
    with visit.house.database.reading() as connection:
        every = cycles.cycles(connection, limit=MOST_CYCLES)
    wrong = outcome is not None and outcome.done is None
    context: dict[str, Any] = {"outcome": outcome, "cycles": [one.id for one in every][::-1], "most": MOST_SHOWN}
    context["once"] = secrets.token_hex(16)
    return visit.page("union/exchange.html", context, status=422 if wrong else 200)
