"""Who reads an annotation: whoever may see what it is about, as far as the public could read that when it was said."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlmodel import col

from service.actors import Actor
from service.store import tables
from service.store.rows import table_of
from service.store.scoping import every_submission
from service.store.tables import AnnotationTarget


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition, over annotations and their targets, that `actor` may read them.

    What is on a text or a figure is read by everybody; what is on an answer by the public where `on_public_words`, by
    those who see every answer of the cycle, by the company concerned and by its author.
    """
    conditions = [every_submission(actor, col(AnnotationTarget.cycle)), read_by_all()]
    if actor.organisation:
        conditions.append(col(tables.Annotation.organisation) == actor.organisation)
        own = select(col(tables.Signatory.id)).where(
            col(tables.Signatory.cycle) == col(AnnotationTarget.cycle),
            col(tables.Signatory.id) == col(AnnotationTarget.signatory),
            col(tables.Signatory.organisation) == actor.organisation,
        )
        conditions.append(own.exists())
    return or_(*conditions)


@cache
def read_by_all() -> ColumnElement[bool]:
    """The condition that everybody reads an annotation. It is made once: of what a page asks, it was the dearest to
    make."""
    return or_(col(AnnotationTarget.kind) != "answer", on_public_words())


def on_public_words() -> ColumnElement[bool]:
    """The condition, over targets, that an annotation is on an answer of a revision that its company published in full,
    or was carried forward to one. What the company publishes later or no longer changes nothing in that.

    Rule: decision 106; `indicators.annotations.on_public_words` says the same of annotations in memory.
    """
    target, every = table_of(AnnotationTarget), table_of(tables.CarryForward).alias("every")
    newest = select(func.max(every.c.revision)).where(every.c.annotation == target.c.annotation)
    return or_(_in_full(target.c.revision), _in_full(newest.correlate(target).scalar_subquery()))


def _in_full(number: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The condition, over targets, that the company published the revision of that number in full."""
    target, revision, submission = table_of(AnnotationTarget), table_of(tables.Revision), table_of(tables.Submission)
    return (
        select(revision.c.id)
        .join(submission, submission.c.id == revision.c.submission)
        .where(
            submission.c.cycle == target.c.cycle,
            submission.c.signatory == target.c.signatory,
            revision.c.number == number,
            revision.c.publication == "full",
        )
        .correlate(target)
        .exists()
    )
