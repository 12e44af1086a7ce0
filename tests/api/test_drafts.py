"""Drafts: saving never blocks, nobody's typing is lost, and submitting one is submitting."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.api.conftest import Stage
from tests.samples import company

HERE = "/api/v1/cycles/2026/draft"
SOCIAL = f"{HERE}/objective-1"


def _answers(**changed: Any) -> dict[str, Any]:
    return {"answers": [{"indicator": "SD-1", "values": {"numerator": 4, "denominator": 9} | changed}]}


def _saved(stage: Stage, content: dict[str, Any], tag: str = '"v0"', path: str = SOCIAL, who: str = "company") -> Any:
    return stage.client(who).put(path, json=content, headers={"If-Match": tag})


def _whole(stage: Stage) -> dict[str, Any]:
    """A draft of every part, as the form would save it after a complete self-assessment."""
    body = stage.body()
    asked = {part["part"]: part for part in stage.client("company").get(HERE).json()["parts"]}
    objective = {i.id: f"objective-{i.objective}" for i in stage.framework.indicators}
    parts: dict[str, Any] = {name: {"answers": []} for name in asked if name.startswith("objective")}
    for answer in body["answers"]:
        name = objective[answer["indicator"]]
        parts[name if name in parts else "objective-0"]["answers"].append(answer)
    return {"parts": {**parts, "organisation": {"organisation": {**body["organisation"], "language": "fr"}}}}


def test_a_part_comes_back_as_it_was_typed_faults_and_all(stage: Stage) -> None:
    typed = _answers(numerator="quatre environ", denominator=9.5)

    saved = _saved(stage, typed)

    assert saved.status_code == 200, saved.text
    assert saved.headers["etag"] == '"v1"'
    back = stage.client("company").get(SOCIAL)
    assert back.headers["etag"] == '"v1"'
    assert (back.json()["origin"], back.json()["content"]) == ("saved", typed)


def test_what_is_faulty_is_told_on_asking_and_only_submitting_minds(stage: Stage) -> None:
    _saved(stage, _answers(numerator="quatre environ"))

    told = stage.client("company").get(f"{HERE}/findings").json()
    tag = stage.client("company").get(HERE).headers["etag"]
    refused = stage.client("company").post(f"{HERE}/submission", headers={"If-Match": tag})

    faults = [(one["code"], one["indicator"], one["field"], one["found"]) for one in told["findings"]]
    assert ("E07", "SD-1", "numerator", "quatre environ") in faults
    assert told["accepted"] is False
    assert (refused.status_code, refused.json()["code"]) == (422, "findings")
    assert stage.client("company").get("/api/v1/submissions/2026.EX-001").status_code == 404


def test_saving_needs_the_tag_that_was_read(light_stage: Stage) -> None:
    response = light_stage.client("company").put(SOCIAL, json=_answers())

    assert (response.status_code, response.json()["code"]) == (428, "precondition_needed")


def test_of_two_editors_the_second_loses_nothing_and_sees_both_values(stage: Stage) -> None:
    first = _saved(stage, _answers(numerator=4))
    second = _saved(stage, _answers(numerator=5))

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (412, "stale")
    assert second.headers["etag"] == '"v1"'
    differing = [(one["pointer"], one["found"], one["expected"]) for one in second.json()["findings"]]
    assert differing == [("/objective-1/answers/SD-1/values/numerator", "5", "4")]
    assert stage.client("company").get(SOCIAL).json()["content"] == _answers(numerator=4)
    again = _saved(stage, _answers(numerator=5), second.headers["etag"])
    assert (again.status_code, again.headers["etag"]) == (200, '"v2"')


def test_two_editors_of_two_parts_do_not_meet(light_stage: Stage) -> None:
    other = {"answers": [{"indicator": "HC-5", "values": {"level": 2}}]}

    assert _saved(light_stage, _answers()).status_code == 200
    assert _saved(light_stage, other, path=f"{HERE}/objective-2").status_code == 200


def test_of_twenty_who_save_at_once_one_is_kept_and_nineteen_are_told(stage: Stage) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: _saved(stage, _answers(numerator=number)), range(20)))

    assert Counter(one.status_code for one in answers) == {200: 1, 412: 19}
    kept = stage.client("company").get(SOCIAL)
    winner = next(one for one in answers if one.status_code == 200)
    assert kept.json()["content"] == winner.json()["content"]
    assert kept.headers["etag"] == '"v1"'


def test_progress_counts_questions_by_the_rule_of_the_workbook(light_stage: Stage) -> None:
    client = light_stage.client("company")
    before = client.get(HERE).json()["progress"]

    _saved(light_stage, _answers())

    after = client.get(HERE).json()
    asked = sum(1 for _ in light_stage.framework.entered())
    assert (before, after["progress"]) == ({"answered": 0, "asked": asked}, {"answered": 1, "asked": asked})
    part = next(one for one in after["parts"] if one["part"] == "objective-1")
    assert (part["done"], part["asked"]) == (1, 5)


def test_a_complete_draft_becomes_the_revision_that_json_would_make(stage: Stage) -> None:
    client = stage.client("company")
    tag = client.get(HERE).headers["etag"]
    saved = client.put(HERE, json=_whole(stage), headers={"If-Match": tag})
    assert saved.status_code == 200, saved.text

    filed = client.post(f"{HERE}/submission", headers={"If-Match": saved.headers["etag"], "Idempotency-Key": "d1"})
    again = client.post(f"{HERE}/submission", headers={"If-Match": saved.headers["etag"], "Idempotency-Key": "d1"})

    assert filed.status_code == 201, filed.text
    assert (filed.json()["source"], filed.json()["revision"]) == ("form", 1)
    assert filed.json()["content"]["answers"] == [
        {"reason": None, "comment": None, "evidence": [], **one} for one in _in_form_order(stage)
    ]
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    now = client.get(HERE).json()
    assert {part["origin"] for part in now["parts"]} == {"revision"}
    assert now["progress"]["answered"] == len(stage.body()["answers"])


def _in_form_order(stage: Stage) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = stage.body()["answers"]
    apart = [one for one in answers if stage.framework.indicator(one["indicator"]).objective in (0, 7)]
    return apart + [one for one in answers if one not in apart]


def test_a_draft_that_somebody_changed_since_is_not_submitted(stage: Stage) -> None:
    client = stage.client("company")
    saved = client.put(HERE, json=_whole(stage), headers={"If-Match": client.get(HERE).headers["etag"]})
    part = client.get(SOCIAL)
    changed = part.json()["content"]
    changed["answers"][0]["comment"] = "Ajouté par une collègue."
    assert _saved(stage, changed, part.headers["etag"]).status_code == 200

    answer = client.post(f"{HERE}/submission", headers={"If-Match": saved.headers["etag"]})

    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert client.get("/api/v1/submissions/2026.EX-001").status_code == 404


def test_a_part_thrown_away_starts_again_and_its_tag_never_comes_back(light_stage: Stage) -> None:
    client = light_stage.client("company")
    _saved(light_stage, _answers())

    gone = client.delete(SOCIAL, headers={"If-Match": '"v1"'})
    late = _saved(light_stage, _answers(numerator=7), '"v1"')

    assert (gone.status_code, gone.json()["origin"], gone.headers["etag"]) == (200, "empty", '"v2"')
    assert late.status_code == 412
    assert client.get(HERE).json()["progress"]["answered"] == 0


def test_a_dry_run_of_a_draft_tells_the_differences_and_writes_nothing(light_stage: Stage) -> None:
    client = light_stage.client("company")
    light_stage.filed()
    _saved(light_stage, {"answers": [*client.get(SOCIAL).json()["content"]["answers"][1:]]})

    tag = client.get(HERE).headers["etag"]
    told = client.post(f"{HERE}/submission", params={"dry_run": "true"}, headers={"If-Match": tag}).json()

    assert told["accepted"] is False
    assert {one["path"].split("/")[2] for one in told["changes"]} == {"SD-1"}
    assert client.get("/api/v1/submissions/2026.EX-001").json()["current"] == 1


def test_what_belongs_elsewhere_is_not_kept_here(light_stage: Stage) -> None:
    misplaced = _saved(light_stage, {"answers": [{"indicator": "HC-5", "values": {"level": 1}}]})
    unknown = light_stage.client("company").get(f"{HERE}/objective-9")

    assert (misplaced.status_code, misplaced.json()["code"]) == (422, "not_in_part")
    assert "HC-5" in misplaced.json()["detail"]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_part")


def test_a_draft_is_its_companys_alone(light_stage: Stage) -> None:
    _saved(light_stage, _answers())
    stranger = company(light_stage.database, "EX-003", "Troisième (invented)")
    light_stage.tokens["third"] = stranger.secret

    assert light_stage.client("third").get(SOCIAL).json()["origin"] == "empty"
    for who in ("union", "secretariat", "analyst"):
        assert light_stage.client(who).get(HERE).status_code == 403
