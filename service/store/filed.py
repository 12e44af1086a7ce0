"""Filed revisions read back as domain values: always a fixed number of queries, however many revisions are asked for.

Whose revisions an actor sees is decided here, in the condition every read carries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true
from sqlmodel import SQLModel, col

from indicators.answers import Answer, Commitment, Evidence, Profile, Submission
from indicators.case import Filed
from indicators.findings import Finding
from service.actors import OPERATOR, Actor
from service.store import tables
from service.store.rows import table_of
from service.store.scoping import every_submission
from service.store.tables import Revision

_NAMED = 500
"""Submissions named one by one in a query."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who filed: the organisation that spoke, and the person or the token it spoke through."""

    organisation: str
    account: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class FiledRevision:
    """A revision as filed, with the circumstances of its filing. `current` is the newest number of its submission.

    `owner`: the organisation whose submission it is; `withdrawn`: since when that one does not stand.
    """

    submission_id: str
    cycle: str
    filed: Filed
    received: datetime
    framework_hash: str
    upload: str | None
    current: int
    author: Author
    owner: str | None = None
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastRevision:
    """The circumstances of one revision, without its content."""

    number: int
    received: datetime
    source: str
    late: bool
    upload: str | None
    author: Author


def seen_by(actor: Actor, asked: Any = Revision) -> ColumnElement[bool]:
    """The condition, over submission, signatory and *current* revision, that `actor` may see the revision `asked`.

    Others than its company, accredited unions and the secretariat see it where the company says so in it, and still
    says so in the current one.
    """
    public = and_(col(Revision.publication) == "full", asked.publication == "full")
    conditions = [every_submission(actor, col(tables.Submission.cycle)), public]
    if actor.organisation:
        conditions.append(col(tables.Signatory.organisation) == actor.organisation)
    return or_(*conditions)


def current_revisions(
    connection: Connection,
    actor: Actor,
    cycle: str,
    *,
    after: str = "",
    limit: int | None = None,
    withdrawn: bool = True,
) -> list[FiledRevision]:
    """Return the current revision of every submission of a cycle that `actor` sees, by submission id; without those
    that were `withdrawn` where they do not count."""
    where = and_(col(tables.Submission.cycle) == cycle, col(tables.Submission.id) > after)
    if not withdrawn:
        where = and_(where, col(tables.Withdrawal.withdrawn).is_(None))
    return _read(connection, actor, where, limit=limit)


def superseded_revisions(connection: Connection, actor: Actor, cycle: str) -> list[FiledRevision]:
    """Return the revisions of a cycle that a later one replaced, as far as `actor` sees their submissions."""
    return _read(connection, actor, col(tables.Submission.cycle) == cycle, superseded=True)


def earlier_revisions(connection: Connection, actor: Actor, submission: str) -> list[FiledRevision]:
    """Return the revisions of one submission that a later one replaced, as far as `actor` sees them, oldest first."""
    return _read(connection, actor, col(tables.Submission.id) == submission, superseded=True)


def current_revision(connection: Connection, actor: Actor, submission: str) -> FiledRevision | None:
    """Return the current revision of a submission, None where there is none that `actor` sees."""
    return next(iter(_read(connection, actor, col(tables.Submission.id) == submission)), None)


def revision(connection: Connection, actor: Actor, submission: str, number: int) -> FiledRevision | None:
    """Return one revision of a submission, None where there is none that `actor` sees.

    An earlier revision that was filed for the consolidated figures alone is not published by a later one.
    """
    found = _read(connection, actor, col(tables.Submission.id) == submission, number=number)
    return next(iter(found), None)


