"""A file of annotations: each item judged by itself, so that a bad one is named and the others stand.

The shape is `schemas.annotation`'s, what items may name is `indicators.anchors`'; nothing is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from indicators.anchor_messages import anchor_message
from indicators.anchors import AnchorFault, Ground, anchor_faults
from indicators.annotations import Annotation
from indicators.model import LANGUAGES
from schemas.annotation_export import AnnotationFile, read_record
from service.slips import slips, unreadable
from service.workflows.fault_words import fault_words, quoted

LARGEST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An annotation, or the whole file, that is not taken: its name, code, place in the JSON, words by language."""

    name: str
    code: str
    place: str
    message: Mapping[str, str]


def read_annotations(path: Path, ground: Ground) -> tuple[tuple[Annotation, ...], tuple[RefusedItem, ...]]:
    """Return the annotations that stand, in the file's order, and every reason why others do not (N01 to N22, X07).

    Raises OSError where the file cannot be read.
    """
    try:
        page = AnnotationFile.model_validate(_loaded(path))
    except (ValueError, RecursionError) as error:
        said = {str(one): fault_words("X07", found=unreadable(error, one))[one] for one in LANGUAGES}
        return (), (RefusedItem(path.name, "X07", "", said),)
    accepted: list[Annotation] = []
    refused: list[RefusedItem] = []
    seen: set[str] = set()
    for index, item in enumerate(page.items):
        name = _name(item, index)
        annotation, faults = _judged(item, ground, seen)
        refused.extend(_told(name, index, fault) for fault in faults)
        if annotation and not faults:
            accepted.append(annotation)
    return tuple(accepted), tuple(refused)


def _loaded(path: Path) -> Any:
    data = path.read_bytes()
    if len(data) > LARGEST_BYTES:
        raise ValueError(f"{len(data)} > {LARGEST_BYTES} B")
    return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    double = next((key for key in keys if keys.count(key) > 1), None) if len(set(keys)) < len(keys) else None
    if double is not None:
        raise ValueError(f"«{double}» ×2")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _name(item: object, index: int) -> str:
    id_ = item.get("id") if isinstance(item, dict) else None
    return quoted(id_) if isinstance(id_, str) and id_ else f"items/{index}"


def _judged(item: object, ground: Ground, seen: set[str]) -> tuple[Annotation | None, list[AnchorFault]]:
    try:
        annotation = read_record(item)
    except ValidationError as error:
        return None, list(shape_faults(error))
    faults = list(anchor_faults(annotation, ground))
    if annotation.id in seen:
        faults.append(AnchorFault("N22", ("id",), annotation.id))
    seen.add(annotation.id)
    return annotation, faults


def shape_faults(error: ValidationError) -> Iterator[AnchorFault]:
    """Yield what is wrong with the shape of one annotation, each at its place (N21)."""
    yield from listed_shape_faults(error.errors(include_url=False))


def listed_shape_faults(errors: Iterable[Any]) -> Iterator[AnchorFault]:
    """Yield the same from the errors of pydantic as a list."""
    for slip in slips(errors):
        place = tuple(quoted(str(step)) for step in slip.path)
        yield AnchorFault("N21", place, slip.found, {"detail": slip.short("en"), "detail_fr": slip.short("fr")})


def _told(name: str, index: int, fault: AnchorFault) -> RefusedItem:
    pointer = "/".join(str(step) for step in ("items", index, *fault.path))
    message: dict[str, str] = {
        str(language): anchor_message(in_language(fault, language), language) for language in LANGUAGES
    }
    return RefusedItem(name, fault.code, pointer, message)


def in_language(fault: AnchorFault, language: str) -> AnchorFault:
    """Return a fault of shape with its detail in `language`; any other as it is."""
    if language == "fr" and "detail_fr" in fault.params:
        return AnchorFault(fault.code, fault.path, fault.found, {**fault.params, "detail": fault.params["detail_fr"]})
    return fault
