"""What became of annotations: rows in and out, in a number of queries that does not grow with them.

A withheld text leaves the store only for the organisation that wrote it and for the secretariat's own people; the
operator's readings, which make reports for others, never hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final, TypeGuard

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, bindparam, insert, literal, select, union_all
from sqlmodel import SQLModel, col

from indicators.annotation_life import Pause
from indicators.annotations import Annotation, Reply, Respondent, Speaker
from service.actors import Accreditation, Actor
from service.store import tables
from service.store.rows import insert_rows, table_of

UNION_IRI = "urn:enregard:union:"
IRI = "urn:enregard:annotation:"

Held = Mapping[str, Accreditation]
"""What the unions that speak are accredited for, by the id of the organisation."""
Item = tuple[str, int | None]
"""A text that can be withheld: the annotation itself (no number), or a reply or dissent by its sequence."""


Ids = tuple[str, ...] | Select[Any]
"""Annotations by id: named, or a query that chooses them."""
_IDS = "ids"

# Statements about annotations are made once: making one costs a page more than the database takes to answer it.
_SAID: Final[Mapping[type[SQLModel], str]] = {
    tables.Reply: "replies",
    tables.Countersignature: "countersignatures",
    tables.Dissent: "dissents",
    tables.CarryForward: "carried",
    tables.Retraction: "retraction",
    tables.Withholding: "withheld",
}


@dataclass
class Life:
    """All rows that speak of one annotation, oldest first; `withheld` holds the newest word on each text, `hushed`
    from when to when that of the annotation itself was withheld (`Annotation.hushed`)."""

    replies: list[Any] = field(default_factory=list)
    countersignatures: list[Any] = field(default_factory=list)
    dissents: list[Any] = field(default_factory=list)
    carried: list[Any] = field(default_factory=list)
    retraction: Any = None
    withheld: dict[Item, Any] = field(default_factory=dict)
    hushed: list[Pause] = field(default_factory=list)


def lives_of(connection: Connection, ids: Ids) -> dict[str, Life]:
    """Return what became of annotations; one query a table that says anything of them, and one that asks which do."""
    lives: dict[str, Life] = defaultdict(Life)
    telling = {str(row[0]) for row in connection.execute(_telling(), _named(ids))} if _few(ids) else None
    for model in _SAID:
        if telling is None or model.__tablename__ in telling:
            for row in beside_ids(connection, _rows(model), table_of(model).c.annotation, ids):
                _note(lives[row.annotation], model, row)
    return lives


def _note(life: Life, model: type[SQLModel], row: Any) -> None:
    if model is tables.Retraction:
        life.retraction = row
    elif model is tables.Withholding:
        life.withheld[row.part, row.item] = row
        if row.part == "annotation":
            hush(life.hushed, row.created, lifted=row.lifted)
    else:
        getattr(life, _SAID[model]).append(row)


def hush(pauses: list[Pause], at: datetime, *, lifted: bool) -> None:
    """Add to the times in which a text was withheld that it was at `at`, or was shown again."""
    if not lifted:
        pauses.append((at, None))
    elif pauses:
        pauses[-1] = (pauses[-1][0], at)


def hushed_of(connection: Connection, cycle: str) -> dict[str, list[Pause]]:
    """Return when the text of annotations on answers in a cycle was withheld, by annotation; one query."""
    row, target = tables.Withholding, tables.AnnotationTarget
    query = (
        select(col(row.annotation), col(row.created), col(row.lifted))
        .join(target, col(target.annotation) == col(row.annotation))
        .where(col(target.cycle) == cycle, col(row.part) == "annotation")
        .order_by(col(row.sequence))
    )
    found: dict[str, list[Pause]] = defaultdict(list)
    for annotation, at, lifted in connection.execute(query):
        hush(found[annotation], at, lifted=lifted)
    return found


def beside_ids(connection: Connection, query: Select[Any], column: ColumnElement[Any], ids: Ids) -> list[Any]:
    """Return the rows of a query about annotations, narrowed to the ids in its `column`."""
    if _few(ids):
        return list(connection.execute(_narrowed(query, column), _named(ids)))
    return list(connection.execute(query.where(column.in_(ids))))


def _few(ids: Ids) -> TypeGuard[tuple[str, ...]]:
    return isinstance(ids, tuple)


def _named(ids: tuple[str, ...]) -> dict[str, list[str]]:
    return {_IDS: list(ids)}


@lru_cache(maxsize=32)
def _narrowed(query: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
    return query.where(column.in_(bindparam(_IDS, expanding=True)))


@cache
def _telling() -> CompoundSelect[Any]:
    """The names of the tables that say anything of the annotations asked for: mostly none does."""
    return union_all(
        *(
            select(literal(model.__tablename__)).where(
                select(table_of(model).c.annotation)
                .where(table_of(model).c.annotation.in_(bindparam(_IDS, expanding=True)))
                .exists()
            )
            for model in _SAID
        )
    )


@cache
def _rows(model: type[SQLModel]) -> Select[Any]:
    """The rows of a table, the oldest first, with the name of who speaks where it is shown."""
    table, organisation = table_of(model), tables.Organisation
    if model is tables.CarryForward:
        return select(table).order_by(table.c.revision)
    if model is tables.Retraction:
        return select(table).order_by(table.c.annotation)
    here = col(organisation.id) == table.c.organisation
    named = select(table).add_columns(col(organisation.name).label("speaker"))
    return named.join(organisation, here).order_by(table.c.sequence)


def positioned(lives: Iterable[Life]) -> set[str]:
    """Return the organisations that took a position on annotations, by id."""
    return {row.organisation for life in lives for row in (*life.countersignatures, *life.dissents)}


def with_life(annotation: Annotation, life: Life | None, actor: Actor, held: Held, cycle: str | None) -> Annotation:
    """Return `annotation` with what became of it, and without the texts that are withheld from `actor`; a position is
    a verified union's where that union is `held` to be accredited for the `cycle` that the annotation's target belongs
    to (None: to none).
    """
    if life is None:
        return annotation
    carried = life.carried[-1] if life.carried else None
    lived = replace(
        annotation,
        replies=tuple(_reply(row, annotation.union, life, actor) for row in life.replies),
        countersigned_by=tuple(_respondent(row, held, cycle) for row in life.countersignatures),
        dissent=tuple(
            _dissent(row, _respondent(row, held, cycle), withheld_row(life, ("dissent", row.sequence)), actor)
            for row in life.dissents
        ),
        carried_to=carried.revision if carried else None,
        carried_on=carried.created if carried else None,
        carried_texts=carried.texts if carried else {},
        retracted=life.retraction.reason if life.retraction else None,
        retracted_on=life.retraction.created if life.retraction else None,
    )
    return hidden(lived, life, actor)


def hidden(annotation: Annotation, life: Life | None, actor: Actor) -> Annotation:
    """Return `annotation`, any version of it, without its words where they are withheld from `actor`."""
    if life is None:
        return annotation
    row, annotation = withheld_row(life, ("annotation", None)), replace(annotation, hushed=tuple(life.hushed))
    if row is None:
        return annotation
    marked = replace(annotation, withheld=row.reason, withheld_on=row.created, withheld_ground=row.ground)
    if may_read(actor, annotation.union.id.removeprefix(UNION_IRI)):
        return marked
    return replace(marked, texts={}, evidence=(), judgements=(), carried_texts={})


def withheld_row(life: Life | None, item: Item) -> Any:
    """Return the row by which a text is withheld now, None where it is not."""
    row = life.withheld.get(item) if life else None
    return None if row is None or row.lifted else row


def may_read(actor: Actor, author: str) -> bool:
    """Whether `actor` reads a withheld text of the organisation `author`."""
    return bool(actor.organisation) and (actor.role == "secretariat" or actor.organisation == author)


def _respondent(row: Any, held: Held, cycle: str | None) -> Respondent:
    verified = held[row.organisation].holds(cycle)
    return Respondent(UNION_IRI + row.organisation, row.speaker, verified, row.number, row.created)


def _dissent(row: Any, by: Respondent, withheld: Any, actor: Actor) -> tuple[Respondent, str]:
    shown = withheld is None or may_read(actor, row.organisation)
    return replace(by, withheld=withheld.reason if withheld else None), row.text if shown else ""


def _reply(row: Any, union: Speaker, life: Life, actor: Actor) -> Reply:
    withheld = withheld_row(life, ("reply", row.sequence))
    shown = withheld is None or may_read(actor, row.organisation)
    return Reply(
        signatory=row.signatory or "",
        texts=row.texts if shown else {},
        created=row.created,
        union=None if row.signatory else union,
        late=row.late,
        withheld=withheld.reason if withheld else None,
        version=row.number,
        id=f"{IRI}{row.annotation}:reply:{row.sequence}",
    )


def concerned(connection: Connection, annotation: Annotation, organisation: str) -> bool:
    """Whether an organisation is the company whose answer an annotation is about."""
    target, place = annotation.target, tables.Signatory
    mine = select(col(place.id)).where(
        col(place.cycle) == target.cycle, col(place.id) == target.signatory, col(place.organisation) == organisation
    )
    return target.signatory is not None and connection.execute(mine).first() is not None


@dataclass(frozen=True, slots=True)
class Act:
    """What every act beside an annotation records: on which one, in which version, by whom, when."""

    annotation: str
    number: int
    actor: Actor
    now: datetime

    @property
    def numbered(self) -> dict[str, Any]:
        """The columns of a table whose rows speak of one version."""
        return {**self.plain, "number": self.number}

    @property
    def plain(self) -> dict[str, Any]:
        """The columns of any table of acts."""
        speaker = self.actor.organisation
        return {"annotation": self.annotation, "organisation": speaker, "created": self.now, "token": self.actor.token}


def add_reply(connection: Connection, act: Act, signatory: str | None, texts: Mapping[str, str], *, late: bool) -> int:
    """Insert a turn of the thread and return its sequence number."""
    row = {**act.numbered, "signatory": signatory, "texts": dict(texts), "late": late}
    return _inserted(connection, tables.Reply, row)


def add_countersignature(connection: Connection, act: Act) -> int:
    """Insert a countersignature and return its sequence number."""
    return _inserted(connection, tables.Countersignature, act.numbered)


def add_dissent(connection: Connection, act: Act, text: str) -> int:
    """Insert a stated dissent and return its sequence number."""
    return _inserted(connection, tables.Dissent, {**act.numbered, "text": text})


def add_retraction(connection: Connection, act: Act, reason: str) -> None:
    """Insert the tombstone of an annotation."""
    insert_rows(connection, tables.Retraction, [{**act.plain, "reason": reason}])


def add_carry_forward(connection: Connection, act: Act, revision: int, texts: Mapping[str, str]) -> None:
    """Insert that the author upholds its annotation on a later revision."""
    insert_rows(connection, tables.CarryForward, [{**act.plain, "revision": revision, "texts": dict(texts)}])


def add_withholding(connection: Connection, act: Act, item: Item, ground: str, reason: str, *, lifted: bool) -> int:
    """Insert that a text is withheld, or is no longer, and return the row's sequence number."""
    part, number = item
    row = {**act.plain, "part": part, "item": number}
    return _inserted(connection, tables.Withholding, {**row, "ground": ground, "reason": reason, "lifted": lifted})


def _inserted(connection: Connection, model: type[SQLModel], row: Mapping[str, Any]) -> int:
    key = connection.execute(insert(table_of(model)).values(**row)).inserted_primary_key
    assert key is not None
    sequence: int = key[0]
    return sequence


def item_of(connection: Connection, annotation: str, part: str, place: int) -> Item | None:
    """Return the text that stands at `place` (from 0) among the replies or dissents, or the annotation itself."""
    if part == "annotation":
        return ("annotation", None)
    table = table_of(tables.Reply if part == "reply" else tables.Dissent)
    query = select(table.c.sequence).where(table.c.annotation == annotation).order_by(table.c.sequence)
    number = connection.execute(query.offset(place).limit(1)).scalar()
    return None if number is None else (part, number)


def withholding_of(connection: Connection, annotation: str, item: Item) -> Any:
    """Return the row by which a text is withheld now, None where it is not."""
    table, (part, number) = table_of(tables.Withholding), item
    of_item = table.c.item.is_not_distinct_from(number)
    query = select(table).where(table.c.annotation == annotation, table.c.part == part, of_item)
    row = connection.execute(query.order_by(table.c.sequence.desc()).limit(1)).first()
    return None if row is None or row.lifted else row
