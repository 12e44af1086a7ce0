"""The demands that unions add to the framework's, and drafts of annotations: rows in and out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update
from sqlmodel import col

from indicators.annotations import Annotation, CitedDemand, Speaker
from service.actors import Actor
from service.store import tables
from service.store.annotation_life import UNION_IRI
from service.store.rows import find, insert_rows, table_of
from service.store.tables import AnnotationDraft, UnionDemand

_NAMED = 400
"""Demands named one by one in a query: far from the bounds of both databases."""


def demand_ids(connection: Connection) -> frozenset[str]:
    """Return the ids of all demands that unions have added."""
    return frozenset(row[0] for row in connection.execute(select(col(UnionDemand.id)).distinct()))


def demands(connection: Connection, *where: ColumnElement[bool], every: bool = False) -> list[Any]:
    """Return demands with the name of their union, by id: in their newest version, or in all of them."""
    versions = table_of(UnionDemand).alias("versions")
    newest = select(func.max(versions.c.number)).where(versions.c.id == col(UnionDemand.id)).scalar_subquery()
    union = tables.Organisation
    query = (
        select(table_of(UnionDemand), col(union.name).label("union"))
        .join(union, col(union.id) == col(UnionDemand.organisation))
        .where(*where)
        .order_by(col(UnionDemand.id), col(UnionDemand.number))
    )
    return list(connection.execute(query if every else query.where(col(UnionDemand.number) == newest)))


def unions(connection: Connection) -> frozenset[str]:
    """Return the ids of the unions whose catalogues are kept here."""
    organisation = tables.Organisation
    return frozenset(
        row[0] for row in connection.execute(select(col(organisation.id)).where(col(organisation.kind) == "union"))
    )


def with_cited(connection: Connection, annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return annotations with what those of their demands say that stand in unions' own catalogues: in the version that
    was the newest when theirs was filed. One query, and none where nothing of the kind is cited.
    """
    listed = list(annotations)
    asked = sorted({id_ for one in listed for id_ in _not_carried(one)})
    if not asked:
        return listed
    known: dict[str, list[Any]] = defaultdict(list)
    for some in (asked[at : at + _NAMED] for at in range(0, len(asked), _NAMED)):
        for row in demands(connection, col(UnionDemand.id).in_(some), every=True):
            known[row.id].append(row)
    return [_citing(one, known) for one in listed]


def _not_carried(annotation: Annotation) -> set[str]:
    carried = {one.id for one in annotation.cited}
    return {id_ for id_ in annotation.demands if "." in id_ and id_ not in carried}


def _citing(annotation: Annotation, known: Mapping[str, list[Any]]) -> Annotation:
    carried = {one.id: one for one in annotation.cited}
    cited = (
        carried.get(id_) or _as_of(annotation, known[id_]) for id_ in annotation.demands if id_ in {*carried, *known}
    )
    return replace(annotation, cited=tuple(cited))


def _as_of(annotation: Annotation, versions: list[Any]) -> CitedDemand:
    """The newest version of a demand when this version of the annotation was filed."""
    written = annotation.revised or annotation.created
    row = next((one for one in reversed(versions) if one.created <= written), versions[0])
    said = {name: row.content[name] for name in ("title", "sentence", "source")}
    return CitedDemand(
        row.id, row.number, Speaker(UNION_IRI + row.organisation, row.union), **said, created=row.created
    )


def with_demand(id_: str) -> ColumnElement[bool]:
    """The condition that it is one given demand."""
    return col(UnionDemand.id) == id_


def demands_of(organisation: str) -> ColumnElement[bool]:
    """The condition that a union's catalogue holds it."""
    return col(UnionDemand.organisation) == organisation


def add_demand(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a version of a demand (`id number organisation framework content created token`)."""
    insert_rows(connection, UnionDemand, [row])


def drafts(connection: Connection, actor: Actor, *, after: str = "", limit: int = 100) -> list[AnnotationDraft]:
    """Return drafts of the actor's organisation, by id."""
    query = (
        select(table_of(AnnotationDraft))
        .where(col(AnnotationDraft.organisation) == actor.organisation, col(AnnotationDraft.id) > after)
        .order_by(col(AnnotationDraft.id))
        .limit(limit)
    )
    return [AnnotationDraft(**row) for row in connection.execute(query).mappings()]


def draft(connection: Connection, actor: Actor, id_: str) -> AnnotationDraft | None:
    """Return one draft, None where the actor's organisation has no such draft."""
    return find(connection, AnnotationDraft, _own(actor, id_))


def add_draft(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a draft (`id organisation version content created changed`)."""
    insert_rows(connection, AnnotationDraft, [row])


def change_draft(connection: Connection, actor: Actor, id_: str, version: int, values: Mapping[str, Any]) -> bool:
    """Change a draft that is still at `version`; False where it has moved on, or is not there."""
    here = and_(_own(actor, id_), col(AnnotationDraft.version) == version)
    return bool(connection.execute(update(AnnotationDraft).where(here).values(**values)).rowcount)


def remove_draft(connection: Connection, actor: Actor, id_: str, version: int) -> bool:
    """Remove a draft that is still at `version`; False where it has moved on, or is not there."""
    here = and_(_own(actor, id_), col(AnnotationDraft.version) == version)
    return bool(connection.execute(delete(AnnotationDraft).where(here)).rowcount)


def _own(actor: Actor, id_: str) -> ColumnElement[bool]:
    return and_(col(AnnotationDraft.id) == id_, col(AnnotationDraft.organisation) == actor.organisation)
