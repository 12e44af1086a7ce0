"""What those who run the service see and set: bounds on haste, counters, the log, compression, conditional reading."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.access import RIGHTS
from service.app import create_app, open_house
from service.errors import ServiceError
from service.journal import open_journal
from service.rates import PER_MINUTE, Rates
from service.settings import Settings
from tests.api.conftest import Stage

API = "/api/v1"
HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("192.0.2.7", 50_000)


def _app(database_url: str, **settings: object) -> FastAPI:
    """An application in its house, as the service opens it, without its workers warmed."""
    chosen = Settings(database_url=database_url, **settings)  # type: ignore[arg-type]
    app = create_app(chosen)
    app.state.house = open_house(chosen)
    return app


@pytest.fixture
def journal() -> Iterator[io.StringIO]:
    """The log's lines; afterwards logging is as it was."""
    root, ours = logging.getLogger(), logging.getLogger("service")
    before = root.handlers, root.level, ours.level
    lines = io.StringIO()
    open_journal(lines)
    yield lines
    root.handlers, root.level, ours.level = before[0], before[1], before[2]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def test_an_address_that_asks_too_often_is_told_how_long_to_wait(sqlite_url: str) -> None:
    app = _app(sqlite_url, requests_per_minute=5)
    hasty, patient = TestClient(app, client=ELSEWHERE), TestClient(app, client=HERE)
    answers = [hasty.get(f"{API}/frameworks/paris-2025") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    refused = answers[-1].json()
    assert refused["code"] == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].headers["retry-after"] in refused["detail"]
    assert patient.get(f"{API}/frameworks/paris-2025").status_code == 200, "another address is not held back"
    assert hasty.get("/healthz").status_code == 200, "whether the process lives can always be asked"


def test_a_costly_route_has_a_bound_of_its_own(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PER_MINUTE, "wording.read", most := 5)  # few, so that a slow machine asks them in one minute
    stage.app.state.house.rates = Rates(10_000)
    client = stage.client("analyst")
    statuses = [client.post(f"{API}/wording", json={"text": "We act."}).status_code for _ in range(most + 1)]

    assert statuses == [200] * most + [429]
    assert client.get(f"{API}/cycles").status_code == 200
    assert stage.client("union").post(f"{API}/wording", json={"text": "We act."}).status_code == 200, "counted by token"


@pytest.mark.parametrize(
    ("route", "most"), [("wording.read", 120), ("submissions.upload", 60), ("bulk.create", 20), ("report.file", 30)]
)
def test_a_caller_may_use_a_costly_route_so_often_a_minute(route: str, most: int) -> None:
    rates = Rates(10_000)
    for _ in range(most):
        rates.count_route(route, "a caller")

    with pytest.raises(ServiceError) as refused:
        rates.count_route(route, "a caller")
    assert (refused.value.code, refused.value.status) == ("too_many_requests", 429)
    rates.count_route(route, "another caller")


def test_every_route_with_a_bound_of_its_own_is_one_that_exists() -> None:
    assert set(PER_MINUTE) <= set(RIGHTS)


@pytest.mark.parametrize(
    ("route", "file"),
    [("report.file", "report.xlsx"), ("report.file", "report.csv"), ("report.exchange", "report/sdmx.json")],
)
def test_files_of_a_live_report_are_bounded_where_they_are_asked_for(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch, route: str, file: str
) -> None:
    monkeypatch.setitem(PER_MINUTE, route, most := 1)
    light_stage.app.state.house.rates = Rates(10_000)
    client = light_stage.client("union")
    statuses = [client.get(f"{API}/cycles/2026/{file}").status_code for _ in range(most + 1)]

    assert statuses == [200, 429]
    assert client.get(f"{API}/cycles").status_code == 200


def test_metrics_count_requests_by_route_never_by_address(sqlite_url: str) -> None:
    client = TestClient(_app(sqlite_url), client=HERE)
    client.get(f"{API}/cycles/no-such-cycle-hush")
    client.get("/my-password-is-hush")
    told = client.get("/metrics").text

    assert 'enregard_requests_total{method="GET",route="cycles.read",status="404"}' in told
    assert 'route="unmatched",status="404"' in told
    assert "enregard_request_seconds_bucket" in told
    assert "hush" not in told


