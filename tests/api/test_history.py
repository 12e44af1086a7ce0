"""What stays of every submission: its revisions and how they differ, its files, its withdrawal; and who sees what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.actors import OPERATOR
from service.store import whole_cycle
from service.store.cycles import find_cycle
from tests.api.conftest import Stage
from tests.samples import annotation, answer_target, value_of
from tests.workbooks import PROFILE, workbook

HERE = "/api/v1/submissions/2026.EX-001"
FILING = "/api/v1/cycles/2026/submissions"


def _refiled(stage: Stage, numerator: int, **organisation: Any) -> dict[str, Any]:
    body = stage.body(**organisation)
    value_of(body, "SD-1")["numerator"] = numerator
    answer = stage.client("company").post(FILING, json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _withdrawn(stage: Stage, revision: int, who: str = "company", **headers: str) -> Any:
    body = {"revision": revision, "reason": "Les chiffres de deux sites manquaient."}
    return stage.client(who).post(f"{HERE}/withdrawal", json=body, headers=headers)


def test_any_two_revisions_tell_how_they_differ(stage: Stage) -> None:
    _refiled(stage, 4)
    _refiled(stage, 6)
    _refiled(stage, 8, country="DE")

    there = stage.client("company").get(f"{HERE}/revisions/1/differences/3").json()
    back = stage.client("company").get(f"{HERE}/revisions/3/differences/2").json()

    assert there["changes"] == [
        {"path": "/organisation/country", "before": "FR", "after": "DE"},
        {"path": "/answers/SD-1/values/numerator", "before": 4, "after": 8},
    ]
    assert back["changes"][1] == {"path": "/answers/SD-1/values/numerator", "before": 8, "after": 6}
    assert stage.client("company").get(f"{HERE}/revisions/1/differences/9").status_code == 404


def test_each_revision_keeps_its_door_its_author_and_its_file(stage: Stage) -> None:
    content = workbook(organisation=replace(PROFILE, name="company (invented)", reference="EX-001"))
    stage.filed()
    stage.client("company").post(f"{FILING}/workbook", files={"file": ("../../Été.xlsx", content)})

    own = stage.client("company").get(HERE).json()["revisions"]
    others = stage.client("union").get(HERE).json()["revisions"]
    file = stage.client("company").get(f"{HERE}/revisions/2/upload")

    assert [one["source"] for one in own] == ["json", "workbook"]
    assert {one["by"] for one in own} == {stage.organisations["company"]}
    assert all(one["token"] and one["account"] is None for one in own)
    assert all(one["token"] is None and one["account"] is None for one in others), "told to the company itself only"
    assert file.content == content
    assert file.headers["content-disposition"] == 'attachment; filename="enregard-2026.EX-001-r2.xlsx"'
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert stage.client("company").get(f"{HERE}/revisions/1/upload").status_code == 404, "it came as JSON"


@pytest.mark.parametrize("publication", ["full", "consolidated"])
def test_a_file_is_for_its_company_alone_whatever_is_published(stage: Stage, publication: str) -> None:
    given = replace(PROFILE, name="company (invented)", reference="EX-001", publication=publication)  # type: ignore[arg-type]
    stage.client("company").post(f"{FILING}/workbook", files={"file": ("a.xlsx", workbook(organisation=given))})

    found = {
        who: stage.client(who).get(f"{HERE}/revisions/1/upload").status_code
        for who in ("company", "other company", "union", "secretariat", "analyst", "nobody")
    }
    assert found == {
        "company": 200, "other company": 404, "union": 403, "secretariat": 403, "analyst": 403, "nobody": 401,
    }  # fmt: skip


def test_only_the_revisions_that_say_so_are_published_in_full(stage: Stage) -> None:
    _refiled(stage, 4, publication="consolidated")
    _refiled(stage, 5, publication="full")

    def seen(who: str) -> list[int]:
        return [stage.client(who).get(f"{HERE}/revisions/{number}").status_code for number in (1, 2)]

    assert seen("analyst") == seen("other company") == [404, 200]
    assert stage.client("analyst").get(f"{HERE}/revisions/1/differences/2").status_code == 404
    assert seen("company") == seen("union") == seen("secretariat") == [200, 200]
    _refiled(stage, 6, publication="consolidated")
    assert seen("analyst") == [404, 404]
    assert stage.client("analyst").get(FILING).json()["items"] == []


def _counted(stage: Stage) -> list[str]:
    with stage.database.reading() as connection:
        cycle = find_cycle(connection, "2026")
        assert cycle is not None
        return [one.signatory for one in whole_cycle.load(connection, cycle).filed]


def test_what_is_withdrawn_stays_readable_and_does_not_count_until_filed_again(stage: Stage) -> None:
    stage.filed()
    stage.client("union").post("/api/v1/annotations", json=annotation(answer_target("SD-1"), ("A1",)))

    answer = _withdrawn(stage, 1)

    assert answer.status_code == 201, answer.text
    assert (answer.json()["revision"], answer.json()["reason"]) == (1, "Les chiffres de deux sites manquaient.")
    assert _counted(stage) == []
    report = stage.client("secretariat").get("/api/v1/cycles/2026/report").json()
    assert {figure["coverage"]["submitted"] for figure in report["figures"]} == {0}
    for who in ("company", "union", "secretariat"):
        told = stage.client(who).get(HERE).json()
        assert told["withdrawals"][0]["reason"] == "Les chiffres de deux sites manquaient."
        assert told["withdrawn"] is not None
        assert stage.client(who).get(f"{HERE}/revisions/1").status_code == 200
    assert stage.client("analyst").get(HERE).status_code == 404
    again = stage.filed()
    assert (again["revision"], _counted(stage)) == (2, ["EX-001"])
    assert stage.client("company").get(HERE).json()["withdrawn"] is None


def test_a_withdrawal_names_the_revision_it_is_about_and_happens_once(stage: Stage) -> None:
    stage.filed()
    _refiled(stage, 7)

    superseded = _withdrawn(stage, 1)
    first, same = (_withdrawn(stage, 2, **{"Idempotency-Key": "w1"}) for _ in range(2))
    twice = _withdrawn(stage, 2)

    assert (superseded.status_code, superseded.json()["code"]) == (409, "revision_superseded")
    assert (first.status_code, same.content) == (201, first.content)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_withdrawn")


def test_nobody_withdraws_for_a_company(stage: Stage) -> None:
    stage.filed(publication="full")

    refusals = {who: _withdrawn(stage, 1, who).status_code for who in ("other company", "union", "secretariat")}

    assert refusals == {"other company": 404, "union": 403, "secretariat": 403}
    assert _counted(stage) == ["EX-001"]


def test_a_withdrawal_is_in_the_public_log_and_cannot_be_undone_in_the_database(stage: Stage) -> None:
    stage.filed()
    receipt = _withdrawn(stage, 1).json()["receipt"]

    assert (receipt["kind"], receipt["subject"]) == (
        "withdrawal",
        "urn:enregard:submission:2026.EX-001:withdrawal:1",
    )
    with pytest.raises(DBAPIError, match="insert-only"):
        stage.database.write(lambda connection: connection.execute(text("DELETE FROM withdrawal")))
    assert OPERATOR.role == "secretariat"


def test_a_dry_run_differs_from_the_current_revision(light_stage: Stage) -> None:
    _refiled(light_stage, 4)
    body = light_stage.body()
    value_of(body, "SD-1")["numerator"] = 8

    told = light_stage.client("company").post(FILING, params={"dry_run": "true"}, json=body).json()

    assert told["changes"] == [{"path": "/answers/SD-1/values/numerator", "before": 4, "after": 8}]
    assert (told["revision"], told["accepted"]) == (2, True)
