"""What a submission costs where nothing but validation and storing happens: the peers of `bench/service.py`.

`/add_all`: the tutorial's way, a sync route with SQLModel's `add_all`. `/one_writer`: the bare floor, an async route
that validates from bytes and hands plain rows to one sqlite3 writer that shares commits. Both as durable as the
service (WAL, synchronous=FULL); both without rights, checks, findings, receipts, uploads or a log.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine

from schemas.submission import SubmissionIn

FILE = os.environ.get("BENCH_PEER_FILE", "peer.db")
LONGEST_BATCH = 64


class PeerRevision(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class PeerAnswer(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    revision: int = Field(foreign_key="peerrevision.id")
    indicator: str
    status: str
    comment: str | None = None


class PeerValue(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    revision: int
    indicator: str
    field: str
    value: float


def _durable(connection: Any, _record: object = None) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _engine() -> Engine:
    engine = create_engine(f"sqlite:///{FILE}", pool_size=40)
    event.listen(engine, "connect", _durable)
    SQLModel.metadata.create_all(engine, tables=[m.__table__ for m in (PeerRevision, PeerAnswer, PeerValue)])  # type: ignore[attr-defined]
    return engine


class OneWriter:
    """A thread that stores what is queued, many submissions a commit."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[SubmissionIn, asyncio.Future[int]]] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        Thread(target=self._work, daemon=True).start()

    async def store(self, given: SubmissionIn) -> int:
        done: asyncio.Future[int] = self._loop.create_future()
        self._queue.put((given, done))
        return await done

    def _work(self) -> None:
        connection = sqlite3.connect(FILE, isolation_level=None)
        _durable(connection)
        numbers = itertools.count(1_000_000)
        while True:
            batch = [self._queue.get()]
            while len(batch) < LONGEST_BATCH:
                try:
                    batch.append(self._queue.get_nowait())
                except Empty:
                    break
            connection.execute("BEGIN IMMEDIATE")
            told = [(done, _insert(connection, next(numbers), given)) for given, done in batch]
            connection.execute("COMMIT")
            self._loop.call_soon_threadsafe(_tell, told)


def _tell(told: list[tuple[asyncio.Future[int], int]]) -> None:
    for done, number in told:
        done.set_result(number)


def _insert(connection: sqlite3.Connection, number: int, given: SubmissionIn) -> int:
    connection.execute("INSERT INTO peerrevision (id, name) VALUES (?, ?)", (number, given.organisation.name))
    answers = [(number, one.indicator, one.status, one.comment) for one in given.answers]
    sql = "INSERT INTO peeranswer (revision, indicator, status, comment) VALUES (?, ?, ?, ?)"
    connection.executemany(sql, answers)
    values = [(number, one.indicator, key, float(value)) for one in given.answers for key, value in _values(one)]
    connection.executemany("INSERT INTO peervalue (revision, indicator, field, value) VALUES (?, ?, ?, ?)", values)
    return number


def _values(answer: Any) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in answer.values.items() if value is not None]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.engine = _engine()
    app.state.writer = OneWriter()
    yield


app = FastAPI(lifespan=_lifespan)


@app.post("/add_all", status_code=201)
def add_all(given: SubmissionIn, request: Request) -> dict[str, int]:
    with Session(request.app.state.engine) as session:
        revision = PeerRevision(name=given.organisation.name)
        session.add(revision)
        session.flush()
        assert revision.id is not None
        session.add_all(
            PeerAnswer(revision=revision.id, indicator=one.indicator, status=one.status or "", comment=one.comment)
            for one in given.answers
        )
        session.add_all(
            PeerValue(revision=revision.id, indicator=one.indicator, field=key, value=float(value))
            for one in given.answers
            for key, value in _values(one)
        )
        session.commit()
        return {"revision": revision.id}


@app.post("/one_writer", status_code=201)
async def one_writer(request: Request) -> dict[str, int]:
    given = SubmissionIn.model_validate_json(await request.body())
    return {"revision": await request.app.state.writer.store(given)}
