"""What waits for a company's reply, as conditions on rows: the rule `Annotation.awaits_reply` of the indicators.

A reply answers the version it was given to, and no annotation that was carried forward after it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, func, select, union_all
from sqlmodel import col

from service.actors import Actor
from service.store import tables
from service.store.rows import table_of
from service.store.tables import AnnotationTarget


def unanswered(actor: Actor) -> ColumnElement[bool]:
    """The condition that an annotation is on an answer of the actor's company and awaits its reply."""
    target, place = AnnotationTarget, tables.Signatory
    own = select(col(place.id)).where(
        col(place.cycle) == col(target.cycle),
        col(place.id) == col(target.signatory),
        col(place.organisation) == actor.organisation,
    )
    return and_(own.exists(), awaits_reply())


def awaits_reply() -> ColumnElement[bool]:
    """An annotation is on an answer, is neither retracted nor withheld, and its company has not replied to what it now
    says: to its newest version, since it was last carried forward."""
    id_, reply = col(tables.Annotation.id), tables.Reply
    replied = select(col(reply.sequence)).where(
        col(reply.annotation) == id_,
        col(reply.signatory).is_not(None),
        col(reply.number) == _newest_version(),
        func.coalesce(_carried_on(), col(reply.created)) <= col(reply.created),
    )
    retracted = select(col(tables.Retraction.annotation)).where(col(tables.Retraction.annotation) == id_)
    return and_(col(AnnotationTarget.kind) == "answer", ~replied.exists(), ~retracted.exists(), ~_withheld())


def opened() -> Subquery:
    """By `annotation`, when what now stands was put to the company (`filed`; `Annotation.opened`)."""
    version, carried = tables.AnnotationVersion, tables.CarryForward
    put = union_all(
        select(col(version.annotation), col(version.created)), select(col(carried.annotation), col(carried.created))
    ).subquery()
    return select(put.c.annotation, func.max(put.c.created).label("filed")).group_by(put.c.annotation).subquery()


def _newest_version() -> ScalarSelect[int]:
    every = table_of(tables.AnnotationVersion).alias("every_version")
    here = every.c.annotation == col(tables.Annotation.id)
    return select(func.max(every.c.number)).where(here).correlate(table_of(tables.Annotation)).scalar_subquery()


def _carried_on() -> ScalarSelect[datetime]:
    """When an annotation was carried forward to the revision it now speaks about."""
    carried = table_of(tables.CarryForward)
    here = carried.c.annotation == col(tables.Annotation.id)
    last = select(carried.c.created).where(here).order_by(carried.c.revision.desc()).limit(1)
    return last.correlate(table_of(tables.Annotation)).scalar_subquery()


def _withheld() -> ColumnElement[bool]:
    table = table_of(tables.Withholding)
    newest, later = table.alias("newest"), table.alias("later")
    of_it = and_(newest.c.annotation == col(tables.Annotation.id), newest.c.part == "annotation")
    after = select(later.c.sequence).where(
        later.c.annotation == newest.c.annotation, later.c.part == "annotation", later.c.sequence > newest.c.sequence
    )
    return select(newest.c.sequence).where(of_it, newest.c.lifted.is_(False), ~after.exists()).exists()
