"""Publishing signs what waits, and never one act alone: its checklist then says what the package cannot prove yet."""

from __future__ import annotations

from service.store import log_tree
from service.workflows.checkpoints import make_checkpoint
from service.workflows.log_key import signing_key
from service.workflows.public_log import record
from tests.api.conftest import Stage, framework, light_stage, reader
from tests.api.publishing import AFTER, HERE, closed_stage, published

__all__ = ["framework", "light_stage", "reader"]


def _wait(stage: Stage, name: str) -> None:
    stage.database.write(lambda connection: record(connection, "transition", f"urn:enregard:x:{name}", {}, AFTER))


def _sizes(stage: Stage) -> list[int]:
    with stage.database.reading() as connection:
        return [one.size for one in log_tree.checkpoints(connection)]


def test_an_edition_is_published_without_signing_the_act_that_waits_alone(light_stage: Stage) -> None:
    stage = closed_stage(light_stage)
    key = signing_key(stage.app.state.house.settings)
    assert key is not None
    make_checkpoint(stage.database, key, AFTER, least=1)
    before = _sizes(stage)
    _wait(stage, "alone")

    asked = stage.client("secretariat").get(f"{HERE}/checklist?language=en").json()
    covered = next(one for one in asked["conditions"] if one["code"] == "K05")
    edition = published(stage)

    assert (covered["met"], covered["blocking"], covered["count"], asked["ready"]) == (False, False, 1, True)
    assert "(1 leaf waiting)" in covered["text"]
    assert edition["id"] == "2026-1.0"
    assert _sizes(stage) == before, "the act, and the edition's own, wait for the next checkpoint together"


def test_what_waits_in_company_is_signed_before_the_edition(light_stage: Stage) -> None:
    stage = closed_stage(light_stage)

    asked = stage.client("secretariat").get(f"{HERE}/checklist?language=en").json()
    published(stage)

    assert next(one for one in asked["conditions"] if one["code"] == "K05")["met"] is True
    assert len(_sizes(stage)) == 1
