"""The register of erasures: a file beside the log's key, which outlives the database, so that a restored backup does
not bring back what was erased after it was taken. It holds names, grounds and reasons: never the words that went.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from service.errors import ServiceError
from service.ledger.canonical import canonical, moment
from service.store import erasing
from service.store.engine import Database
from service.store.tables import Erasure
from service.workflows.erase import content_of, let_go
from service.workflows.public_log import record


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure on record: what, on which ground, why, by which organisation, when."""

    id: str
    subject: str
    ground: str
    reason: str
    organisation: str
    created: datetime


def keep_register(database: Database, file: Path) -> int:
    """Bring the register in step with the database; returns how many erasures it holds.

    An erasure that only the file knows stays (an older backup was restored); one whose own reason was erased changes.
    The file is replaced whole, readable by its owner alone; empty, it says that nothing was erased. Raises ServiceError
    `erasures_unreadable` (422).
    """
    with database.reading() as connection:
        stored = [_erased(row) for row in erasing.erasures(connection)]
    before = read_register(file) if file.exists() else []
    merged = sorted({one.id: one for one in (*before, *stored)}.values(), key=_age)
    if merged != before or not file.exists():
        _replace(file, b"".join(canonical(_line(one)) + b"\n" for one in merged))
    return len(merged)


def read_register(file: Path) -> list[Erased]:
    """Return the erasures in a register, or in what `/api/v1/log/erasures` answers, oldest first.

    Raises ServiceError `erasures_unreadable` (422).
    """
    try:
        return sorted(map(_read, _items(file.read_text(encoding="utf-8"))), key=_age)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ServiceError("erasures_unreadable", 422, {"file": file.name, "reason": str(error)[:200]}) from error


def erase_again(connection: Connection, erased: Sequence[Erased], now: datetime) -> int:
    """Make erasures again that a restored database does not have; returns how many.

    Each keeps its name, ground, reason and moment, and gets a leaf of its own. One whose words came only after the
    backup has nothing to erase.
    """
    again = 0
    for one in sorted(erased, key=_age):
        if erasing.is_erased(connection, one.subject):
            continue
        with connection.begin_nested() as attempt:
            leaf = erasing.leaf_of_subject(connection, one.subject)
            row = Erasure(**_columns(one), leaf=leaf)
            erasing.add_erasure(connection, row.model_dump(exclude={"token"}))
            told = content_of(connection, row)
            try:
                let_go(connection, one.subject, leaf)
            except ServiceError:
                attempt.rollback()
                continue
            record(connection, "erasure", one.subject, told, now)
        again += 1
    return again


def _age(one: Erased) -> tuple[datetime, str]:
    return one.created, one.id


def _erased(row: Erasure) -> Erased:
    return Erased(row.id, row.subject, row.ground, row.reason, row.organisation, row.created)


def _columns(one: Erased) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Erased.__slots__}


def _line(one: Erased) -> dict[str, Any]:
    return {**_columns(one), "created": moment(one.created)}


def _items(text: str) -> Iterable[Any]:
    if text.lstrip().startswith('{"items"'):
        items: list[Any] = json.loads(text)["items"]
        return items
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _read(item: Any) -> Erased:
    created = datetime.fromisoformat(item["created"])
    if created.tzinfo is None:
        raise ValueError("a moment without its zone")
    return Erased(
        str(item["id"]),
        str(item["subject"]),
        str(item["ground"]),
        str(item["reason"]),
        str(item.get("organisation", "")),
        created,
    )


def _replace(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(prefix=file.name, dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(part).replace(file)
    finally:
        Path(part).unlink(missing_ok=True)
