"""What became of annotations: rows in and out, in a number of queries that does not grow with them.

A withheld text leaves the store only for the organisation that wrote it and for the secretariat's own people; the
operator's readings, which make reports for others, never hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Subquery, insert, select
from sqlmodel import SQLModel, col

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


@dataclass
class Life:
    """All rows that speak of one annotation, oldest first; `withheld` holds the newest word on each text."""

    replies: list[Any] = field(default_factory=list)
    countersignatures: list[Any] = field(default_factory=list)
    dissents: list[Any] = field(default_factory=list)
    carried: list[Any] = field(default_factory=list)
    retraction: Any = None
    withheld: dict[Item, Any] = field(default_factory=dict)


def lives_of(connection: Connection, chosen: Subquery) -> dict[str, Life]:
    """Return what became of the annotations whose `id` is among `chosen`; one query a table."""
    lives: dict[str, Life] = defaultdict(Life)
    for row in _rows(connection, tables.Reply, chosen):
        lives[row.annotation].replies.append(row)
    for row in _rows(connection, tables.Countersignature, chosen):
        lives[row.annotation].countersignatures.append(row)
    for row in _rows(connection, tables.Dissent, chosen):
        lives[row.annotation].dissents.append(row)
    for row in _rows(connection, tables.CarryForward, chosen, order="revision", named=False):
        lives[row.annotation].carried.append(row)
    for row in _rows(connection, tables.Retraction, chosen, order="annotation", named=False):
        lives[row.annotation].retraction = row
    for row in _rows(connection, tables.Withholding, chosen):
        lives[row.annotation].withheld[row.part, row.item] = row
    return lives


def _rows(
    connection: Connection, model: type[SQLModel], chosen: Subquery, *, order: str = "sequence", named: bool = True
) -> list[Any]:
    table, organisation = table_of(model), tables.Organisation
    query = select(table)
    if named:
        named_by = col(organisation.id) == table.c.organisation
        query = query.add_columns(col(organisation.name).label("speaker")).join(organisation, named_by)
    asked = query.where(table.c.annotation.in_(select(chosen.c.id))).order_by(table.c[order])
    return list(connection.execute(asked))


def positioned(lives: Iterable[Life]) -> set[str]:
    """Return the organisations that took a position on annotations, by id."""
    return {row.organisation for life in lives for row in (*life.countersignatures, *life.dissents)}


def with_life(annotation: Annotation, life: Life | None, actor: Actor, held: Held) -> Annotation:
    """Return `annotation` with what became of it, and without the texts that are withheld from `actor`; a position is
    a verified union's where that union is `held` to be accredited for the cycle of the annotation's target.
    """
    if life is None:
        return annotation
    carried, cycle = life.carried[-1] if life.carried else None, annotation.target.cycle
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
    row = withheld_row(life, ("annotation", None))
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
