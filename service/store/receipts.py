"""Leaves of the public log with what opens them, for whoever did what they are of: rows out, whose act each is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlmodel import SQLModel, col

from service.store import tables
from service.store.annotation_life import IRI
from service.store.rows import table_of
from service.store.tables import LedgerLeaf, LedgerOpening, LedgerPlace

_SUBMISSION = "urn:enregard:submission:"
_EDITION = "urn:enregard:edition:"
_BESIDE = 20_000
"""Leaves written after one among which those of the same act are looked for: no act writes more."""
_NUMBERED: tuple[tuple[type[SQLModel], str], ...] = (
    (tables.Reply, "reply"),
    (tables.Countersignature, "countersignature"),
    (tables.Dissent, "dissent"),
    (tables.Withholding, "withholding"),
)


def opened(connection: Connection, subjects: Iterable[str]) -> list[Any]:
    """Return the leaves of subjects with their openings, the newest first: `id hash kind subject commitment recorded
    salt content place`, the place None while they wait for one. What was erased is not there.
    """
    query = _opened().where(col(LedgerLeaf.subject).in_(list(subjects)), col(LedgerLeaf.kind) != "erasure")
    return list(connection.execute(query.order_by(col(LedgerLeaf.id).desc())))


def opened_leaf(connection: Connection, hash_: bytes) -> Any:
    """Return one leaf as `opened` does, None where it is not there or was erased."""
    query = _opened().where(col(LedgerLeaf.hash) == hash_, col(LedgerLeaf.kind) != "erasure")
    return connection.execute(query).first()


def remaining(connection: Connection, subject: str) -> Any:
    """Return, as `opened` does, the leaf that commits to what remains of something whose words were erased: that of its
    erasure, the oldest; where its own reason was erased, that of this erasure, and so on. None where there is none.
    """
    named: set[str] = set()
    leaf, erasure = LedgerLeaf, tables.Erasure
    while subject not in named:
        named.add(subject)
        about = (col(leaf.subject) == subject, col(leaf.kind) == "erasure")
        oldest = select(col(leaf.hash)).where(*about).order_by(col(leaf.id)).limit(1)
        hash_ = connection.execute(oldest).scalar()
        if hash_ is None:
            return None
        found = connection.execute(_opened().where(col(leaf.hash) == hash_)).first()
        if found is not None:
            return found
        gone = select(col(erasure.subject)).where(col(erasure.leaf) == hash_).order_by(col(erasure.created)).limit(1)
        subject = connection.execute(gone).scalar() or subject
    return None


def written_with(connection: Connection, leaf: Any) -> list[Any]:
    """Return the leaves of versions of annotations that were written in the same act as `leaf`, it among them."""
    id_ = col(LedgerLeaf.id)
    together = (id_ >= leaf.id, id_ <= leaf.id + _BESIDE, col(LedgerLeaf.recorded) == leaf.recorded)
    return list(connection.execute(_opened().where(*together, col(LedgerLeaf.kind) == "annotation").order_by(id_)))


def _opened() -> Any:
    leaf = LedgerLeaf
    columns = (leaf.id, leaf.hash, leaf.kind, leaf.subject, leaf.commitment, leaf.recorded)
    return (
        select(*map(col, columns), col(LedgerOpening.salt), col(LedgerOpening.content), col(LedgerPlace.place))
        .join(LedgerOpening, col(LedgerOpening.leaf) == col(leaf.hash))
        .outerjoin(LedgerPlace, col(LedgerPlace.leaf) == col(leaf.id))
    )


def subjects_of_annotation(connection: Connection, id_: str, organisation: str) -> list[str]:
    """Return the names of what an organisation did with one annotation: wrote, retracted, upheld, answered, signed,
    differed from, withheld. Nothing of what others did.
    """
    return list(_of_annotation(connection, id_, organisation))


def _of_annotation(connection: Connection, id_: str, organisation: str) -> Iterator[str]:
    annotation = tables.Annotation
    author = select(col(annotation.organisation)).where(col(annotation.id) == id_)
    if connection.execute(author).scalar() == organisation:
        version, carried = tables.AnnotationVersion, tables.CarryForward
        for number in _column(connection, col(version.number), col(version.annotation) == id_):
            yield f"{IRI}{id_}:version:{number}"
        yield f"{IRI}{id_}:retraction"
        for revision in _column(connection, col(carried.revision), col(carried.annotation) == id_):
            yield f"{IRI}{id_}:carry-forward:{revision}"
    for model, act in _NUMBERED:
        table = table_of(model)
        own = (table.c.annotation == id_, table.c.organisation == organisation)
        for number in _column(connection, table.c.sequence, *own):
            yield f"{IRI}{id_}:{act}:{number}"


def subjects_of_submission(connection: Connection, submission: str, organisation: str) -> list[str]:
    """Return the names of the revisions and withdrawals of a submission, where it is the organisation's own."""
    place, of = tables.Signatory, tables.Submission
    same = and_(col(place.cycle) == col(of.cycle), col(place.id) == col(of.signatory))
    owner = select(col(place.organisation)).join(of, same).where(col(of.id) == submission)
    if connection.execute(owner).scalar() != organisation:
        return []
    revision = tables.Revision
    numbers = _column(connection, col(revision.number), col(revision.submission) == submission)
    return [
        name
        for number in numbers
        for name in (f"{_SUBMISSION}{submission}:{act}:{number}" for act in ("revision", "withdrawal"))
    ]


def is_of(connection: Connection, subject: str, organisation: str) -> bool:
    """Whether what a leaf is about was done by an organisation."""
    if subject.startswith(IRI):
        id_ = subject.removeprefix(IRI).partition(":")[0]
        return subject in subjects_of_annotation(connection, id_, organisation)
    if subject.startswith(_SUBMISSION):
        submission = subject.removeprefix(_SUBMISSION).rsplit(":", 2)[0]
        return subject in subjects_of_submission(connection, submission, organisation)
    if subject.startswith(_EDITION):
        published_by = select(col(tables.Edition.organisation)).where(
            col(tables.Edition.id) == subject.removeprefix(_EDITION)
        )
        return connection.execute(published_by).scalar() == organisation
    return False


def annotations_of(connection: Connection, leaves: Iterable[Any], organisation: str) -> list[Any]:
    """Return, of leaves of versions of annotations, those that an organisation wrote; one query for all of them."""
    about = [(leaf, leaf.subject.removeprefix(IRI).partition(":")[0]) for leaf in leaves]
    annotation = tables.Annotation
    own = (col(annotation.id).in_({id_ for _, id_ in about}), col(annotation.organisation) == organisation)
    written = set(connection.execute(select(col(annotation.id)).where(*own)).scalars())
    return [leaf for leaf, id_ in about if id_ in written]


def _column(connection: Connection, column: Any, *where: Any) -> list[int]:
    return list(connection.execute(select(column).where(*where).order_by(column)).scalars())
