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


def items_of(sheets: Mapping[str, Iterable[tuple[int, Cells]]]) -> tuple[list[Item], list[Place]]:
    """Return the annotations that rows (with their numbers) hold, and the places of rows tied to none of them.

    What a cell holds is taken as it stands: the shape is judged afterwards, with the places given here.
    """
    readers: dict[str, _Reader] = {}
    items: list[_Reader] = []
    for row, cells in sheets.get("annotations", ()):
        reader = _annotation(row, cells)
        items.append(reader)
        readers.setdefault(str(cells.get("annotation_id") or ""), reader)
    lost: list[Place] = []
    for sheet, tie, put in (
        ("evidence", "evidence_of", _put_proof),
        ("judgements", "judgement_of", _put_judgement),
        ("voices", "voice_on", _put_voice),
    ):
        for row, cells in sheets.get(sheet, ()):
            tied = readers.get(str(cells.get(tie) or ""))
            if tied is None:
                lost.append((sheet, row, tie))
            else:
                put(tied, row, cells)
    return [Item(reader.content, reader.places) for reader in items], lost


def _boolean(value: Any) -> Any:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def _annotation(row: int, cells: Cells) -> _Reader:
    reader = _Reader()

    def put(path: JsonPath, code: str, value: Any = None) -> None:
        reader.put(path, cells.get(code) if value is None else value, ("annotations", row, code))

    reader.content["type"] = "Annotation"
    put(("id",), "annotation_id")
    put(("motivation",), "motivation")
    for key in ("id", "name", "verified"):
        put(("creator", key), f"union_{key}", _boolean(cells.get(f"union_{key}")))
    put(("target", "source"), "target")
    if cells.get("quoted_language"):
        put(("target", "quotedLanguage"), "quoted_language")
    for key in ("exact", "prefix", "suffix"):
        put(("target", "selector", key), key)
    _put_codes(reader, row, cells)
    _put_bodies(reader, ("body",), cells, ("annotations", row), "text")
    for key in ("version", "created", "modified"):
        put((key,), key)
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


def _put_codes(reader: _Reader, row: int, cells: Cells) -> None:
    for code in MOTIVE_CELLS:
        if cells.get(code):
            reader.put(("motives", len(reader.content.get("motives", []))), cells[code], ("annotations", row, code))
    for key, code in (("motives", "more_motives"), ("demands", "demands"), ("themes", "themes")):
        reader.places.setdefault((key,), ("annotations", row, "motive_1" if key == "motives" else code))
        for value in str(cells.get(code) or "").replace(",", " ").split():
            reader.put((key, len(reader.content.get(key, []))), value, ("annotations", row, code))


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


def _put_proof(reader: _Reader, row: int, cells: Cells) -> None:
    number = len(reader.content.get("evidence", []))
    for key in PROOF:
        reader.put(("evidence", number, key), cells.get(key), ("evidence", row, key))
    reader.put(("evidence", number, "consent"), _boolean(cells.get("consent")), ("evidence", row, "consent"))


def _put_judgement(reader: _Reader, row: int, cells: Cells) -> None:
    number = len(reader.content.get("judgements", []))
    for key in JUDGEMENT:
        reader.put(("judgements", number, key), cells.get(key), ("judgements", row, key))


_LISTS = {"reply": "replies", "countersignature": "countersignatures", "dissent": "dissents"}


def _put_voice(reader: _Reader, row: int, cells: Cells) -> None:
    act = str(cells.get("act") or "")
    key = _LISTS.get(act, act or "act")
    here: JsonPath = (key, len(reader.content.get(key, [])))
    by = here if act == "countersignature" else (*here, "creator")

    def put(path: JsonPath, code: str, value: Any = None) -> None:
        reader.put(path, cells.get(code) if value is None else value, ("voices", row, code))

    for name in ("id", "name", "verified"):
        put((*by, name), f"organisation_{name}", _boolean(cells.get(f"organisation_{name}")))
    put((*here, "created"), "said_on")
    put((*here, "version"), "on_version")
    if act == "reply":
        put((*here, "late"), "late", _boolean(cells.get("late")))
        _put_bodies(reader, (*here, "body"), cells, ("voices", row), "said")
    else:
        put((*here, "text"), "text")
    put((*here, "withholding", "reason"), "said_withheld")
