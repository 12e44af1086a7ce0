"""Annotations as pages ask for them: those on the words of a framework, those of one union, and who the unions are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, func, or_, select, tuple_
from sqlmodel import col

from indicators import figures
from indicators.annotations import Annotation
from service.actors import Actor
from service.store import cycles
from service.store.annotations import annotations_seen, by_union, chosen_by, count_seen
from service.store.filed import publicly_filed
from service.store.organisations import Known, known, known_columns
from service.store.rows import table_of
from service.store.tables import Annotation as Annotated
from service.store.tables import AnnotationMotive, AnnotationTarget, Organisation, Signatory


def on_clauses(connection: Connection, actor: Actor, framework: str, *, newest: int | None = None) -> list[Annotation]:
    """Return the annotations on the clauses of a framework (`id@version`) that `actor` sees, the oldest first; only so
    many of the `newest` where that is said."""
    here = and_(col(AnnotationTarget.kind) == "clause", col(AnnotationTarget.framework) == framework)
    left_out = 0 if newest is None else max(0, count_seen(connection, actor, here) - newest)
    return [one for _, one in annotations_seen(connection, actor, here, limit=newest, offset=left_out)]


def on_edition(
    connection: Connection, actor: Actor, edition: str, indicator: str | None = None, *, newest: int
) -> tuple[list[Annotation], int]:
    """Return the `newest` annotations about an edition and its figures, or about one figure, that `actor` sees, the
    newest first, and how many there are."""
    where = [col(AnnotationTarget.edition) == edition]
    if indicator is not None:
        where.append(col(AnnotationTarget.indicator) == indicator)
    count = count_seen(connection, actor, *where)
    found = annotations_seen(connection, actor, *where, limit=newest, offset=max(0, count - newest)) if count else []
    return [one for _, one in found[::-1]], count


def by_one_union(connection: Connection, actor: Actor, union: str, first: int, after: int) -> list[Annotation]:
    """Return the annotations of one union that `actor` sees at the places [first, after) from the oldest, the newest
    of them first."""
    if after <= first:
        return []
    found = annotations_seen(connection, actor, by_union(union), offset=first, limit=after - first)
    return [one for _, one in found[::-1]]


def motives_of_union(connection: Connection, actor: Actor, union: str) -> list[tuple[str, int]]:
    """Return how often one union gives each motive in what `actor` sees, the most frequent first."""
    seen = chosen_by(actor, (by_union(union),), 0, None, versions=False).order_by(None).subquery()
    same = and_(seen.c.id == col(AnnotationMotive.annotation), seen.c.number == col(AnnotationMotive.number))
    often = func.count().label("often")
    query = select(col(AnnotationMotive.motive), often).join(seen, same).group_by(col(AnnotationMotive.motive))
    return [(str(row[0]), int(row[1])) for row in connection.execute(query.order_by(often.desc(), "motive"))]


def unions(connection: Connection, first: int = 0, most: int | None = None) -> list[Known]:
    """Return the unions that have an account, by name; of a long list `most` from place `first` on."""
    query = known_columns().where(col(Organisation.kind) == "union")
    return known(connection, query.order_by(col(Organisation.name), col(Organisation.id)).offset(first).limit(most))


def count_unions(connection: Connection) -> int:
    """Return how many unions have an account."""
    query = select(func.count()).select_from(table_of(Organisation)).where(col(Organisation.kind) == "union")
    return connection.execute(query).scalar_one()


def find_union(connection: Connection, id_: str) -> Known | None:
    """Return one union by id."""
    found = known(connection, known_columns().where(col(Organisation.kind) == "union", col(Organisation.id) == id_))
    return found[0] if found else None


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


def signatories_of(connection: Connection, annotations: Iterable[Annotation]) -> list[figures.Signatory]:
    """Return the signatories that annotations are about, for the names on their cards."""
    about = {(one.target.cycle, one.target.signatory) for one in annotations if one.target.signatory}
    if not about:
        return []
    table = table_of(Signatory)
    query = select(table).where(tuple_(table.c.cycle, table.c.id).in_(sorted(about, key=str)))
    return [cycles.as_signatory(row) for row in connection.execute(query).mappings()]