def revisions_of(connection: Connection, actor: Actor, asked: Iterable[tuple[str, int]]) -> Iterator[FiledRevision]:
    """Yield the current revision of the submissions named, and their earlier ones of the numbers that are `asked` of
    any of them, that `actor` sees, in a number of queries that does not grow with their revisions."""
    pairs = list(asked)
    named, numbers = sorted({submission for submission, _ in pairs}), {number for _, number in pairs}
    for some in (named[at : at + _NAMED] for at in range(0, len(named), _NAMED)):
        where = col(tables.Submission.id).in_(some)
        yield from _read(connection, actor, where)
        yield from _read(connection, actor, where, superseded=True, among=numbers)


def history(connection: Connection, submission: str) -> list[PastRevision]:
    """Return the heads of all revisions of a submission, oldest first."""
    query = (
        select(
            col(Revision.number),
            col(Revision.received),
            col(Revision.source),
            col(Revision.late),
            col(Revision.upload),
            col(Revision.organisation),
            col(Revision.account),
            col(Revision.token),
        )
        .where(col(Revision.submission) == submission)
        .order_by(col(Revision.number))
    )
    return [PastRevision(*row[:5], Author(*row[5:])) for row in connection.execute(query)]


def revisions_as_filed(connection: Connection, after: int, until: int) -> list[FiledRevision]:
    """Return every revision whose id is in (after, until]: for verifying the log, not to be shown."""
    found = chosen_revisions(OPERATOR, true(), None, None, superseded=False, within=(after, until))
    heads = [dict(row) for row in connection.execute(found).mappings()]
    return list(_assembled(heads, content_rows(connection, found))) if heads else []


def _read(
    connection: Connection,
    actor: Actor,
    where: ColumnElement[bool],
    *,
    number: int | None = None,
    superseded: bool = False,
    among: Collection[int] | None = None,
    limit: int | None = None,
) -> list[FiledRevision]:
    found = chosen_revisions(actor, where, number, limit, superseded=superseded, among=among)
    heads = [dict(row) for row in connection.execute(found).mappings()]
    return list(_assembled(heads, content_rows(connection, found))) if heads else []


def chosen_revisions(
    actor: Actor,
    where: ColumnElement[bool],
    number: int | None,
    limit: int | None,
    *,
    superseded: bool,
    among: Collection[int] | None = None,
    within: tuple[int, int] | None = None,
) -> Select[Any]:
    """The revisions asked for of each submission that meets `where`: number `number`, the superseded (`among` numbers,
    where given), the newest, or those whose ids are `within` (after, until]."""
    every, asked = table_of(Revision).alias("every"), table_of(Revision).alias("asked")
    numbers = select(every.c.submission, func.max(every.c.number).label("number")).group_by(every.c.submission)
    wanted = asked.c.number == number if number else None
    if within is not None:
        few, (after, until) = table_of(Revision).alias("few"), within
        about = select(few.c.submission).where(few.c.id > after, few.c.id <= until)
        numbers = numbers.where(every.c.submission.in_(about))
        wanted = and_(asked.c.id > after, asked.c.id <= until)
    newest = numbers.subquery()
    if wanted is None:
        wanted = asked.c.number < newest.c.number if superseded else asked.c.number == newest.c.number
    if among is not None:
        wanted = and_(wanted, asked.c.number.in_(sorted(among)))
    of_submission = col(tables.Submission.id)
    return (
        select(
            *asked.columns,
            col(tables.Submission.cycle),
            col(tables.Submission.signatory),
            col(tables.Signatory.organisation).label("owner"),
            newest.c.number.label("current"),
            col(tables.Withdrawal.withdrawn),
        )
        .select_from(tables.Submission)
        .join(tables.Signatory, _same_signatory())
        .join(newest, newest.c.submission == of_submission)
        .join(Revision, and_(col(Revision.submission) == of_submission, col(Revision.number) == newest.c.number))
        .join(asked, and_(asked.c.submission == of_submission, wanted))
        .outerjoin(tables.Withdrawal, _withdrawn_at(newest.c))
        .where(where, seen_by(actor, asked.c))
        .order_by(of_submission, asked.c.number)
        .limit(limit)
    )


