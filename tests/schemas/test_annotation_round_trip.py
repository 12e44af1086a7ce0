"""Whatever leaves as JSON-LD comes back equal, and is a Web Annotation by the model's own rules."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings

from indicators.annotations import Annotation, Reply, Respondent, Speaker, Target
from indicators.loader import bundled
from schemas.annotation import EXTENSION, AnnotationRecord, EarlierVersion
from schemas.annotation_export import (
    AnnotationFile,
    annotation_collection,
    annotation_json,
    annotation_page,
    earlier_json,
    read_record,
)
from schemas.annotation_items import items_of
from schemas.annotation_rows import Cells, rows_of
from tests.annotations_at_random import files

ANNO = "http://www.w3.org/ns/anno.jsonld"
IRI = re.compile(r"^[a-z][a-z0-9+.-]*:\S+$", re.IGNORECASE)
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
KNOWN = {
    *("@context", "id", "type", "motivation", "creator", "created", "modified", "body", "target", "name", "value"),
    *("language", "format", "selector", "exact", "prefix", "suffix", "items", "label", "total", "first", "next"),
    *("partOf", "start", "end", "source", "startIndex", "prev"),
}
"""The keys we use that the context of the Web Annotation vocabulary defines."""


def exported(annotations: tuple[Annotation, ...]) -> dict[str, Any]:
    """Return a collection as the service sends it, through the text of its JSON."""
    items = [annotation_json(one, context=False, earlier=before(one)) for one in annotations]
    here = "https://exemple.org/annotations"
    collection = annotation_collection(items, here, {}, total=len(items), address=lambda here, query: here)
    loaded: dict[str, Any] = json.loads(json.dumps(collection))
    return loaded


def before(annotation: Annotation) -> list[Annotation]:
    """Return versions that may have come before one: its words in another order."""
    bare = replace(annotation, carried_to=None, carried_on=None, carried_texts={}, retracted=None, retracted_on=None)
    bare = replace(bare, replies=(), countersigned_by=(), dissent=())
    return [replace(bare, version=number, motives=bare.motives[::-1]) for number in range(1, annotation.version)]


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
        yield from _broken_page(page)
        if page.get("startIndex", 0) != 0 or "prev" in page:
            yield "4.2: the first page begins with the first annotation"
        if len(page.get("items", [])) < collection.get("total", 0) and "next" not in page:
            yield "4.2: a page that is not the last names the next one"


def broken_rules_of_page(page: dict[str, Any]) -> Iterator[str]:
    """Yield the MUSTs and SHOULDs of the model that a further page of a collection breaks (section 4.2)."""
    context = page.get("@context")
    if (context if isinstance(context, str) else (context or [None])[0]) != ANNO:
        yield "4.2: the context of the vocabulary comes first"
    yield from _broken_page(page)
    whole = page.get("partOf")
    if not isinstance(whole, dict) or not IRI.match(whole.get("id", "")) or whole.get("type") != "AnnotationCollection":
        yield "4.2: a page names the collection that it is part of"
        return
    if not IRI.match(page.get("prev", "")):
        yield "4.2: a page that is not the first names the one before"
    if not isinstance(page.get("startIndex"), int) or page["startIndex"] < 0:
        yield "4.2: startIndex is a non-negative integer"
        return
    last = page["startIndex"] + len(page.get("items", []))
    if (last < whole.get("total", last)) != ("next" in page):
        yield "4.2: a page names the next one, and the last page none"


def broken_rules_of_annotation(one: dict[str, Any]) -> Iterator[str]:
    """Yield the MUSTs that an annotation sent by itself breaks (section 3)."""
    context = one.get("@context")
    if (context if isinstance(context, str) else (context or [None])[0]) != ANNO:
        yield "3.1: the context of the vocabulary comes first"
    yield from _broken_annotation(one)


def _broken_page(page: dict[str, Any]) -> Iterator[str]:
    if not IRI.match(page.get("id", "")) or page.get("type") != "AnnotationPage":
        yield "4.2: a page has one IRI and its type"
    if not isinstance(page.get("items"), list) or not page["items"]:
        yield "4.2: a page lists at least one annotation"
    for key in ("next", "prev"):
        if key in page and not IRI.match(page[key]):
            yield "4.2: other pages are named by their IRIs"
    for item in page.get("items", []):
        yield from _broken_annotation(item)


def _broken_annotation(one: dict[str, Any]) -> Iterator[str]:
    for nested in _nested(one):
        yield from _broken_annotation(nested)
        if nested.get("target") != one["id"]:
            yield "a turn of the thread is about the annotation that it stands in"
    if not IRI.match(one.get("id", "")) or one.get("type") != "Annotation":
        yield "3.1: an annotation has exactly one IRI and its type"
    if "target" not in one:
        yield "3.1: an annotation has at least one target"
    else:
        yield from _broken_target(one["target"])
    if not isinstance(one.get("motivation"), str) or one["motivation"] not in ("assessing", "questioning", "replying"):
        yield "3.3.5: the motivation is one of the vocabulary"
    for key in ("created", "modified"):
        if key in one and not MOMENT.match(one[key]):
            yield "3.3.1: a moment is an xsd:dateTime in UTC, written with Z"
    if (
        not (IRI.match(one["creator"]["id"]) or one["creator"]["id"].startswith("EX-"))
        or one["creator"]["type"] != "Organization"
    ):
        yield "3.3.2: an agent has an IRI and a class"
    yield from _broken_bodies(one.get("body", []))


def _nested(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield whatever calls itself an annotation within another: in the thread, among dissents, earlier versions, ..."""
    for held in one.values():
        for part in held if isinstance(held, list) else [held]:
            if isinstance(part, dict) and part.get("type") == "Annotation":
                yield part


