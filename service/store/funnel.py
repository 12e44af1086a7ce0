"""How far the signatories of a cycle are: one query, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, exists, func, select
from sqlmodel import col

from service.store.rows import table_of
from service.store.tables import DraftPart, Revision, Signatory, Submission, Withdrawal


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts of signatories. `invited` are all that have not left; the others but `left` are among them.

    `opened` have fetched their workbook or their draft, or done more; `in_progress` have a draft and nothing submitted;
    `submitted` have a submission that stands, `late` where its first revision was; `withdrawn` have withdrawn it;
    `silent` have none that stands.
    """

    invited: int
    joined: int
    opened: int
    in_progress: int
    submitted: int
    late: int
    withdrawn: int
    silent: int
    left: int


def funnel(connection: Connection, cycle: str) -> Funnel:
    """Return how far the signatories of a cycle are."""
    revisions = (
        select(
            col(Revision.submission),
            func.max(col(Revision.number)).label("newest"),
            func.max(case((and_(col(Revision.number) == 1, col(Revision.late)), 1), else_=0)).label("late"),
        )
        .group_by(col(Revision.submission))
        .subquery()
    )
    drafting = exists().where(
        col(DraftPart.cycle) == col(Signatory.cycle),
        col(DraftPart.signatory) == col(Signatory.id),
        col(DraftPart.content).is_not(None),
    )
    per_signatory = (
        select(
            col(Signatory.status),
            col(Signatory.opened).is_not(None).label("opened"),
            drafting.label("drafting"),
            revisions.c.newest.is_not(None).label("filed"),
            col(Withdrawal.sequence).is_not(None).label("withdrawn"),
            (func.coalesce(revisions.c.late, 0) == 1).label("late"),
        )
        .select_from(table_of(Signatory))
        .outerjoin(
            Submission,
            and_(col(Submission.cycle) == col(Signatory.cycle), col(Submission.signatory) == col(Signatory.id)),
        )
        .outerjoin(revisions, revisions.c.submission == col(Submission.id))
        .outerjoin(
            Withdrawal,
            and_(col(Withdrawal.submission) == col(Submission.id), col(Withdrawal.revision) == revisions.c.newest),
        )
        .where(col(Signatory.cycle) == cycle)
        .subquery()
    )
    columns = per_signatory.columns
    rows = connection.execute(select(*columns, func.count().label("many")).group_by(*columns)).all()

    def many(*, left: bool = False, **wanted: bool) -> int:
        return sum(
            row.many
            for row in rows
            if (row.status == "left") == left and all(bool(getattr(row, name)) == is_ for name, is_ in wanted.items())
        )

    invited, submitted = many(), many(filed=True, withdrawn=False)
    untouched = many(opened=False, drafting=False, filed=False)
    return Funnel(
        invited=invited,
        joined=sum(row.many for row in rows if row.status == "joined"),
        opened=invited - untouched,
        in_progress=many(drafting=True, filed=False) + many(drafting=True, filed=True, withdrawn=True),
        submitted=submitted,
        late=many(filed=True, withdrawn=False, late=True),
        withdrawn=many(filed=True, withdrawn=True),
        silent=invited - submitted,
        left=many(left=True),
    )
