"""The application: error handlers, what surrounds a request, and what opens and closes with the service."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version
from threading import Thread

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette_compress import CompressMiddleware, add_compress_type

from service import doors
from service.allocator import give_memory_back
from service.api import problems
from service.api.middleware import BodyLimit, Paced, Surroundings
from service.api.observed import Observed
from service.api.route import JSON_LIMIT, MULTIPART_OVERHEAD
from service.dependencies import House
from service.intake.confinement import ConfinedReader
from service.intake.limits import LIMITS, Limits
from service.intake.refusals import Refusal
from service.pages import faults
from service.pages.front import Foyer, Front
from service.rates import Rates
from service.settings import Settings
from service.settings import settings as environment
from service.store.engine import Database
from service.workflows.bulk import BulkWork
from service.workflows.cycles import Frameworks
from service.workflows.log_key import signing_key
from service.workflows.public_log import sign_receipts
from service.workflows.rounds import rounds_of

_LOGGER = logging.getLogger(__name__)
for _text in ("application/problem+json", "application/ld+json", "application/feed+json", "application/atom+xml"):
    add_compress_type(_text)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; the database and the confined workers open when it starts and close when it stops."""
    chosen = settings or environment()
    rates = Rates(chosen.requests_per_minute)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        give_memory_back()
        app.state.house = house = open_house(chosen)
        house.rates = rates
        app.state.foyer = Foyer(house)
        rounds = rounds_of(house.database, chosen, house.clock)
        for each in rounds:
            each.start()
        bulk_work = BulkWork(house.database, house.frameworks, house.reader, house.clock)
        bulk_work.start()
        # A thread of its own, which nobody waits for: a worker stopped while it starts would hold the end up for long.
        Thread(target=_warm, args=(house.reader,), name="enregard-warming", daemon=True).start()
        try:
            yield
        finally:
            await run_in_threadpool(bulk_work.stop)
            for each in rounds:
                await run_in_threadpool(each.stop)
            await run_in_threadpool(house.reader.close)
            await run_in_threadpool(house.database.close)

    app = FastAPI(
        title=doors.TITLE,
        version=version("enregard"),
        description=doors.DESCRIPTION,
        routes=list(doors.every_route()),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        form_limits={"max_files": 1, "max_fields": 4, "max_part_size": 10_000},
    )
    problems.install(app)
    faults.install(app)
    app.openapi = doors.description  # type: ignore[method-assign]
    app.add_middleware(BodyLimit, limit_of=lambda path: _body_limit(path, chosen))
    app.add_middleware(Front)
    app.add_middleware(CompressMiddleware)
    app.add_middleware(Paced, rates=rates)
    app.add_middleware(Observed)
    app.add_middleware(Surroundings)
    return app


def _body_limit(path: str, settings: Settings) -> int:
    """Return how many bytes a body to `path` may have."""
    if path.endswith("/bulk"):
        return settings.bulk_limit_bytes + MULTIPART_OVERHEAD
    return settings.upload_limit_bytes + MULTIPART_OVERHEAD if path.endswith("/workbook") else JSON_LIMIT


def _limits(settings: Settings) -> Limits:
    """Return the bounds of the upload door with what the operator set."""
    return replace(LIMITS, upload_bytes=settings.upload_limit_bytes, read_seconds=settings.intake_seconds)


def _warm(reader: ConfinedReader) -> None:
    """Start the confined workers beside the first requests; where that fails, the first upload starts them itself."""
    try:
        reader.warm()
    except (Refusal, RuntimeError) as failure:
        _LOGGER.warning("the confined workers are not warm yet: %s", failure)


def open_house(settings: Settings) -> House:
    """Open what a service needs, without starting anything. Raises ServiceError `bad_log_key` (500)."""
    database = Database.open(settings.database_url)
    sign_receipts(database, signing_key(settings))
    return House(
        settings=settings,
        database=database,
        frameworks=Frameworks(settings.framework_directory, settings.framework),
        reader=ConfinedReader(settings.intake_workers, _limits(settings)),
    )