def _broken_bodies(bodies: list[dict[str, Any]]) -> Iterator[str]:
    for body in bodies:
        if body.get("type") != "TextualBody" or not isinstance(body.get("value"), str):
            yield "3.2.4: a textual body has exactly one value"
        if not isinstance(body.get("language"), str) or "/" not in body.get("format", ""):
            yield "3.2.4: language is a language tag, format a media type"


def _broken_target(target: str | dict[str, Any]) -> Iterator[str]:
    if isinstance(target, str) or target.get("type") != "SpecificResource":
        if not isinstance(target, str) or not IRI.match(target):
            yield "3.1: a target that is named is named by its IRI"
        return
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
            if key != "@context" and not (key in ("title", "sentence") and isinstance(inner, dict)):
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
    assert [item.get("earlierVersions", []) for item in page.items] == [
        [earlier_json(one) for one in before(annotation)] for annotation in annotations
    ]
    assert list(broken_rules(collection)) == []


def long_lived() -> Annotation:
    """Return an annotation in a version far from the first, with more of each act than any page shows."""
    union, day = Speaker("urn:enregard:union:UX-1", "Union (invented)"), datetime(2026, 5, 4, tzinfo=UTC)
    others = [Respondent(f"urn:enregard:union:UX-{n}", f"Union {n} (invented)", version=n) for n in range(2, 603)]
    texts = {"fr": "Nous avons consulté."}
    return Annotation(
        id=f"urn:enregard:annotation:{1:032x}",
        union=union,
        motivation="assessing",
        motives=("A1",),
        target=Target("answer", cycle="2026", signatory="EX-004", indicator="SD-1", revision=1),
        texts={"fr": "Personne ne fut consulté."},
        created=day,
        version=1_002,
        revised=day,
        replies=tuple(Reply("EX-004", texts, day, version=n) for n in range(1, 302)),
        countersigned_by=tuple(others[:501]),
        dissent=tuple((one, "Nous lisons autrement.") for one in others[500:]),
    )


