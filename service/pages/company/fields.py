"""The form's fields as a browser sends them <-> the content of a draft's part. What is typed is kept, never judged.

A field is named as its place in a submission (see `naming.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from indicators.model import Framework, Indicator, Language
from service.pages.filled import Filled
from service.workflows.drafts import COMMITMENTS, parts_of

EVIDENCE = ("kind", "title", "link", "reference")
COMMITMENT = ("clause", "text", "target", "unit", "target_date", "role")
ORGANISATION = ("name", "country", "sector", "publication", "language")
ROWS = 50
"""Evidence rows of one answer, and commitments, that a form may send."""

_SPACES = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?:[^0-9]|$))")
_NUMBER = {"fr": re.compile(r"-?[0-9]+(?:[.,][0-9]+)?"), "en": re.compile(r"-?[0-9]+(?:\.[0-9]+)?")}

Typed = dict[str, str]
"""Field -> what stands in it; empty fields are left out."""


def number_typed(text: str, language: Language) -> Decimal | str | None:
    """Return the number that somebody typed, else the text as it stands, for the checks to name; None for nothing.

    Spaces between thousands are read; the decimal mark is the language's (in French a point is taken too). A comma in
    English is not: `1,200` is two numbers in two languages.
    """
    bare = _SPACES.sub("", text.strip())
    if not bare:
        return None
    return Decimal(bare.replace(",", ".")) if _NUMBER[language].fullmatch(bare) else text.strip()


def content_of(part: str, framework: Framework, filled: Filled, language: Language) -> dict[str, Any]:
    """Return what a form of a part says, as `schemas.draft.PartIn` takes it."""
    if part == "organisation":
        populations = {
            one.id: number_typed(filled.text(f"populations.{one.id}"), language) for one in framework.populations
        }
        return {"organisation": {**_texts(filled, "", ORGANISATION), "populations": populations}}
    if part == COMMITMENTS:
        return {COMMITMENTS: [_commitment(filled, number, language) for number in _rows(filled, "commitments.")]}
    asked = parts_of(framework)[part]
    answers = (_answer(filled, framework.indicator(id_), language) for id_ in asked)
    return {"answers": sorted((one for one in answers if one), key=lambda one: str(one["indicator"]))}


def _answer(filled: Filled, indicator: Indicator, language: Language) -> dict[str, Any] | None:
    """One answer; None where nothing at all is said, so that it stays a question nobody has answered."""
    id_ = indicator.id
    values = {one.key: number_typed(filled.text(f"{id_}.{one.key}"), language) for one in indicator.fields}
    said = _texts(filled, f"{id_}.", ("reason", "comment"))
    evidence = [
        {key: filled.text(f"{id_}.evidence.{number}.{key}") or None for key in EVIDENCE}
        for number in _rows(filled, f"{id_}.evidence.")
    ]
    status = filled.text(f"{id_}.status") or "answered"
    given = {key: value for key, value in values.items() if value is not None}
    if status == "answered" and not (given or evidence or any(said.values())):
        return None
    rows = [{**one, "kind": one["kind"] or "", "title": one["title"] or ""} for one in evidence]
    return {"indicator": id_, "status": status, "values": given, "evidence": rows, **said}


def _commitment(filled: Filled, number: int, language: Language) -> dict[str, Any]:
    said = _texts(filled, f"commitments.{number}.", COMMITMENT)
    return {**said, "text": said["text"] or "", "target": number_typed(said["target"] or "", language)}


def _texts(filled: Filled, before: str, names: Iterable[str]) -> dict[str, Any]:
    return {name: filled.text(before + name) or None for name in names}


def _rows(filled: Filled, before: str) -> list[int]:
    """The rows of a list in which something is typed, by their numbers in the form."""
    numbers = {name.removeprefix(before).split(".")[0] for name in filled.names() if name.startswith(before)}
    rows = sorted(int(one) for one in numbers if one.isdecimal() and int(one) < ROWS)
    return [one for one in rows if any(filled.text(name) for name in _names(filled, f"{before}{one}."))]


def _names(filled: Filled, before: str) -> list[str]:
    return [name for name in filled.names() if name.startswith(before)]


def typed_of(content: Mapping[str, Any], language: Language) -> Typed:
    """Return what stands in the fields of a part's form for a content."""
    found: Typed = {}
    organisation: Mapping[str, Any] = content.get("organisation") or {}
    for key, value in organisation.items():
        if key == "populations":
            found |= {f"populations.{id_}": shown(number, language) for id_, number in value.items()}
        else:
            found[key] = shown(value, language)
    for answer in content.get("answers") or ():
        found |= _typed_answer(answer, language)
    for number, one in enumerate(content.get("commitments") or ()):
        found |= {f"commitments.{number}.{key}": shown(value, language) for key, value in one.items()}
    return {name: text for name, text in found.items() if text}


def _typed_answer(answer: Mapping[str, Any], language: Language) -> Typed:
    id_ = answer["indicator"]
    found = {f"{id_}.{key}": shown(value, language) for key, value in (answer.get("values") or {}).items()}
    found |= {f"{id_}.{key}": shown(answer.get(key), language) for key in ("status", "reason", "comment")}
    for number, one in enumerate(answer.get("evidence") or ()):
        found |= {f"{id_}.evidence.{number}.{key}": shown(one.get(key), language) for key in EVIDENCE}
    return found


def shown(value: object, language: Language) -> str:
    """Return a value as it stands in a field: numbers with the decimal mark of the language."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    text = format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    return text.replace(".", ",") if language == "fr" else text
