"""A frozen cycle that may be published, on a stage: what was filed, the key of the log, a clock after its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from service.actors import OPERATOR
from service.ledger.notes import new_key
from service.workflows.run_cycle import begin
from tests.api.conftest import Stage
from tests.samples import annotation, answer_target, value_of

AFTER = datetime.now(UTC) + timedelta(days=120)
HERE = "/api/v1/cycles/2026/editions"


def closed_stage(stage: Stage) -> Stage:
    """File two self-assessments, one of them public, contest an answer of each, annotate a clause, end the cycle."""
    filled_stage(stage)
    begin(stage.database, OPERATOR, "2026", "frozen", clock=stage.app.state.house.clock)
    return stage


def filled_stage(stage: Stage) -> None:
    """The same up to the end of replies: nothing is frozen yet."""
    house = stage.app.state.house
    key = SecretStr(new_key("example.org/log").encoded())
    house.settings = house.settings.model_copy(update={"log_key": key, "public_url": "https://example.org"})
    stage.filed("company", publication="full")
    body = stage.body()
    value_of(body, "SD-1")["numerator"] = 8
    posted = stage.client("other company").post("/api/v1/cycles/2026/submissions", json=body)
    assert posted.status_code == 201, posted.text
    said = (annotation(), annotation(answer_target("SD-1", "EX-001"), ("A1",)))
    for one in (*said, annotation(answer_target("SD-1", "EX-002"), ("A1",))):
        answered = stage.client("union").post("/api/v1/annotations", json=one)
        assert answered.status_code == 201, answered.text
    house.clock = lambda: AFTER


def published(stage: Stage, **order: Any) -> dict[str, Any]:
    """Publish an edition and return it."""
    response = stage.client("secretariat").post(HERE, json=order)
    assert response.status_code == 201, response.text
    edition: dict[str, Any] = response.json()
    return edition
