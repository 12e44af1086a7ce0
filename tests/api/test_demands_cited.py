"""What a union's own demand said when it was cited goes wherever the annotation goes, and stays what it was."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from indicators.anchors import Ground, anchor_faults
from schemas.annotation_export import read_record
from service.render.html.card import beside, card_of
from service.store import annotations as rows
from service.store.tables import AnnotationVersion
from service.workflows.verify_contents import versions
from tests.api.conftest import Stage
from tests.api.test_annotation_life import edited, read
from tests.samples import annotation, answer_target

HERE, DEMANDS = "/api/v1/annotations", "/api/v1/demands"
OWN = "union-invented.D1"
FIRST = {"fr": "Chacun peut alerter.", "en": "Everyone may alert."}
SECOND = {"fr": "Chacun doit alerter.", "en": "Everyone must alert."}


def demand(sentence: dict[str, str]) -> dict[str, Any]:
    title = {"fr": "Droit d’alerte", "en": "Right to alert"}
    return {"framework": "paris-2025", "title": title, "sentence": sentence, "source": "Congrès inventé"}


def cited(stage: Stage) -> str:
    """Let a union add a demand, cite it in an A1 against an answer, then write the demand anew; return the place."""
    union = stage.client("union")
    assert union.post(DEMANDS, json={"code": "D1", **demand(FIRST)}).json()["id"] == OWN
    stage.filed(publication="full")
    at: str = union.post(HERE, json=annotation(answer_target("SD-1"), ("A1",), demands=[OWN])).headers["location"]
    tag = union.get(f"{DEMANDS}/{OWN}").headers["etag"]
    assert union.put(f"{DEMANDS}/{OWN}", json=demand(SECOND), headers={"If-Match": tag}).status_code == 200
    return at


def elsewhere(item: dict[str, Any], code: str = "ailleurs.D9") -> dict[str, Any]:
    """Return an item of an export as another installation would have written it, of another union's demand."""
    of = {"id": "urn:enregard:union:ailleurs", "type": "Organization", "name": "Ailleurs (invented)"}
    (said,) = item["citedDemands"]
    kept = {key: item[key] for key in ("type", "body", "target", "motives")}
    return {**kept, "demands": [code], "citedDemands": [{**said, "code": code, "creator": of}]}


def item_of(stage: Stage) -> dict[str, Any]:
    (item,) = stage.client("union").get(f"{HERE}/collection").json()["first"]["items"]
    found: dict[str, Any] = item
    return found


def test_an_annotation_keeps_the_sentence_that_stood_when_it_was_filed(stage: Stage) -> None:
    at = cited(stage)

    (before,) = read(stage, at, "nobody")["citedDemands"]
    edited(stage, "union", at, demands=[OWN])
    (after,) = read(stage, at, "nobody")["citedDemands"]

    assert (before["code"], before["version"], before["sentence"]) == (OWN, 1, FIRST)
    assert before["creator"] == {
        "id": "urn:enregard:union:union-invented",
        "type": "Organization",
        "name": "union (invented)",
    }
    assert (after["version"], after["sentence"]) == (2, SECOND)
    (earlier,) = item_of(stage)["earlierVersions"]
    assert earlier["citedDemands"] == [before], "the earlier version cites what it cited"


def test_every_version_of_a_demand_stays_readable(light_stage: Stage) -> None:
    cited(light_stage)

    found = light_stage.client("nobody").get(f"{DEMANDS}/{OWN}/versions")
    nowhere = light_stage.client("nobody").get(f"{DEMANDS}/{OWN}9/versions")

    assert [(one["version"], one["sentence"]) for one in found.json()] == [(1, FIRST), (2, SECOND)]
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")


def test_an_export_stands_offline_where_no_catalogue_is_at_hand(light_stage: Stage) -> None:
    cited(light_stage)
    item = item_of(light_stage)
    bare = {key: value for key, value in item.items() if key != "citedDemands"}
    offline = Ground(light_stage.framework, "2026", frozenset({"EX-001"}), {"EX-001": frozenset({1})}, demands=None)

    assert anchor_faults(read_record(item), offline) == ()
    assert anchor_faults(read_record(bare), offline) == (), "files from before tell the code alone"
    wrong = read_record({**bare, "demands": ["E99", "union-invented.D1"]})
    assert [(one.code, one.path) for one in anchor_faults(wrong, offline)] == [("N08", ("demands", 0))]


