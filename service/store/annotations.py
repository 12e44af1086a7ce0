"""Annotations read back (`annotation_filing` files them). Who reads one: `annotation_access`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true
from sqlmodel import col

from indicators.annotations import Annotation, Proof, Selector, Speaker, Target
from indicators.wording.judgements import Judgement
from service.actors import OPERATOR, Actor
from service.store import tables
from service.store.accreditations import standings
from service.store.annotation_access import visible_to
from service.store.annotation_carried import cited_from
from service.store.annotation_catalogues import with_cited
from service.store.annotation_life import IRI as IRI
from service.store.annotation_life import UNION_IRI as UNION_IRI
from service.store.annotation_life import Held, beside_ids, hidden, lives_of, positioned, with_life
from service.store.rows import table_of
from service.store.tables import AnnotationMotive, AnnotationTarget, AnnotationVersion

_NAMED = 400
"""Annotations named one by one in a query: far from the bounds of both databases."""

_MOTIVES: Select[Any] = select(table_of(AnnotationMotive)).order_by(col(AnnotationMotive.position))

ARTICLE = ("kind", "framework", "cycle", "clause", "indicator", "signatory", "revision", "edition")
"""What a target names, its quoted words left aside."""


def target_columns(target: Target) -> dict[str, Any]:
    """Return what a target is, column by column."""
    quote = target.selector
    return {
        "kind": target.kind,
        "framework": target.framework,
        "cycle": target.cycle,
        "clause": target.clause,
        "exact": quote.exact if quote else None,
        "prefix": quote.prefix if quote else None,
        "suffix": quote.suffix if quote else None,
        "language": quote.language if quote else None,
        "indicator": target.indicator,
        "signatory": target.signatory,
        "revision": target.revision,
        "edition": target.edition,
    }


def about_target(target: Target) -> ColumnElement[bool]:
    """The condition that an annotation is about `target` (its quoted words left aside)."""
    columns = target_columns(target)
    table = table_of(AnnotationTarget)
    return and_(*(table.c[name].is_not_distinct_from(columns[name]) for name in ARTICLE))


def within_cycle(cycle: str, framework: str) -> ColumnElement[bool]:
    """The condition that an annotation belongs beside a cycle's report: on the cycle itself, on its framework, or on an
    edition of the cycle and its figures, which name the edition alone."""
    published = select(col(tables.Edition.id)).where(col(tables.Edition.cycle) == cycle)
    of_edition = col(AnnotationTarget.edition).in_(published)
    return or_(col(AnnotationTarget.cycle) == cycle, col(AnnotationTarget.framework) == framework, of_edition)


def on_cycle(cycle: str) -> ColumnElement[bool]:
    """The condition that an annotation is on something of the cycle itself."""
    return col(AnnotationTarget.cycle) == cycle


def about_answers(cycle: str, signatory: str, indicator: str | None = None) -> ColumnElement[bool]:
    """The condition that it is about an answer of one company, in any revision; to one indicator where it is named."""
    table = table_of(AnnotationTarget)
    of_company = and_(table.c.kind == "answer", table.c.cycle == cycle, table.c.signatory == signatory)
    return of_company if indicator is None else and_(of_company, table.c.indicator == indicator)


def on_answers_of(cycle: str, signatory: str) -> ColumnElement[bool]:
    """The condition that an annotation is on an answer of one signatory in one cycle."""
    target = AnnotationTarget
    return and_(col(target.kind) == "answer", col(target.cycle) == cycle, col(target.signatory) == signatory)


def by_union(organisation: str) -> ColumnElement[bool]:
    """The condition that a union speaks."""
    return col(tables.Annotation.organisation) == organisation.removeprefix(UNION_IRI)


def with_id(id_: str) -> ColumnElement[bool]:
    """The condition that it is one given annotation."""
    return col(tables.Annotation.id) == id_


def among(ids: Iterable[str]) -> ColumnElement[bool]:
    """The condition that it is one of the given annotations."""
    return col(tables.Annotation.id).in_(list(ids))


def with_motive(motive: str) -> ColumnElement[bool]:
    """The condition that the newest version carries a motive."""
    motives = select(col(AnnotationMotive.motive)).where(
        col(AnnotationMotive.annotation) == col(AnnotationVersion.annotation),
        col(AnnotationMotive.number) == col(AnnotationVersion.number),
        col(AnnotationMotive.motive) == motive,
    )
    return motives.exists()


def count_seen(connection: Connection, actor: Actor, *where: ColumnElement[bool]) -> int:
    """Return how many annotations `actor` sees."""
    chosen = chosen_by(actor, where, 0, None, versions=False).order_by(None)
    return connection.execute(chosen.with_only_columns(func.count(col(tables.Annotation.id)))).scalar_one()


def place_of_page(
    connection: Connection, actor: Actor, *where: ColumnElement[bool], after: int, size: int
) -> tuple[int, int | None]:
    """Return how many annotations stand up to sequence `after`, and after which one the page of `size` before the page
    that begins there begins itself; None where that is the first page.
    """
    up_to = (*where, col(tables.Annotation.sequence) <= after)
    before = count_seen(connection, actor, *up_to)
    chosen = chosen_by(actor, up_to, 0, None, versions=False).order_by(None)
    earlier = chosen.order_by(col(tables.Annotation.sequence).desc()).offset(size).limit(1)
    found = connection.execute(earlier).first()
    return before, found.sequence if found else None


def annotations_seen(
    connection: Connection,
    actor: Actor,
    *where: ColumnElement[bool],
    after: int = 0,
    limit: int | None = None,
    offset: int = 0,
    versions: bool = False,
) -> list[tuple[int, Annotation]]:
    """Return the annotations that `actor` sees, by their sequence numbers: in their newest version with all that
    became of them, or in all `versions`, the oldest first, with nothing of it but that they are withheld.

    Who speaks is verified while its accreditation, as it stands now, holds for the cycle of the target, which is that
    of the edition where it names one.
    """
    return _read(connection, actor, chosen_by(actor, where, after, limit, versions=versions).offset(offset), versions)


def latest_seen(
    connection: Connection, actor: Actor, *where: ColumnElement[bool], first: int = 0, after: int
) -> list[Annotation]:
    """Return the annotations that `actor` sees at the places [first, after) from the newest, that one first, as
    `annotations_seen` does: of a long list only these are read."""
    if after <= first:
        return []
    chosen = chosen_by(actor, where, 0, after - first, versions=False).offset(first)
    newest = chosen.order_by(None).order_by(col(tables.Annotation.sequence).desc())
    return [one for _, one in _read(connection, actor, newest, versions=False)]


def _read(connection: Connection, actor: Actor, chosen: Select[Any], versions: bool) -> list[tuple[int, Annotation]]:
    rows = list(connection.execute(chosen))
    if not rows:
        return []
    # named where that is short, else chosen again: which asks once more who may see it
    chosen_ids = select(chosen.subquery().c.id) if len(rows) > _NAMED else tuple({row.id for row in rows})
    motives: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in beside_ids(connection, _MOTIVES, table_of(AnnotationMotive).c.annotation, chosen_ids):
        motives[row.annotation, row.number].append(row.motive)
    lives = lives_of(connection, chosen_ids)
    held = standings(connection, {row.organisation for row in rows} | positioned(lives.values()))
    bare = [(row, _annotation(row, motives[row.id, row.number], held)) for row in rows]
    if versions:
        shown = [hidden(one, lives.get(row.id), actor) for row, one in bare]
    else:
        shown = [with_life(one, lives.get(row.id), actor, held, row.about_cycle) for row, one in bare]
    return list(zip([row.sequence for row in rows], with_cited(connection, shown), strict=True))


def versions_as_filed(connection: Connection, after: int, until: int) -> list[tuple[int, Annotation]]:
    """Return every version of the annotations whose sequence is in (after, until], withheld or not.

    For verifying the log alone: what this returns is shown to nobody.
    """
    chosen = chosen_by(OPERATOR, (col(tables.Annotation.sequence) <= until,), after, None, versions=True)
    rows, motives = list(connection.execute(chosen)), defaultdict(list)
    asked = select(AnnotationMotive).where(
        col(AnnotationMotive.annotation).in_(select(chosen.subquery().c.id).distinct())
    )
    for row in connection.execute(asked.order_by(col(AnnotationMotive.position))):
        motives[row.annotation, row.number].append(row.motive)
    held = standings(connection, {row.organisation for row in rows})
    return [(row.sequence, _annotation(row, motives[row.id, row.number], held)) for row in rows]


def chosen_by(
    actor: Actor, where: Iterable[ColumnElement[bool]], after: int, limit: int | None, *, versions: bool
) -> Select[Any]:
    """The rows of annotations that `actor` sees, in their newest version or in all of them, in their order."""
    return (
        _rows(versions=versions)
        .where(col(tables.Annotation.sequence) > after, visible_to(actor), *where)
        .order_by(col(tables.Annotation.sequence), col(AnnotationVersion.number))
        .limit(limit)
    )


@cache
def _rows(*, versions: bool) -> Select[Any]:
    """The rows of all annotations. The statement is built once: building it costs as much as asking it."""
    id_ = col(tables.Annotation.id)
    # looked up for each row: grouping all versions first costs as much for one annotation as for all of them
    every = table_of(AnnotationVersion).alias("every")
    newest = select(func.max(every.c.number)).where(every.c.annotation == id_).scalar_subquery()
    target = [column for column in table_of(AnnotationTarget).columns if column.name != "annotation"]
    published = table_of(tables.Edition).alias("published")  # conditions of callers name the table itself
    return (
        select(
            col(tables.Annotation.sequence),
            id_.label("id"),
            col(tables.Annotation.created),
            col(AnnotationVersion.number),
            col(AnnotationVersion.created).label("revised"),
            col(AnnotationVersion.motivation),
            col(AnnotationVersion.content),
            col(tables.Organisation.id).label("organisation"),
            col(tables.Organisation.name),
            *target,
            func.coalesce(col(AnnotationTarget.cycle), published.c.cycle).label("about_cycle"),
        )
        .select_from(tables.Annotation)
        .join(tables.Organisation, col(tables.Organisation.id) == col(tables.Annotation.organisation))
        .join(
            AnnotationVersion,
            and_(
                col(AnnotationVersion.annotation) == id_,
                true() if versions else col(AnnotationVersion.number) == newest,
            ),
        )
        .join(AnnotationTarget, col(AnnotationTarget.annotation) == id_)
        .outerjoin(published, published.c.id == col(AnnotationTarget.edition))
    )


def _annotation(row: Any, motives: Sequence[str], held: Held) -> Annotation:
    content: Mapping[str, Any] = row.content
    selector = Selector(row.exact, row.prefix, row.suffix, row.language) if row.exact is not None else None
    return Annotation(
        id=IRI + row.id,
        union=Speaker(UNION_IRI + row.organisation, row.name, held[row.organisation].holds(row.about_cycle)),
        motivation=row.motivation,
        motives=tuple(motives),
        target=Target(**{name: getattr(row, name) for name in ARTICLE}, selector=selector),
        texts=content["texts"],
        created=row.created,
        demands=tuple(content["demands"]),
        themes=tuple(content["themes"]),
        evidence=tuple(Proof(**proof) for proof in content["evidence"]),
        judgements=tuple(Judgement(**judgement) for judgement in content.get("judgements", ())),
        cited=cited_from(content.get("cited", ())),
        version=row.number,
        revised=row.revised if row.number > 1 else None,
    )
