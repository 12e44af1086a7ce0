"""Whoever acts on a page is handed the receipt of the public log there, and finds it again; nobody else gets it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from service.clock import utc_now
from tests.api.conftest import Stage, framework, light_stage, reader, stage
from tests.api.test_annotation_life import ACTS, on_answer
from tests.ledger.scene import Log
from tests.samples import annotation, answer_target
from tests.store.test_query_counts import counted

__all__ = ["framework", "light_stage", "reader", "stage"]
LEFT_OUT = re.compile(r'<th scope="row">(items/[^<]+)</th><td>N31</td>')
REPLY = {
    "creator": {"id": "EX-009", "name": "Entreprise ailleurs (invented)"},
    "created": "2026-05-01T10:00:00Z",
    "body": [{"type": "TextualBody", "value": "Nous maintenons.", "language": "fr"}],
}
LINK = re.compile(r'href="(/(?:fr|en)/receipts/[0-9a-f]{64})"')


def handed(page: Response) -> list[str]:
    """Where a page lets its reader download receipts, in its order; each stands beside its leaf in the public log."""
    assert page.status_code == 200, page.text
    links = LINK.findall(page.text)
    leaves = [one.rpartition("/")[2] for one in links]
    language = page.url.path.split("/")[1]
    assert [f'href="/{language}/log?leaf={leaf}"' in page.text for leaf in leaves] == [True] * len(links)
    return links


def opened(client: TestClient, link: str) -> dict[str, Any]:
    """Download a receipt and return it, once its content was found to be what its leaf commits to."""
    answer = client.get(link)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith('attachment; filename="receipt-')
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    salted = b"enregard/commitment/v1\0" + bytes.fromhex(found["salt"]) + found["content"].encode()
    assert hashlib.sha256(salted).hexdigest() == found["commitment"]
    return found


def acts_on_pages(stage: Stage) -> dict[str, Callable[[], tuple[TestClient, Response]]]:
    """Every act that leaves a leaf, in an order in which it can be done, each on its page; all on one annotation."""
    union, other, company, secretariat = map(stage.browser, ("union", "other union", "company", "secretariat"))
    stage.filed()
    draft = {"source": answer_target("SD-1"), "quoted": "fr", "motives": "A1", "text_fr": "Rien vu.", "act": "preview"}
    card = union.post("/fr/union/compose", data=draft)
    id_ = ""

    def publish() -> tuple[TestClient, Response]:
        nonlocal id_
        page = union.post(card.url.path.replace("/preview", "/publication"))
        id_ = page.url.path.rpartition("/")[2]
        return union, page

    def at(client: TestClient, path: str, **fields: str) -> Callable[[], tuple[TestClient, Response]]:
        return lambda: (client, client.post(path.format(id=id_), data=fields))

    def revise() -> tuple[TestClient, Response]:
        form = union.get(f"/fr/union/annotations/{id_}/version")
        match = unescape(re.findall(r'name="match" value="([^"]*)"', form.text)[0])
        written = {"motives": "A1", "text_fr": "Toujours rien vu.", "match": match, "act": "publish"}
        return union, union.post(form.url.path, data=written)

    here = "/fr/union/annotations/{id}"
    return {
        "annotation": publish,
        "countersignature": at(other, f"{here}/countersignatures"),
        "reply": at(company, "/fr/company/2026/annotations/{id}", text="Nous avons consulté.", spoken="fr"),
        "annotation again": revise,
        "dissent": at(other, f"{here}/dissents", text="Nous lisons autrement."),
        "revision": lambda: (company, _submitted(company)),
        "carry_forward": at(union, f"{here}/carry-forward", revision="2"),
        "withholding": at(
            secretariat,
            "/fr/secretariat/withholding/{id}",
            of="annotation",
            number="0",
            ground="legal",
            reason="Diffamation.",
            act="withhold",
        ),
        "retraction": at(union, f"{here}/retraction", reason="Erreur de site."),
        "withdrawal": at(company, "/fr/company/2026/withdrawal", revision="2", reason="Nous recomptons."),
    }


def _submitted(company: TestClient) -> Response:
    """Submit by the form what stands there already: it begins with what was filed before."""
    page = company.get("/fr/company/2026/check")
    version = re.findall(r'name="version" value="([^"]*)"', page.text)
    assert version, page.text
    return company.post("/fr/company/2026/check", data={"version": version[0]})


def test_every_act_on_a_page_hands_out_its_receipt(stage: Stage) -> None:
    for act, do in acts_on_pages(stage).items():
        client, page = do()

        newest = opened(client, handed(page)[0])

        assert newest["kind"] == act.removesuffix(" again")
        strangers = {who: stage.browser(who) for who in ("other company", "analyst")}
        assert {who: one.get(handed(page)[0]).status_code for who, one in strangers.items()} == {
            "other company": 404,
            "analyst": 404,
        }, act
        assert stage.client().get(handed(page)[0]).status_code in (401, 403)


def test_a_page_hands_out_the_receipts_of_ones_own_acts_alone(light_stage: Stage) -> None:
    at = on_answer(light_stage)
    for act, who in (("countersign", "other union"), ("reply", "company"), ("revise", "union"), ("carry", "union")):
        ACTS[act](light_stage, who, at)
    id_ = at.rpartition("/")[2]
    places = {
        "union": f"/en/union/annotations/{id_}",
        "other union": f"/en/union/annotations/{id_}",
        "company": f"/en/company/2026/annotations/{id_}",
    }

    kinds = {}
    for who, place in places.items():
        client = light_stage.browser(who)
        kinds[who] = [opened(client, link)["kind"] for link in handed(client.get(place))]

    assert kinds == {
        "union": ["carry_forward", "annotation", "annotation"],
        "other union": ["countersignature"],
        "company": ["reply"],
    }
    of_union = handed(light_stage.browser("union").get(places["union"]))
    assert {light_stage.browser("other union").get(link).status_code for link in of_union} == {404}


def test_the_log_shows_a_leaf_before_and_after_it_has_its_place(stage: Stage) -> None:
    receipt = stage.client("union").post("/api/v1/annotations", json=annotation()).json()["receipt"]
    there = f"/en/log?leaf={receipt['leaf']}"

    waiting = stage.client().get(there)
    Log(stage.database, None, None).sign()  # type: ignore[arg-type]
    placed = stage.client().get(there)
    proof = stage.client().get(f"/api/v1/log/inclusion?leaf={receipt['leaf']}").json()
    unknown = stage.client().get(f"/en/log?leaf={'0' * 64}")

    assert "gets its number with the next checkpoint" in waiting.text
    assert f"It stands at number {proof['index']} of the tree" in placed.text
    assert receipt["subject"] in placed.text
    assert 'aria-current="true"' in placed.text
    assert "No leaf of this log has this hash." in unknown.text
    for page in (waiting, placed):
        assert receipt["salt"] not in page.text
        assert "Rien ne dit qui est consulté" not in page.text
    assert stage.client().get("/en/log?leaf=x").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_import_hands_out_the_receipt_of_each_annotation_and_all_in_one_file(stage: Stage, language: str) -> None:
    stage.client("union").post("/api/v1/annotations", json=annotation())
    page = {"type": "AnnotationPage", "items": [annotation(motives=("V1",)), annotation(motives=("NB2",))]}
    file = {"file": ("a.jsonld", json.dumps(page).encode())}
    union = stage.browser("union")

    checked = union.post(f"/{language}/union/exchange", files=file, data={"act": "check"})
    filed = union.post(f"/{language}/union/exchange", files=file, data={"act": "file"})

    assert handed(checked) == []
    links = handed(filed)
    receipts = [opened(union, link) for link in links]
    assert [json.loads(one["content"])["motives"] for one in receipts] == [["V1"], ["NB2"]]
    (whole,) = re.findall(rf'href="(/{language}/receipts/[0-9a-f]+/import)"', filed.text)
    assert union.get(whole).json() == receipts
    assert stage.browser("other union").get(whole).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_that_is_sent_twice_files_once_and_shows_the_same(light_stage: Stage, language: str) -> None:
    union, at = light_stage.browser("union"), f"/{language}/union/exchange"
    item = {**annotation(), "replies": [REPLY]}
    file = {"file": ("a.jsonld", json.dumps({"items": [item, annotation(motives=("NB2",))]}).encode())}
    other = {"file": ("b.jsonld", json.dumps({"items": [annotation(motives=("P1",))]}).encode())}

    def form(page: Response) -> dict[str, str]:
        return {"act": "file", "once": re.findall(r'name="once" value="([0-9a-f]{32})"', page.text)[0]}

    given = form(union.get(at))
    first, again = (union.post(at, files=file, data=given) for _ in range(2))
    filed_after_both = light_stage.client("union").get("/api/v1/annotations").json()["items"]
    union.post(at, files=other, data=given)
    union.post(at, files=file, data=form(again))
    filed_at_last = light_stage.client("union").get("/api/v1/annotations").json()["items"]

    assert handed(first) == handed(again)
    assert len(handed(first)) == 2
    assert LEFT_OUT.findall(first.text) == LEFT_OUT.findall(again.text) == ["items/0/replies/0"]
    assert len(filed_after_both) == 2, "sent twice, filed once"
    assert len(filed_at_last) == 5, "another file is another act, and so is a new form"


def test_the_receipts_of_an_import_are_found_with_the_same_statements_however_many(stage: Stage) -> None:
    """And one that another union files at the very same moment is not among them."""
    union, moment, told = stage.browser("union"), utc_now(), {}
    stage.app.state.house.clock = lambda: moment
    for count in (2, 50):
        page = {"items": [annotation() for _ in range(count)]}
        moment += timedelta(minutes=1)
        receipts = stage.client("union").post("/api/v1/annotations/collection", json=page).json()["receipts"]
        stage.client("other union").post("/api/v1/annotations", json=annotation())
        with counted(stage.database) as statements:
            found = union.get(f"/en/receipts/{receipts[0]['leaf']}/import").json()
            told[count] = statements()
        assert [one["leaf"] for one in found] == [one["leaf"] for one in receipts]
    assert told[2] == told[50]