def test_cards_show_the_sentence_as_it_was_in_both_languages(light_stage: Stage) -> None:
    cited(light_stage)
    said = read_record(item_of(light_stage))

    shown = {one: card_of(said, beside(light_stage.framework, [said]), one).demands for one in ("fr", "en")}  # type: ignore[arg-type]

    assert (
        shown["fr"] == f"{OWN} Droit d’alerte\u00a0: «\u00a0Chacun peut alerter.\u00a0» (union (invented), version 1)"
    )
    assert shown["en"] == f"{OWN} Right to alert: “Everyone may alert.” (union (invented), version 1)"


@pytest.mark.parametrize("way", ["collection", "workbook"])
def test_a_demand_that_a_file_carries_is_taken_where_its_catalogue_is_not_kept(stage: Stage, way: str) -> None:
    cited(stage)
    item, union = elsewhere(item_of(stage)), stage.client("union")
    posted = union.post(f"{HERE}/collection", json={"type": "AnnotationPage", "items": [item]})
    assert posted.status_code == 201, posted.text
    (id_,) = posted.json()["created"]
    at = f"{HERE}/{id_.rpartition(':')[2]}"
    if way == "workbook":
        book = union.get(f"{HERE}/workbook").content
        again = union.post(f"{HERE}/workbook", files={"file": ("x.xlsx", book)})
    else:
        again = union.post(f"{HERE}/collection", json=union.get(f"{HERE}/collection").json())

    (told,) = read(stage, at)["citedDemands"]
    assert (told["code"], told["sentence"], told["carried"]) == ("ailleurs.D9", FIRST, True)
    assert (again.status_code, again.json()["unchanged"], again.json()["left_out"]) == (201, 2, [])
    edited(stage, "union", at, demands=["ailleurs.D9"])
    assert read(stage, at)["citedDemands"] == [told], "a new version goes on citing what came with the file"
    with stage.database.reading() as connection:
        logged = [one.content.get("cited") for one in versions(connection)]
        kept = [dict(row.content).get("cited") for row in connection.execute(rows.select(AnnotationVersion.content))]  # type: ignore[attr-defined]
    assert logged == kept == [None, [told], [told]], "what only a file tells is committed to in the log"


def test_nobody_puts_words_under_the_name_of_a_union_that_speaks_here(light_stage: Stage) -> None:
    cited(light_stage)
    item, union = item_of(light_stage), light_stage.client("union")
    forged = elsewhere(item, "other-union-invented.D9")
    of = {"id": "urn:enregard:union:other-union-invented", "type": "Organization", "name": "other union (invented)"}
    forged["citedDemands"][0]["creator"] = of
    foreign = elsewhere(item)
    foreign["citedDemands"][0]["creator"] = of
    bare = {key: value for key, value in elsewhere(item).items() if key != "citedDemands"}

    def codes(body: dict[str, Any]) -> list[tuple[str, str]]:
        answer = union.post(HERE, json=body)
        assert answer.status_code == 422
        return [(one["code"], one["pointer"]) for one in answer.json()["findings"]]

    assert codes(forged) == [("N08", "/demands/0")], "what it demands stands in its catalogue here"
    assert codes(foreign) == [("J17", "/citedDemands/0")]
    assert codes(bare) == [("N08", "/demands/0")], "no catalogue and no file tells what is demanded"


def test_a_workbook_holds_the_demands_cited_on_a_sheet_of_their_own(light_stage: Stage) -> None:
    cited(light_stage)

    book = openpyxl.load_workbook(io.BytesIO(light_stage.client("union").get(f"{HERE}/workbook?language=en").content))

    heads, _, row = book["Demands cited"].iter_rows(values_only=True)
    found = dict(zip(heads, row, strict=True))
    assert (found["demand"], found["demand_version"], found["sentence_en"]) == (OWN, 1, FIRST["en"])