def _withdrawn_at(newest: Any) -> ColumnElement[bool]:
    return and_(
        col(tables.Withdrawal.submission) == newest.submission, col(tables.Withdrawal.revision) == newest.number
    )


def _same_signatory() -> ColumnElement[bool]:
    return and_(
        col(tables.Signatory.cycle) == col(tables.Submission.cycle),
        col(tables.Signatory.id) == col(tables.Submission.signatory),
    )


Grouped = dict[type[SQLModel], dict[Any, list[Any]]]
ORDERS: dict[type[SQLModel], tuple[str, ...]] = {
    tables.Population: ("population",),
    tables.Answer: ("position",),
    tables.AnswerValue: ("indicator", "position"),
    tables.Evidence: ("indicator", "position"),
    tables.Commitment: ("position",),
    tables.FindingRow: ("position",),
}
"""Tables that hold a revision's content, and the order of their rows within it."""


def content_rows(
    connection: Connection, chosen: Select[Any], orders: Mapping[type[SQLModel], tuple[str, ...]] | None = None
) -> Grouped:
    """All content rows of the chosen revisions: one query a table, without a parameter per revision."""
    revisions = select(chosen.subquery().c.id)
    grouped: Grouped = {model: {} for model in ORDERS}
    for model, order in (orders or ORDERS).items():
        table = table_of(model)
        rows: dict[Any, list[Any]] = defaultdict(list)
        query = (
            select(table)
            .where(table.c.revision.in_(revisions))
            .order_by(table.c.revision, *(table.c[name] for name in order))
        )
        for row in connection.execute(query):
            rows[row.revision].append(row)
        grouped[model] = rows
    return grouped


def _assembled(heads: Sequence[dict[str, Any]], parts: Grouped) -> Iterator[FiledRevision]:
    for head in heads:
        rows = {model: by_revision.get(head["id"], []) for model, by_revision in parts.items()}
        yield FiledRevision(
            submission_id=head["submission"],
            cycle=head["cycle"],
            filed=Filed(
                signatory=head["signatory"],
                revision=head["number"],
                submission=_submission(head, rows),
                findings=tuple(finding(row) for row in rows[tables.FindingRow]),
                late=head["late"],
                source=head["source"],
            ),
            received=head["received"],
            framework_hash=head["framework_hash"],
            upload=head["upload"],
            current=head["current"],
            author=Author(head["organisation"], head["account"], head["token"]),
            owner=head["owner"],
            withdrawn=head["withdrawn"],
        )


def _submission(head: dict[str, Any], rows: dict[type[SQLModel], list[Any]]) -> Submission:
    populations: dict[str, Any] = {row.population: row.value for row in rows[tables.Population]}
    values: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in rows[tables.AnswerValue]:
        values[row.indicator][row.field] = row.value
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows[tables.Evidence]:
        evidence[row.indicator].append(Evidence(row.kind, row.title, row.link, row.reference))
    return Submission(
        framework=head["framework"],
        cycle=head["cycle"],
        language=head["language"],
        organisation=Profile(
            name=head["name"],
            country=head["country"],
            sector=head["sector"],
            reference=head["reference"],
            populations=populations,
            publication=head["publication"],
        ),
        answers=tuple(
            Answer(
                indicator=row.indicator,
                status=row.status,
                values=dict(values[row.indicator]),
                reason=row.reason,
                comment=row.comment,
                evidence=tuple(evidence[row.indicator]),
            )
            for row in rows[tables.Answer]
        ),
        commitments=tuple(commitment(row) for row in rows[tables.Commitment]),
    )


def commitment(row: Any) -> Commitment:
    """Return a row of the table of commitments as the rules see it."""
    return Commitment(row.clause, row.text, row.target, row.unit, row.target_date, row.role)


def finding(row: Any) -> Finding:
    """Return a row of the table of findings as the rules see it."""
    return Finding(
        code=row.code,
        path=tuple(row.path),
        indicator=row.indicator,
        field=row.field,
        found=row.found,
        params=row.params,
    )
