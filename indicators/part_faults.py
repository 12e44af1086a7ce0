"""What the model refuses in one part of a framework, told as faults: file, line, what was found, what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from indicators.framework_faults import Fault
from indicators.located_yaml import Document, Path
from indicators.model import LANGUAGES, Frozen, Text

_EXPECTED = {
    "string_type": '"..."',
    "int_type": "0, 1, 2, ...",
    "bool_type": "true, false",
    "tuple_type": "- ...",
    "dict_type": "a: ...",
    "model_type": "a: ...",
    "date_from_datetime_parsing": "2026-12-31",
    "date_parsing": "2026-12-31",
    "date_type": "2026-12-31",
    "greater_than_equal": "1, 2, 3, ...",
}
"""Type of the model's complaint -> an example of what it wants, the same in every language."""


def faults_of_part(
    error: ValidationError, model: type[Frozen], home: Document, path: Path, raw: object
) -> Iterator[Fault]:
    """Yield one fault for each complaint of the model about `raw`, which stands at `path` of `home`."""
    for detail in error.errors(include_url=False):
        where: Path = (*path, *detail["loc"])
        code, params = _told(detail, model, raw)
        yield Fault(code, home.name, home.line(where), params)


def _told(detail: ErrorDetails, model: type[Frozen], raw: object) -> tuple[str, dict[str, str]]:
    kind, loc = detail["type"], detail["loc"]
    last = loc[-1] if loc else ""
    if kind == "missing":
        return _missing(last, _model_at(model, loc[:-1]))
    if kind == "extra_forbidden":
        known = _model_at(model, loc[:-1])
        return "unknown_key", {"key": str(last), "expected": ", ".join(known.model_fields) if known else "-"}
    if kind == "string_too_short":
        return "empty_text", {}
    found = _found(raw, loc)
    context = detail.get("ctx", {})
    if kind == "literal_error":
        return "not_allowed", {"found": found, "expected": _listed(context["expected"])}
    if kind == "string_pattern_mismatch":
        return "bad_form", {"found": found, "expected": str(context["pattern"])}
    if kind == "too_long":
        return "wrong_length", {"expected": str(context["max_length"])}
    return "wrong_kind", {"found": found, "expected": _EXPECTED.get(kind, "...")}


def _listed(expected: object) -> str:
    """Return `'a', 'b' or 'c'` as a list that reads the same in every language."""
    return str(expected).replace(" or ", ", ").replace("'", "")


def _missing(last: str | int, owner: type[BaseModel] | None) -> tuple[str, dict[str, str]]:
    if isinstance(last, int):
        return "wrong_length", {"expected": "4"}  # the four levels are the only list of fixed length
    if owner is Text and last in LANGUAGES:
        return "missing_language", {"language": last}
    return "missing_key", {"key": last}


def _model_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Return the model that stands at `loc` below `model`, None where it is none."""
    current: Any = model
    for step in loc:
        if isinstance(current, type) and issubclass(current, BaseModel) and step in current.model_fields:
            current = _models_in(current.model_fields[str(step)].annotation)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _models_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _models_in(part)) is not None), None)


def _found(raw: object, loc: tuple[str | int, ...]) -> str:
    for step in loc:
        if isinstance(raw, dict):
            raw = raw.get(str(step))
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
    text = {True: "true", False: "false", None: "null"}.get(raw) if raw is None or isinstance(raw, bool) else str(raw)
    return (text or "")[:80]
