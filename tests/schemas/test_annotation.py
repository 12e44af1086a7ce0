"""One shape for file, API and export: what goes out comes back equal, and unknown keys or forms are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from indicators.annotations import Annotation, Proof, Reply, Respondent, Selector, Speaker, Target
from schemas.annotation import CONTEXT, AnnotationIn
from schemas.annotation_export import annotation_json, annotation_page, read_record
from schemas.annotation_target import read_source, write_source

WHEN = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
UNION = Speaker("urn:enregard:union:UX-1", "Fédération Exemple")

FULL = Annotation(
    id="urn:enregard:annotation:001",
    union=UNION,
    motivation="assessing",
    motives=("A1", "A3"),
    target=Target("answer", cycle="2026", signatory="EX-004", indicator="SD-1", revision=2),
    texts={"fr": "Les élus n’ont rien vu.", "en": "Representatives saw nothing."},
    created=WHEN,
    demands=("E03",),
    themes=("legal-means",),
    evidence=(
        Proof("testimony", quote="On nous a prévenus après.", sector="H", role="élue", consent=True),
        Proof("link", title="PV", link="https://example.org/pv.pdf"),
    ),
    version=2,
    carried_to=3,
    retracted="Erreur de site.",
    replies=(Reply("EX-004", {"fr": "Nous contestons."}, WHEN),),
    countersigned_by=(Respondent("urn:enregard:union:UX-2", "Union Exemple", verified=False),),
    dissent=((Respondent("urn:enregard:union:UX-3", "Confédération Exemple"), "Nous lisons autrement."),),
)

CLAUSE = Annotation(
    id="urn:enregard:annotation:002",
    union=UNION,
    motivation="questioning",
    motives=("NB2",),
    target=Target(
        "clause",
        framework="paris-2025@1",
        clause="6.2a",
        selector=Selector("doivent", prefix="d'IA ", suffix=" respecter", language="fr"),
    ),
    texts={"fr": "Qui doit ?"},
    created=WHEN,
    withheld="Données personnelles.",
)


def posted(**changes: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "Annotation",
        "body": [{"type": "TextualBody", "value": "Texte", "language": "fr"}],
        "target": {"source": "urn:enregard:paris-2025@1:clause:1.1"},
        "motives": ["NB2"],
    }
    return shape | changes


@pytest.mark.parametrize("annotation", [FULL, CLAUSE], ids=["answer", "clause"])
def test_an_annotation_written_and_read_again_is_equal(annotation: Annotation) -> None:
    assert read_record(json.loads(json.dumps(annotation_json(annotation)))) == annotation


def test_a_reply_says_which_version_it_was_given_to_and_a_file_from_before_that_says_none() -> None:
    said = replace(FULL, replies=(replace(FULL.replies[0], version=2),))
    written = annotation_json(said)
    assert written["replies"][0]["version"] == 2
    assert read_record(written).replies[0].version == 2
    del written["replies"][0]["version"]
    assert read_record(written).replies[0].version is None


def test_where_the_answer_is_at_another_revision_a_page_says_so_in_both_languages() -> None:
    read = FULL.target.revision
    assert read is not None
    bare = replace(FULL, carried_to=None, carried_on=None, carried_texts={})
    items = [annotation_page([bare, CLAUSE], "urn:x:1", "2026", {FULL.id: now})["items"] for now in (read, read + 1)]
    assert [one.get("state") for one in (*items[0], items[1][1])] == [None, None, None]
    assert items[1][0]["state"] == {
        "revisionRead": read,
        "revisionNow": read + 1,
        "note": {
            "fr": f"Écrite sur la révision {read}\u202f; la réponse en est maintenant à la révision {read + 1}.",
            "en": f"Written about revision {read}; the answer is now at revision {read + 1}.",
        },
    }
    assert read_record(items[1][0]) == bare


def test_a_page_names_its_context_once_and_counts_its_items() -> None:
    page = annotation_page([FULL, CLAUSE], "urn:enregard:cycle:2026:annotations", "2026")
    assert page["@context"] == CONTEXT
    assert page["total"] == 2
    assert all("@context" not in item for item in page["items"])


@pytest.mark.parametrize(
    "source",
    [
        "urn:enregard:paris-2025@1:clause:6.2a",
        "urn:enregard:paris-2025@1:indicator:SD-1",
        "urn:enregard:cycle:2026:answer:EX-004:SD-1:revision:12",
        "urn:enregard:cycle:2026:figure:SD-1",
        "urn:enregard:edition:2026-1",
        "urn:enregard:edition:2026-1:figure:ND-4",
    ],
)
def test_every_form_of_target_is_read_and_written_back_alike(source: str) -> None:
    assert write_source(read_source(source)) == source


@pytest.mark.parametrize(
    "source",
    [
        "urn:enregard:paris-2025:clause:1.1",
        "urn:enregard:cycle:2026:answer:EX-004:SD-1",
        "urn:enregard:cycle:2026:answer:EX-004:SD-1:revision:0",
        "urn:enregard:cycle:2026:figure:SD-1:extra",
        "https://example.org/clause/1.1",
        "urn:enregard:paris-2025@1:clause:1.1\n",
    ],
)
def test_a_target_of_no_known_form_is_refused_with_the_forms_expected(source: str) -> None:
    with pytest.raises(ValueError, match="expected urn:enregard"):
        read_source(source)


def test_a_posted_annotation_needs_no_id_and_takes_those_the_service_gives() -> None:
    shape = AnnotationIn.model_validate(posted())
    annotation = shape.as_annotation(id_="urn:x:1", union=UNION, created=WHEN)
    assert (annotation.id, annotation.union, annotation.created) == ("urn:x:1", UNION, WHEN)
    with pytest.raises(ValueError, match="needs an id"):
        shape.as_annotation()


def test_one_body_and_a_bare_target_are_accepted_as_the_standard_allows() -> None:
    body = {"type": "TextualBody", "value": "Text", "language": "en"}
    shape = AnnotationIn.model_validate(posted(body=body, target="urn:enregard:paris-2025@1:clause:1.1"))
    assert shape.target.target() == Target("clause", framework="paris-2025@1", clause="1.1")
    assert [b.language for b in shape.body] == ["en"]


def test_the_keys_that_only_the_service_may_set_are_named() -> None:
    shape = AnnotationIn.model_validate(posted(retraction={"reason": "x"}, carriedForward={"revision": 2}))
    assert shape.life == ("carried_forward", "retraction")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"colour": "red"}, ("colour",)),
        ({"@context": "https://example.org/other.jsonld"}, ("@context",)),
        ({"body": []}, ("body",)),
        ({"body": [{"value": "x" * 5001, "language": "fr"}]}, ("body", 0, "value")),
        ({"body": [{"value": " \n", "language": "fr"}]}, ("body", 0, "value")),
        ({"body": [{"value": "a\u0000b", "language": "fr"}]}, ("body", 0, "value")),
        ({"body": [{"value": "a", "language": "de"}]}, ("body", 0, "language")),
        ({"motives": []}, ("motives",)),
        ({"motives": ["A1", "A1"]}, ("motives",)),
        ({"motivation": "liking"}, ("motivation",)),
        ({"evidence": [{"kind": "link", "link": "javascript:alert(1)"}]}, ("evidence", 0, "link")),
        ({"created": "2026-05-12T09:00:00"}, ("created",)),
    ],
)
def test_a_wrong_shape_is_refused_at_its_place(changes: dict[str, Any], place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as refusal:
        AnnotationIn.model_validate(posted(**changes))
    assert place in [error["loc"][: len(place)] for error in refusal.value.errors()]


def test_two_bodies_in_one_language_are_refused() -> None:
    body = {"value": "x", "language": "fr"}
    with pytest.raises(ValidationError, match="two bodies in the same language"):
        AnnotationIn.model_validate(posted(body=[body, body]))
