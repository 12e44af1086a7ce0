"""Filing annotations and their versions, insert-only. Whether one may be filed is decided by the workflow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Connection, select
from sqlmodel import col

from indicators.annotations import Annotation
from service.actors import Actor
from service.store import tables
from service.store.annotation_carried import cited_content
from service.store.annotations import IRI, among, target_columns, with_id
from service.store.rows import insert_rows
from service.store.tables import AnnotationMotive, AnnotationTarget, AnnotationVersion

_NAMED = 500
"""Annotations named one by one in a query."""


def add_annotation(connection: Connection, annotation: Annotation, actor: Actor) -> None:
    """Insert a new annotation with its first version; its id ends in the row's id, its union is the actor's."""
    id_ = annotation.id.removeprefix(IRI)
    insert_rows(
        connection,
        tables.Annotation,
        [{"id": id_, "organisation": actor.organisation, "created": annotation.created}],
    )
    insert_rows(connection, AnnotationTarget, [{"annotation": id_, **target_columns(annotation.target)}])
    add_version(connection, annotation, actor)


def add_version(connection: Connection, annotation: Annotation, actor: Actor) -> None:
    """Insert one version of an annotation that is there already; it was made when it was `revised`, if it ever was."""
    id_, carried = annotation.id.removeprefix(IRI), cited_content(annotation)
    version = {
        "annotation": id_,
        "number": annotation.version,
        "motivation": annotation.motivation,
        "created": annotation.revised or annotation.created,
        "token": actor.token,
        "account": actor.person,
        "organisation": actor.organisation,
        "content": {
            "texts": dict(annotation.texts),
            "demands": list(annotation.demands),
            "themes": list(annotation.themes),
            "evidence": [asdict(proof) for proof in annotation.evidence],
            "judgements": [asdict(judgement) for judgement in annotation.judgements],
            **({"cited": carried} if carried else {}),
        },
    }
    insert_rows(connection, AnnotationVersion, [version])
    motives = [
        {"annotation": id_, "number": annotation.version, "motive": motive, "position": place}
        for place, motive in enumerate(annotation.motives)
    ]
    insert_rows(connection, AnnotationMotive, motives)


def lock_annotation(connection: Connection, id_: str) -> None:
    """Let acts on one annotation come one after another: SQLite has one writer, PostgreSQL locks the row."""
    connection.execute(select(col(tables.Annotation.id)).where(with_id(id_)).with_for_update())


def lock_annotations(connection: Connection, ids: Iterable[str], actor: Actor) -> None:
    """Lock those of the annotations that the actor's organisation wrote, as `lock_annotation` does one; always in the
    same order, so that two imports never wait for each other."""
    id_, wanted = col(tables.Annotation.id), sorted(set(ids))
    own = col(tables.Annotation.organisation) == actor.organisation
    for some in (wanted[at : at + _NAMED] for at in range(0, len(wanted), _NAMED)):
        connection.execute(select(id_).where(among(some), own).order_by(id_).with_for_update())


def taken(connection: Connection, ids: Iterable[str]) -> list[str]:
    """Return which ids are taken, as IRIs, whoever may see what is filed under them."""
    return [IRI + row[0] for row in connection.execute(select(col(tables.Annotation.id)).where(among(ids)))]
