"""Which report a public page shows: the newest edition, or the one its address names. Nothing unpublished is shown."""

from __future__ import annotations

import gc
from functools import lru_cache

from service.dependencies import House
from service.errors import ServiceError
from service.render.report.contents import Report
from service.store import editions
from service.store.engine import Database
from service.workflows.cycles import Frameworks
from service.workflows.edition_reading import edition_report

KEPT = 8
"""Reports kept at hand: an edition never changes."""


def newest(house: House) -> Report | None:
    """Return the report that was published last, None where nothing is published yet."""
    with house.database.reading() as connection:
        found = editions.newest(connection)
    return _kept(house.database, house.frameworks, found) if found is not None else None


def published(house: House, edition: str | None = None) -> Report:
    """Return the report of an edition, by default the newest.

    Raises ServiceError `unknown_edition` (404), `nothing_published` (404).
    """
    if edition is not None:
        return _kept(house.database, house.frameworks, edition)
    report = newest(house)
    if report is None:
        raise ServiceError("nothing_published", 404)
    return report


@lru_cache(maxsize=KEPT)
def _kept(database: Database, frameworks: Frameworks, edition: str) -> Report:
    report = edition_report(database, frameworks, edition)
    # A report of thousands of companies is millions of objects that stay: without this the collector walks through all
    # of them again and again while pages are written.
    gc.collect()
    gc.freeze()
    return report
