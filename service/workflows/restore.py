"""Restoring a backup: all of it or nothing, held against its own public log, with later erasures made again.

What is in a backup can be words that were erased since. Their erasure is known from a register that outlives the
database (`erasure_register.py`); without one nothing tells that they had to go.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.ledger.log_findings import LogFinding
from service.ledger.notes import VerifierKey, new_key
from service.store import archive, log_tree, schema
from service.store.engine import Database
from service.workflows.backup import FORMAT, Backup, Told
from service.workflows.erasure_register import Erased, erase_again
from service.workflows.verify_log import verify_within


@dataclass(frozen=True, slots=True)
class Proof:
    """What a backup is held against: the log's key (None: only a log that was never signed passes), named signed notes
    that others kept, erasures on record elsewhere. With `despite` it comes back whatever is found."""

    key: VerifierKey | None = None
    held: Sequence[tuple[str, str]] = ()
    erased: Sequence[Erased] = ()
    despite: bool = False


@dataclass(frozen=True, slots=True)
class Restored(Backup):
    """What came back: what the verification found, and how many erasures were made again."""

    findings: tuple[LogFinding, ...] = ()
    leaves: int = 0
    erased_again: int = 0


class LogDiffersError(ServiceError):
    """A backup that is not what its log says; `findings` names each place."""

    def __init__(self, findings: Sequence[LogFinding]) -> None:
        named = ", ".join(f"{one.code} {one.place}" for one in findings[:5])
        more = ", …" if len(findings) > 5 else ""
        super().__init__("backup_differs_from_log", 422, {"count": str(len(findings)), "found": named + more})
        self.findings = tuple(findings)


def restore(
    database: Database,
    file: Path,
    proof: Proof = Proof(),
    *,
    told: Told = lambda _table, _rows: None,
    clock: Clock = utc_now,
) -> Restored:
    """Put a backup into an empty database in one transaction, at the newest schema, verify its log, and erase again
    what was erased since. What fails leaves an empty database.

    Raises ServiceError `backup_unreadable`, `backup_damaged`, `backup_newer`, `archive_unknown_column`,
    `log_key_needed`, LogDiffersError (422), `database_not_empty` (409).
    """
    manifest = _sound(file)
    _refuse_unless_empty(database)
    schema.upgrade(database, manifest["schema"])
    rows = {name: one["rows"] for name, one in manifest["tables"].items()}
    taken = Restored(datetime.fromisoformat(manifest["taken"]), manifest["schema"], rows)

    def act(connection: Connection) -> Restored:
        archive.silence(connection)
        with zipfile.ZipFile(file) as packed:
            _unpack(connection, packed, manifest, told)
        schema.upgrade_within(connection)
        verdict = verify_within(connection, _key(connection, proof), proof.held)
        errors = [one for one in verdict.findings if one.severity == "error"]
        if errors and not proof.despite:
            raise LogDiffersError(errors)
        archive.silence(connection)  # an erasure may have been ordered by a secretariat that this backup does not know
        again = erase_again(connection, proof.erased, clock())
        archive.speak(connection)
        return replace(taken, findings=verdict.findings, leaves=verdict.leaves, erased_again=again)

    return database.write(act)


def _key(connection: Connection, proof: Proof) -> VerifierKey:
    if proof.key is not None:
        return proof.key
    if log_tree.newest_checkpoint(connection) is not None:
        raise ServiceError("log_key_needed", 422)
    return new_key("nobody").verifier


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
