"""The start page and what operators ask: for people, without a script and without another host."""

from __future__ import annotations

import re
from pathlib import Path

from service.store.engine import Database
from service.workflows.accounts import revoke_token
from tests.api.conftest import Stage


def test_the_start_page_leads_to_what_is_there(light_stage: Stage) -> None:
    client = light_stage.client()
    page = client.get("/")

    links = re.findall(r"""href=['"]([^'"]+)['"]""", page.text)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert "/api/v1/cycles/2026/template.xlsx?language=fr" in links
    assert "/api/v1/cycles/2026/report.xlsx?language=en" in page.text


def test_the_start_page_speaks_both_languages_and_needs_no_other_host(light_stage: Stage) -> None:
    page = light_stage.client().get("/")

    assert {'lang="fr"', 'lang="en"'} <= set(re.findall(r'lang="\w\w"', page.text))
    assert "<script" not in page.text
    assert "<!-- " not in page.text
    assert re.findall(r"""(?:src|href)=['"](?:https?:)?//""", page.text) == []
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]


def test_the_page_is_there_before_any_cycle(sqlite_url: str, light_stage: Stage, tmp_path: Path) -> None:
    from service.store import schema

    empty = Database.open(f"sqlite:///{tmp_path / 'empty.db'}")
    schema.upgrade(empty)
    light_stage.app.state.house.database = empty

    assert light_stage.client().get("/").status_code == 200
    empty.close()


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
