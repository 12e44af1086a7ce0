"""Personal data go, with the salt that opened them; the leaf, the omission and every proof stay. On both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.ledger.merkle import consistent
from service.ledger.notes import read_checkpoint
from service.workflows.checkpoints import make_checkpoint
from tests.api.conftest import Stage, framework, light_stage, reader, stage
from tests.ledger.scene import KEY, NOON, TESTIMONY, Log
from tests.samples import annotation

__all__ = ["framework", "light_stage", "reader", "stage"]
WHY = {"ground": "personal_data", "reason": "Une personne y était reconnaissable."}


def _everything(stage: Stage) -> str:
    """Every value of every table, as text."""
    from service.store.tables import metadata

    with stage.database.reading() as connection:
        return repr([list(connection.execute(table.select())) for table in metadata.sorted_tables])


def _annotated(stage: Stage) -> dict[str, Any]:
    body = annotation(evidence=[TESTIMONY])
    response = stage.client("union", **{"Idempotency-Key": "k-1"}).post("/api/v1/annotations", json=body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def test_the_words_of_a_testimony_go_everywhere_and_the_log_still_verifies(stage: Stage) -> None:
    made = _annotated(stage)
    log = Log(stage.database, None, None)  # type: ignore[arg-type]
    earlier = read_checkpoint(log.sign())
    subject = made["id"] + ":version:1"
    assert "montré l’outil" in _everything(stage)

    done = stage.client("secretariat").post("/api/v1/log/erasures", json={"subject": subject, **WHY})

    assert done.status_code == 201, done.text
    later = read_checkpoint(log.sign(timedelta(hours=1)))
    assert log.codes() == set()
    everything = _everything(stage)
    for gone in ("montré l’outil", made["body"][0]["value"], made["receipt"]["salt"]):
        assert gone not in everything
    shown = stage.client().get("/api/v1/annotations/" + made["id"].rpartition(":")[2]).json()
    assert "Texte effacé" in str(shown["body"])
    assert "Text erased" in str(shown["body"])
    listed = stage.client().get("/api/v1/log/erasures").json()["items"]
    assert [(one["subject"], one["leaf"], one["reason"]) for one in listed] == [
        (subject, made["receipt"]["leaf"], WHY["reason"])
    ]
    leaves = stage.client().get("/api/v1/log/leaves").json()["items"]
    assert [one["kind"] for one in leaves if one["subject"] == subject] == ["annotation", "erasure"]
    proof = stage.client().get("/api/v1/log/consistency", params={"from": earlier.size, "to": later.size}).json()
    path = [bytes.fromhex(one) for one in proof["path"]]
    assert consistent(earlier.size, later.size, earlier.root, later.root, path)
    still = stage.client().get("/api/v1/log/inclusion", params={"leaf": made["receipt"]["leaf"]})
    assert still.status_code == 200


def test_the_bytes_of_an_upload_go_and_what_was_declared_in_them_stays(stage: Stage) -> None:
    from tests.ledger.scene import Log as Scene

    scene = Scene(stage.database, None, _Firm(stage))  # type: ignore[arg-type]
    scene.submit(upload=b"PK a workbook with somebody's name in it")
    subject = "urn:enregard:upload:" + _upload(stage)
    done = stage.client("secretariat").post("/api/v1/log/erasures", json={"subject": subject, **WHY})
    make_checkpoint(stage.database, KEY, NOON, least=1)

    assert done.status_code == 201, done.text
    assert done.json()["leaf"] is None
    assert done.json()["receipt"]["kind"] == "erasure"
    assert "somebody's name" not in _everything(stage)
    assert scene.codes() == set()
    assert stage.client("company").get("/api/v1/submissions/2026.EX-001/revisions/1").status_code == 200


class _Firm:
    def __init__(self, stage: Stage) -> None:
        self.organisation, self.id = stage.organisations["company"], None


def _upload(stage: Stage) -> str:
    with stage.database.reading() as connection:
        return str(connection.execute(text("SELECT sha256 FROM upload")).scalar_one())


def test_nothing_is_erased_twice_and_nothing_that_is_not_there(stage: Stage) -> None:
    made = _annotated(stage)
    client = stage.client("secretariat")
    subject = made["id"] + ":version:1"

    assert client.post("/api/v1/log/erasures", json={"subject": subject, **WHY}).status_code == 201
    for wrong, code in (
        (subject, "already_erased"),
        (made["id"] + ":version:7", "not_found"),
        ("urn:enregard:upload:" + "0" * 64, "not_found"),
        ("urn:enregard:submission:2026.EX-001:revision:1", "not_erasable"),
    ):
        assert client.post("/api/v1/log/erasures", json={"subject": wrong, **WHY}).json()["code"] == code
    assert len(client.get("/api/v1/log/erasures").json()["items"]) == 1


@pytest.mark.parametrize("name", ["nobody", "company", "union", "other union", "analyst"])
def test_only_the_secretariat_erases(light_stage: Stage, name: str) -> None:
    refused = light_stage.client(name).post("/api/v1/log/erasures", json={"subject": "urn:enregard:x", **WHY})

    assert refused.status_code in (401, 403)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_opening",
        "UPDATE annotation_version SET content = (SELECT content FROM annotation_version LIMIT 1)",
        "UPDATE annotation_version SET motivation = 'questioning'",
        "DELETE FROM annotation_version",
        "DELETE FROM erasure",
        "UPDATE erasure SET reason = ''",
    ],
)
def test_an_erasure_of_one_text_opens_no_other(stage: Stage, statement: str) -> None:
    made = _annotated(stage)
    assert stage.client("union").post("/api/v1/annotations", json=annotation()).status_code == 201
    done = stage.client("secretariat").post("/api/v1/log/erasures", json={"subject": made["id"] + ":version:1", **WHY})
    assert done.status_code == 201, done.text

    with pytest.raises(DBAPIError, match="is insert-only"):
        stage.database.write(lambda connection: connection.execute(text(statement)))
