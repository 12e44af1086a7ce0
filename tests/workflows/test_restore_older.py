"""A backup of an older schema comes back at the newest one, what it did not know filled in, and its log verifies."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.store import schema
from service.store.engine import Database
from service.workflows.accounts import actor_of
from service.workflows.backup import back_up
from service.workflows.restore import Proof, restore
from tests.annotation_lives import live
from tests.ledger.scene import KEY, Log, open_log

Rows = list[list[Any]]


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Another database of the same kind, without a schema."""
    create: Callable[[], str] | None = None
    if database.dialect == "postgresql":
        create = request.getfixturevalue("empty_postgres")
    other = Database.open(create() if create else f"sqlite:///{tmp_path / 'elsewhere.db'}")
    yield other
    other.close()


def _aged(file: Path) -> Path:
    """The same backup as schema 0008 would have written it: `verified` in, speakers and names' leaves out."""
    with zipfile.ZipFile(file) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        tables = {name: _lines(packed.read(f"tables/{name}.ndjson")) for name in manifest["tables"]}
    organisation = tables["organisation"]
    tables["organisation"] = [[*organisation[0], "verified"], *([*row, True] for row in organisation[1:])]
    for name in ("annotation_version", "retraction", "carry_forward"):
        at = tables[name][0].index("organisation")
        tables[name] = [row[:at] + row[at + 1 :] for row in tables[name]]
    head, *leaves = tables["ledger_leaf"]
    named = [row for row in leaves if row[head.index("kind")] == "organisation"]
    gone = {value for row in named for value in (row[head.index("id")], row[head.index("hash")])}
    for name in ("ledger_leaf", "ledger_opening", "ledger_pending"):
        tables[name] = [row for row in tables[name] if not gone & set(row)]
    manifest["schema"] = "0008"
    aged = file.with_name("aged.zip")
    with zipfile.ZipFile(aged, "w") as packed:
        for name, rows in tables.items():
            content = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
            manifest["tables"][name] = {"rows": len(rows) - 1, "sha256": hashlib.sha256(content).hexdigest()}
            packed.writestr(f"tables/{name}.ndjson", content)
        packed.writestr("manifest.json", json.dumps(manifest))
    return aged


def _lines(content: bytes) -> Rows:
    return [json.loads(line) for line in content.splitlines()]


@pytest.fixture
def aged(database: Database, tmp_path: Path) -> Path:
    """A backup of schema 0008 in which every act on an annotation happened once."""
    log = open_log(database)
    log.submit()
    log.submit()
    live(database, actor_of(database, log.firm.secret))
    back_up(database, tmp_path / "backup.zip")
    return _aged(tmp_path / "backup.zip")


def test_organisations_of_an_older_backup_get_their_leaves_and_versions_their_speakers(
    aged: Path, elsewhere: Database
) -> None:
    restored = restore(elsewhere, aged, Proof(KEY.verifier))

    assert (restored.findings, schema.current(elsewhere)) == ((), "0010")
    log = Log(elsewhere, None, None)  # type: ignore[arg-type]
    log.sign()
    assert log.codes() == set()
    with elsewhere.reading() as connection:
        named = connection.execute(text("SELECT count(*) FROM ledger_leaf WHERE kind = 'organisation'")).scalar_one()
        there = connection.execute(text("SELECT count(*) FROM organisation")).scalar_one()
        for table in ("annotation_version", "retraction", "carry_forward"):
            nobody = text(f"SELECT count(*) FROM {table} WHERE organisation IS NULL")
            assert connection.execute(nobody).scalar_one() == 0
    assert named == there == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organisation SET name = 'Autre (invented)'",
        "UPDATE annotation_version SET motivation = 'x'",
        "UPDATE annotation_version SET organisation = NULL",
        "UPDATE retraction SET reason = 'x'",
        "DELETE FROM carry_forward",
    ],
)
def test_the_guards_stand_after_a_restoration(aged: Path, elsewhere: Database, statement: str) -> None:
    restore(elsewhere, aged, Proof(KEY.verifier))

    with pytest.raises(DBAPIError, match="insert-only"):
        elsewhere.write(lambda connection: connection.execute(text(statement)))
    with pytest.raises(DBAPIError, match="in the name of another"):
        elsewhere.write(
            lambda connection: connection.execute(
                text(
                    "INSERT INTO retraction (annotation, reason, created) "
                    "SELECT min(id), 'x', '2026-03-02 12:00:00.000000' FROM annotation"
                    if elsewhere.dialect == "sqlite"
                    else "INSERT INTO retraction (annotation, reason, created) "
                    "SELECT min(id), 'x', TIMESTAMPTZ '2026-03-02 12:00:00Z' FROM annotation"
                )
            )
        )
