"""A key makes a POST safe to send again: one revision, one answer, whatever happens in between."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from schemas.submission import SubmissionIn
from service.actors import Actor
from service.errors import ServiceError
from service.store import idempotency
from service.store.idempotency import Answered
from service.workflows.cycles import Frameworks
from service.workflows.once import InFlight, Key
from service.workflows.submit import approach, judge, submit
from tests.api.conftest import Stage
from tests.samples import annotation, value_of

HERE = "/api/v1/cycles/2026/submissions"


def _count(stage: Stage, table: str) -> int:
    with stage.database.reading() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def _post(stage: Stage, body: dict[str, Any], key: str, who: str = "company") -> Any:
    return stage.client(who).post(HERE, json=body, headers={"Idempotency-Key": key})


def test_the_same_key_and_body_give_the_same_answer_and_one_revision(stage: Stage) -> None:
    first, again = (_post(stage, stage.body(), "k1") for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert (first.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")) == (None, "true")
    assert _count(stage, "revision") == 1


def test_the_same_key_with_another_body_is_refused(stage: Stage) -> None:
    _post(stage, stage.body(), "k1")
    other = stage.body()
    value_of(other, "SD-1")["numerator"] = 5

    response = _post(stage, other, "k1")

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_mismatch")
    assert _count(stage, "revision") == 1


def test_another_organisation_may_use_the_same_key(light_stage: Stage) -> None:
    assert _post(light_stage, light_stage.body(), "k1").status_code == 201
    assert _post(light_stage, light_stage.body(), "k1", "other company").status_code == 201
    assert _count(light_stage, "revision") == 2


def test_twenty_posts_at_once_with_one_key_file_one_revision(stage: Stage) -> None:
    body = stage.body()
    with ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(lambda _: _post(stage, body, "same"), range(20)))

    statuses = Counter(response.status_code for response in responses)
    assert set(statuses) <= {201, 409}, statuses
    assert statuses[201] >= 1
    assert {response.json()["revision"] for response in responses if response.status_code == 201} == {1}
    assert {response.json()["code"] for response in responses if response.status_code == 409} <= {
        "idempotency_in_flight"
    }
    assert _count(stage, "revision") == 1
    assert _post(stage, body, "same").status_code == 201


def test_twenty_posts_at_once_without_a_key_file_twenty_revisions_in_a_row(stage: Stage) -> None:
    body = stage.body()
    with ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(lambda _: stage.client("company").post(HERE, json=body), range(20)))

    assert sorted(response.json()["revision"] for response in responses) == list(range(1, 21))


def test_a_key_is_free_again_after_a_refusal(stage: Stage) -> None:
    wrong = stage.body()
    value_of(wrong, "SD-1")["numerator"] = 99

    refused = _post(stage, wrong, "k1")
    mended = _post(stage, stage.body(), "k1")

    assert (refused.status_code, mended.status_code) == (422, 201)


def test_a_key_is_free_again_after_a_failure(light_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as broken:
        broken.setattr("service.workflows.once.remember", fail)
        failed = _post(light_stage, light_stage.body(), "k1")
    mended = _post(light_stage, light_stage.body(), "k1")

    assert (failed.status_code, failed.json()["code"]) == (500, "unexpected")
    assert (mended.status_code, mended.json()["revision"]) == (201, 1)


def test_annotations_have_keys_too(stage: Stage) -> None:
    first, again = (
        stage.client("union").post("/api/v1/annotations", json=annotation(), headers={"Idempotency-Key": "n"})
        for _ in range(2)
    )

    assert first.status_code == 201
    assert again.json() == first.json()
    assert _count(stage, "annotation") == 1


def test_a_key_that_is_held_is_told_as_in_flight_and_let_go_afterwards() -> None:
    held, actor, key = InFlight(), Actor("company", "a"), Key("k", "f")

    with held.hold(actor, key):
        with pytest.raises(ServiceError) as refused, held.hold(actor, key):
            pass
        with held.hold(Actor("company", "b"), key):
            pass
    with held.hold(actor, key):
        pass

    assert (refused.value.code, refused.value.status) == ("idempotency_in_flight", 409)


def test_a_key_lasts_a_day(stage: Stage) -> None:
    actor = Actor("company", stage.organisations["company"])
    now = datetime.now(UTC)

    def claim(at: datetime) -> Answered | None:
        def act(connection: Connection) -> Answered | None:
            earlier = idempotency.claim(connection, actor, "k", "f", at)
            if earlier is None:
                idempotency.remember(connection, actor, "k", Answered(201, "{}", "/there"))
            return earlier

        return stage.database.write(act)

    assert claim(now) is None
    assert claim(now + timedelta(hours=23)) == Answered(201, "{}", "/there")
    assert claim(now + timedelta(hours=25)) is None
    assert stage.database.write(lambda c: idempotency.forget_old(c, now + timedelta(days=3))) == 1


@pytest.mark.parametrize("key", ["", "two words", "é", "x" * 201])
def test_a_key_that_cannot_be_one_is_refused(light_stage: Stage, key: str) -> None:
    response = light_stage.client("company").post(
        HERE,
        json=light_stage.body(),
        headers=[("Idempotency-Key", key.encode())],  # type: ignore[arg-type]
    )

    assert (response.status_code, response.json()["code"]) == (400, "bad_idempotency_key")


def test_twenty_acts_at_once_with_one_key_are_one_act_whichever_process_they_come_from(stage: Stage) -> None:
    """Without the early refusal within one process: the database alone must keep the key to one act."""
    actor = Actor("company", stage.organisations["company"])
    desk = approach(stage.database, Frameworks(), actor, "2026")
    submission = SubmissionIn.model_validate(stage.body()).as_submission()
    findings = judge(desk, submission)

    def file_it(_: int) -> Any:
        return submit(
            stage.database,
            desk,
            submission,
            findings,
            source="json",
            present=lambda revision: Answered(201, str(revision.filed.revision)),
            key=Key("same", "fingerprint"),
        )

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(file_it, range(20)))

    assert {(answer.status, answer.body) for answer in answers} == {(201, "1")}
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 19
    assert _count(stage, "revision") == 1
