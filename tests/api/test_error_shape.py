"""Every error has one shape: a problem detail with a stable code, in the language asked for, whatever was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.problem import FindingOut, Problem
from service.errors import catalogue
from tests.api.conftest import Stage
from tests.samples import annotation

HERE = "/api/v1/cycles/2026/submissions"
JSON = {"Content-Type": "application/json"}


def _problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert set(found) == {"type", "title", "status", "detail", "code", "instance", "findings"}
    Problem.model_validate(found)
    assert (found["code"], found["status"], found["type"]) == (code, status, f"urn:enregard:problem:{code}")
    assert found["instance"] == response.headers["x-request-id"]
    assert "Traceback" not in response.text
    return found


def test_the_shape_of_a_finding_is_pinned() -> None:
    assert list(FindingOut.model_fields) == [
        "code", "severity", "indicator", "field", "message", "found", "expected", "remedy", "pointer", "sheet", "cell",
    ]  # fmt: skip


def test_an_unknown_address_method_or_thing(light_stage: Stage) -> None:
    client = light_stage.client("company")

    _problem(client.get("/api/v1/nothing"), 404, "not_found")
    _problem(client.get("/nothing/at/all"), 404, "not_found")
    _problem(client.get("/api/v1/cycles/1999"), 404, "unknown_cycle")
    _problem(client.get("/api/v1/frameworks/none"), 404, "unknown_framework")
    _problem(client.get("/api/v1/submissions/2026.EX-009"), 404, "not_found")
    wrong = client.delete("/api/v1/cycles")
    _problem(wrong, 405, "method_not_allowed")
    assert wrong.headers["allow"] == "GET, HEAD, POST"
    assert client.delete("/api/v1/annotations").headers["allow"] == "GET, HEAD, POST"
    assert client.delete("/").headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("content", "type_", "status", "code"),
    [
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b"{}", "", 415, "unsupported_media_type"),
        (b"{", "application/json", 422, "invalid_request"),
        (b"", "application/json", 422, "invalid_request"),
        (b"null", "application/json", 422, "invalid_request"),
        (b"[1]", "application/json", 422, "invalid_request"),
        (b"\xff\xfe", "application/json", 422, "invalid_request"),
        (b'{"a": 1, "a": 2}', "application/json", 422, "invalid_request"),
        (b"[" * 100_000, "application/json", 422, "invalid_request"),
        (b'{"cycle": ' + b"9" * 100_000 + b"}", "application/json", 422, "invalid_request"),
        (b'{"framework": NaN, "cycle": 1e999, "organisation": -Infinity}', "application/json", 422, "invalid_request"),
        (b'{"organisation": {"name": "\\ud800"}}', "application/json", 422, "invalid_request"),
        (b'{"\\ud800": 1, "\\u0000": "\\ufffe"}', "application/json", 422, "invalid_request"),
        (b" " * 1_000_001, "application/json", 413, "body_too_large"),
    ],
)
def test_a_body_that_cannot_be_taken_is_a_problem_never_an_error_of_the_server(
    light_stage: Stage, content: bytes, type_: str, status: int, code: str
) -> None:
    headers = {"Content-Type": type_} if type_ else {}

    _problem(light_stage.client("company").post(HERE, content=content, headers=headers), status, code)


def test_a_body_that_does_not_say_its_length_is_stopped_while_it_streams(light_stage: Stage) -> None:
    sent = 0

    def stream() -> Any:
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b" " * 100_000

    response = light_stage.client("company").post(HERE, content=stream(), headers=JSON)

    assert _problem(response, 413, "body_too_large")["detail"].count("1000000") == 1


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"organisation": None}, "J03", "/organisation"),
        ({"surprise": 1}, "J02", "/surprise"),
        ({"a/b~c": 1}, "J02", "/a~1b~0c"),
        ({"language": "de"}, "J05", "/language"),
        ({"framework": "../x"}, "J07", "/framework"),
        ({"answers": [{"indicator": "x" * 41}]}, "J04", "/answers/0/indicator"),
        ({"answers": [{"indicator": "SD-1", "comment": "a\x00b"}]}, "J06", "/answers/0/comment"),
        ({"answers": [{}]}, "J01", "/answers/0/indicator"),
        ({"answers": "none"}, "J03", "/answers"),
        ({"organisation": {"name": ""}}, "J11", "/organisation/name"),
    ],
)
def test_a_fault_of_shape_has_a_code_and_a_pointer(
    light_stage: Stage, change: dict[str, Any], code: str, pointer: str
) -> None:
    response = light_stage.client("company").post(HERE, json={**light_stage.body(), **change})

    found = _problem(response, 422, "invalid_request")["findings"]
    assert [(one["code"], one["pointer"]) for one in found] == [(code, pointer)]
    assert found[0]["message"]
    assert found[0]["remedy"]


def test_a_control_character_is_named_by_its_code_and_its_place(light_stage: Stage) -> None:
    body = {**light_stage.body(), "answers": [{"indicator": "SD-1", "comment": "ab\x00c"}]}

    found = light_stage.client("company").post(HERE, json=body).json()["findings"][0]

    assert "U+0000, 2" in found["message"]
    assert "\x00" not in json.dumps(found, ensure_ascii=False)


def test_not_a_number_is_a_finding_at_its_place_not_an_error(light_stage: Stage) -> None:
    text = json.dumps(light_stage.body())
    for number in ("NaN", "Infinity", "1e999", "1e-999", "1e999999999999999999999", "9" * 5000):
        body = text.replace('"numerator": 4', f'"numerator": {number}', 1).encode()

        response = light_stage.client("company").post(HERE, content=body, headers=JSON)

        errors = [one for one in _problem(response, 422, "findings")["findings"] if one["severity"] == "error"]
        assert [(one["code"], one["field"]) for one in errors] == [("E07", "numerator")], number


@pytest.mark.parametrize(
    ("header", "query", "title"),
    [
        ("en", "", "Unknown cycle"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "", "Cycle inconnu"),
        ("fr;q=0.2, en-GB;q=0.7", "", "Unknown cycle"),
        ("de", "", "Cycle inconnu"),
        ("", "", "Cycle inconnu"),
        ("fr", "?language=en", "Unknown cycle"),
        (";;;,q=,en;q=banana", "", "Unknown cycle"),
    ],
)
def test_words_follow_the_language_asked_for(light_stage: Stage, header: str, query: str, title: str) -> None:
    response = light_stage.client().get(f"/api/v1/cycles/1999{query}", headers={"Accept-Language": header})

    assert response.json()["title"] == title
    assert response.headers["content-language"] == ("en" if title == "Unknown cycle" else "fr")


def test_what_nobody_expected_is_a_problem_without_a_trace(light_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("service.store.cycles.find_cycle", fail)

    response = light_stage.client().get("/api/v1/cycles/2026", headers={"X-Request-Id": "my-request-1"})

    assert _problem(response, 500, "unexpected")["instance"] == "my-request-1"
    assert "secret" not in response.text


def test_a_request_id_that_could_do_harm_is_replaced(light_stage: Stage) -> None:
    given = "x" * 400

    response = light_stage.client().get("/healthz", headers={"X-Request-Id": given})

    assert response.headers["x-request-id"] != given
    assert len(response.headers["x-request-id"]) == 16


def test_responses_keep_browsers_careful(light_stage: Stage) -> None:
    headers = light_stage.client("company").get("/api/v1/cycles").headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "private, no-cache"
    refused = light_stage.client().get("/api/v1/cycles/1999").headers
    assert refused["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_every_problem_and_every_fault_of_shape_has_words_in_both_languages() -> None:
    words = catalogue()

    for code, parts in {**words["problems"], **words["shapes"]}.items():
        for part, languages in parts.items():
            assert set(languages) == {"fr", "en"}, (code, part)
            assert all(text.strip() for text in languages.values()), (code, part)


def test_annotations_with_odd_shapes_are_problems_too(light_stage: Stage) -> None:
    client = light_stage.client("union")

    for change in ({"body": []}, {"target": 7}, {"motives": []}, {"@context": "x"}, {"created": "yesterday"}):
        response = client.post("/api/v1/annotations", json={**annotation(), **change})
        assert _problem(response, 422, "invalid_request")["findings"], change
