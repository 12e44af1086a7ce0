"""What an annotation may stand on, looked up: the cycle, answers and editions that its author can see are there."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from indicators.anchors import Ground
from indicators.annotations import Annotation, Target
from indicators.figures import Signatory
from indicators.small_groups import GroupWarning, in_confidence, small_groups
from service.actors import Actor
from service.errors import ServiceError
from service.store import annotation_catalogues as catalogues
from service.store import annotation_queues as queues
from service.store import cycles, editions, filed
from service.store.filing import submission_id
from service.workflows.cycles import Frameworks


def ground_of(
    connection: Connection, frameworks: Frameworks, actor: Actor, target: Target, carried: int | None = None
) -> Ground:
    """Return what an annotation by `actor` on `target` may stand on, `carried` forward to that revision if it is: only
    what the actor can see is there.

    Raises ServiceError `unknown_cycle` (404), `unknown_framework` (404).
    """
    demands, houses = catalogues.demand_ids(connection), catalogues.unions(connection) - {actor.organisation}
    if target.cycle is None:
        framework = frameworks.find(target.framework or queues.framework_of(connection, target) or frameworks.default)
        named = queues.editions_named(connection, target.edition)
        return Ground(framework, cycle="", editions=named, demands=demands, houses=houses)
    cycle = cycles.find_cycle(connection, target.cycle)
    if cycle is None:
        raise ServiceError("unknown_cycle", 404, {"cycle": target.cycle})
    framework = frameworks.find(cycle.framework)
    if target.signatory is None:
        return Ground(framework, cycle.id, demands=demands, houses=houses)
    signatories = frozenset(signatory.id for signatory in cycles.roster(connection, cycle.id))
    submission = submission_id(cycle.id, target.signatory)
    asked = {number for number in (target.revision, carried) if number}
    found = {number: filed.revision(connection, actor, submission, number) for number in asked}
    said = {(target.signatory, number): one.filed.submission for number, one in found.items() if one is not None}
    seen = filed.current_revision(connection, actor, submission)
    numbers = range(1, seen.current + 1) if seen else ()
    answered = {at: frozenset(answer.indicator for answer in one.answers) for at, one in said.items()}
    return Ground(
        framework,
        cycle.id,
        signatories,
        {target.signatory: frozenset(numbers)},
        {(target.signatory, number): frozenset() for number in asked} | answered,
        said=said,
        demands=demands,
        houses=houses,
    )


def carrying(connection: Connection, annotation: Annotation) -> Annotation:
    """Return an annotation with what its file tells of demands whose catalogues are not kept here, marked as that; what
    it tells of the others is let go: they are looked up.
    """
    if not annotation.cited:
        return annotation
    known = catalogues.demand_ids(connection)
    return replace(
        annotation, cited=tuple(replace(one, carried=True) for one in annotation.cited if one.id not in known)
    )


def group_warnings(connection: Connection, annotation: Annotation) -> tuple[GroupWarning, ...]:
    """Return where the testimonies of an annotation could point at somebody, by the rosters it is read beside."""
    if not any(in_confidence(proof) for proof in annotation.evidence):
        return ()
    return small_groups(annotation, *_rosters(connection, annotation.target))


def _rosters(connection: Connection, target: Target) -> list[tuple[Signatory, ...]]:
    """The roster of the cycle that a target is of; those of all cycles of the framework where it names none.

    An annotation on the pledge's words or on an indicator is read beside the report of every cycle under it, and
    whoever knows one roster can count on it: each is asked, whatever the framework's version and the cycle's phase.
    """
    cycle = editions.cycle_about(connection, target)
    if cycle is not None:
        return [cycles.roster(connection, cycle)]
    return [cycles.roster(connection, id_) for id_ in cycles.under_framework(connection, target.framework or "")]
