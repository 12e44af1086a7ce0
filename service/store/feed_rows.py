"""The newest public acts, as feeds tell them: only what anyone may read, a bounded number of rows whatever the size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select, union
from sqlmodel import SQLModel, col

from indicators.annotations import Target
from service.store import tables
from service.store.rows import table_of
from service.store.tables import AnnotationTarget, Edition, Revision

_ACTS: Final[tuple[tuple[type[SQLModel], str], ...]] = (
    (tables.AnnotationVersion, "created"),
    (tables.Reply, "sequence"),
    (tables.Countersignature, "sequence"),
    (tables.Dissent, "sequence"),
    (tables.CarryForward, "created"),
    (tables.Retraction, "created"),
    (tables.Withholding, "sequence"),
)
"""What becomes of annotations, by table, and the column that says which act came last."""


def lately(connection: Connection, where: Sequence[ColumnElement[bool]], count: int) -> list[str]:
    """Return the ids of the annotations that meet `where` and were written last, or on which an act of some kind
    happened last: at most `count` of each."""
    id_, order = col(tables.Annotation.id), col(tables.Annotation.sequence).desc()
    about = select(id_).join(AnnotationTarget, col(AnnotationTarget.annotation) == id_).where(*where)
    newest = [about.order_by(order).limit(count).subquery()]
    for model, last in _ACTS:
        act = table_of(model)
        acted = about.join(act, act.c.annotation == id_).order_by(act.c[last].desc()).limit(count)
        later = acted.where(act.c.number > 1) if model is tables.AnnotationVersion else acted
        newest.append(later.subquery())
    return list(connection.execute(union(*(select(one.c.id) for one in newest))).scalars())


def revised(connection: Connection, annotations: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    """Return the current revision of the answers that annotations are about, and when it was received, by their ids."""
    target, submission = AnnotationTarget, tables.Submission
    same = (col(submission.cycle) == col(target.cycle)) & (col(submission.signatory) == col(target.signatory))
    query = (
        select(col(target.annotation), func.max(col(Revision.number)), func.max(col(Revision.received)))
        .join(submission, same)
        .join(Revision, col(Revision.submission) == col(submission.id))
        .where(col(target.annotation).in_(annotations))
        .group_by(col(target.annotation))
    )
    return {id_: (number, received) for id_, number, received in connection.execute(query)}


def withheld_or_shown(connection: Connection, annotations: Sequence[str]) -> dict[str, datetime]:
    """Return when the words of annotations were last withheld or shown again, by their ids; one query."""
    act = tables.Withholding
    query = (
        select(col(act.annotation), func.max(col(act.created)).label("last"))
        .where(col(act.annotation).in_(annotations), col(act.part) == "annotation")
        .group_by(col(act.annotation))
    )
    return {row.annotation: row.last for row in connection.execute(query)}


def on_signatory(signatory: str) -> ColumnElement[bool]:
    """The condition that an annotation is about an answer of a signatory, in any cycle."""
    return col(AnnotationTarget.signatory) == signatory


def on_clause(framework: str, clause: str) -> ColumnElement[bool]:
    """The condition that an annotation is about a clause or its words."""
    return (col(AnnotationTarget.framework) == framework) & (col(AnnotationTarget.clause) == clause)


def public_revisions(
    connection: Connection, limit: int, *, cycle: str | None = None, signatory: str | None = None
) -> list[Any]:
    """Return (submission, cycle, signatory, number, name, received, late) of current revisions that their companies
    publish in full, newest first."""
    newest = (
        select(col(Revision.submission).label("submission"), func.max(col(Revision.number)).label("number"))
        .group_by(col(Revision.submission))
        .subquery()
    )
    query = (
        select(
            col(Revision.submission),
            col(tables.Submission.cycle),
            col(tables.Submission.signatory),
            col(Revision.number),
            col(Revision.name),
            col(Revision.received),
            col(Revision.late),
        )
        .join(newest, (newest.c.submission == col(Revision.submission)) & (newest.c.number == col(Revision.number)))
        .join(tables.Submission, col(tables.Submission.id) == col(Revision.submission))
        .where(col(Revision.publication) == "full")
        .order_by(col(Revision.received).desc(), col(Revision.id).desc())
        .limit(limit)
    )
    for column, value in ((tables.Submission.cycle, cycle), (tables.Submission.signatory, signatory)):
        if value is not None:
            query = query.where(col(column) == value)
    return list(connection.execute(query))


def published_editions(connection: Connection, cycle: str, limit: int) -> list[Edition]:
    """Return the editions of a cycle, newest first."""
    query = select(table_of(Edition)).where(col(Edition.cycle) == cycle).order_by(col(Edition.published).desc())
    return [Edition(**row) for row in connection.execute(query.limit(limit)).mappings()]


def signatory_since(connection: Connection, signatory: str) -> Any:
    """Return (name, created) of a signatory: its name in its newest cycle, and when that cycle was made; None where no
    roster has it."""
    query = (
        select(col(tables.Signatory.name), col(tables.Cycle.created))
        .join(tables.Cycle, col(tables.Cycle.id) == col(tables.Signatory.cycle))
        .where(col(tables.Signatory.id) == signatory)
        .order_by(col(tables.Cycle.opens).desc())
        .limit(1)
    )
    return connection.execute(query).first()


def names_on_rosters(connection: Connection, targets: Iterable[Target]) -> dict[tuple[str, str], str]:
    """Return the names of the companies that targets are about, as the rosters have them, by (cycle, signatory); one
    query."""
    place = tables.Signatory
    pairs = {(one.cycle, one.signatory) for one in targets if one.cycle and one.signatory}
    named = (col(place.cycle).in_({cycle for cycle, _ in pairs}), col(place.id).in_({id_ for _, id_ in pairs}))
    query = select(col(place.cycle), col(place.id), col(place.name)).where(*named)
    return {(cycle, id_): name for cycle, id_, name in connection.execute(query)}


def first_cycle(connection: Connection, framework: str) -> datetime:
    """Return when the first cycle under a framework was made; the epoch where there is none."""
    made = select(func.min(col(tables.Cycle.created))).where(col(tables.Cycle.framework) == framework)
    return connection.execute(made).scalar() or datetime.fromtimestamp(0, UTC)
