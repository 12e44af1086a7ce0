"""One whole cycle as the consolidation takes it, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select
from sqlmodel import col

from indicators import case
from indicators.declared import Declared
from service.actors import OPERATOR
from service.store import annotations as beside
from service.store import cycles, filed
from service.store.cycle_columns import asking
from service.store.profiles import profiles
from service.store.rows import find
from service.store.tables import Commitment, Cycle, FindingRow


def load(connection: Connection, cycle: Cycle, *, with_previous: bool = True) -> case.Cycle:
    """Return a cycle with roster, every current revision that stands, the superseded ones, every annotation beside.

    Nothing is left out for anyone: who may see what of it is decided afterwards. The cycle before, where it ran under
    the same framework, comes with it (without its own predecessor).
    """
    before = _before(connection, cycle) if with_previous else None
    shown = beside.within_cycle(cycle.id, cycle.framework)
    return case.Cycle(
        id=cycle.id,
        framework=cycle.framework,
        signatories=cycles.roster(connection, cycle.id),
        filed=tuple(one.filed for one in filed.current_revisions(connection, OPERATOR, cycle.id, withdrawn=False)),
        annotations=tuple(one for _, one in beside.annotations_seen(connection, OPERATOR, shown)),
        previous=load(connection, before, with_previous=False) if before else None,
        superseded=tuple(one.filed for one in filed.superseded_revisions(connection, OPERATOR, cycle.id)),
    )


def load_columns(connection: Connection, cycle: Cycle) -> tuple[case.Cycle, Declared, Declared | None]:
    """Return a cycle without its answers, its answers by column, and those of the cycle before.

    Enough for every figure; revisions that were superseded, and commitments, are left out.
    """
    before = _before(connection, cycle)
    with asking(connection, cycle.id, before.id if before else None) as (asked, asked_before):
        current = profiles(connection, cycle.id)
        previous, earlier = None, None
        if before is not None and asked_before is not None:
            filed_before = profiles(connection, before.id)
            previous = _without_answers(connection, before, filed_before, None)
            earlier = asked_before.declared(_signatories(filed_before))
        found = _without_answers(connection, cycle, current, previous)
        return found, asked.declared(_signatories(current)), earlier


def _signatories(filings: Sequence[tuple[int, case.Filed]]) -> dict[int, str]:
    return {id_: one.signatory for id_, one in filings}


def _without_answers(
    connection: Connection, cycle: Cycle, current: Sequence[tuple[int, case.Filed]], previous: case.Cycle | None
) -> case.Cycle:
    shown = beside.within_cycle(cycle.id, cycle.framework)
    return case.Cycle(
        id=cycle.id,
        framework=cycle.framework,
        signatories=cycles.roster(connection, cycle.id),
        filed=tuple(one for _, one in current),
        annotations=tuple(one for _, one in beside.annotations_seen(connection, OPERATOR, shown)),
        previous=previous,
    )


def load_for_files(
    connection: Connection, cycle: Cycle, *, with_previous: bool = True
) -> tuple[case.Cycle, dict[tuple[str, str], int]]:
    """Return a cycle as `load` does, but without its answers, and the row of every current revision by cycle and
    signatory, to read its answers by while a file is written (`stored_answers`)."""
    before = _before(connection, cycle) if with_previous else None
    current = profiles(connection, cycle.id, (Commitment, FindingRow))
    rows = {(cycle.id, one.signatory): id_ for id_, one in current}
    previous = None
    if before is not None:
        previous, earlier = load_for_files(connection, before, with_previous=False)
        rows |= earlier
    found = _without_answers(connection, cycle, current, previous)
    superseded = tuple(one for _, one in profiles(connection, cycle.id, superseded=True))
    return replace(found, superseded=superseded), rows


def _before(connection: Connection, cycle: Cycle) -> Cycle | None:
    query = (
        select(col(Cycle.id))
        .where(col(Cycle.framework) == cycle.framework, col(Cycle.closes) < cycle.closes, col(Cycle.id) != cycle.id)
        .order_by(col(Cycle.closes).desc(), col(Cycle.id).desc())
        .limit(1)
    )
    id_ = connection.execute(query).scalar()
    return find(connection, Cycle, col(Cycle.id) == id_) if id_ is not None else None
