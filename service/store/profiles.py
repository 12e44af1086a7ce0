"""Who filed what in a cycle, without the answers: what figures and files need of every company, read in few rows.

The answers themselves are read by column (`cycle_columns`, `stored_answers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, and_, text
from sqlmodel import SQLModel, col

from indicators.answers import Profile, Submission
from indicators.case import Filed
from service.actors import OPERATOR
from service.store import filed, tables
from service.store.types import exact

_HEAD: Final = (
    "id",
    "signatory",
    "number",
    "late",
    "source",
    "framework",
    "cycle",
    "language",
    "name",
    "country",
    "sector",
    "reference",
    "publication",
)
_POPULATIONS: Final = text(
    "SELECT revision, population, value FROM population WHERE revision BETWEEN :first AND :last "
    "ORDER BY revision, population"
)
"""Read as the driver gives them: the type of the column costs four times the reading."""


def profiles(
    connection: Connection, cycle: str, also: Sequence[type[SQLModel]] = (), *, superseded: bool = False
) -> list[tuple[int, Filed]]:
    """Return (row id, filing) of every submission of a cycle that stands, or of its revisions that were `superseded`.

    They hold no answers: who filed, its populations and the tables in `also` (commitments, findings).
    """
    where = col(tables.Submission.cycle) == cycle
    if not superseded:
        where = and_(where, col(tables.Withdrawal.withdrawn).is_(None))
    chosen = filed.chosen_revisions(OPERATOR, where, None, None, superseded=superseded)
    heads = connection.execute(
        chosen.with_only_columns(*(chosen.selected_columns[name] for name in _HEAD), maintain_column_froms=True)
    ).all()
    populations = _populations(connection, [head[0] for head in heads])
    parts = filed.content_rows(connection, chosen, {model: filed.ORDERS[model] for model in also}) if also else {}
    return [(head[0], _filed(head, populations.get(head[0], {}), parts)) for head in heads]


def _populations(connection: Connection, revisions: Sequence[int]) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = {id_: {} for id_ in revisions}
    if not found:
        return found
    for revision, name, value in connection.execute(_POPULATIONS, {"first": min(found), "last": max(found)}):
        of_revision = found.get(revision)
        if of_revision is not None:
            of_revision[name] = exact(value)
    return found


def _filed(head: Any, populations: Mapping[str, Decimal], parts: filed.Grouped) -> Filed:
    id_, signatory, number, late, source, framework, cycle, language, name, country, sector, reference, publication = (
        head
    )
    commitments = parts.get(tables.Commitment, {}).get(id_, ())
    profile = Profile(name, country, sector, reference, populations, publication)
    submission = Submission(framework, cycle, language, profile, (), tuple(map(filed.commitment, commitments)))
    findings = tuple(map(filed.finding, parts.get(tables.FindingRow, {}).get(id_, ())))
    return Filed(signatory, number, submission, findings, late, source)
