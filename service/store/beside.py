"""Annotations as pages ask for them: those on the words of a framework, those of one union, and who the unions are."""

from __future__ import annotations

from sqlalchemy import Connection, and_, select
from sqlmodel import col

from indicators.annotations import Annotation
from service.actors import Actor
from service.store.annotations import annotations_seen, by_union
from service.store.rows import table_of
from service.store.tables import AnnotationTarget, Organisation


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
