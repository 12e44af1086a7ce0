"""The public log: leaves and signed checkpoints; erasures; webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.guards import erasable_statements, guard_statements, rewording_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GUARDED: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("ledger_leaf", (("id",), ("hash",))),
    ("ledger_opening", (("leaf",),)),
    ("ledger_place", (("place",), ("leaf",))),
    ("ledger_tile", (("level", "number"),)),
    ("checkpoint", (("size",),)),
    ("erasure", (("id",),)),
)
_OF = "erasure.subject = 'urn:enregard:annotation:' || OLD.annotation"
ERASABLE_WORDS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "annotation_version",
        "content",
        ("annotation", "number", "motivation", "created", "token", "account"),
        f"{_OF} || ':' || 'version' || ':' || OLD.number",
    ),
    (
        "reply",
        "texts",
        ("sequence", "annotation", "number", "organisation", "signatory", "late", "created", "token"),
        f"{_OF} || ':' || 'reply' || ':' || OLD.sequence",
    ),
    (
        "dissent",
        "text",
        ("sequence", "annotation", "number", "organisation", "created", "token"),
        f"{_OF} || ':' || 'dissent' || ':' || OLD.sequence",
    ),
)
"""Tables, the column of words in each that an erasure may replace, the columns that stay, and which erasure it takes."""
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of this step, and the guards of those that are insert-only."""
    _log()
    _webhooks()
    dialect = op.get_bind().dialect.name
    for table, keys in GUARDED:
        for statement in guard_statements(dialect, table, *keys):
            op.execute(statement)
    for statement in erasable_statements(dialect, "ledger_opening", "erasure.leaf = OLD.leaf"):
        op.execute(statement)
    for table, column, kept, condition in ERASABLE_WORDS:
        for statement in rewording_statements(dialect, table, column, kept, condition):
            op.execute(statement)


def _log() -> None:
    op.create_table(
        "ledger_leaf",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("recorded", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_leaf"),
        sa.UniqueConstraint("hash", name="uq_ledger_leaf_hash"),
    )
    op.create_index("ix_ledger_leaf_subject", "ledger_leaf", ["subject"])
    op.create_table(
        "ledger_opening",
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("leaf", name="pk_ledger_opening"),
    )
    op.create_table(
        "ledger_pending",
        sa.Column("leaf", _BIG, nullable=False, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("leaf", name="pk_ledger_pending"),
    )
    op.create_table(
        "ledger_place",
        sa.Column("place", _BIG, nullable=False, autoincrement=False),
        sa.Column("leaf", _BIG, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_ledger_place"),
        sa.UniqueConstraint("leaf", name="uq_ledger_place_leaf"),
    )
    op.create_table(
        "ledger_tile",
        sa.Column("level", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", _BIG, nullable=False, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name="pk_ledger_tile"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", _BIG, nullable=False, autoincrement=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoint"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=True),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_subject", "erasure", ["subject"])
    op.create_index("ix_erasure_leaf", "erasure", ["leaf"])


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_webhook_organisation_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_index("ix_webhook_organisation", "webhook", ["organisation"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("webhook", sa.String(), nullable=False),
        sa.Column("earlier", _BIG, nullable=False),
        sa.Column("size", _BIG, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", _MOMENT, nullable=True),
        sa.Column("delivered", _MOMENT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["webhook"], ["webhook.id"], name="fk_webhook_delivery_webhook_webhook"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
        sa.UniqueConstraint("webhook", "size", name="uq_webhook_delivery_webhook_size"),
    )
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["due"])


def downgrade() -> None:
    """There is no way back: what was filed is never dropped."""
    raise NotImplementedError("what was filed is never dropped")
