"""Annotations as pages ask for them: those on the words of a framework, those of one union, and who the unions are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, func, or_, select
from sqlmodel import col

from indicators import figures
from indicators.annotations import Annotation
from service.actors import Actor
from service.store import cycles
from service.store.annotations import annotations_seen, by_union
from service.store.filed import publicly_filed
from service.store.rows import table_of
from service.store.tables import Annotation as Annotated
from service.store.tables import AnnotationTarget, Organisation, Signatory


def on_clauses(connection: Connection, actor: Actor, framework: str) -> list[Annotation]:
    """Return the annotations on the clauses of a framework (`id@version`) that `actor` sees, the oldest first."""
    here = and_(col(AnnotationTarget.kind) == "clause", col(AnnotationTarget.framework) == framework)
    return [one for _, one in annotations_seen(connection, actor, here)]


def by_one_union(connection: Connection, actor: Actor, union: str) -> list[Annotation]:
    """Return the annotations of one union that `actor` sees, the oldest first."""
    return [one for _, one in annotations_seen(connection, actor, by_union(union))]


def unions(connection: Connection) -> list[Organisation]:
    """Return every union that has an account, by name."""
    query = select(table_of(Organisation)).where(col(Organisation.kind) == "union")
    rows = connection.execute(query.order_by(col(Organisation.name), col(Organisation.id))).mappings()
    return [Organisation(**row) for row in rows]


def annotation_counts(connection: Connection) -> dict[str, int]:
    """Return how many annotations each union has published on what anyone may read, by the union's id."""
    of_target = and_(
        col(Signatory.cycle) == col(AnnotationTarget.cycle), col(Signatory.id) == col(AnnotationTarget.signatory)
    )
    query = (
        select(col(Annotated.organisation), func.count())
        .join(AnnotationTarget, col(AnnotationTarget.annotation) == col(Annotated.id))
        .where(or_(col(AnnotationTarget.kind) != "answer", publicly_filed(of_target)))
        .group_by(col(Annotated.organisation))
    )
    return {str(union): int(count) for union, count in connection.execute(query)}


def signatories_of(connection: Connection, names: Iterable[str]) -> list[figures.Signatory]:
    """Return the rosters of some cycles one after the other, for the names on cards."""
    return [one for cycle in sorted(names) for one in cycles.roster(connection, cycle)]
