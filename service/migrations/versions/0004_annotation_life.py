"""The later life of annotations: replies, countersignatures, dissent, retraction, carry-forward, withholding; drafts,
the unions' own demands, and what was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from service.store.guards import guard_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GUARDED: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("reply", (("sequence",),)),
    ("countersignature", (("sequence",), ("annotation", "organisation", "number"))),
    ("dissent", (("sequence",), ("annotation", "organisation", "number"))),
    ("retraction", (("annotation",),)),
    ("carry_forward", (("annotation", "revision"),)),
    ("withholding", (("sequence",),)),
    ("union_demand", (("id", "number"),)),
)
"""Insert-only tables of this step, with their primary keys and unique columns."""


def upgrade() -> None:
    """Make the tables of this step, and the guards of those that are insert-only."""
    _said_beside()
    _done_to_it()
    _around_it()
    for table, keys in GUARDED:
        for statement in guard_statements(op.get_bind().dialect.name, table, *keys):
            op.execute(statement)


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str = "created") -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _version(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_annotation_number_annotation_version"
    there = ["annotation_version.annotation", "annotation_version.number"]
    return sa.ForeignKeyConstraint(["annotation", "number"], there, name=name)


def _numbered(table: str, *more: SchemaItem) -> None:
    """A table whose rows speak of one version of an annotation, in the order of their sequence."""
    op.create_table(
        table,
        sa.Column("sequence", sa.Integer(), nullable=False),
        _text("annotation"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("organisation"),
        *more,
        _moment(),
        _text("token", nullable=True),
        _to(table, "annotation", "annotation"),
        _to(table, "organisation", "organisation"),
        _to(table, "token", "token"),
        _version(table),
        sa.PrimaryKeyConstraint("sequence", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_organisation", table, ["organisation"])


def _said_beside() -> None:
    _numbered(
        "reply",
        sa.Column("signatory", sa.String(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
    )
    op.create_index("ix_reply_annotation", "reply", ["annotation"])
    _numbered("countersignature", _one_position("countersignature"))
    _numbered("dissent", sa.Column("text", sa.Text(), nullable=False), _one_position("dissent"))


def _one_position(table: str) -> sa.UniqueConstraint:
    columns = ("annotation", "organisation", "number")
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_annotation_organisation_number")


def _done_to_it() -> None:
    op.create_table(
        "retraction",
        _text("annotation"),
        sa.Column("reason", sa.Text(), nullable=False),
        _moment(),
        _text("token", nullable=True),
        _to("retraction", "annotation", "annotation"),
        _to("retraction", "token", "token"),
        sa.PrimaryKeyConstraint("annotation", name="pk_retraction"),
    )
    op.create_table(
        "carry_forward",
        _text("annotation"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        _moment(),
        _text("token", nullable=True),
        _to("carry_forward", "annotation", "annotation"),
        _to("carry_forward", "token", "token"),
        sa.PrimaryKeyConstraint("annotation", "revision", name="pk_carry_forward"),
    )
    op.create_table(
        "withholding",
        sa.Column("sequence", sa.Integer(), nullable=False),
        _text("annotation"),
        _text("part"),
        sa.Column("item", sa.Integer(), nullable=True),
        _text("ground"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted", sa.Boolean(), nullable=False),
        _text("organisation"),
        _moment(),
        _text("token", nullable=True),
        _to("withholding", "annotation", "annotation"),
        _to("withholding", "organisation", "organisation"),
        _to("withholding", "token", "token"),
        sa.CheckConstraint("part IN ('annotation', 'reply', 'dissent')", name="ck_withholding_part"),
        sa.CheckConstraint("ground IN ('legal', 'personal_data')", name="ck_withholding_ground"),
        sa.PrimaryKeyConstraint("sequence", name="pk_withholding"),
    )
    op.create_index("ix_withholding_annotation", "withholding", ["annotation"])


def _around_it() -> None:
    op.create_table(
        "union_demand",
        _text("id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("organisation"),
        _text("framework"),
        sa.Column("content", sa.JSON(), nullable=False),
        _moment(),
        _text("token", nullable=True),
        _to("union_demand", "organisation", "organisation"),
        _to("union_demand", "token", "token"),
        sa.PrimaryKeyConstraint("id", "number", name="pk_union_demand"),
    )
    op.create_table(
        "annotation_draft",
        _text("id"),
        _text("organisation"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        _moment(),
        _moment("changed"),
        _to("annotation_draft", "organisation", "organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_annotation_draft"),
    )
    for table in ("union_demand", "annotation_draft"):
        op.create_index(f"ix_{table}_organisation", table, ["organisation"])
    op.create_table(
        "reading_mark",
        _text("organisation"),
        _text("cycle"),
        _text("signatory"),
        sa.Column("revision", sa.Integer(), nullable=False),
        _moment("read"),
        _to("reading_mark", "organisation", "organisation"),
        sa.ForeignKeyConstraint(
            ["cycle", "signatory"],
            ["signatory.cycle", "signatory.id"],
            name="fk_reading_mark_cycle_signatory_signatory",
        ),
        sa.PrimaryKeyConstraint("organisation", "cycle", "signatory", name="pk_reading_mark"),
    )


def downgrade() -> None:
    """There is no way back: what was filed is never dropped."""
    raise NotImplementedError("what was filed is never dropped")
