"""What a company need not type again: its current revision, else last cycle's answers where the question kept its
meaning (`indicators/versions.py`).
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from indicators.answers import Profile, Submission
from indicators.model import Framework, Language
from indicators.versions import carried
from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.render.filled_template import fill, template_for
from service.store import cycles, filed, organisations
from service.store.engine import Database
from service.store.filing import submission_id
from service.store.tables import Cycle
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.signatories import opened_by


def standing_submission(connection: Connection, actor: Actor, cycle: str, signatory: str) -> Submission | None:
    """Return what a signatory declares in a cycle, as far as `actor` sees it; None where nothing stands."""
    found = filed.current_revision(connection, actor, submission_id(cycle, signatory))
    return found.filed.submission if found is not None and found.withdrawn is None else None


def last_cycles_answers(
    connection: Connection, frameworks: Frameworks, framework: Framework, cycle: Cycle, organisation: str, actor: Actor
) -> Submission | None:
    """Return what an organisation declared in the cycle before and still holds under the framework of `cycle`.

    None where it declared nothing, or under another pledge, or under a framework that is not here any more.
    """
    before = cycles.place_before(connection, cycle, organisation)
    earlier = standing_submission(connection, actor, *before) if before else None
    if earlier is None:
        return None
    try:
        old = frameworks.find(earlier.framework)
    except ServiceError:
        return None
    return carried(earlier, old, framework, cycle.id) if old.id == framework.id else None


def workbook_for(
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    cycle: str,
    language: Language,
    *,
    prefilled: bool = True,
    clock: Clock = utc_now,
) -> bytes:
    """Return the workbook of a cycle; for a company on its roster filled in with what it need not type again.

    Raises ServiceError `unknown_cycle`, `unknown_framework` (404).
    """
    start, place = None, None
    with database.reading() as connection:
        found = known_cycle(connection, cycle)
        framework = frameworks.find(found.framework)
        if actor.role == "company":
            place = organisations.signatory_of(connection, cycle, actor.organisation)
        if place is not None and prefilled:
            start = standing_submission(connection, actor, cycle, place.id)
            start = start or last_cycles_answers(connection, frameworks, framework, found, actor.organisation, actor)
    if place is None:
        return template_for(framework, language, cycle)
    opened_by(database, cycle, place, clock)
    if start is None:
        profile = Profile(place.name, country=place.country, sector=place.sector, reference=place.id)
        return template_for(framework, language, cycle, profile)
    owned = replace(start.organisation, name=place.name, reference=place.id)
    return fill(replace(start, organisation=owned), framework, language)
