"""A store with three invented cycles of any size, filled by plain statements: for benchmarks, which measure reading."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from indicators.loader import bundled
from service.store import schema
from service.store.engine import Database
from service.store.rows import insert_rows
from service.store.tables import (
    Answer,
    AnswerValue,
    Organisation,
    Population,
    Revision,
    Signatory,
    Submission,
)
from tests.samples import open_cycle

FRAMEWORK = bundled()
AT_ONCE = 500
CYCLES = ("2024", "2025", "2026")


def fill(path: Path, companies: int, cycles: tuple[str, ...] = CYCLES) -> None:
    """Make a SQLite store at `path` with cycles that so many companies answered each; one in ten is public."""
    database = Database.open(f"sqlite:///{path}")
    schema.upgrade(database)
    for ago, cycle in enumerate(reversed(cycles)):
        open_cycle(database, cycle, opened_days_ago=10 + 30 * ago)
    now = datetime.now(UTC)
    owner = {"id": "o", "kind": "company", "name": "o (invented)", "created": now}
    database.write(lambda connection: insert_rows(connection, Organisation, [owner]))
    drawn = random.Random(2026)
    for start, cycle in enumerate(cycles):
        for first in range(0, companies, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, companies))
            database.write(partial(_file, cycle=cycle, start=start * companies, numbers=numbers, drawn=drawn, now=now))
    database.close()


def _file(connection: Connection, cycle: str, start: int, numbers: range, drawn: random.Random, now: datetime) -> None:
    insert_rows(connection, Signatory, [_signatory(cycle, n, drawn) for n in numbers])
    places = [{"id": f"{cycle}.EX-{n:05}", "cycle": cycle, "signatory": f"EX-{n:05}"} for n in numbers]
    insert_rows(connection, Submission, places)
    insert_rows(connection, Revision, [_revision(cycle, n, start, now) for n in numbers])
    populations = [(n, p.id, drawn.randint(1, 9_000)) for n in numbers for p in FRAMEWORK.populations]
    insert_rows(
        connection,
        Population,
        [{"revision": start + n + 1, "population": p, "value": Decimal(v)} for n, p, v in populations],
    )
    answers, values = [], []
    for n in numbers:
        for position, indicator in enumerate(FRAMEWORK.entered()):
            place = {"revision": start + n + 1, "indicator": indicator.id}
            answered = drawn.random() < 0.9
            answers.append({**place, "position": position, "status": "answered" if answered else "not_available"})
            values += [{**place, **one} for one in _values(indicator, drawn)] if answered else []
    insert_rows(connection, Answer, answers)
    insert_rows(connection, AnswerValue, values)


def _signatory(cycle: str, number: int, drawn: random.Random) -> dict[str, Any]:
    place = {"country": drawn.choice(("FR", "DE", "IT", "ES", "BE")), "sector": drawn.choice("CDEFGHIJKLMN")}
    head = {"cycle": cycle, "id": f"EX-{number:05}", "name": f"Société {number} (fictive)"}
    return {**head, **place, "headcount": drawn.randint(10, 30_000), "status": "joined", "version": 1}


def _revision(cycle: str, number: int, start: int, now: datetime) -> dict[str, Any]:
    head = {
        "id": start + number + 1,
        "submission": f"{cycle}.EX-{number:05}",
        "number": 1,
        "source": "json",
        "received": now,
    }
    said = {"language": "fr", "name": f"Société {number} (fictive)", "late": False, "organisation": "o"}
    publication = "full" if number % 10 == 0 else "consolidated"
    return {
        **head,
        **said,
        "framework": FRAMEWORK.ref,
        "framework_hash": FRAMEWORK.content_hash,
        "publication": publication,
    }


def _values(indicator: Any, drawn: random.Random) -> Iterator[dict[str, Any]]:
    denominator = drawn.randint(1, 5_000)
    for position, field in enumerate(indicator.fields):
        value = drawn.randint(0, 3 if field.role == "level" else denominator)
        if field.role in ("denominator", "denominator_base"):
            value = denominator
        yield {"field": field.key, "position": position, "value": Decimal(value)}
