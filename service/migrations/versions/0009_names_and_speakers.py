"""Names of organisations are in the public log, and the database refuses rows that speak on somebody else's text.

Organisations that are there get their leaf now: it says under which name each stood at this upgrade. `verified` goes:
what a union is accredited for is said by `accreditation`, which is in the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from service.ledger.canonical import moment
from service.ledger.leaves import commit, leaf_of, new_opening
from service.store.guards import guard_statements, rewording_statements
from service.store.speaker_guards import place_statements, speaker_statements
from service.store.types import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GUARDED = (("organisation", (("id",),)),)
_ANNOTATION = "'urn:enregard:annotation:' || OLD.annotation"
SPEAKING: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "annotation_version",
        "content",
        ("annotation", "number", "motivation", "created", "token", "account", "organisation"),
        f"{_ANNOTATION} || ':' || 'version' || ':' || OLD.number",
    ),
    (
        "carry_forward",
        "texts",
        ("annotation", "revision", "created", "token", "organisation"),
        f"{_ANNOTATION} || ':' || 'carry-forward' || ':' || OLD.revision",
    ),
    (
        "retraction",
        "reason",
        ("annotation", "created", "token", "organisation"),
        f"{_ANNOTATION} || ':' || 'retraction'",
    ),
)
"""Tables that now say who speaks; the column that an erasure may replace, those that stay, and the name it is under."""

_LEAF = sa.table(
    "ledger_leaf",
    sa.column("id", sa.BigInteger()),
    sa.column("hash", sa.LargeBinary()),
    sa.column("kind", sa.String()),
    sa.column("subject", sa.String()),
    sa.column("commitment", sa.LargeBinary()),
    sa.column("recorded", Moment()),
)
_OPENING = sa.table(
    "ledger_opening",
    sa.column("leaf", sa.LargeBinary()),
    sa.column("salt", sa.LargeBinary()),
    sa.column("content", sa.Text()),
)
_PENDING = sa.table(
    "ledger_pending",
    sa.column("leaf", sa.BigInteger()),
    sa.column("hash", sa.LargeBinary()),
    sa.column("recorded", Moment()),
)
_ORGANISATION = sa.table(
    "organisation",
    sa.column("id", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("name", sa.String()),
    sa.column("created", Moment()),
)


def upgrade() -> None:
    """Add who speaks, give organisations their leaves, and put up the guards."""
    dialect = op.get_bind().dialect.name
    for table, column, kept, name in SPEAKING:
        for statement in _told_who_speaks(dialect, table, column, kept, f"erasure.subject = {name}"):
            op.execute(statement)
    op.drop_column("organisation", "verified")
    _name_organisations()
    for table, keys in GUARDED:
        for statement in guard_statements(dialect, table, *keys):
            op.execute(statement)
    for statement in (*speaker_statements(dialect), *place_statements(dialect)):
        op.execute(statement)


def _told_who_speaks(dialect: str, table: str, column: str, kept: tuple[str, ...], condition: str) -> Iterator[str]:
    """Add `organisation`, filled with each annotation's author, while the guard against changes is away."""
    yield (
        f'ALTER TABLE "{table}" ADD COLUMN organisation VARCHAR '
        f"CONSTRAINT fk_{table}_organisation_organisation REFERENCES organisation (id)"
    )
    filled = (
        f'UPDATE "{table}" SET organisation = '  # noqa: S608 - names come from the migration itself
        f'(SELECT annotation.organisation FROM annotation WHERE annotation.id = "{table}".annotation)'
    )
    if dialect == "postgresql":
        yield f'ALTER TABLE "{table}" DISABLE TRIGGER refuse_rewording'
        yield filled
        yield f'ALTER TABLE "{table}" ENABLE TRIGGER refuse_rewording'
        return
    yield f'DROP TRIGGER "{table}_refuse_update"'
    yield filled
    yield (
        f'CREATE TRIGGER "{table}_refuse_update" BEFORE UPDATE ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )
    yield from rewording_statements(dialect, table, column, kept, condition)


def _name_organisations() -> None:
    """Write a leaf for each organisation that is there, as making one does."""
    connection, now = op.get_bind(), datetime.now(UTC)
    query = sa.select(_ORGANISATION).order_by(_ORGANISATION.c.created, _ORGANISATION.c.id)
    for row in connection.execute(query).all():
        content = {"organisation": row.id, "role": row.kind, "name": row.name, "made": moment(row.created)}
        opening = new_opening(content)
        leaf = leaf_of("organisation", f"urn:enregard:organisation:{row.id}", commit(opening))
        new = {"hash": leaf.hash, "kind": leaf.kind, "subject": leaf.subject, "commitment": leaf.commitment}
        id_ = connection.execute(sa.insert(_LEAF).values(**new, recorded=now).returning(_LEAF.c.id)).scalar_one()
        kept = {"leaf": leaf.hash, "salt": opening.salt, "content": opening.content.decode()}
        connection.execute(sa.insert(_OPENING).values(**kept))
        connection.execute(sa.insert(_PENDING).values(leaf=id_, hash=leaf.hash, recorded=now))


def downgrade() -> None:
    """There is no way back: what was filed is never dropped."""
    raise NotImplementedError("what was filed is never dropped")
