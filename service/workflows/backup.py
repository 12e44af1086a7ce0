"""Backing up and restoring: the whole content of a database as one file that either kind of database can take back.

The file is a zip: `manifest.json` (what it is, which schema, how many rows and which SHA-256 each table has) and one
`tables/<name>.ndjson` a table, whose first line names the columns. It is taken from one snapshot while the service goes
on; it holds hashes of secrets, never secrets, and no sessions. It is as confidential as the database.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
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


def restore(database: Database, file: Path, *, told: Told = lambda _table, _rows: None) -> Backup:
    """Put a backup into an empty database, in one transaction, and bring it to the newest schema.

    Every table is checked against its SHA-256 before a row is written. Raises ServiceError `backup_unreadable`,
    `backup_damaged`, `backup_newer`, `archive_unknown_column` (422), `database_not_empty` (409).
    """
    manifest = _sound(file)
    _refuse_unless_empty(database)
    schema.upgrade(database, manifest["schema"])
    with zipfile.ZipFile(file) as packed:
        database.write(lambda connection: _unpack(connection, packed, manifest, told))
    schema.upgrade(database)
    rows = {name: one["rows"] for name, one in manifest["tables"].items()}
    return Backup(datetime.fromisoformat(manifest["taken"]), manifest["schema"], rows)


def _sound(file: Path) -> dict[str, Any]:
    """Return the manifest of a file whose every table matches its hash."""
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = _manifest(packed)
            _check(packed, manifest)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, OSError) as error:
        raise ServiceError("backup_unreadable", 422, {"reason": str(error)[:200]}) from error
    return manifest


def _manifest(packed: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(packed.read("manifest.json"))
    if manifest["format"] != FORMAT:
        raise ServiceError("backup_unreadable", 422, {"reason": str(manifest["format"])[:60]})
    known = {table.name for table in archive.tables()}
    if manifest["schema"] > schema.newest() or not set(manifest["tables"]) <= known:
        raise ServiceError("backup_newer", 422, {"found": manifest["schema"], "known": schema.newest()})
    return manifest


def _check(packed: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for name, described in manifest["tables"].items():
        seen = hashlib.sha256()
        with packed.open(f"tables/{name}.ndjson") as stream:
            while part := stream.read(1 << 20):
                seen.update(part)
        if seen.hexdigest() != described["sha256"]:
            raise ServiceError("backup_damaged", 422, {"table": name})


def _refuse_unless_empty(database: Database) -> None:
    if schema.current(database) is None:
        return
    with database.reading() as connection:
        if not archive.is_empty(connection):
            raise ServiceError("database_not_empty", 409)


def _unpack(connection: Connection, packed: zipfile.ZipFile, manifest: dict[str, Any], told: Told) -> None:
    for table in archive.tables():
        described = manifest["tables"].get(table.name)
        if described is None:
            continue
        with packed.open(f"tables/{table.name}.ndjson") as stream:
            columns = json.loads(stream.readline())
            put = archive.put_rows(connection, table, columns, (json.loads(line) for line in stream))
        if put != described["rows"]:
            raise ServiceError("backup_damaged", 422, {"table": table.name})
        told(table.name, put)
    archive.resume_numbering(connection)
