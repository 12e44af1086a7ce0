"""Annotating: a union speaks for itself, on words and answers that are there; each reads what it may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Stage
from tests.samples import annotation, answer_target

HERE = "/api/v1/annotations"


def _posted(stage: Stage, body: dict[str, Any], who: str = "union") -> dict[str, Any]:
    response = stage.client(who).post(HERE, json=body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def test_an_annotation_is_filed_in_the_name_of_the_tokens_union_and_read_back_equal(stage: Stage) -> None:
    body = annotation(
        motives=("NB1", "V1"),
        demands=["E03"],
        evidence=[{"kind": "link", "title": "Avis", "link": "https://exemple.org/avis"}],
    )
    response = stage.client("union").post(HERE, json=body)

    made = response.json()
    assert response.status_code == 201, response.text
    assert made["creator"] == {
        "id": "urn:enregard:union:union-invented",
        "type": "Organization",
        "name": "union (invented)",
    }
    assert made["motives"] == ["NB1", "V1"]
    assert made["body"] == [{**body["body"][0], "format": "text/markdown"}]
    assert made.pop("receipt")["subject"] == made["id"] + ":version:1"
    assert stage.client().get(response.headers["location"]).json() == made


def test_exact_words_are_held_to_the_letter(stage: Stage) -> None:
    clause = next(one for one in stage.framework.clauses if one.id == "1.1")
    words = clause.text.fr[5:40]
    target = {"source": "urn:enregard:paris-2025@1:clause:1.1"}
    there = {**target, "selector": {"type": "TextQuoteSelector", "exact": words}, "quotedLanguage": "fr"}
    changed = {**target, "selector": {"type": "TextQuoteSelector", "exact": words.upper()}, "quotedLanguage": "fr"}

    made = _posted(stage, {**annotation(), "target": there})
    refused = stage.client("union").post(HERE, json={**annotation(), "target": changed})

    assert made["target"]["selector"]["exact"] == words
    assert [(one["code"], one["pointer"]) for one in refused.json()["findings"]] == [("N04", "/target/selector/exact")]
    assert words in refused.json()["findings"][0]["message"]


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"target": {"source": "urn:enregard:paris-2025@1:clause:9.9"}}, "N02", "/target/source"),
        ({"motives": ["Z9"]}, "N06", "/motives/0"),
        ({"motives": ["A1"]}, "N07", "/motives/0"),
        ({"demands": ["D01", "Z99"]}, "N08", "/demands/1"),
        ({"target": {"source": answer_target("SD-1", revision=2)}, "motives": ["A1"]}, "N11", "/target/source"),
        ({"target": {"source": answer_target("SD-1", "EX-777")}, "motives": ["A1"]}, "N10", "/target/source"),
        ({"target": {"source": "urn:enregard:edition:2026-1"}, "motives": ["V1"]}, "N13", "/target/source"),
        ({"evidence": [{"kind": "testimony", "quote": "On ne peut pas refuser."}]}, "N16", "/evidence/0"),
        ({"retraction": {"reason": "x"}}, "J09", "/retraction"),
    ],
)
def test_what_an_annotation_names_must_be_there(
    light_stage: Stage, change: dict[str, Any], code: str, pointer: str
) -> None:
    light_stage.filed()

    response = light_stage.client("union").post(HERE, json={**annotation(), **change})

    assert response.status_code == 422
    assert [(one["code"], one["pointer"]) for one in response.json()["findings"]] == [(code, pointer)]
    assert light_stage.client("union").get(HERE).json()["items"] == []


def test_nobody_signs_for_another_union(light_stage: Stage) -> None:
    other = {"id": "urn:enregard:union:other-union-invented", "name": "other union (invented)"}
    own = {"id": "urn:enregard:union:union-invented", "name": "Whatever I say (invented)"}

    refused = light_stage.client("union").post(HERE, json=annotation(creator=other))
    made = _posted(light_stage, annotation(creator=own))

    assert (refused.status_code, refused.json()["code"]) == (403, "not_own_voice")
    assert made["creator"]["name"] == "union (invented)"


def test_what_the_service_gives_is_not_taken_from_the_body(light_stage: Stage) -> None:
    claimed = {"id": "urn:mine:1", "created": "1999-01-01T00:00:00Z", "version": 7}

    made = _posted(light_stage, annotation(**claimed))

    assert made["id"].startswith("urn:enregard:annotation:")
    assert made["created"] > "2026"
    assert made["version"] == 1


def test_lists_are_chosen_by_target_union_motive_and_cycle(stage: Stage) -> None:
    stage.filed()
    on_clause = _posted(stage, annotation(motives=("V1",)))["id"]
    on_answer = _posted(stage, annotation(answer_target("SD-1"), ("A1", "A3")), "other union")["id"]
    on_figure = _posted(stage, annotation("urn:enregard:cycle:2026:figure:SD-1", ("G1",)))["id"]
    union = stage.client("union")

    def ids(**query: str) -> list[str]:
        return [one["id"] for one in union.get(HERE, params=query).json()["items"]]

    assert ids() == [on_clause, on_answer, on_figure]
    assert ids(target="urn:enregard:paris-2025@1:clause:1.1") == [on_clause]
    assert ids(target=answer_target("SD-1")) == [on_answer]
    assert ids(union="urn:enregard:union:other-union-invented") == ids(union="other-union-invented") == [on_answer]
    assert ids(motive="A3") == [on_answer]
    assert ids(cycle="2026", motive="G1") == [on_figure]
    assert ids(cycle="2026") == [on_clause, on_answer, on_figure]
    assert union.get(HERE, params={"cycle": "1999"}).json()["code"] == "unknown_cycle"


def test_an_annotation_on_an_answer_is_read_by_those_who_see_the_answer(stage: Stage) -> None:
    stage.filed("company")
    stage.filed("other company", publication="full")
    hidden = _posted(stage, annotation(answer_target("SD-1", "EX-001"), ("A1",)))
    public = _posted(stage, annotation(answer_target("SD-1", "EX-002"), ("A1",)))

    def seen(name: str) -> list[str]:
        return [one["id"] for one in stage.client(name).get(HERE).json()["items"]]

    assert (
        seen("company") == seen("union") == seen("other union") == seen("secretariat") == [hidden["id"], public["id"]]
    )
    assert seen("nobody") == seen("analyst") == seen("other company") == [public["id"]]
    path = HERE + "/" + hidden["id"].removeprefix("urn:enregard:annotation:")
    assert stage.client("other company").get(path).status_code == 404
    assert stage.client("company").get(path).json() | {"receipt": hidden["receipt"]} == hidden


@pytest.mark.parametrize(("first", "then", "read"), [("full", "consolidated", True), ("consolidated", "full", False)])
def test_what_a_company_publishes_later_neither_hides_nor_shows_what_was_said_of_an_earlier_revision(
    stage: Stage, first: str, then: str, read: bool
) -> None:
    stage.filed("company", publication=first)
    made = _posted(stage, annotation(answer_target("SD-1", "EX-001"), ("A1",)))
    path = HERE + "/" + made["id"].rpartition(":")[2]
    reply = stage.client("company").post(f"{path}/replies", json={"body": [{"value": "Non.", "language": "fr"}]})
    stage.filed("company", publication=then)
    feed = "/feeds/unions/union-invented.json"

    assert reply.status_code == 201, reply.text
    assert (stage.client("nobody").get(path).status_code == 200) is read
    assert [one["id"] for one in stage.client("nobody").get(HERE).json()["items"]] == [made["id"]] * read
    assert (made["id"] in stage.client("nobody").get("/api/v1" + feed).text) is read
    assert stage.client("company").get(path).status_code == 200
    assert stage.client("other union").get(path).status_code == 200


def test_an_annotation_carried_forward_to_a_published_revision_is_read_by_everybody(stage: Stage) -> None:
    stage.filed("company", publication="consolidated")
    made = _posted(stage, annotation(answer_target("SD-1", "EX-001"), ("A1",)))
    path = HERE + "/" + made["id"].rpartition(":")[2]
    stage.filed("company", publication="full")
    before = stage.client("nobody").get(path).status_code
    carried = stage.client("union").post(f"{path}/carry-forward", json={"revision": 2})

    assert carried.status_code == 201, carried.text
    assert (before, stage.client("nobody").get(path).status_code) == (404, 200)


def test_pages_follow_the_order_of_filing(light_stage: Stage) -> None:
    made = [_posted(light_stage, annotation(motives=("V1",)))["id"] for _ in range(5)]
    client, seen, cursor = light_stage.client(), [], None

    while True:
        page = client.get(HERE, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == made
