"""What a program's author gets wrong: each slip is named in words of its own, at its place, and files nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest

from service.api.problems import MOST_FINDINGS
from tests.api.conftest import Stage
from tests.samples import annotation

SUBMISSIONS = "/api/v1/cycles/2026/submissions"
ANNOTATIONS = "/api/v1/annotations"


@pytest.mark.parametrize(
    ("change", "code", "pointer", "field", "said"),
    [
        ({"target": "http://example.org/"}, "J12", "/target/source", "source", "annoté"),
        ({"motives": ["V1", "V1"]}, "J13", "/motives", "motives", "deux fois"),
        ({"body": [{"value": "a", "language": "fr"}] * 2}, "J14", "/body", "body", "même langue"),
        ({"@context": "http://example.org/"}, "J15", "/@context", "@context", "contexte"),
        ({"body": [{"value": " ", "language": "fr"}]}, "J11", "/body/0/value", "value", "est vide"),
        ({"motives": ["é"]}, "J07", "/motives/0", "motives", "«\u00a0motives\u00a0»"),
        ({"motivation": "praising"}, "J05", "/motivation", "motivation", "'questioning' ou 'replying'"),
        ({"created": "2026-01-01T00:00:00"}, "J03", "/created", "created", "avec fuseau"),
    ],
)
def test_a_slip_in_an_annotation_is_named_in_french_at_its_place(
    light_stage: Stage, change: dict[str, Any], code: str, pointer: str, field: str | None, said: str
) -> None:
    response = light_stage.client("union").post(ANNOTATIONS, json={**annotation(), **change})

    finding = response.json()["findings"][0]
    assert response.status_code == 422, response.text
    assert (finding["code"], finding["pointer"], finding["field"]) == (code, pointer, field)
    assert said in finding["message"]
    assert " or " not in finding["message"]
    assert "expected" not in finding["message"]


def test_a_misspelt_dry_run_files_nothing(light_stage: Stage) -> None:
    company = light_stage.client("company")

    response = company.post(SUBMISSIONS, params={"dryrun": "true"}, json=light_stage.body())

    finding = response.json()["findings"][0]
    assert (response.status_code, finding["code"], finding["pointer"]) == (422, "J02", "/query/dryrun")
    assert company.get(SUBMISSIONS).json()["items"] == []


@pytest.mark.parametrize("path", ["/api/v1/cycles", "/api/v1/annotations", "/api/v1/frameworks/paris-2025"])
def test_every_address_takes_a_language_and_no_parameter_that_it_does_not_know(light_stage: Stage, path: str) -> None:
    assert light_stage.client().get(path, params={"language": "en"}).status_code == 200
    refused = light_stage.client().get(path, params={"language": "en", "sort": "name", "page": "2"})
    assert [one["field"] for one in refused.json()["findings"]] == ["page", "sort"]


def test_a_target_that_names_nothing_is_refused_not_answered_with_an_empty_list(light_stage: Stage) -> None:
    response = light_stage.client().get(ANNOTATIONS, params={"target": "clause 1.1"})

    assert (response.status_code, response.json()["findings"][0]["code"]) == (422, "J12")


def test_a_hundred_thousand_faults_are_counted_and_the_first_are_listed_at_once(light_stage: Stage) -> None:
    content = b"{" + b",".join(b'"k%d":1' % number for number in range(80_000)) + b"}"
    begun = time.process_time()

    response = light_stage.client("company").post(
        SUBMISSIONS, content=content, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 422
    assert "80003 " in response.json()["detail"]
    assert len(response.json()["findings"]) == MOST_FINDINGS
    assert time.process_time() - begun < 4


def test_a_text_where_the_file_belongs_is_told_without_words_of_the_program(light_stage: Stage) -> None:
    response = light_stage.client("company").post(
        f"{SUBMISSIONS}/workbook", data={"file": "ponant.xlsx"}, files={"other": ("a", b"x")}
    )

    finding = response.json()["findings"][0]
    assert (finding["code"], finding["field"], finding["expected"]) == ("J03", "file", "un fichier")
    assert "class" not in response.text
    assert "UploadFile" not in response.text


def test_head_answers_what_get_answers_without_a_body(light_stage: Stage) -> None:
    for name, path in (("nobody", "/api/v1/cycles"), ("nobody", "/"), ("company", SUBMISSIONS), ("nobody", "/none")):
        client = light_stage.client(name)
        asked, got = client.head(path), client.get(path)
        assert (asked.status_code, asked.content) == (got.status_code, b""), path
        assert asked.headers["content-length"] == got.headers["content-length"], path
        assert asked.headers["content-type"] == got.headers["content-type"], path


def test_a_report_can_be_asked_for_as_claimed_or_with_contested_answers_set_aside(light_stage: Stage) -> None:
    light_stage.filed("company")
    union = light_stage.client("union")
    values = {}
    for contested in ("claimed", "set_aside"):
        asked = {"indicator": "SD-1", "contested": contested}
        figure = union.get("/api/v1/cycles/2026/report", params=asked).json()["figures"][0]
        values[contested] = figure["claimed"] is not None, figure["set_aside"] is not None

    assert values == {"claimed": (True, False), "set_aside": (False, True)}
