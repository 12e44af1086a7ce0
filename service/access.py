"""Who may do what: one table, deny by default. A route that has no row here is refused to everyone.

Rows are routes by name; whose data an allowed request then sees is decided by `sees_every_submission` and by the
queries of `service/store`, which are scoped by actor.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.actors import PUBLIC, Actor, Role, Scope
from service.errors import ServiceError

ALL: frozenset[Role] = frozenset({"public", "company", "union", "secretariat", "analyst"})
KNOWN: frozenset[Role] = ALL - {"public"}
COMPANY: frozenset[Role] = frozenset({"company"})
UNION: frozenset[Role] = frozenset({"union"})
ALL_ANSWERS: frozenset[Role] = frozenset({"union", "secretariat"})


@dataclass(frozen=True, slots=True)
class Right:
    """Which roles may use a route, and the scope their token needs for it."""

    roles: frozenset[Role]
    scope: Scope


RIGHTS: dict[str, Right] = {
    # what                  who      with which scope of a token
    "frameworks.read": Right(ALL, "read"),
    "cycles.list": Right(ALL, "read"),
    "cycles.read": Right(ALL, "read"),
    "cycles.template": Right(ALL, "read"),
    "submissions.create": Right(COMPANY, "submit"),
    "submissions.upload": Right(COMPANY, "submit"),
    "submissions.list": Right(KNOWN, "read"),
    "submissions.read": Right(KNOWN, "read"),
    "submissions.revision": Right(KNOWN, "read"),
    "annotations.create": Right(UNION, "annotate"),
    "annotations.list": Right(ALL, "read"),
    "annotations.read": Right(ALL, "read"),
    # A report holds every answer and cells of one company: until those are suppressed it is for those who see all.
    "report.read": Right(ALL_ANSWERS, "read"),
    "report.workbook": Right(ALL_ANSWERS, "read"),
    "wording.read": Right(ALL, "read"),
}

SCOPES_OF: dict[Role, frozenset[Scope]] = {
    "public": frozenset({"read"}),
    "company": frozenset({"read", "submit"}),
    "union": frozenset({"read", "annotate"}),
    "secretariat": frozenset({"read", "administer"}),
    "analyst": frozenset({"read"}),
}
"""The widest scopes a token of each role can have."""


def require(actor: Actor, route: str) -> None:
    """Raise ServiceError unless `actor` may use `route`: `sign_in_needed` 401, `forbidden` or `scope_missing` 403."""
    right = RIGHTS.get(route)
    if right is None:
        raise ServiceError("forbidden", 403)
    if actor.role not in right.roles:
        if actor == PUBLIC:
            raise ServiceError("sign_in_needed", 401)
        raise ServiceError("forbidden", 403)
    if right.scope not in actor.scopes:
        raise ServiceError("scope_missing", 403, {"scope": right.scope})


def sees_every_submission(actor: Actor, cycle: str) -> bool:
    """Whether `actor` sees what every company declared in a cycle: the secretariat, and unions accredited for it.

    Everyone else with a token sees what companies publish in full, and a company its own (framework, section 6). The
    same rule as a condition on rows is `service.store.scoping.every_submission`.
    """
    return actor.role == "secretariat" or (actor.role == "union" and actor.accreditation.covers(cycle))
