"""Rows of cells as annotations: the inverse of `schemas.annotation_rows`, with the cell every part came from.

A place is a (sheet, row, column code), so that whatever is wrong with an item can be named by its cell. Shape is not
judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from schemas.annotation_rows import JUDGEMENT, MOTIVE_CELLS, PROOF, Cells, JsonPath, Place


@dataclass(frozen=True, slots=True)
class Item:
    """One annotation read from rows: its JSON, and the place of every part of it."""

    content: dict[str, Any]
    places: Mapping[JsonPath, Place]


class _Reader:
    """Builds one JSON object, remembering which cell every part of it came from; blank cells give no key."""

    def __init__(self) -> None:
        self.content: dict[str, Any] = {}
        self.places: dict[JsonPath, Place] = {}

    def put(self, path: JsonPath, value: Any, place: Place) -> None:
        """Set `value` at `path`, making what holds it; a blank is only given its place."""
        self.places.setdefault(path, place)
        self.places.setdefault(path[:1], place)
        if value is None or value == "":
            return
        held: Any = self.content
        for step, following in pairwise(path):
            fresh: Any = [] if isinstance(following, int) else {}
            if isinstance(step, int):
                if step == len(held):
                    held.append(fresh)
                held = held[step]
            else:
                held = held.setdefault(step, fresh)
        last = path[-1]
        if isinstance(last, int):
            held.append(value)
        else:
            held[last] = value

    def count(self, path: JsonPath) -> int:
        """Return how many parts the list at `path` holds, 0 where there is none."""
        held: Any = self.content
        for step in path:
            held = held[step] if isinstance(step, int) else held.get(step, [])
        return len(held)


def items_of(sheets: Mapping[str, Iterable[tuple[int, Cells]]]) -> tuple[list[Item], list[Place]]:
    """Return the annotations that rows (with their numbers) hold, and the places of rows tied to none of them.

    What a cell holds is taken as it stands: the shape is judged afterwards, with the places given here.
    """
    readers: dict[str, _Tie] = {}
    items: list[_Reader] = []
    for row, cells in sheets.get("annotations", ()):
        reader = _annotation(row, cells)
        items.append(reader)
        readers.setdefault(str(cells.get("annotation_id") or ""), (reader, ()))
    lost: list[Place] = []
    for row, cells in sheets.get("versions", ()):
        of = readers.get(str(cells.get("earlier_of") or ""))
        if of is None or of[1]:
            lost.append(("versions", row, "earlier_of"))
        else:
            readers.setdefault(str(cells.get("earlier_id") or ""), (of[0], _put_version(of[0], row, cells)))
    for sheet, tie, put in (
        ("evidence", "evidence_of", _put_proof),
        ("judgements", "judgement_of", _put_judgement),
        ("voices", "voice_on", _put_voice),
        ("cited", "cited_by", _put_cited),
    ):
        for row, cells in sheets.get(sheet, ()):
            tied = readers.get(str(cells.get(tie) or ""))
            if tied is None:
                lost.append((sheet, row, tie))
            else:
                put(*tied, row, cells)
    return [Item(reader.content, reader.places) for reader in items], lost


_Tie = tuple[_Reader, JsonPath]
"""What a row is tied to: an annotation, and within it the place of the version that it is of."""


def _boolean(value: Any) -> Any:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def _annotation(row: int, cells: Cells) -> _Reader:
    reader = _Reader()

    def put(path: JsonPath, code: str, value: Any = None) -> None:
        reader.put(path, cells.get(code) if value is None else value, ("annotations", row, code))

    reader.content["type"] = "Annotation"
    put(("id",), "annotation_id")
    for key in ("id", "name", "verified"):
        put(("creator", key), f"union_{key}", _boolean(cells.get(f"union_{key}")))
    put(("target", "source"), "target")
    if cells.get("quoted_language"):
        put(("target", "quotedLanguage"), "quoted_language")
    for key in ("exact", "prefix", "suffix"):
        put(("target", "selector", key), key)
    _put_said(reader, (), cells, ("annotations", row))
    put(("carriedForward", "revision"), "carried_to")
    put(("carriedForward", "created"), "carried_on")
    if cells.get("carried_fr") or cells.get("carried_en"):
        _put_bodies(reader, ("carriedForward", "body"), cells, ("annotations", row), "carried")
    put(("retraction", "reason"), "retracted")
    put(("retraction", "created"), "retracted_on")
    put(("withholding", "reason"), "withheld")
    put(("withholding", "created"), "withheld_on")
    put(("withholding", "ground"), "withheld_ground")
    return reader


def _put_version(reader: _Reader, row: int, cells: Cells) -> JsonPath:
    """Put an earlier version into its annotation, and return its place there."""
    here = ("earlierVersions", reader.count(("earlierVersions",)))
    reader.put((*here, "id"), cells.get("earlier_id"), ("versions", row, "earlier_id"))
    _put_said(reader, here, cells, ("versions", row))
    return here


def _put_said(reader: _Reader, base: JsonPath, cells: Cells, row: tuple[str, int]) -> None:
    """Put what one version says at `base`, evidence and judgements left aside."""
    for key in ("motivation", "version", "created", "modified"):
        reader.put((*base, key), cells.get(key), (*row, key))
    for code in MOTIVE_CELLS:
        if cells.get(code):
            here = (*base, "motives")
            reader.put((*here, reader.count(here)), cells[code], (*row, code))
    for key, code in (("motives", "more_motives"), ("demands", "demands"), ("themes", "themes")):
        here = (*base, key)
        reader.places.setdefault(here, (*row, "motive_1" if key == "motives" else code))
        for value in str(cells.get(code) or "").replace(",", " ").split():
            reader.put((*here, reader.count(here)), value, (*row, code))
    _put_bodies(reader, (*base, "body"), cells, row, "text")


def _put_bodies(reader: _Reader, path: JsonPath, cells: Cells, row: tuple[str, int], key: str) -> None:
    number = 0
    for language in ("fr", "en"):
        code = f"{key}_{language}"
        reader.places.setdefault(path, (*row, code))
        if cells.get(code):
            here = (*path, number)
            reader.put((*here, "type"), "TextualBody", (*row, code))
            reader.put((*here, "value"), cells[code], (*row, code))
            reader.put((*here, "language"), language, (*row, code))
            number += 1


def _put_proof(reader: _Reader, base: JsonPath, row: int, cells: Cells) -> None:
    here = (*base, "evidence", reader.count((*base, "evidence")))
    for key in PROOF:
        reader.put((*here, key), cells.get(key), ("evidence", row, key))
    reader.put((*here, "consent"), _boolean(cells.get("consent")), ("evidence", row, "consent"))


def _put_judgement(reader: _Reader, base: JsonPath, row: int, cells: Cells) -> None:
    here = (*base, "judgements", reader.count((*base, "judgements")))
    for key in JUDGEMENT:
        reader.put((*here, key), cells.get(key), ("judgements", row, key))


_CITED: tuple[tuple[JsonPath, str], ...] = (
    (("code",), "demand"),
    (("version",), "demand_version"),
    (("creator", "id"), "demand_of"),
    (("creator", "name"), "demand_union"),
    *(((key, language), f"{key}_{language}") for key in ("title", "sentence") for language in ("fr", "en")),
    (("source",), "demand_source"),
    (("created",), "demand_created"),
    (("carried",), "demand_carried"),
)


def _put_cited(reader: _Reader, base: JsonPath, row: int, cells: Cells) -> None:
    here = (*base, "citedDemands", reader.count((*base, "citedDemands")))
    for path, code in _CITED:
        reader.put(
            (*here, *path),
            _boolean(cells.get(code)) if code == "demand_carried" else cells.get(code),
            ("cited", row, code),
        )


_LISTS = {"reply": "replies", "countersignature": "countersignatures", "dissent": "dissents"}


def _put_voice(reader: _Reader, _: JsonPath, row: int, cells: Cells) -> None:
    act = str(cells.get("act") or "")
    key = _LISTS.get(act, act or "act")
    here: JsonPath = (key, reader.count((key,)))
    by = here if act == "countersignature" else (*here, "creator")

    def put(path: JsonPath, code: str, value: Any = None) -> None:
        reader.put(path, cells.get(code) if value is None else value, ("voices", row, code))

    for name in ("id", "name", "verified"):
        put((*by, name), f"organisation_{name}", _boolean(cells.get(f"organisation_{name}")))
    put((*here, "created"), "said_on")
    put((*here, "version"), "on_version")
    if act == "reply":
        put((*here, "id"), "said_id")
        put((*here, "late"), "late", _boolean(cells.get("late")))
        _put_bodies(reader, (*here, "body"), cells, ("voices", row), "said")
    else:
        put((*here, "text"), "text")
    put((*here, "withholding", "reason"), "said_withheld")
