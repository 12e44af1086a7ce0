"""Editions: frozen publications and their files; a count of the changes to registers, which reports are kept by."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from service.store.guards import guard_statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GUARDED: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("edition", (("id",), ("cycle", "major", "minor"))),
    ("edition_file", (("edition", "name"),)),
    ("edition_chunk", (("sha256", "position"),)),
)
"""Insert-only tables, with their primary keys and unique columns."""

COUNTED = ("cycle", "signatory", "organisation")
"""Tables whose changes are counted in `register_change`."""


def upgrade() -> None:
    """Make the tables of this step, their guards and the triggers that count."""
    _tables()
    dialect = op.get_bind().dialect.name
    for table, keys in GUARDED:
        for statement in guard_statements(dialect, table, *keys):
            op.execute(statement)
    op.execute("INSERT INTO register_change (id, number) VALUES (1, 0)")
    for statement in _counting(dialect):
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: what was filed is never dropped."""
    raise NotImplementedError("what was filed is never dropped")


def _tables() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("framework_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("previous", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle"], ["cycle.id"], name="fk_edition_cycle_cycle"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_edition_organisation_organisation"),
        sa.ForeignKeyConstraint(["previous"], ["edition.id"], name="fk_edition_previous_edition"),
        sa.ForeignKeyConstraint(["token"], ["token.id"], name="fk_edition_token_token"),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("cycle", "major", "minor", name="uq_edition_cycle_major_minor"),
    )
    op.create_table(
        "edition_file",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name="fk_edition_file_edition_edition"),
        sa.PrimaryKeyConstraint("edition", "name", name="pk_edition_file"),
    )
    op.create_index("ix_edition_file_sha256", "edition_file", ["sha256"])
    op.create_table(
        "edition_chunk",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "position", name="pk_edition_chunk"),
    )
    op.create_table(
        "register_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_change"),
    )


def _counting(dialect: str) -> Iterator[str]:
    count = "UPDATE register_change SET number = number + 1 WHERE id = 1"
    if dialect == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION enregard_count_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {count}; RETURN NULL; END $$"
        )
    for table in COUNTED:
        if dialect == "postgresql":
            yield (
                f'CREATE TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION enregard_count_change()"
            )
            continue
        for act in ("INSERT", "UPDATE", "DELETE"):
            yield f'CREATE TRIGGER "{table}_count_{act.lower()}" AFTER {act} ON "{table}" BEGIN {count}; END'
