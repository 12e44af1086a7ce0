"""Whatever leaves as JSON-LD comes back equal, and is a Web Annotation by the model's own rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings

from indicators.annotations import Annotation
from indicators.loader import bundled
from schemas.annotation import EXTENSION
from schemas.annotation_export import AnnotationFile, annotation_collection, annotation_page, read_record
from schemas.annotation_items import items_of
from schemas.annotation_rows import cells_of
from tests.annotations_at_random import files

ANNO = "http://www.w3.org/ns/anno.jsonld"
IRI = re.compile(r"^[a-z][a-z0-9+.-]*:\S+$", re.IGNORECASE)
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
KNOWN = {
    *("@context", "id", "type", "motivation", "creator", "created", "modified", "body", "target", "name", "value"),
    *("language", "format", "selector", "exact", "prefix", "suffix", "items", "label", "total", "first", "next"),
    *("partOf", "start", "end", "source"),
}
"""The keys we use that the context of the Web Annotation vocabulary defines."""


def exported(annotations: tuple[Annotation, ...]) -> dict[str, Any]:
    """Return a collection as the service sends it, through the text of its JSON."""
    collection = annotation_collection(
        annotations,
        "https://exemple.org/annotations",
        {},
        total=len(annotations),
        cursor=None,
        following=None,
        address=lambda here, query: here,
    )
    loaded: dict[str, Any] = json.loads(json.dumps(collection))
    return loaded


def broken_rules(collection: dict[str, Any]) -> Iterator[str]:
    """Yield the MUSTs of https://www.w3.org/TR/annotation-model/ that a collection breaks (sections 3 and 4)."""
    context = collection.get("@context")
    if (context if isinstance(context, str) else context[0]) != ANNO:
        yield "4.1: the context of the vocabulary comes first"
    if not IRI.match(collection.get("id", "")) or collection.get("type") != "AnnotationCollection":
        yield "4.1: a collection has one IRI and its type"
    if collection.get("total", 0) < 0:
        yield "4.1: total is a non-negative integer"
    if collection.get("total") and "first" not in collection:
        yield "4.1: a collection that is not empty has a first page"
    page = collection.get("first")
    if isinstance(page, dict):
        if not IRI.match(page.get("id", "")) or page.get("type") != "AnnotationPage":
            yield "4.2: a page has one IRI and its type"
        if not isinstance(page.get("items"), list) or not page["items"]:
            yield "4.2: a page lists at least one annotation"
        for item in page.get("items", []):
            yield from _broken_annotation(item)


def _broken_annotation(one: dict[str, Any]) -> Iterator[str]:
    if not IRI.match(one.get("id", "")) or one.get("type") != "Annotation":
        yield "3.1: an annotation has exactly one IRI and its type"
    if "target" not in one:
        yield "3.1: an annotation has at least one target"
    elif one["target"].get("type") == "SpecificResource":
        yield from _broken_target(one["target"])
    if not isinstance(one.get("motivation"), str) or one["motivation"] not in ("assessing", "questioning", "replying"):
        yield "3.3.5: the motivation is one of the vocabulary"
    for key in ("created", "modified"):
        if key in one and not MOMENT.match(one[key]):
            yield "3.3.1: a moment is an xsd:dateTime in UTC, written with Z"
    if not IRI.match(one["creator"]["id"]) or one["creator"]["type"] != "Organization":
        yield "3.3.2: an agent has an IRI and a class"
    yield from _broken_bodies(one.get("body", []))


def _broken_bodies(bodies: list[dict[str, Any]]) -> Iterator[str]:
    for body in bodies:
        if body.get("type") != "TextualBody" or not isinstance(body.get("value"), str):
            yield "3.2.4: a textual body has exactly one value"
        if not isinstance(body.get("language"), str) or "/" not in body.get("format", ""):
            yield "3.2.4: language is a language tag, format a media type"


def _broken_target(target: dict[str, Any]) -> Iterator[str]:
    if not isinstance(target.get("source"), str) or not IRI.match(target["source"]):
        yield "4.0: a specific resource has exactly one source"
    selector = target.get("selector")
    if selector and (selector.get("type") != "TextQuoteSelector" or not isinstance(selector.get("exact"), str)):
        yield "4.2.4: a text quote has exactly one exact text"


def keys(value: Any) -> Iterator[str]:
    """Yield every key of a JSON value, those of the context and of unions' own texts left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key != "@context":
                yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@settings(max_examples=60, deadline=None)
@given(files)
def test_a_collection_read_again_is_equal_and_breaks_no_rule(annotations: tuple[Annotation, ...]) -> None:
    collection = exported(annotations)
    page = AnnotationFile.model_validate(collection)

    assert tuple(read_record(item) for item in page.items) == annotations
    assert list(broken_rules(collection)) == []


@settings(max_examples=60, deadline=None)
@given(files)
def test_rows_of_cells_read_again_are_equal(annotations: tuple[Annotation, ...]) -> None:
    rows = {sheet: list(enumerate(cells)) for sheet, cells in cells_of(annotations).items()}

    items, lost = items_of(rows)

    assert lost == []
    assert tuple(read_record(item.content) for item in items) == annotations


@settings(max_examples=40, deadline=None)
@given(files)
def test_every_key_means_something_in_the_contexts_that_are_named(annotations: tuple[Annotation, ...]) -> None:
    assert set(keys(exported(annotations))) <= KNOWN | set(EXTENSION)


def test_the_rules_catch_what_breaks_them() -> None:
    sound: dict[str, Any] = {
        "id": "urn:x:1",
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {"id": "urn:u:1", "type": "Organization"},
        "target": {"type": "SpecificResource", "source": "urn:x:2"},
    }
    page = {"id": "urn:p:1", "type": "AnnotationPage", "items": [sound]}
    whole = {"@context": ANNO, "id": "urn:c:1", "type": "AnnotationCollection", "total": 1, "first": page}

    def broken(**changes: Any) -> list[str]:
        return [rule[:3] for rule in broken_rules({**whole, "first": {**page, "items": [{**sound, **changes}]}})]

    assert broken() == []
    assert broken(id="x") == broken(type="Note") == ["3.1"]
    assert broken(created="2026-05-12T09:00:00+02:00") == broken(motivation="liking") == ["3.3"]
    assert broken(target={"type": "SpecificResource"}) == ["4.0"]
    assert [rule[:3] for rule in broken_rules({**whole, "first": {**page, "items": []}})] == ["4.2"]


def test_a_page_of_a_file_is_read_as_it_was_before() -> None:
    framework = bundled("paris-2025", 1)
    assert AnnotationFile.model_validate(annotation_page([], "urn:x:1", framework.ref)).items == []
