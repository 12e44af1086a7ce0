"""The database itself refuses to change or remove what was filed, whoever asks."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from indicators.figures import Signatory
from indicators.loader import bundled
from schemas.annotation import AnnotationIn
from schemas.submission import SubmissionIn
from service.actors import Actor
from service.ledger.notes import new_key
from service.store import tables
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.rows import insert_rows
from service.store.tables import INSERT_ONLY
from service.workflows.accounts import actor_of, create_account
from service.workflows.annotate import annotate
from service.workflows.checkpoints import make_checkpoint
from service.workflows.cycles import Frameworks
from service.workflows.signatories import write_roster
from service.workflows.submit import approach, judge, submit
from service.workflows.withdraw import withdraw
from tests.annotation_lives import live
from tests.kept_edition import keep_edition
from tests.samples import annotation, company, open_cycle, self_assessment


def _everything_filed(database: Database) -> None:
    """Put at least one row into every insert-only table."""
    open_cycle(database)
    issued = company(database)
    union = create_account(database, kind="union", name="Fédération Exemple (invented)")
    body = self_assessment(bundled())
    body["answers"][1]["evidence"] = [{"kind": "minutes", "title": "PV du CSE", "reference": "PV 2026-03"}]
    body["organisation"]["populations"]["EMP"] = 1300
    submission = SubmissionIn.model_validate(body).as_submission()
    actor = Actor("company", issued.organisation, token=issued.id)
    desk = approach(database, Frameworks(), actor, "2026")
    findings = judge(desk, submission)
    assert findings, "a warning is needed, so that the table of findings has a row"
    filed = submit(database, desk, submission, findings, source="json", present=lambda revision: Answered(201, ""))
    annotated = annotate(
        database,
        Frameworks(),
        Actor("union", union.organisation, "Fédération Exemple (invented)", token=union.id),
        AnnotationIn.model_validate(annotation()),
        present=lambda *_: Answered(201, ""),
    )
    assert isinstance(filed, Answered)
    assert isinstance(annotated, Answered)
    submit(database, desk, submission, findings, source="json", present=lambda revision: Answered(201, ""))
    live(database, actor_of(database, issued.secret))
    keep_edition(database)
    write_roster(database, "2026", [Signatory("EX-009", "Silencieuse (invented)")])
    withdrawn = withdraw(
        database, actor, "2026.EX-001", revision=2, reason="Erreur.", present=lambda _: Answered(201, "")
    )
    assert isinstance(withdrawn, Answered)
    make_checkpoint(database, new_key("log.example.org"), datetime.now(UTC), least=1)
    database.write(_one_tile_and_one_erasure)


def _one_tile_and_one_erasure(connection: Connection) -> None:
    tile = {"level": 0, "number": 0, "hashes": bytes(8192), "root": bytes(32)}
    insert_rows(connection, tables.LedgerTile, [tile])
    words = {"subject": "urn:enregard:x", "ground": "legal", "reason": "x", "organisation": ""}
    insert_rows(connection, tables.Erasure, [{"id": "e1", "created": datetime.now(UTC), **words}])


def _refusal(database: Database, statement: str, values: dict[str, Any] | None = None) -> str:
    with pytest.raises(DBAPIError) as refused:
        database.write(lambda connection: connection.execute(text(statement), values or {}))
    return str(refused.value.orig)


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_update_and_delete_are_refused_on_every_insert_only_table(database: Database, table: str) -> None:
    _everything_filed(database)
    column = inspect(database.engine).get_columns(table)[0]["name"]

    assert f"{table} is insert-only" in _refusal(database, f'UPDATE "{table}" SET "{column}" = "{column}"')
    assert f"{table} is insert-only" in _refusal(database, f'DELETE FROM "{table}"')
    with database.reading() as connection:
        assert connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() >= 1


def _copy_of_first_row(connection: Connection, table: str) -> dict[str, Any]:
    return dict(connection.execute(text(f'SELECT * FROM "{table}" LIMIT 1')).mappings().one())


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_sqlite_refuses_to_replace_a_row(sqlite_url: str, table: str) -> None:
    database = Database.open(sqlite_url)
    _everything_filed(database)
    with database.reading() as connection:
        row = _copy_of_first_row(connection, table)
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)

    assert f"{table} is insert-only" in _refusal(
        database, f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})', row
    )
    database.close()


def test_sqlite_refuses_to_replace_even_on_a_connection_without_our_settings(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    _everything_filed(database)
    database.close()
    bare = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    columns = [row[1] for row in bare.execute("PRAGMA table_info(revision)")]
    before = bare.execute("SELECT count(*) FROM revision").fetchone()
    chosen = ", ".join("id + 1000" if name == "id" else f'"{name}"' for name in columns)

    with pytest.raises(sqlite3.IntegrityError, match="revision is insert-only"):
        bare.execute(f"INSERT OR REPLACE INTO revision SELECT {chosen} FROM revision")  # same submission and number
    assert bare.execute("SELECT count(*) FROM revision").fetchone() == before
    bare.close()


def test_postgresql_refuses_to_truncate(postgres: Any) -> None:
    database = Database.open(postgres())
    _everything_filed(database)

    assert "insert-only" in _refusal(database, "TRUNCATE answer_value")
    assert "insert-only" in _refusal(database, "TRUNCATE revision CASCADE")
    database.close()


def test_settings_that_the_promises_rest_on_are_in_force(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 5000}

    with database.reading() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}

    assert found == wanted
    database.close()
