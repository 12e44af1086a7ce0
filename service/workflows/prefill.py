"""What a company need not type again: its current revision, else last cycle's answers where the question kept its
meaning (`indicators/versions.py`).
"""

from __future__ import annotations

from sqlalchemy import Connection

from indicators.answers import Submission
from indicators.model import Framework
from indicators.versions import carried
from service.actors import Actor
from service.errors import ServiceError
from service.store import cycles, filed
from service.store.filing import submission_id
from service.store.tables import Cycle
from service.workflows.cycles import Frameworks


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
