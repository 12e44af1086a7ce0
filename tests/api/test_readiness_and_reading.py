"""What operators ask, and what anyone reads without filing anything."""

from __future__ import annotations

from pathlib import Path

from service.store.engine import Database
from service.workflows.accounts import revoke_token
from tests.api.conftest import Stage


def test_the_service_is_ready_only_with_the_newest_schema(light_stage: Stage, tmp_path: Path) -> None:
    bare = Database.open(f"sqlite:///{tmp_path / 'bare.db'}")
    ready = light_stage.client().get("/readyz")
    light_stage.app.state.house.database = bare

    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})
    late = light_stage.client().get("/readyz")
    assert (late.status_code, late.json()["code"]) == (503, "not_ready")
    assert late.headers["retry-after"] == "2"
    assert light_stage.client().get("/healthz").status_code == 200
    bare.close()


def test_a_framework_unchanged_is_not_sent_again(light_stage: Stage) -> None:
    first = light_stage.client().get("/api/v1/frameworks/paris-2025@1")
    again = light_stage.client().get("/api/v1/frameworks/paris-2025", headers={"If-None-Match": first.headers["etag"]})

    assert len(first.json()["indicators"]) == 32
    assert (again.status_code, again.content) == (304, b"")


def test_wording_is_read_for_everyone_and_bounded(light_stage: Stage) -> None:
    client = light_stage.client()

    read = client.post(
        "/api/v1/wording", json={"text": "Companies are encouraged to consult workers.", "language": "en"}
    )
    long = client.post("/api/v1/wording", json={"text": "x" * 10_001})

    assert read.status_code == 200, read.text
    assert (read.json()["binding"], read.json()["clauses"][0]["scores"]["R1"]) == (False, 0)
    assert (long.status_code, long.json()["findings"][0]["code"]) == (422, "J04")


def test_a_token_revoked_or_expired_opens_nothing_any_more(light_stage: Stage) -> None:
    from service.workflows.accounts import accounts

    client = light_stage.client("union")
    before = client.get("/api/v1/cycles/2026/submissions").status_code
    token = next(tokens[0].id for one, tokens in accounts(light_stage.database) if one.id == "union-invented")

    revoke_token(light_stage.database, token)

    after = client.get("/api/v1/cycles/2026/submissions")
    assert (before, after.status_code, after.json()["code"]) == (200, 401, "token_unknown")
