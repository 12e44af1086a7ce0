"""Only a union that is accredited for the cycle contests an answer of it, and an answer that was withdrawn is contested
by nobody: in the figures, over the API, on public pages, in what may be taken away.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from service.store import annotations, whole_cycle
from service.store.cycles import find_cycle
from service.store.tables import Organisation
from service.workflows.accounts import Place, join_cycle
from tests.api.conftest import Stage
from tests.samples import annotation, answer_target, open_cycle
from tests.store.test_query_counts import counted

UNVERIFIED = {"fr": "organisation non vérifiée", "en": "unverified organisation"}


def done(answer: httpx.Response, status: int = 201) -> httpx.Response:
    assert answer.status_code == status, answer.text
    return answer


def accredit(stage: Stage, act: str, cycle: str | None, name: str = "newcomer") -> None:
    path = f"/api/v1/organisations/{stage.organisations[name]}/accreditations"
    decision = {"act": act, "cycle": cycle, "ground": "Mandat vérifié (invented)."}
    done(stage.client("secretariat").post(path, json=decision))


@pytest.fixture
def two(stage: Stage) -> Stage:
    """A company with the same answers in two cycles, and a union accredited for both by name that contests both."""
    open_cycle(stage.database, "2027")
    join_cycle(stage.database, stage.organisations["company"], Place("2027", "EX-001"))
    stage.employ("newcomer", "union", verified=False)
    for cycle in ("2026", "2027"):
        accredit(stage, "granted", cycle)
        body = stage.body(publication="full") | {"cycle": cycle}
        done(stage.client("company").post(f"/api/v1/cycles/{cycle}/submissions", json=body))
        target = answer_target("SD-1", cycle=cycle)
        done(stage.client("newcomer").post("/api/v1/annotations", json=annotation(target, ("A1",))))
    return stage


def figure(stage: Stage, cycle: str) -> tuple[int, str, Any, Any]:
    """How many answers to SD-1 are contested, the status, what is claimed and what is left without the contested."""
    read = done(stage.client("union").get(f"/api/v1/cycles/{cycle}/report", params={"indicator": "SD-1"}), 200)
    found = read.json()["figures"][0]
    return found["contested"], found["contest_status"], found["claimed"]["value"], found["set_aside"]["value"]


def contesting(stage: Stage) -> dict[str, tuple[bool, bool]]:
    """By cycle, whether the API says that the annotation contests, and that its union is verified."""
    listed = stage.client("union").get("/api/v1/annotations").json()["items"]
    cycle_of = re.compile(r"cycle:(\d+):")
    return {
        found[1]: (one["state"]["contests"], one["creator"].get("verified", True))
        for one in listed
        if (found := cycle_of.search(one["target"]["source"]))
    }


def test_a_union_whose_accreditation_ended_for_one_cycle_contests_in_the_other_alone(two: Stage) -> None:
    before = {cycle: figure(two, cycle) for cycle in ("2026", "2027")}
    accredit(two, "ended", "2027")

    claimed = before["2026"][2]
    assert before == dict.fromkeys(("2026", "2027"), (1, "open", claimed, None))
    assert claimed is not None
    assert figure(two, "2026") == (1, "open", claimed, None)
    assert figure(two, "2027") == (0, "none", claimed, claimed)
    assert contesting(two) == {"2026": (True, True), "2027": (False, False)}
    accredit(two, "granted", "2027")
    assert figure(two, "2027") == (1, "open", claimed, None), "as it stands when it is read"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_public_page_says_of_which_cycle_the_union_is_not_verified(two: Stage, language: str) -> None:
    path = f"/{language}/unions/{two.organisations['newcomer']}"
    assert UNVERIFIED[language] not in done(two.client().get(path), 200).text

    accredit(two, "ended", "2027")

    page = done(two.client().get(path), 200).text
    cards = page.split('<section class="card')[1:]
    ids = {cycle: one["id"].rpartition(":")[2] for cycle in ("2026", "2027") for one in _on(two, cycle)}
    told = {cycle: UNVERIFIED[language] in next(c for c in cards if id_ in c) for cycle, id_ in ids.items()}
    assert told == {"2026": False, "2027": True}


def _on(stage: Stage, cycle: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stage.client("union").get("/api/v1/annotations").json()["items"]
    return [one for one in items if f"cycle:{cycle}:" in one["target"]["source"]]


def test_the_collection_tells_a_union_that_is_not_verified_for_the_cycle(two: Stage) -> None:
    accredit(two, "ended", "2027")

    items = two.client("union").get("/api/v1/annotations/collection").json()["first"]["items"]

    flags = {one["target"]["source"].split(":")[3]: one["creator"].get("verified") for one in items}
    assert flags == {"2026": None, "2027": False}


def test_a_position_is_a_verified_unions_for_the_cycle_alone(two: Stage) -> None:
    for cycle in ("2026", "2027"):
        (one,) = _on(two, cycle)
        at = "/api/v1/annotations/" + one["id"].rpartition(":")[2]
        done(two.client("union").post(f"{at}/countersignatures"))
        done(two.client("other union").post(f"{at}/dissents", json={"text": "Nous lisons autrement."}))
    for name in ("union", "other union"):
        accredit(two, "ended", "2027", name)

    taken = {cycle: _on(two, cycle)[0] for cycle in ("2026", "2027")}
    signed = {cycle: one["countersignatures"][0].get("verified", True) for cycle, one in taken.items()}
    differing = {cycle: one["dissents"][0]["creator"].get("verified", True) for cycle, one in taken.items()}
    assert signed == differing == {"2026": True, "2027": False}


def test_on_words_of_the_framework_a_union_is_verified_while_anything_stands(two: Stage) -> None:
    made = done(two.client("newcomer").post("/api/v1/annotations", json=annotation()))
    at = made.headers["location"]
    assert "verified" not in made.json()["creator"]
    for cycle, verified in (("2027", True), ("2026", False)):
        accredit(two, "ended", cycle)
        assert two.client().get(at).json()["creator"].get("verified", True) is verified


def test_reading_asks_once_for_what_all_unions_are_accredited_for(two: Stage) -> None:
    def cost() -> int:
        with two.database.reading() as connection:
            cycle = find_cycle(connection, "2026")
            assert cycle is not None
        with counted(two.database) as count, two.database.reading() as connection:
            whole_cycle.load(connection, cycle)
            return count()

    few = cost()
    for name in ("u1", "u2", "u3"):
        two.employ(name, "union")
        done(two.client(name).post("/api/v1/annotations", json=annotation(answer_target("SD-1"), ("A2",))))
    assert cost() == few
    with two.database.reading() as connection:
        unions = connection.execute(select(col(Organisation.id)).where(col(Organisation.kind) == "union")).scalars()
        speakers = {one.union.id for _, one in annotations.annotations_seen(connection, annotations.OPERATOR)}
        assert speakers <= {annotations.UNION_IRI + union for union in unions}
        assert len(speakers) == 4


def test_a_withdrawn_answer_is_contested_by_nobody_until_it_stands_again(two: Stage) -> None:
    submission = "/api/v1/submissions/2026.EX-001"
    done(two.client("company").post(f"{submission}/withdrawal", json={"revision": 1, "reason": "Erreur."}))
    assert contesting(two)["2026"] == (False, True)
    assert figure(two, "2026")[:2] == (0, "none")

    done(two.client("company").post("/api/v1/cycles/2026/submissions", json=two.body(publication="full")))
    assert contesting(two)["2026"] == (False, True), "written about the revision before"
    (one,) = _on(two, "2026")
    at = "/api/v1/annotations/" + one["id"].rpartition(":")[2]
    done(two.client("newcomer").post(f"{at}/carry-forward", json={"revision": 2}))
    assert contesting(two)["2026"] == (True, True)
    assert figure(two, "2026")[:2] == (1, "open")
