"""A self-assessment that is answered without FastAPI's reading of parameters is answered in the same words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import Response
from hypothesis import HealthCheck, given, settings

from indicators.answers import Submission
from indicators.case import Filed
from indicators.checks import check
from indicators.loader import bundled
from schemas.content import content_json
from schemas.out import RevisionOut, content_of
from service.api.revisions import present, revision_out
from service.store.filed import Author, FiledRevision
from tests.api.conftest import Stage
from tests.samples import value_of
from tests.strategies import valid_submission

HERE = "/api/v1/cycles/2026/submissions"
AROUND = "/api/v1/cycles/2026/submissions?dry_run=false"
"""The same request with what only FastAPI reads: a query."""

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a key twice": b'{"framework": "a", "framework": "b"}',
    "not UTF-8": b'"\xff"',
    "a shape of its own": b'{"framework": "paris-2025@1", "cycle": "2026", "organisation": 5, "more": 1}',
}


def _told(response: Response) -> dict[str, Any]:
    told: dict[str, Any] = response.json()
    for changing in ("instance", "received", "receipt", "revision", "current"):
        told.pop(changing, None)
    return {"status": response.status_code, "type": response.headers["content-type"], **told}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_cannot_be_read_is_refused_in_the_same_words(stage: Stage, name: str) -> None:
    client, headers = stage.client("company"), {"content-type": "application/json"}

    told = _told(client.post(HERE, content=BODIES[name], headers=headers))

    assert told == _told(client.post(AROUND, content=BODIES[name], headers=headers))
    assert told["status"] in (400, 422)


def test_what_is_filed_what_is_faulty_and_where_nothing_is_are_answered_alike(stage: Stage) -> None:
    client, faulty, other = stage.client("company"), stage.body(), stage.body()
    value_of(faulty, "SD-1")["numerator"] = 99
    other["organisation"]["reference"] = "EX-999"
    statuses = []
    for body in (stage.body(), faulty, other):
        for language in ("fr", "en"):
            headers = {"accept-language": language}
            straight, around = (client.post(to, json=body, headers=headers) for to in (HERE, AROUND))
            assert _told(straight) == _told(around)
            statuses.append(straight.status_code)
    assert statuses == [201, 201, 422, 422, 403, 403]
    for path in ("/api/v1/cycles/-/submissions", "/api/v1/cycles/1999/submissions"):
        assert _told(client.post(path, json=stage.body())) == _told(
            client.post(f"{path}?dry_run=false", json=stage.body())
        )
    bad = {"idempotency-key": "a b"}
    assert _told(client.post(HERE, json=stage.body(), headers=bad))["code"] == "bad_idempotency_key"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_submission(bundled()))
def test_a_revision_is_written_without_models_as_its_models_write_it(submission: Submission) -> None:
    findings = check(bundled(), submission)
    one = Filed("EX-001", 3, submission, findings, late=True, source="json")
    now = datetime(2026, 3, 2, 12, 0, 0, 50, tzinfo=UTC)
    filed = FiledRevision("2026.EX-001", "2026", one, now, "0", None, 3, Author("aciers", None, "t1"), "aciers")

    told = present(filed, "fr", bundled())

    out = revision_out(filed, "fr", bundled(), "aciers")
    assert content_json(submission) == content_of(submission).model_dump(mode="json")
    assert told.body == out.model_dump_json()
    assert RevisionOut.model_validate_json(told.body).token == "t1"
