"""What the running service answers is a Web Annotation, a collection or a page of one: by the rules of the model and by
a second library's reading of the vocabulary, whatever has become of the annotations.
"""

from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld

from service.api import annotation_exports
from tests.api.conftest import Stage
from tests.api.test_annotation_life import ACTS, DOERS, on_answer
from tests.samples import annotation
from tests.schemas.test_annotation_expanded import AS, OA, OPTIONS, OURS, _bare
from tests.schemas.test_annotation_round_trip import broken_rules, broken_rules_of_annotation, broken_rules_of_page

HERE = "/api/v1/annotations"
LIVES: dict[str, tuple[str, ...]] = {
    "just filed": (),
    "signed, edited, differed from": ("countersign", "revise", "dissent"),
    "replied to": ("reply",),
    "carried forward": ("carry",),
    "retracted": ("reply", "retract"),
    "withheld": ("revise", "withhold"),
}


def lived(stage: Stage) -> dict[str, str]:
    """File an annotation for each life and let it happen; return their addresses."""
    places = {"just filed": on_answer(stage)}
    body = stage.client("union").get(places["just filed"]).json()
    posted = {key: body[key] for key in ("type", "body", "target", "motives")}
    for life, acts in LIVES.items():
        if life not in places:
            places[life] = stage.client("union").post(HERE, json=posted).headers["location"]
        for act in acts:
            done = ACTS[act](stage, DOERS[act], places[life])
            assert done.status_code in (200, 201), (life, act, done.text)
    stage.client("union").post(HERE, json=annotation(demands=["E03"]))
    return places


def expanded(answer: Any) -> dict[str, Any]:
    """Return what PyLD makes of an answer; nothing of it gets lost on the way back."""
    said = {key: value for key, value in answer.items() if key != "state"}
    (whole,) = jsonld.expand(said, OPTIONS)
    back = jsonld.compact(whole, said["@context"], OPTIONS)
    assert _bare(back) == _bare(said)
    result: dict[str, Any] = whole
    return result


def named(address: str) -> str:
    """The part of a page's name that is asked for: a fragment is the reader's own."""
    return address.partition("#")[0]


@pytest.mark.parametrize("who", ["union", "company"])
def test_a_collection_page_after_page_is_one_by_the_model(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(annotation_exports, "PAGE", 2)
    lived(stage)
    client = stage.client(who)

    def asked(address: str) -> dict[str, Any]:
        answer = client.get(named(address))
        assert answer.headers["content-type"].startswith("application/ld+json")
        found: dict[str, Any] = answer.json()
        return found

    whole = asked(f"{HERE}/collection?cycle=2026")
    pages = [whole["first"]]
    while "next" in pages[-1]:
        pages.append(asked(pages[-1]["next"]))
        assert list(broken_rules_of_page(pages[-1])) == []

    assert list(broken_rules(whole)) == []
    assert [(page["startIndex"], len(page["items"])) for page in pages] == [(0, 2), (2, 2), (4, 2), (6, 1)]
    assert {page["partOf"]["id"] for page in pages[1:]} == {whole["id"]}
    assert [page.get("prev") for page in pages] == [None, *(page["id"] for page in pages[:-1])]
    ids = [item["id"] for page in pages for item in page["items"]]
    assert len(set(ids)) == len(ids) == whole["total"] == 7
    assert asked(pages[2]["prev"]) == pages[1], "the page before is the same page, forwards or backwards"
    assert asked(pages[1]["prev"]) == whole, "the first page stands in the collection"
    second = expanded(pages[1])
    assert second["@type"] == [AS + "OrderedCollectionPage"]
    assert second[AS + "partOf"][0]["@id"] == whole["id"]
    assert second[AS + "next"][0]["@id"] == pages[2]["id"]
    assert second[AS + "prev"][0]["@id"] == whole["first"]["id"]
    assert [one["@id"] for one in second[AS + "items"][0]["@list"]] == ids[2:4]
    assert expanded(whole)[AS + "totalItems"][0]["@value"] == 7


def test_a_whole_collection_in_one_file_is_the_same_annotations(stage: Stage) -> None:
    lived(stage)

    paged = stage.client("union").get(f"{HERE}/collection").json()
    whole = stage.client("union").get(f"{HERE}/collection?whole=true")

    assert whole.json() == paged
    assert whole.headers["content-disposition"] == 'attachment; filename="annotations.jsonld"'
    nobody = stage.client("union").get(f"{HERE}/collection?whole=true&union=nobody").json()
    assert (nobody["total"], "first" in nobody) == (0, False)


@pytest.mark.parametrize("life", list(LIVES))
def test_one_annotation_is_one_by_the_model_in_every_state_of_its_life(stage: Stage, life: str) -> None:
    at = lived(stage)[life]
    for who in ("union", "company", "secretariat"):
        shown = stage.client(who).get(at).json()

        assert list(broken_rules_of_annotation(shown)) == []
        read = expanded(shown)
        assert (read["@id"], read["@type"]) == (shown["id"], [OA + "Annotation"])
        assert read[OA + "hasTarget"][0][OA + "hasSource"] == [{"@id": shown["target"]["source"]}]
        bodies = read.get(OA + "hasBody", [])
        words = [one["http://www.w3.org/1999/02/22-rdf-syntax-ns#value"][0]["@value"] for one in bodies]
        assert words == [one["value"] for one in shown.get("body", [])]
        assert (words == []) == (life == "withheld" and who == "company")
        assert (OURS + "retraction" in read) == (life == "retracted")
        assert (OURS + "carriedForward" in read) == (life == "carried forward")


def test_earlier_versions_are_said_within_their_annotation_and_have_names_of_their_own(stage: Stage) -> None:
    at = lived(stage)["signed, edited, differed from"]
    id_ = "urn:enregard:annotation:" + at.rpartition("/")[2]

    items = stage.client("union").get(f"{HERE}/collection").json()["first"]["items"]

    (one,) = (item for item in items if item["id"] == id_)
    assert (one["version"], one["motives"]) == (2, ["A1"])
    (before,) = one["earlierVersions"]
    assert (before["id"], before["version"], before["motives"]) == (f"{id_}:version:1", 1, ["A1", "A2"])
    assert before["created"] == one["created"] < one["modified"]
    assert [item["id"] for item in items if "earlierVersions" in item] == [
        id_,
        *(item["id"] for item in items if item.get("withholding")),
    ]
    company = stage.client("company").get(f"{HERE}/collection").json()["first"]["items"]
    (withheld,) = (item for item in company if item.get("withholding"))
    assert "body" not in withheld
    assert "body" not in withheld["earlierVersions"][0]
