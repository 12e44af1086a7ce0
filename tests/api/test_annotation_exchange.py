"""Many annotations out and in: what leaves comes back as it was, all or nothing, with every fault at its place."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import openpyxl
import pytest

from service.store import annotation_filing as filing
from service.store.tables import metadata
from service.workflows import annotation_export, annotation_import
from service.workflows.cycles import Frameworks
from tests.api.conftest import Stage
from tests.api.test_annotation_life import ACTS, DOERS, on_answer
from tests.samples import annotation, answer_target

HERE = "/api/v1/annotations"
COLLECTION, WORKBOOK = f"{HERE}/collection", f"{HERE}/workbook"


def exported(stage: Stage, who: str = "union", **query: Any) -> dict[str, Any]:
    answer = stage.client(who).get(COLLECTION, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def imported(stage: Stage, collection: dict[str, Any], who: str = "union", **query: Any) -> httpx.Response:
    answer: httpx.Response = stage.client(who).post(COLLECTION, json=collection, params=query)
    return answer


def sent(stage: Stage, content: bytes, who: str = "union", **query: Any) -> httpx.Response:
    answer: httpx.Response = stage.client(who).post(WORKBOOK, files={"file": ("x.xlsx", content)}, params=query)
    return answer


def lived(stage: Stage) -> str:
    """An annotation with a second version, a reply, a dissent and a carry-forward beside another on a clause."""
    at = on_answer(stage)
    for act in ("countersign", "revise", "dissent", "reply", "carry"):
        done = ACTS[act](stage, DOERS[act], at)
        assert done.status_code in (200, 201), done.text
    stage.client("union").post(HERE, json=annotation(demands=["E03"]))
    return at


def test_what_a_union_exports_it_may_import_again_and_nothing_changes(stage: Stage) -> None:
    lived(stage)
    collection = exported(stage, union="union-invented")
    book = stage.client("union").get(WORKBOOK, params={"union": "union-invented"})

    again = imported(stage, collection)
    sent_again = sent(stage, book.content)

    nothing = {"created": [], "revised": [], "unchanged": 2, "left_out": [], "receipts": []}
    assert (again.status_code, again.json()) == (201, nothing)
    assert (sent_again.status_code, sent_again.json()) == (201, nothing)
    assert len(collection["first"]["items"][0]["earlierVersions"]) == 1
    assert exported(stage, union="union-invented") == collection


def test_an_export_imported_elsewhere_is_exported_alike(stage: Stage) -> None:
    for number in range(3):
        body = annotation(motives=("V1", "NB1", "NB2", "NB3"), demands=["E03"], themes=["legal-means"])
        body["body"][0]["value"] = f"  Texte {number}\n\n«\u202f=1+1\u202f»  "
        stage.client("union").post(HERE, json=body)
    here = exported(stage)
    there = [{k: v for k, v in item.items() if k != "id"} for item in here["first"]["items"]]

    done = imported(stage, {"type": "AnnotationPage", "items": there})

    assert len(done.json()["created"]) == 3
    copies = exported(stage)["first"]["items"][3:]
    bare = [{k: v for k, v in item.items() if k not in ("id", "created")} for item in here["first"]["items"]]
    assert [{k: v for k, v in item.items() if k not in ("id", "created")} for item in copies] == bare


def test_a_changed_item_becomes_the_next_version_and_a_new_one_is_filed(stage: Stage) -> None:
    at = lived(stage)
    collection = exported(stage, union="union-invented")
    items = collection["first"]["items"]
    items[0] = {k: v for k, v in items[0].items() if k not in ("replies", "dissents", "countersignatures")}
    items[0]["motives"] = ["A5"]
    items.append({k: v for k, v in items[1].items() if k != "id"})

    told = imported(stage, {"type": "AnnotationPage", "items": items}, dry_run=True).json()
    before = stage.client("union").get(at).json()
    done = imported(stage, {"type": "AnnotationPage", "items": items}).json()

    assert (told["revised"], len(told["created"]), told["unchanged"], before["version"]) == ([items[0]["id"]], 1, 1, 2)
    assert (done["revised"], len(done["created"]), done["unchanged"]) == ([items[0]["id"]], 1, 1)
    after = stage.client("union").get(at).json()
    assert (after["version"], after["motives"], len(after["replies"])) == (3, ["A5"], 1)


def test_a_version_that_comes_in_a_file_is_asked_about_its_testimonies_too(light_stage: Stage) -> None:
    on_answer(light_stage)
    (item,) = exported(light_stage)["first"]["items"]
    spoken = {"kind": "testimony", "quote": "Appelez Mme Durand.", "consent": True}
    page = {"type": "AnnotationPage", "items": [{**item, "evidence": [spoken]}]}

    asked = imported(light_stage, page)
    accepted = imported(light_stage, page, small_groups="accepted")

    assert asked.status_code == 409
    assert "T05" in [one["code"] for one in asked.json()["findings"]]
    assert accepted.json()["revised"] == [item["id"]]


def test_one_bad_item_keeps_all_of_them_out_and_every_fault_has_its_place(stage: Stage) -> None:
    lived(stage)
    foreign = stage.client("other union").post(HERE, json=annotation()).json()
    before = exported(stage, who="secretariat")
    bad = [
        annotation(),
        annotation(motives=("Z9",)),
        {"target": {"source": "urn:enregard:paris-2025@1:clause:1.1"}, "motives": ["V1"]},
        foreign,
        annotation(replies=before["first"]["items"][0]["replies"]),
    ]

    refused = imported(stage, {"type": "AnnotationPage", "items": bad})

    assert refused.status_code == 422
    assert [(one["code"], one["pointer"]) for one in refused.json()["findings"]] == [
        ("N21", "/items/2/body"),
        ("N06", "/items/1/motives/0"),
        ("N29", "/items/3/creator/id"),
    ]
    assert exported(stage, who="secretariat") == before


def elsewhere(collection: dict[str, Any]) -> dict[str, Any]:
    """The same annotations under ids that nobody has here: as if they had lived in another installation."""
    text = json.dumps(collection["first"]["items"])
    for number, item in enumerate(collection["first"]["items"]):
        text = text.replace(item["id"], f"urn:enregard:annotation:{number:032x}")
    return {"type": "AnnotationPage", "items": json.loads(text)}


def test_a_life_led_elsewhere_is_left_out_and_every_part_of_it_is_named(stage: Stage) -> None:
    lived(stage)
    page = elsewhere(exported(stage, union="union-invented"))

    told = imported(stage, page, dry_run=True).json()
    done = imported(stage, page)

    assert done.status_code == 201, done.text
    assert done.json()["created"] == [f"urn:enregard:annotation:{number:032x}" for number in range(2)]
    said = [(one["code"], one["severity"], one["pointer"], one["found"]) for one in done.json()["left_out"]]
    assert said == [
        ("N31", "warning", "/items/0/replies/0", "EX-001"),
        ("N31", "warning", "/items/0/countersignatures/0", "other union (invented)"),
        ("N31", "warning", "/items/0/dissents/0", "other union (invented)"),
        ("N31", "warning", "/items/0/carriedForward", "2"),
        ("N31", "warning", "/items/0/earlierVersions/0", "1"),
    ]
    assert told["left_out"] == done.json()["left_out"]
    assert [one["kind"] for one in done.json()["receipts"]] == ["annotation", "annotation"]
    copy = stage.client("union").get(f"{HERE}/{0:032x}").json()
    assert (copy["version"], copy["motives"]) == (1, ["A1"])
    assert {"replies", "countersignatures", "dissents", "carriedForward"}.isdisjoint(copy)


def test_a_life_led_elsewhere_is_named_by_its_cells_where_it_comes_in_a_workbook(light_stage: Stage) -> None:
    lived(light_stage)
    content = light_stage.client("union").get(WORKBOOK, params={"union": "union-invented", "language": "fr"}).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    known = [book["Annotations"].cell(row, 1).value for row in (3, 4)]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    for number, id_ in enumerate(known):
                        cell.value = cell.value.replace(id_, f"urn:enregard:annotation:{number:032x}")
    buffer = io.BytesIO()
    book.save(buffer)

    done = sent(light_stage, buffer.getvalue()).json()

    voices = book["Réponses et positions"]
    acts = {voices.cell(row, 2).value: row for row in range(3, 6)}
    places = {(one["sheet"], int(one["cell"][1:])) for one in done["left_out"] if one["sheet"] == voices.title}
    assert len(done["created"]) == 2
    assert places == {(voices.title, acts[act]) for act in ("reply", "countersignature", "dissent")}
    others = {(one["sheet"], one["cell"]) for one in done["left_out"]} - {
        (one["sheet"], one["cell"]) for one in done["left_out"] if one["sheet"] == voices.title
    }
    assert ("Versions antérieures", "A3") in others
    assert len(others) == 2


def test_words_that_were_retracted_or_withheld_elsewhere_are_not_brought_back(stage: Stage) -> None:
    for act in ("retract", "withhold"):
        ACTS[act](stage, DOERS[act], on_answer(stage, revisions=1))
    page = elsewhere(exported(stage, union="union-invented"))

    done = imported(stage, page).json()

    assert (done["created"], done["receipts"]) == ([], [])
    assert [(one["code"], one["pointer"], one["found"]) for one in done["left_out"]] == [
        ("N32", "/items/0/retraction", "Erreur de site."),
        ("N32", "/items/1/withholding", "Un nom y figure."),
    ]
    assert stage.client("union").get(f"{HERE}/{0:032x}").status_code == 404


def test_an_older_export_comes_back_though_others_have_acted_since(light_stage: Stage) -> None:
    at = on_answer(light_stage)
    before = exported(light_stage, union="union-invented")
    ACTS["reply"](light_stage, "company", at)

    done = imported(light_stage, before).json()

    assert (done["unchanged"], done["left_out"]) == (1, [])
    assert len(light_stage.client("union").get(at).json()["replies"]) == 1


def test_positions_on_file_are_known_again_whatever_became_of_an_accreditation_since(light_stage: Stage) -> None:
    at = on_answer(light_stage)
    ACTS["countersign"](light_stage, "other union", at)
    ACTS["revise"](light_stage, "union", at)
    ACTS["dissent"](light_stage, "other union", at)
    before = exported(light_stage, union="union-invented")
    ended = {"act": "ended", "ground": "Fin de mandat (invented)."}
    other = light_stage.organisations["other union"]
    done = light_stage.client("secretariat").post(f"/api/v1/organisations/{other}/accreditations", json=ended)
    assert done.status_code in (200, 201), done.text
    after = exported(light_stage, union="union-invented")
    (item,) = after["first"]["items"]
    assert [item["countersignatures"][0]["verified"], item["dissents"][0]["creator"]["verified"]] == [False, False]

    told = [imported(light_stage, one).json() for one in (before, after)]

    assert [(one["unchanged"], one["left_out"]) for one in told] == [(1, []), (1, [])]


@pytest.mark.parametrize(("meanwhile", "status"), [("retract", 422), ("revise", 201)])
def test_what_an_author_does_between_reading_and_filing_counts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, meanwhile: str, status: int
) -> None:
    at = on_answer(stage)
    (item,) = exported(stage, union="union-invented")["first"]["items"]
    changed = {**item, "body": [{"type": "TextualBody", "value": "Autrement dit.", "language": "fr"}]}
    steps, lock, sort = [], filing.lock_annotations, annotation_import._Judge.sort

    def locked(connection: Any, ids: Any, actor: Any) -> None:
        lock(connection, ids, actor)
        steps.append("locked")

    def judged(judge: Any, items: Any, *, warn: bool) -> Any:
        found = sort(judge, items, warn=warn)
        steps.append("judged")
        if len(steps) == 1:
            assert ACTS[meanwhile](stage, "union", at).status_code in (200, 201)
        return found

    monkeypatch.setattr(filing, "lock_annotations", locked)
    monkeypatch.setattr(annotation_import._Judge, "sort", judged)
    before = stage.client("union").get(HERE).json()["items"]
    answer = imported(stage, {"items": [annotation(), changed]})

    assert steps == ["judged", "locked", "judged"], "judged again once nobody else can act on it"
    assert answer.status_code == status, answer.text
    filed = stage.client("union").get(HERE).json()["items"]
    if meanwhile == "retract":
        assert [(one["code"], one["pointer"]) for one in answer.json()["findings"]] == [("N30", "/items/1/id")]
        assert len(filed) == len(before), "one keeps all of them out"
        assert stage.client("union").get(at).json()["version"] == 1
    else:
        assert len(filed) == len(before) + 1
        assert stage.client("union").get(at).json()["version"] == 3


def test_nobody_brings_a_forged_reply_in(light_stage: Stage) -> None:
    at = on_answer(light_stage)
    ACTS["reply"](light_stage, "company", at)
    (item,) = exported(light_stage, union="union-invented")["first"]["items"]
    forged = {**item["replies"][0], "body": [{"value": "Vous avez raison.", "language": "fr"}]}

    done = imported(light_stage, {"type": "AnnotationPage", "items": [{**item, "replies": [forged]}]}).json()

    assert (done["unchanged"], done["revised"]) == (1, [])
    assert [(one["code"], one["pointer"]) for one in done["left_out"]] == [("N31", "/items/0/replies/0")]
    assert light_stage.client("union").get(at).json()["replies"] == item["replies"]


def test_the_receipts_of_an_import_open_what_was_filed(light_stage: Stage) -> None:
    page = {"type": "AnnotationPage", "items": [annotation(), annotation(motives=("NB2",))]}

    done = imported(light_stage, page).json()

    assert [one["subject"] for one in done["receipts"]] == [f"{id_}:version:1" for id_ in done["created"]]
    assert [json.loads(one["content"])["motives"] for one in done["receipts"]] == [["V1"], ["NB2"]]


def test_an_export_is_cut_nowhere_and_one_import_files_no_more_than_it_says(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotation_import, "MOST_ITEMS", 3)
    monkeypatch.setattr(annotation_export, "PIECE", 2)
    for _ in range(5):
        light_stage.client("union").post(HERE, json=annotation())
    book = light_stage.client("union").get(WORKBOOK).content
    whole = exported(light_stage, whole=True)

    again = sent(light_stage, book)
    much = imported(light_stage, {"type": "AnnotationPage", "items": [annotation()] * 4})

    assert (whole["total"], len(whole["first"]["items"])) == (5, 5)
    assert again.json()["unchanged"] == 5, "what is on file already is no filing"
    assert (much.status_code, much.json()["code"]) == (422, "too_many_items")


def test_a_workbook_offers_the_motives_of_the_framework_that_was_asked_for(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    found = Frameworks.find
    monkeypatch.setattr(Frameworks, "find", lambda self, ref: asked.append(ref) or found(self, ref))
    for query in ({"cycle": "2026"}, {"target": annotation()["target"]["source"]}, {"target": answer_target("SD-1")}):
        light_stage.client("union").get(WORKBOOK, params=query)
    light_stage.client("union").get(WORKBOOK)

    assert asked == ["paris-2025@1", "paris-2025@1", "paris-2025@1", "paris-2025"]


def test_a_workbook_filled_by_hand_is_filed_and_its_faults_have_cells(stage: Stage) -> None:
    stage.filed()
    book = openpyxl.load_workbook(io.BytesIO(stage.client("union").get(WORKBOOK, params={"language": "fr"}).content))
    sheet, proofs = book["Annotations"], book["Preuves"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    first = {
        "annotation_id": "1",
        "target": answer_target("SD-1"),
        "motive_1": "A1",
        "text_fr": "Rien n’a été présenté.",
        "demands": "E03, D01",
    }
    for row, changes in ((3, {}), (4, {"annotation_id": "2", "motive_2": "Z9", "text_fr": None})):
        for code, value in {**first, **changes}.items():
            sheet.cell(row, heads[code], value)
    proofs["A3"], proofs["B3"], proofs["C3"] = "1", "document", "PV du CSE"
    proofs["A4"], proofs["B4"], proofs["C4"] = "9", "document", "PV du CSE"

    def content() -> bytes:
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    untied = sent(stage, content())
    proofs["A4"] = proofs["B4"] = proofs["C4"] = None
    faulty = sent(stage, content())
    sheet.cell(4, heads["text_fr"], "Rien non plus.")
    sheet.cell(4, heads["motive_2"], "A3")
    filed = sent(stage, content())

    assert [(one["code"], one["sheet"], one["cell"]) for one in untied.json()["findings"]] == [("N27", "Preuves", "A4")]
    assert [(one["code"], one["sheet"], one["cell"]) for one in faulty.json()["findings"]] == [
        ("N21", "Annotations", f"{sheet.cell(4, heads['text_fr']).coordinate}")
    ]
    assert (filed.status_code, len(filed.json()["created"])) == (201, 2)
    made = stage.client("union").get(HERE).json()["items"]
    assert [one["motives"] for one in made] == [["A1"], ["A1", "A3"]]
    assert made[0]["demands"] == ["E03", "D01"]
    assert made[0]["evidence"] == [{"kind": "document", "title": "PV du CSE"}]


def test_nothing_of_an_imported_workbook_but_its_annotations_is_kept(stage: Stage) -> None:
    """Who wrote a file, on which machine, under which name: a witness could be known by it."""
    at = on_answer(stage)
    content = stage.client("union").get(WORKBOOK, params={"language": "fr"}).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.properties.creator = book.properties.lastModifiedBy = "Zoé Témoin"
    book.properties.description = "poste 47-ZT"
    book["Annotations"].cell(2, 1).comment = openpyxl.comments.Comment("vu par Zoé", "Zoé Témoin")
    out = io.BytesIO()
    book.save(out)

    done = stage.client("union").post(WORKBOOK, files={"file": ("temoignage de Zoé Témoin.xlsx", out.getvalue())})

    assert done.status_code == 201, done.text
    with stage.database.reading() as connection:
        kept = repr([list(connection.execute(table.select())) for table in metadata.sorted_tables])
    assert at.rpartition("/")[2] in kept
    for trace in ("Zoé", "Témoin", "47-ZT", "temoignage"):
        assert trace not in kept


def test_a_file_that_is_no_workbook_of_annotations_is_refused_by_name(light_stage: Stage) -> None:
    other = openpyxl.Workbook()
    other.active["A1"] = "something else"  # type: ignore[index]
    buffer = io.BytesIO()
    other.save(buffer)

    strange = sent(light_stage, buffer.getvalue())
    text = sent(light_stage, b"annotation_id,union_id\n")

    assert [one["code"] for one in strange.json()["findings"]] == ["N28"]
    assert (text.status_code, text.json()["code"]) == (422, "unreadable_upload")


def test_an_import_under_a_key_happens_once(stage: Stage) -> None:
    client = stage.client("union", **{"Idempotency-Key": "bulk"})
    page = {"type": "AnnotationPage", "items": [annotation(), annotation()]}

    first, second = (client.post(COLLECTION, json=page) for _ in range(2))

    assert first.json() == second.json()
    assert len(exported(stage)["first"]["items"]) == 2


def test_a_collection_holds_only_what_the_asker_may_read(stage: Stage) -> None:
    lived(stage)

    seen = {who: exported(stage, who)["total"] for who in ("nobody", "company", "other company", "analyst", "union")}

    assert seen == {"nobody": 1, "company": 2, "other company": 1, "analyst": 1, "union": 2}
