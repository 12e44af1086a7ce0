"""Backing up: the whole content of a database as one file that either kind of database can take back (`restore.py`).

The file is a zip: `manifest.json` (what it is, which schema, how many rows and which SHA-256 each table has) and one
`tables/<name>.ndjson` a table, whose first line names the columns. It is taken from one snapshot while the service goes
on; it holds hashes of secrets, never secrets, and no sessions. It is as confidential as the database.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table

from service.errors import ServiceError
from service.store import archive, schema
from service.store.engine import Database

FORMAT = "en-regard-backup/1"
Told = Callable[[str, int], None]
"""Progress: a table's name and how many of its rows are done."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    taken: datetime
    schema: str
    rows: dict[str, int]


def back_up(database: Database, file: Path, *, told: Told = lambda _table, _rows: None) -> Backup:
    """Write everything to `file`, complete or not at all (a part file is renamed when it is on the disk).

    Raises ServiceError `not_ready` (503) where the database has no schema, FileExistsError rather than overwrite.
    """
    if file.exists():
        raise FileExistsError(file)
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
                backup = _pack(database, packed, told)
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return backup


def _pack(database: Database, packed: zipfile.ZipFile, told: Told) -> Backup:
    now = datetime.now(UTC)
    revision = schema.current(database)
    if revision is None:
        raise ServiceError("not_ready", 503)
    described: dict[str, dict[str, Any]] = {}
    with database.reading() as connection:
        for table in archive.tables():
            described[table.name] = _pack_table(connection, table, packed)
            told(table.name, described[table.name]["rows"])
    manifest = {
        "format": FORMAT,
        "program": version("enregard"),
        "taken": now.isoformat(),
        "schema": revision,
        "tables": described,
    }
    packed.writestr("manifest.json", json.dumps(manifest, indent=1))
    return Backup(now, revision, {name: one["rows"] for name, one in described.items()})


def _pack_table(connection: Connection, table: Table, packed: zipfile.ZipFile) -> dict[str, Any]:
    seen, count = hashlib.sha256(), 0
    with packed.open(f"tables/{table.name}.ndjson", "w", force_zip64=True) as out:
        for line in _lines(table, archive.rows_of(connection, table)):
            seen.update(line)
            out.write(line)
            count += 1
    return {"rows": count - 1, "sha256": seen.hexdigest()}


def _lines(table: Table, rows: Iterator[list[Any]]) -> Iterator[bytes]:
    yield json.dumps([column.name for column in table.columns]).encode() + b"\n"
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
