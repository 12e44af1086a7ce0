"""Annotations as pages ask for them: those on the words of a framework, those of one union, and who the unions are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    and_,
    bindparam,
    func,
    null,
    select,
    tuple_,
)
from sqlmodel import col

from indicators import figures
from indicators.annotations import Annotation
from indicators.model import Framework
from service.actors import Actor
from service.store import cycles
from service.store.annotation_access import read_by_all
from service.store.annotations import by_union, chosen_by, count_seen, latest_seen
from service.store.organisations import Known, known, known_columns
from service.store.rows import table_of
from service.store.tables import Annotation as Annotated
from service.store.tables import AnnotationMotive, AnnotationTarget, AnnotationVersion, Organisation, Signatory

_PLACES: Select[Any] = select(table_of(Signatory)).where(
    tuple_(col(Signatory.cycle), col(Signatory.id)).in_(bindparam("places", expanding=True))
)
_FEW = 8
"""Annotations read to begin with by who looks for one to quote."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An annotation on words of the framework in a list of them all: who speaks on which clause, and why."""

    id: str
    union: str
    clause: str
    motives: tuple[str, ...]


def noted_on_clauses(connection: Connection, actor: Actor, framework: Framework) -> list[Noted]:
    """Return what counts of every annotation on the clauses of a framework that `actor` sees, the oldest first: for
    numbers, and to choose which to read."""
    why, seen = AnnotationMotive, chosen_by(actor, (_on_clauses(framework),), 0, None, versions=False)
    same = and_(col(why.annotation) == col(Annotated.id), col(why.number) == col(AnnotationVersion.number))
    shown = (col(Annotated.id), col(Annotated.organisation), col(AnnotationTarget.clause), col(why.motive))
    ordered = seen.with_only_columns(*shown).outerjoin(why, same)
    ordered = ordered.order_by(None).order_by(col(Annotated.sequence), col(why.position))
    rows = groupby(connection.execute(ordered), key=lambda row: (row[0], row[1], row[2]))
    return [Noted(*head, tuple(row[3] for row in each if row[3] is not None)) for head, each in rows]


def lately_on_clauses(
    connection: Connection, actor: Actor, framework: Framework, *, first: int = 0, most: int
) -> Iterator[Annotation]:
    """Yield the newest annotations on the clauses of a framework that `actor` sees, as far as `most`."""
    return _lately(connection, actor, _on_clauses(framework), first, most)


def lately_by_union(
    connection: Connection, actor: Actor, union: str, *, first: int = 0, most: int
) -> Iterator[Annotation]:
    """Yield the newest annotations of one union that `actor` sees, as far as `most`."""
    return _lately(connection, actor, by_union(union), first, most)


def _lately(
    connection: Connection, actor: Actor, where: ColumnElement[bool], first: int, most: int
) -> Iterator[Annotation]:
    """From place `first` to `most`, a few to begin with: who looks for one to quote seldom looks far."""
    for begins, ends in ((first, min(first + _FEW, most)), (first + _FEW, most)):
        found = latest_seen(connection, actor, where, first=begins, after=ends)
        yield from found
        if len(found) < _FEW:
            return


def _on_clauses(framework: Framework) -> ColumnElement[bool]:
    # its clauses by name, of which there is an index: else every annotation on an answer is read to find those on words
    named = col(AnnotationTarget.clause).in_([one.id for one in framework.clauses])
    return and_(col(AnnotationTarget.kind) == "clause", col(AnnotationTarget.framework) == framework.ref, named)


def on_edition(
    connection: Connection, actor: Actor, edition: str, indicator: str | None, first: int, after: int
) -> list[Annotation]:
    """Return the annotations about an edition and its figures, or about one figure, that `actor` sees, at the places
    [first, after) from the newest, which comes first."""
    return latest_seen(connection, actor, *_about(edition, indicator), first=first, after=after)


def count_on_edition(connection: Connection, actor: Actor, edition: str, indicator: str | None = None) -> int:
    """Return how many annotations about an edition and its figures, or about one figure, `actor` sees."""
    return count_seen(connection, actor, *_about(edition, indicator))


def count_by_indicator(connection: Connection, actor: Actor, edition: str) -> dict[str, int]:
    """Return how many annotations about each figure of an edition `actor` sees, by indicator; one query."""
    seen = chosen_by(actor, _about(edition, None), 0, None, versions=False).order_by(None)
    figure = col(AnnotationTarget.indicator)
    each = seen.with_only_columns(figure, func.count()).where(figure.is_not(None)).group_by(figure)
    return {str(indicator): int(count) for indicator, count in connection.execute(each)}


def _about(edition: str, indicator: str | None) -> list[ColumnElement[bool]]:
    where = [col(AnnotationTarget.edition) == edition]
    return where if indicator is None else [*where, col(AnnotationTarget.indicator) == indicator]


def by_one_union(connection: Connection, actor: Actor, union: str, first: int, after: int) -> list[Annotation]:
    """Return the annotations of one union that `actor` sees at the places [first, after) from the newest, which comes
    first."""
    return latest_seen(connection, actor, by_union(union), first=first, after=after)


def tally_of_union(connection: Connection, actor: Actor, union: str) -> tuple[int, list[tuple[str, int]]]:
    """Return how many annotations of one union `actor` sees, and how often it gives each motive in them, the most
    frequent first. Who may see them is asked once for both."""
    rows = connection.execute(_tally(actor), {"union": union})
    often: dict[str | None, int] = {motive: int(number) for motive, number in rows}
    motives = [(motive, number) for motive, number in often.items() if motive is not None]
    return often[None], sorted(motives, key=lambda one: (-one[1], one[0]))


@lru_cache(maxsize=64)
def _tally(actor: Actor) -> Executable:
    """Made once for everybody without an account, and for whoever came lately."""
    here = col(Annotated.organisation) == bindparam("union")
    seen = chosen_by(actor, (here,), 0, None, versions=False).order_by(None)
    chosen = seen.with_only_columns(col(Annotated.id), col(AnnotationVersion.number)).cte()
    same = and_(chosen.c.id == col(AnnotationMotive.annotation), chosen.c.number == col(AnnotationMotive.number))
    each = select(col(AnnotationMotive.motive), func.count()).join(chosen, same).group_by(col(AnnotationMotive.motive))
    return each.union_all(select(null(), func.count()).select_from(chosen))


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
    return {str(union): int(count) for union, count in connection.execute(_counts())}


@cache
def _counts() -> Select[Any]:
    return (
        select(table_of(Annotated).c.organisation, func.count())
        .join(AnnotationTarget, col(AnnotationTarget.annotation) == col(Annotated.id))
        .where(read_by_all())
        .group_by(col(Annotated.organisation))
    )


def signatories_of(connection: Connection, annotations: Iterable[Annotation]) -> list[figures.Signatory]:
    """Return the signatories that annotations are about, for the names on their cards."""
    about = {(one.target.cycle, one.target.signatory) for one in annotations if one.target.signatory}
    if not about:
        return []
    named = connection.execute(_PLACES, {"places": sorted(about, key=str)})
    return [cycles.as_signatory(row) for row in named.mappings()]