def test_every_turn_has_a_name_of_its_own_and_files_from_before_are_still_read() -> None:
    named = replace(long_lived().replies[0], id=f"{long_lived().id}:reply:77")
    annotation = replace(long_lived(), replies=(named, *long_lived().replies[1:3]))
    (item,) = exported((annotation,))["first"]["items"]
    before = {
        **item,
        "replies": [{k: v for k, v in one.items() if k not in ("id", "target")} for one in item["replies"]],
    }

    names = [one["id"].removeprefix(annotation.id) for one in item["replies"]]
    assert names == [":reply:77", ":turn:2", ":turn:3"]
    assert {one["target"] for one in item["replies"]} == {annotation.id}
    assert read_record(item) == annotation
    assert read_record(before) == replace(
        annotation, replies=tuple(replace(one, id=None) for one in annotation.replies)
    )
    assert list(broken_rules(exported((annotation,)))) == []
    broken = list(broken_rules_of_annotation({"@context": ANNO, **before}))
    assert broken.count("3.1: an annotation has exactly one IRI and its type") == 3
    assert broken.count("3.1: an annotation has at least one target") == 3


def test_a_long_life_comes_back_whole_however_many_acts_it_holds() -> None:
    annotation = long_lived()
    (item,) = exported((annotation,))["first"]["items"]

    assert read_record(item) == annotation
    lengths = {key: len(item[key]) for key in ("replies", "countersignatures", "dissents", "earlierVersions")}
    assert lengths == {"replies": 301, "countersignatures": 501, "dissents": 101, "earlierVersions": 1_001}


@settings(max_examples=60, deadline=None)
@given(files)
def test_rows_of_cells_read_again_are_equal(annotations: tuple[Annotation, ...]) -> None:
    rows: dict[str, list[tuple[int, Cells]]] = defaultdict(list)
    for annotation in annotations:
        for sheet, cells in rows_of(annotation, before(annotation)):
            rows[sheet].append((len(rows[sheet]), cells))

    items, lost = items_of(rows)

    assert lost == []
    assert tuple(read_record(item.content) for item in items) == annotations
    assert [AnnotationRecord.model_validate(item.content).earlier_versions for item in items] == [
        [EarlierVersion.model_validate(earlier_json(one)) for one in before(annotation)] for annotation in annotations
    ]


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
    assert [rule[:3] for rule in broken_rules({**whole, "first": {**page, "items": []}})] == ["4.2", "4.2"]
    assert [rule[:3] for rule in broken_rules({**whole, "total": 2})] == ["4.2"]
    assert list(broken_rules_of_annotation({"@context": ANNO, **sound})) == []
    assert [rule[:3] for rule in broken_rules_of_annotation(sound)] == ["3.1"]


def test_the_rules_of_a_page_catch_what_breaks_them() -> None:
    sound: dict[str, Any] = {
        "id": "urn:x:1",
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {"id": "urn:u:1", "type": "Organization"},
        "target": {"type": "SpecificResource", "source": "urn:x:2"},
    }
    whole = {"id": "urn:c:1", "type": "AnnotationCollection", "total": 3}
    page = {
        "@context": ANNO,
        "id": "urn:p:2",
        "type": "AnnotationPage",
        "prev": "urn:p:1",
        "next": "urn:p:3",
        "startIndex": 1,
        "partOf": whole,
        "items": [sound],
    }

    def broken(**changes: Any) -> list[str]:
        return list(broken_rules_of_page({key: one for key, one in {**page, **changes}.items() if one is not None}))

    assert broken() == []
    assert broken(next=None) == broken(startIndex=2) == ["4.2: a page names the next one, and the last page none"]
    assert broken(startIndex=2, next=None) == []
    assert broken(prev=None) == ["4.2: a page that is not the first names the one before"]
    assert broken(startIndex=None) == ["4.2: startIndex is a non-negative integer"]
    assert broken(partOf=None) == ["4.2: a page names the collection that it is part of"]
    assert broken(**{"@context": None}) == ["4.2: the context of the vocabulary comes first"]
    assert broken(items=[{**sound, "target": {"type": "SpecificResource"}}]) == [
        "4.0: a specific resource has exactly one source"
    ]


def test_a_page_of_a_file_is_read_as_it_was_before() -> None:
    framework = bundled("paris-2025", 1)
    assert AnnotationFile.model_validate(annotation_page([], "urn:x:1", framework.ref)).items == []
