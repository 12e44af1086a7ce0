"""Queues, drafts and the unions' own demands: what waits, for whom, and what nobody else sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Stage
from tests.samples import annotation, answer_target, value_of

QUEUE = "/api/v1/annotations/queue"
DRAFTS = "/api/v1/annotation-drafts"
DEMANDS = "/api/v1/demands"
DEMAND: dict[str, Any] = {
    "code": "D1",
    "framework": "paris-2025",
    "title": {"fr": "Droit d’alerte", "en": "Right to alert"},
    "sentence": {"fr": "Chacun peut alerter sans sanction.", "en": "Everyone may alert without sanction."},
    "source": "Congrès inventé de 2025",
    "clauses": ["3.2"],
}


def waiting(stage: Stage, who: str) -> list[dict[str, Any]]:
    found = stage.client(who).get(QUEUE, params={"cycle": "2026"})
    assert found.status_code == 200, found.text
    items: list[dict[str, Any]] = found.json()["items"]
    return items


def test_a_union_is_told_of_new_answers_and_then_of_those_that_changed(stage: Stage) -> None:
    stage.filed()
    (new,) = waiting(stage, "union")
    marked = stage.client("union").post(
        f"{QUEUE}/readings", json={"cycle": "2026", "signatory": "EX-001", "revision": 1}
    )
    read = waiting(stage, "union")
    changed = stage.body()
    value_of(changed, "SD-1")["numerator"] = 3
    stage.client("company").post("/api/v1/cycles/2026/submissions", json=changed)
    (revised,) = waiting(stage, "union")

    assert (new["kind"], new["signatory"], new["revision"], new["read"]) == ("answers", "EX-001", 1, None)
    commitments = [f"commitment-{place + 1}" for place in range(len(changed.get("commitments", [])))]
    assert len(new["indicators"]) == len(changed["answers"]) + len(commitments)
    assert new["indicators"][len(changed["answers"]) :] == commitments
    assert (marked.status_code, read) == (204, [])
    assert (revised["revision"], revised["read"], revised["indicators"]) == (2, 1, ["SD-1"])
    assert len(waiting(stage, "other union")[0]["indicators"]) == len(new["indicators"])


def _as_it_is(body: dict[str, Any]) -> None:
    """The sample as it stands."""


def _with_evidence(body: dict[str, Any]) -> None:
    one = next(one for one in body["answers"] if one["indicator"] == "SD-1")
    one["evidence"] = [{"kind": "minutes", "title": "Procès-verbal inventé", "reference": "12 mars, n° 4"}]


def _with_a_second_commitment(body: dict[str, Any]) -> None:
    body["commitments"].append({**body["commitments"][0], "text": "Nous formerons 20 personnes de plus."})


def _with_an_optional_answer(body: dict[str, Any]) -> None:
    body["answers"].append({"indicator": "SD-4", "status": "not_available", "reason": "Pas encore compté."})


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (_as_it_is, _with_evidence, ["SD-1"]),
        (_with_evidence, _as_it_is, ["SD-1"]),
        (_as_it_is, _with_a_second_commitment, ["commitment-2"]),
        (_with_a_second_commitment, _as_it_is, ["commitment-2"]),
        (_with_an_optional_answer, _as_it_is, ["SD-4"]),
        (_as_it_is, _as_it_is, []),
    ],
)
def test_a_union_is_told_of_whatever_a_company_revises(
    stage: Stage, before: Callable[[dict[str, Any]], None], after: Callable[[dict[str, Any]], None], told: list[str]
) -> None:
    read = {"cycle": "2026", "signatory": "EX-001", "revision": 1}
    for number, change in enumerate((before, after), 1):
        body = stage.body()
        change(body)
        filed = stage.client("company").post("/api/v1/cycles/2026/submissions", json=body)
        assert filed.status_code == 201, filed.text
        if number == 1:
            assert stage.client("union").post(f"{QUEUE}/readings", json=read).status_code == 204

    (revised,) = waiting(stage, "union")

    assert (revised["read"], revised["revision"], revised["indicators"]) == (1, 2, told)


def test_nobody_marks_as_read_what_is_not_there(light_stage: Stage) -> None:
    light_stage.filed()
    client = light_stage.client("union")

    ahead = client.post(f"{QUEUE}/readings", json={"cycle": "2026", "signatory": "EX-001", "revision": 2})
    absent = client.post(f"{QUEUE}/readings", json={"cycle": "2026", "signatory": "EX-002", "revision": 1})

    assert (ahead.status_code, absent.status_code) == (404, 404)


def test_a_company_is_told_what_awaits_its_reply_and_until_when(stage: Stage) -> None:
    stage.filed("company")
    stage.filed("other company")
    client = stage.client("union")
    for signatory in ("EX-001", "EX-002"):
        client.post("/api/v1/annotations", json=annotation(answer_target("SD-1", signatory), ("A1",)))

    (one,) = waiting(stage, "company")
    until, filed = (datetime.fromisoformat(one[key]) for key in ("reply_until", "filed"))
    at = "/api/v1/annotations/" + one["annotation"].rpartition(":")[2]
    stage.client("company").post(f"{at}/replies", json={"body": [{"value": "Nous répondons.", "language": "fr"}]})

    assert (one["kind"], one["indicator"], one["motives"], one["overdue"]) == ("reply", "SD-1", ["A1"], False)
    assert until - filed == timedelta(days=30)
    assert [until - datetime.fromisoformat(day) for day in one["reminders"]] == [timedelta(days=d) for d in (14, 7, 1)]
    assert waiting(stage, "company") == []
    assert len(waiting(stage, "other company")) == 1


def test_a_reply_to_what_is_no_longer_said_leaves_the_annotation_waiting_again(stage: Stage) -> None:
    """Edited, and carried forward: each time the company is asked anew, with two weeks at least from then."""
    stage.filed()
    body = annotation(answer_target("SD-1"), ("A1",))
    at = stage.client("union").post("/api/v1/annotations", json=body).headers["location"]
    reply = {"body": [{"value": "Nous répondons.", "language": "fr"}]}

    def replied() -> list[dict[str, Any]]:
        assert stage.client("company").post(f"{at}/replies", json=reply).status_code == 201
        return waiting(stage, "company")

    assert replied() == []
    tag = stage.client("union").get(at).headers["etag"]
    edited = stage.client("union").put(at, json=body, headers={"If-Match": tag}).json()
    (after_edit,) = waiting(stage, "company")
    assert replied() == []
    stage.filed()
    assert waiting(stage, "company") == [], "a revision alone asks for no other reply"
    carried = stage.client("union").post(f"{at}/carry-forward", json={"revision": 2}).json()
    (after_carry,) = waiting(stage, "company")
    assert carried["state"]["replied"] is False
    assert replied() == []

    for moment, one in ((edited["modified"], after_edit), (carried["carriedForward"]["created"], after_carry)):
        until = datetime.fromisoformat(moment) + timedelta(days=30)
        assert datetime.fromisoformat(one["reply_until"]) == until
    shown = stage.client("union").get(at).json()
    assert [(one["version"], "late" in one) for one in shown["replies"]] == [(1, False), (2, False), (2, False)]
    assert shown["state"]["replied"] is True


def test_what_is_retracted_or_withheld_awaits_nothing(light_stage: Stage) -> None:
    light_stage.filed()
    made = [
        light_stage.client("union").post("/api/v1/annotations", json=annotation(answer_target("SD-1"), ("A1",)))
        for _ in range(2)
    ]
    assert len(waiting(light_stage, "company")) == 2
    light_stage.client("union").post(f"{made[0].headers['location']}/retraction", json={"reason": "Erreur."})
    secret = {"ground": "legal", "reason": "Diffamation."}
    at = f"{made[1].headers['location']}/withholding"
    light_stage.client("secretariat").post(at, json=secret)
    assert waiting(light_stage, "company") == []

    light_stage.client("secretariat").post(at, json={**secret, "lifted": True})

    assert [one["annotation"] for one in waiting(light_stage, "company")] == [made[1].json()["id"]]


def test_a_draft_is_its_organisations_alone(stage: Stage) -> None:
    made = stage.client("union").post(DRAFTS, json={"target": {"source": answer_target("SD-1")}})
    at = made.headers["location"]

    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    for who in ("other union", "company", "secretariat", "analyst", "nobody"):
        client = stage.client(who)
        answers = [
            client.get(at),
            client.put(at, json=annotation(), headers={"If-Match": "*"}),
            client.delete(at, headers={"If-Match": "*"}),
            client.post(f"{at}/publication"),
        ]
        assert {one.status_code for one in answers} <= {401, 403, 404}, who
    assert stage.client("other union").get(DRAFTS).json()["items"] == []
    assert [one["id"] for one in stage.client("union").get(DRAFTS).json()["items"]] == [made.json()["id"]]
    assert stage.client("secretariat").get("/api/v1/annotations").json()["items"] == []


def test_a_draft_is_changed_by_whoever_read_it_last_and_removed_for_good(stage: Stage) -> None:
    client = stage.client("union")
    at = client.post(DRAFTS, json=annotation()).headers["location"]

    bare = client.put(at, json=annotation(motives=("NB1",)))
    first = client.put(at, json=annotation(motives=("NB1",)), headers={"If-Match": '"1"'})
    second = client.put(at, json=annotation(motives=("NB2",)), headers={"If-Match": '"1"'})

    assert (bare.status_code, first.status_code, second.status_code) == (428, 200, 412)
    assert client.get(at).json()["content"]["motives"] == ["NB1"]
    assert client.delete(at, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(at, headers={"If-Match": '"2"'}).status_code == 204
    assert client.get(at).status_code == 404


def test_a_draft_is_published_whole_or_not_at_all(stage: Stage) -> None:
    client = stage.client("union")
    stage.filed()
    at = client.post(DRAFTS, json={"target": {"source": answer_target("SD-1")}}).headers["location"]
    unfinished = client.post(f"{at}/publication")
    client.put(at, json=annotation(answer_target("SD-1"), ("Z9",)), headers={"If-Match": '"1"'})
    misplaced = client.post(f"{at}/publication")
    client.put(at, json=annotation(answer_target("SD-1"), ("A1",)), headers={"If-Match": '"2"'})

    published = client.post(f"{at}/publication")

    assert {(one["code"], one["pointer"]) for one in unfinished.json()["findings"]} == {
        ("J01", "/body"),
        ("J01", "/motives"),
    }
    assert [one["code"] for one in misplaced.json()["findings"]] == ["N06"]
    assert (published.status_code, published.json()["motives"]) == (201, ["A1"])
    assert client.get(at).status_code == 404
    assert len(client.get("/api/v1/annotations").json()["items"]) == 1


def test_a_union_adds_demands_under_its_own_name_and_others_cite_them(stage: Stage) -> None:
    made = stage.client("union").post(DEMANDS, json=DEMAND)
    id_ = made.json()["id"]
    cited = stage.client("other union").post("/api/v1/annotations", json=annotation(demands=["D01", id_]))
    foreign = stage.client("other union").put(
        f"{DEMANDS}/{id_}", json={k: v for k, v in DEMAND.items() if k != "code"}, headers={"If-Match": '"1"'}
    )

    assert (made.status_code, id_) == (201, "union-invented.D1")
    assert (cited.status_code, cited.json()["demands"]) == (201, ["D01", id_])
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_author")
    assert stage.client("union").post(DEMANDS, json=DEMAND).json()["code"] == "demand_exists"
    (listed,) = stage.client().get(DEMANDS, params={"union": "union-invented"}).json()
    assert (listed["union_name"], listed["version"]) == ("union (invented)", 1)


def test_a_demand_has_versions_and_names_clauses_that_exist(light_stage: Stage) -> None:
    client = light_stage.client("union")
    at = client.post(DEMANDS, json=DEMAND).headers["location"]
    body = {key: value for key, value in DEMAND.items() if key != "code"} | {"clauses": []}

    wrong = client.post(DEMANDS, json=DEMAND | {"code": "D2", "clauses": ["9.9"]})
    newer = client.put(at, json=body, headers={"If-Match": '"1"'})
    stale = client.put(at, json=body, headers={"If-Match": '"1"'})

    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_demand")
    assert (newer.status_code, newer.json()["version"], newer.json()["clauses"]) == (200, 2, [])
    assert stale.status_code == 412
