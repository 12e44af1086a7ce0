"""Demands of catalogues that are not kept here, as the file told of them that brought an annotation: kept with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from indicators.annotations import Annotation, CitedDemand
from schemas.annotation_cited import CitedDemandIn, cited_json


def cited_content(annotation: Annotation) -> list[dict[str, Any]]:
    """Return what is kept of the demands that only a file tells of; what stands in a catalogue here is looked up."""
    return [cited_json(one) for one in annotation.cited if one.carried]


def cited_from(kept: Iterable[Mapping[str, Any]]) -> tuple[CitedDemand, ...]:
    """Return the demands that were kept with an annotation."""
    return tuple(CitedDemandIn.model_validate(one).demand() for one in kept)
