"""The live report of a cycle, from the store: the same figures, by the same rules, as from a folder of workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from indicators.case import Cycle
from indicators.consolidate import consolidate
from indicators.cuts import CUTS
from indicators.figures import Consolidation, Dimension
from indicators.model import Framework, Language
from service.access import sees_every_submission
from service.actors import Actor
from service.errors import ServiceError
from service.render.report.workbook import write_report
from service.store import whole_cycle
from service.store.engine import Database
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.report_contents import report_of


@dataclass(frozen=True, slots=True)
class Live:
    """A cycle as it stands now, and its figures."""

    framework: Framework
    cycle: Cycle
    consolidation: Consolidation


def live_report(
    database: Database, frameworks: Frameworks, actor: Actor, cycle: str, *, cuts: tuple[Dimension, ...] = CUTS
) -> Live:
    """Return the report of a cycle from one snapshot of the store.

    It holds every answer and cells of a single company, so it is for those who see every submission. Raises
    ServiceError `forbidden` (403), `unknown_cycle` (404).
    """
    if not sees_every_submission(actor, cycle):
        raise ServiceError("forbidden", 403)
    with database.reading() as connection:
        found = known_cycle(connection, cycle)
        case = whole_cycle.load(connection, found)
    framework = frameworks.find(found.framework)
    return Live(framework, case, consolidate(framework, case, cuts))


def report_workbook(live: Live, language: Language) -> bytes:
    """Return the collective-impact workbook of a live report."""
    today = datetime.now(UTC).date()
    report = report_of(live.framework, live.cycle, consolidation=live.consolidation, made_on=today)
    with TemporaryDirectory(prefix="enregard-") as directory:
        file = Path(directory) / "report.xlsx"
        write_report(file, report, language)
        return file.read_bytes()
