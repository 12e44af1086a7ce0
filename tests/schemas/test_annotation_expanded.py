"""What we export means what the Web Annotation vocabulary says, as PyLD, a second library, expands it.

`anno_context.json` beside this file was written by hand from https://www.w3.org/TR/annotation-vocab/ (its appendix of
JSON-LD terms): the terms that we use, and no others. Nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from pyld import jsonld

from indicators.annotations import Annotation, Selector, Speaker, Target
from schemas.annotation import ANNO, EXTENSION
from tests.annotations_at_random import files
from tests.schemas.test_annotation_round_trip import KNOWN, exported

BASE = "https://reader.example.net/files/"
TERMS: dict[str, Any] = json.loads(Path(__file__).with_name("anno_context.json").read_text(encoding="utf-8"))
OA, AS, DCTERMS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#", "http://purl.org/dc/terms/"
OURS = "urn:enregard:terms:"


def _load(url: str, _options: object = None) -> dict[str, Any]:
    assert url == ANNO, "no other document is named"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": TERMS}


OPTIONS = {"base": BASE, "documentLoader": _load}


def _expanded(annotations: tuple[Annotation, ...]) -> dict[str, Any]:
    [whole] = jsonld.expand(exported(annotations), OPTIONS)
    assert isinstance(whole, dict)
    return whole


def _bare(value: Any) -> Any:
    """JSON-LD does not tell one value from a list of one; neither does this."""
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key != "@context"}
    if isinstance(value, list):
        return _bare(value[0]) if len(value) == 1 else [_bare(inner) for inner in value]
    return value


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _one() -> Annotation:
    from datetime import UTC, datetime

    quoted = Selector("dans la mesure du possible", "former les salariés, ", ".", "fr")
    target = Target("clause", framework="paris-2025@1", clause="1.1", selector=quoted)
    return Annotation(
        id="urn:enregard:annotation:" + "0" * 32,
        union=Speaker("urn:enregard:union:federation", "Fédération Exemple (invented)"),
        motivation="questioning",
        motives=("B2", "A1"),
        target=target,
        texts={"fr": "Rien n’oblige."},
        created=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


def test_every_part_of_an_annotation_expands_to_its_name_in_the_vocabulary() -> None:
    whole = _expanded((_one(),))
    assert whole["@type"] == [AS + "OrderedCollection"]
    [page] = whole[AS + "first"]
    [one] = page[AS + "items"][0]["@list"]

    assert (one["@id"], one["@type"]) == ("urn:enregard:annotation:" + "0" * 32, [OA + "Annotation"])
    assert one[OA + "motivatedBy"] == [{"@id": OA + "questioning"}]
    assert one[DCTERMS + "creator"][0]["@id"] == "urn:enregard:union:federation"
    assert one[DCTERMS + "created"] == [
        {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": "2026-03-02T09:00:00Z"}
    ]
    [target] = one[OA + "hasTarget"]
    assert target["@type"] == [OA + "SpecificResource"]
    [source] = target[OA + "hasSource"]
    assert source.keys() == {"@id"}, "what is annotated is named, not quoted"
    [selector] = target[OA + "hasSelector"]
    assert selector["@type"] == [OA + "TextQuoteSelector"]
    assert selector[OA + "exact"] == [{"@value": "dans la mesure du possible"}]
    assert selector[OA + "prefix"] == [{"@value": "former les salariés, "}]
    assert selector[OA + "suffix"] == [{"@value": "."}]
    [body] = one[OA + "hasBody"]
    assert body["@type"] == [OA + "TextualBody"]
    assert body["http://www.w3.org/1999/02/22-rdf-syntax-ns#value"] == [{"@value": "Rien n’oblige."}]
    assert body["http://purl.org/dc/elements/1.1/language"] == [{"@value": "fr"}]
    assert one[OURS + "motives"] == [{"@list": [{"@value": "B2"}, {"@value": "A1"}]}]


@settings(max_examples=12, deadline=None)
@given(files)
def test_expanding_and_compacting_again_loses_nothing(annotations: tuple[Annotation, ...]) -> None:
    collection = exported(annotations)

    back = jsonld.compact(jsonld.expand(collection, OPTIONS), collection["@context"], OPTIONS)

    assert _bare(back) == _bare(collection)


@settings(max_examples=12, deadline=None)
@given(files)
def test_no_key_of_ours_is_without_a_name_of_its_own(annotations: tuple[Annotation, ...]) -> None:
    for key in _keys(_expanded(annotations)):
        assert key.startswith("@") or ":" in key, key


def test_the_context_of_the_test_defines_what_the_rules_take_as_defined() -> None:
    assert KNOWN - {"@context"} <= TERMS["@context"].keys()
    assert EXTENSION.keys().isdisjoint(TERMS["@context"]), "we redefine no term of the vocabulary"
