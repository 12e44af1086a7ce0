"""Submitting as JSON: what is filed comes back as it was, what is wrong comes back all at once."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Stage
from tests.samples import value_of

HERE = "/api/v1/cycles/2026/submissions"


def test_a_clean_submission_becomes_revision_1_and_comes_back_as_it_was_posted(stage: Stage) -> None:
    body = stage.body()

    response = stage.client("company").post(HERE, json=body)

    assert response.status_code == 201, response.text
    assert response.headers["location"] == "/api/v1/submissions/2026.EX-001/revisions/1"
    back = stage.client("company").get(response.headers["location"]).json()
    filed = response.json()
    assert filed.pop("receipt")["subject"] == "urn:enregard:submission:2026.EX-001:revision:1"
    assert back == filed
    assert back["content"]["answers"] == [
        {**one, "reason": None, "comment": None, "evidence": []} for one in body["answers"]
    ]
    assert back["content"]["commitments"] == body["commitments"]
    assert back["content"]["organisation"] == {
        **body["organisation"],
        "reference": "EX-001",
        "publication": "consolidated",
    }
    assert (back["revision"], back["current"], back["late"], back["source"]) == (1, 1, False, "json")


def test_what_comes_back_can_be_posted_again_and_differs_in_nothing(stage: Stage) -> None:
    first = stage.filed()

    again = stage.client("company").post(HERE, json=first["content"])

    assert again.status_code == 201, again.text
    assert again.json()["content"] == first["content"]
    assert again.json()["revision"] == 2


def test_a_second_post_makes_revision_2_and_leaves_revision_1_as_it_was(stage: Stage) -> None:
    first = stage.filed()
    changed = stage.body()
    value_of(changed, "SD-1")["numerator"] = 7

    second = stage.client("company").post(HERE, json=changed).json()

    one = stage.client("company").get("/api/v1/submissions/2026.EX-001/revisions/1").json()
    assert one | {"receipt": first["receipt"]} == {**first, "current": 2}
    assert value_of(second["content"], "SD-1")["numerator"] == 7
    listed = stage.client("company").get("/api/v1/submissions/2026.EX-001").json()
    assert [head["revision"] for head in listed["revisions"]] == [1, 2]
    assert listed["current"] == 2


def test_every_fault_is_named_with_its_place_and_nothing_is_filed(stage: Stage) -> None:
    body = stage.body()
    value_of(body, "SD-1")["numerator"] = 99
    value_of(body, "SH-1")["numerator"] = "quelques-uns"
    body["answers"] = [one for one in body["answers"] if one["indicator"] != "HC-5"]
    sd_1 = next(place for place, one in enumerate(body["answers"]) if one["indicator"] == "SD-1")
    sh_1 = next(place for place, one in enumerate(body["answers"]) if one["indicator"] == "SH-1")

    response = stage.client("company").post(HERE, json=body, headers={"Accept-Language": "en"})

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    errors = [one for one in response.json()["findings"] if one["severity"] == "error"]
    assert [(one["code"], one["indicator"], one["pointer"], one["found"]) for one in errors] == [
        ("E04", "SD-1", f"/answers/{sd_1}/values/numerator", "99"),
        ("E01", "HC-5", "/answers", ""),
        ("E07", "SH-1", f"/answers/{sh_1}/values/numerator", "quelques-uns"),
    ]
    assert stage.client("company").get("/api/v1/submissions/2026.EX-001").status_code == 404


def test_a_dry_run_tells_findings_and_changes_and_writes_nothing(stage: Stage) -> None:
    stage.filed()
    changed = stage.body()
    value_of(changed, "SD-1")["numerator"] = 7

    response = stage.client("company").post(HERE, params={"dry_run": "true"}, json=changed)

    told = response.json()
    assert response.status_code == 200
    assert (told["accepted"], told["revision"]) == (True, 2)
    assert told["changes"] == [{"path": "/answers/SD-1/values/numerator", "before": 4, "after": 7}]
    assert [one["code"] for one in told["findings"]] == ["W05"]
    assert stage.client("company").get("/api/v1/submissions/2026.EX-001").json()["current"] == 1


def test_numbers_stay_exact_whatever_their_form(stage: Stage) -> None:
    body = stage.body()
    value_of(body, "SD-5")["numerator"] = 0.1
    body["commitments"][0]["target"] = 123456.789

    back = stage.client("company").post(HERE, json=body).json()

    assert value_of(back["content"], "SD-5")["numerator"] == 0.1
    assert back["content"]["commitments"][0]["target"] == 123456.789


def test_a_number_too_long_to_keep_is_refused_rather_than_rounded(stage: Stage) -> None:
    text = stage.client("company").post(
        HERE, content=_with_number(stage, "12345678901234567.5"), headers={"Content-Type": "application/json"}
    )

    finding = next(one for one in text.json()["findings"] if one["severity"] == "error")
    assert (text.status_code, finding["code"], finding["found"]) == (422, "E07", "12345678901234567.5")


def _with_number(stage: Stage, number: str) -> bytes:
    import json

    body = stage.body()
    value_of(body, "SD-5")["numerator"] = "PLACE"
    return json.dumps(body).replace('"PLACE"', number).encode()


def test_a_submission_for_another_signatory_is_refused(stage: Stage) -> None:
    response = stage.client("company").post(HERE, json=stage.body(reference="EX-002"))

    assert (response.status_code, response.json()["code"]) == (403, "not_own_signatory")


def test_a_company_sees_its_own_and_what_others_publish_in_full(stage: Stage) -> None:
    stage.filed("company")
    stage.filed("other company", publication="full")

    def seen(name: str) -> list[str]:
        items: list[dict[str, Any]] = stage.client(name).get(HERE).json()["items"]
        return [one["signatory"] for one in items]

    assert seen("company") == ["EX-001", "EX-002"]
    assert seen("other company") == ["EX-002"]
    assert seen("analyst") == ["EX-002"]
    assert seen("union") == seen("secretariat") == ["EX-001", "EX-002"]
    assert stage.client("other company").get("/api/v1/submissions/2026.EX-001").status_code == 404
    assert stage.client("analyst").get("/api/v1/submissions/2026.EX-001/revisions/1").status_code == 404
    assert stage.client("union").get("/api/v1/submissions/2026.EX-001/revisions/1").status_code == 200


def test_lists_are_paged_without_gap_or_repetition(light_stage: Stage) -> None:
    from tests.samples import company

    for number in range(3, 8):
        light_stage.tokens[str(number)] = company(light_stage.database, f"EX-00{number}", f"n° {number}").secret
        light_stage.filed(str(number))
    union, seen, cursor = light_stage.client("union"), [], None

    while True:
        page = union.get(HERE, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == [f"2026.EX-00{number}" for number in range(3, 8)]


def test_the_framework_named_must_be_that_of_the_cycle(light_stage: Stage) -> None:
    response = light_stage.client("company").post(HERE, json={**light_stage.body(), "framework": "other@9"})

    assert [one["code"] for one in response.json()["findings"]] == ["E13"]
