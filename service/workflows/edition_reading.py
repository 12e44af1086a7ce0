"""Reading editions: which there are, their files, views of what they hold, how to cite one, how two of them differ."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from indicators.citation import Cited
from indicators.editions import Comparison, compare
from indicators.model import Framework
from service.access import sees_every_submission
from service.actors import Actor
from service.errors import ServiceError
from service.render.report.contents import Report
from service.render.report.view import View
from service.store import editions
from service.store.engine import Database
from service.store.tables import Edition, EditionFile
from service.workflows.cycles import Frameworks
from service.workflows.edition_files import COMPLETE, FROZEN, PACKAGE
from service.workflows.frozen import Frozen

KEPT = 4
"""Editions whose frozen figures are kept at hand: they never change."""


def known_edition(database: Database, id_: str) -> Edition:
    """Return an edition. Raises ServiceError `unknown_edition` (404)."""
    with database.reading() as connection:
        found = editions.find_edition(connection, id_)
    if found is None:
        raise ServiceError("unknown_edition", 404, {"edition": id_})
    return found


def public_files(database: Database, edition: Edition) -> list[EditionFile]:
    """Return the files of an edition that everyone may have."""
    with database.reading() as connection:
        return editions.files(connection, edition.id, ["public"])


def public_file(database: Database, edition: str, name: str) -> EditionFile:
    """Return one public file of an edition. Raises ServiceError `unknown_edition`, `not_found` (404)."""
    return _file(database, edition, name, "public")


def has_file(database: Database, edition: str, name: str) -> bool:
    """Whether a file was published with an edition. Those of before 2026-12, and of machines without Pango, have no
    PDF."""
    with database.reading() as connection:
        return editions.find_file(connection, edition, name) is not None


def complete_package(database: Database, actor: Actor, edition: str) -> EditionFile:
    """Return the package with every answer. Raises ServiceError `unknown_edition` (404), `forbidden` (403)."""
    if not sees_every_submission(actor, known_edition(database, edition).cycle):
        raise ServiceError("forbidden", 403)
    return _file(database, edition, COMPLETE, "accredited")


def _file(database: Database, edition: str, name: str, audience: str) -> EditionFile:
    with database.reading() as connection:
        found = editions.find_file(connection, edition, name)
    if found is None or found.audience != audience:
        known_edition(database, edition)
        raise ServiceError("not_found", 404)
    return found


def frozen(database: Database, edition: str) -> Frozen:
    """Return what an edition keeps for views nobody asked for before. Raises ServiceError `unknown_edition` (404)."""
    return _thawed(database, _file(database, edition, FROZEN, "internal").sha256)


@lru_cache(maxsize=KEPT)
def _thawed(database: Database, sha256: str) -> Frozen:
    with database.reading() as connection:
        return Frozen.from_bytes(editions.content(connection, sha256))


def edition_report(database: Database, frameworks: Frameworks, edition: str) -> Report:
    """Return the report of an edition, as the public sees it. Raises ServiceError `unknown_edition` (404)."""
    found = frozen(database, edition)
    return found.report(frameworks.find(found.framework))


def seen(report: Report, view: View) -> Report:
    """Return a part of an edition's report."""
    return replace(report, view=view)


def cited(database: Database, framework: Framework, edition: Edition, link: str) -> Cited:
    """Return what a citation of an edition is made of."""
    with database.reading() as connection:
        package = editions.find_file(connection, edition.id, PACKAGE)
    number = f"{edition.major}.{edition.minor}"
    digest = package.sha256 if package else ""
    return Cited(edition.id, framework.title, edition.cycle, number, edition.published.date(), link, digest)


def comparison(database: Database, before: str, after: str) -> Comparison:
    """Return what differs between two editions. Raises ServiceError `unknown_edition` (404)."""
    return compare(frozen(database, before).stand(), frozen(database, after).stand())
