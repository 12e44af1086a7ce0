"""Judging a commitment: a union quotes a company's words and confirms, corrects or dismisses what the reader finds."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.wording import read
from tests.api.conftest import Stage
from tests.samples import annotation, answer_target

HERE = "/api/v1/annotations"
FIRST = answer_target("commitment-1")


def _finding(stage: Stage, criterion: str, verdict: str, **given: Any) -> dict[str, Any]:
    operative = read(stage.body()["commitments"][0]["text"], "fr").operative
    assert operative is not None
    found = next(one for one in operative.findings if one.criterion == criterion)
    return {**found.as_dict(), "verdict": verdict, **given}


def _on(stage: Stage, *judgements: dict[str, Any], **selector: Any) -> dict[str, Any]:
    quoted = {"selector": {"type": "TextQuoteSelector", **selector}, "quotedLanguage": "fr"} if selector else {}
    return {**annotation(motives=("NB2",)), "target": {"source": FIRST, **quoted}, "judgements": list(judgements)}


def test_a_finding_on_a_commitment_is_corrected_on_exact_words_and_read_back_equal(stage: Stage) -> None:
    stage.filed()
    text = stage.body()["commitments"][0]["text"]
    corrected = _finding(stage, "R1", "correct", score=0, reason="Rien n’oblige.")
    response = stage.client("union").post(HERE, json=_on(stage, corrected, exact=text[:12]))

    made = response.json()
    assert response.status_code == 201, response.text
    assert made["target"]["source"] == FIRST
    assert made["target"]["selector"]["exact"] == text[:12]
    assert made["judgements"] == [corrected]
    read_back = stage.client("company").get(response.headers["location"]).json()
    assert read_back["judgements"] == [corrected]


def test_every_verdict_is_taken_and_the_company_concerned_replies(stage: Stage) -> None:
    stage.filed()
    verdicts = [_finding(stage, "R1", "confirm"), _finding(stage, "R2", "dismiss", reason="Personne n’est nommé.")]
    id_ = stage.client("union").post(HERE, json=_on(stage, *verdicts)).json()["id"].rpartition(":")[2]

    reply = {"body": [{"value": "Nous maintenons.", "language": "fr"}]}
    replied = stage.client("company").post(f"{HERE}/{id_}/replies", json=reply)

    assert replied.status_code == 201, replied.text
    seen = stage.client("union").get(f"{HERE}/{id_}").json()
    assert [one["verdict"] for one in seen["judgements"]] == ["confirm", "dismiss"]
    assert [one["body"][0]["value"] for one in seen["replies"]] == ["Nous maintenons."]


def test_what_is_written_on_a_commitment_is_no_more_public_than_the_answers_beside_it(stage: Stage) -> None:
    stage.filed()
    on_answer = {**annotation(motives=("A1",)), "target": {"source": answer_target("SD-1")}}
    about = [stage.client("union").post(HERE, json=body) for body in (on_answer, _on(stage))]
    assert [one.status_code for one in about] == [201, 201]
    for who in (None, "other company"):
        statuses = [stage.client(who or "nobody").get(one.headers["location"]).status_code for one in about]
        assert statuses[0] == statuses[1]
        assert statuses[0] in (403, 404)


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"target": {"source": answer_target("commitment-9")}}, "N19", "/target/source"),
        ({"target": {"source": answer_target("commitment-1", revision=2)}}, "N11", "/target/source"),
        (
            {"target": {"source": FIRST, "selector": {"type": "TextQuoteSelector", "exact": "mots absents"}}},
            "N04",
            "/target/selector/exact",
        ),
        ({"target": {"source": answer_target("SD-1")}}, "N07", "/motives/0"),
        ({"motives": ["F1"]}, "N07", "/motives/0"),
    ],
)
def test_the_commitment_and_its_words_must_be_there(
    light_stage: Stage, change: dict[str, Any], code: str, pointer: str
) -> None:
    light_stage.filed()
    response = light_stage.client("union").post(HERE, json={**_on(light_stage), **change})
    assert response.status_code == 422
    assert [(one["code"], one["pointer"]) for one in response.json()["findings"]] == [(code, pointer)]


def test_words_in_the_other_language_are_not_the_companys(light_stage: Stage) -> None:
    light_stage.filed()
    body = _on(light_stage, exact=light_stage.body()["commitments"][0]["text"][:12])
    body["target"]["quotedLanguage"] = "en"
    found = light_stage.client("union").post(HERE, json=body).json()["findings"]
    assert [one["code"] for one in found] == ["N04"]


def test_a_finding_the_reader_does_not_make_on_it_cannot_be_judged(light_stage: Stage) -> None:
    light_stage.filed()
    invented = {**_finding(light_stage, "R1", "confirm"), "rule": "FR-V-NONE"}
    found = light_stage.client("union").post(HERE, json=_on(light_stage, invented)).json()["findings"]
    assert [(one["code"], one["pointer"]) for one in found] == [("N24", "/judgements/0/rule")]