def test_metrics_are_for_the_machine_itself_or_for_the_bearer_of_their_token(sqlite_url: str) -> None:
    bare = _app(sqlite_url)
    assert TestClient(bare, client=HERE).get("/metrics").status_code == 200
    assert TestClient(bare, client=ELSEWHERE).get("/metrics").status_code == 404
    behind_a_proxy = {"X-Forwarded-For": "192.0.2.7"}
    assert TestClient(bare, client=HERE).get("/metrics", headers=behind_a_proxy).status_code == 404

    kept = TestClient(_app(sqlite_url, metrics_token="s3same-0uvre-toi"), client=HERE)
    assert kept.get("/metrics").status_code == 401
    assert kept.get("/metrics", headers={"Authorization": "Bearer something-else"}).status_code == 401
    assert kept.get("/metrics", headers={"Authorization": "Bearer s3same-0uvre-toi"}).status_code == 200


def test_the_log_tells_of_a_request_without_telling_who(light_stage: Stage, journal: io.StringIO) -> None:
    light_stage.filed()
    journal.seek(0)
    journal.truncate()
    client = TestClient(
        light_stage.app, client=ELSEWHERE, headers={"Authorization": f"Bearer {light_stage.tokens['union']}"}
    )
    client.get(f"{API}/submissions/2026.EX-001?language=fr", headers={"X-Request-Id": "ask-12345678"})
    (line,) = [json.loads(line) for line in journal.getvalue().splitlines()]

    assert {key: line[key] for key in ("event", "request_id", "route", "method", "role", "status")} == {
        "event": "request",
        "request_id": "ask-12345678",
        "route": "submissions.read",
        "method": "GET",
        "role": "union",
        "status": 200,
    }
    assert line["milliseconds"] > 0
    assert line["bytes"] > 50
    said = journal.getvalue()
    for secret in (
        "192.0.2.7",
        "EX-001",
        "language=fr",
        light_stage.tokens["union"],
        light_stage.organisations["union"],
    ):
        assert secret not in said


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_long_answers_are_compressed_as_the_client_can_take_them(light_stage: Stage, encoding: str) -> None:
    plain = light_stage.client().get(f"{API}/frameworks/paris-2025", headers={"Accept-Encoding": "identity"})
    with light_stage.client().stream(
        "GET", f"{API}/frameworks/paris-2025", headers={"Accept-Encoding": encoding}
    ) as packed:
        size = sum(len(chunk) for chunk in packed.iter_raw())

    assert packed.headers["content-encoding"] == encoding
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert size < len(plain.content) / 3


def test_a_workbook_which_is_packed_already_is_not_packed_again(light_stage: Stage) -> None:
    template = light_stage.client().get(
        f"{API}/cycles/2026/template.xlsx?language=fr", headers={"Accept-Encoding": "gzip"}
    )
    assert template.status_code == 200
    assert "content-encoding" not in template.headers


def test_what_did_not_change_is_not_sent_again_and_what_changed_is(stage: Stage) -> None:
    stage.filed()
    client = stage.client("company")
    first = client.get(f"{API}/submissions/2026.EX-001")
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get(f"{API}/submissions/2026.EX-001", headers=known)
    stage.filed()
    changed = client.get(f"{API}/submissions/2026.EX-001", headers=known)

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert (again.content, again.headers["etag"]) == (b"", first.headers["etag"])
    assert changed.headers["etag"] != first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"


def test_a_tag_that_compression_weakened_is_known_again(light_stage: Stage) -> None:
    client = light_stage.client("union")
    tag = client.get(f"{API}/cycles").headers["etag"]
    for named in (f"W/{tag}", f'"other", {tag}', "*"):
        assert client.get(f"{API}/cycles", headers={"If-None-Match": named}).status_code == 304
    assert client.get(f"{API}/cycles", headers={"If-None-Match": '"other"'}).status_code == 200
