"""Phases of cycles, who joined and left, drafts, withdrawals, bulk uploads."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from service.store.guards import guard_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GUARDED: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("cycle_transition", (("sequence",), ("cycle", "number"))),
    ("signatory_event", (("sequence",), ("cycle", "signatory", "number"))),
    ("withdrawal", (("sequence",), ("submission", "revision"))),
)
"""Insert-only tables, with their primary keys and unique columns."""


def upgrade() -> None:
    """Add the columns, make the tables of this step and their guards."""
    _columns()
    _records()
    _drafts()
    _bulk()
    for table, keys in GUARDED:
        for statement in guard_statements(op.get_bind().dialect.name, table, *keys):
            op.execute(statement)


def downgrade() -> None:
    """There is no way back: what was filed is never dropped."""
    raise NotImplementedError("what was filed is never dropped")


def _moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _author(table: str) -> list[Any]:
    """Whose act it was: organisation, person and token; all empty for the clock and for the operator."""
    named = ("organisation", "account", "token")
    columns: list[Any] = [sa.Column(name, sa.String(), nullable=True) for name in named]
    return [*columns, *(sa.ForeignKeyConstraint([n], [f"{n}.id"], name=f"fk_{table}_{n}_{n}") for n in named)]


def _columns() -> None:
    op.add_column("cycle", sa.Column("zone", sa.String(), nullable=False, server_default="UTC"))
    for name in ("replies_until", "frozen", "published"):
        op.add_column("cycle", _moment(name, nullable=True))
    op.add_column("cycle", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("signatory", _moment("opened", nullable=True))
    op.add_column("signatory", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def _records() -> None:
    op.create_table(
        "cycle_transition",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        *(_moment(name) for name in ("at", "recorded", "opens", "closes")),
        _moment("replies_until", nullable=True),
        *_author("cycle_transition"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["cycle"], ["cycle.id"], name="fk_cycle_transition_cycle_cycle"),
        sa.PrimaryKeyConstraint("sequence", name="pk_cycle_transition"),
        sa.UniqueConstraint("cycle", "number", name="uq_cycle_transition_cycle_number"),
    )
    op.create_table(
        "signatory_event",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("on", sa.String(), nullable=False),
        _moment("recorded"),
        *_author("signatory_event"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle", "signatory"],
            ["signatory.cycle", "signatory.id"],
            name="fk_signatory_event_cycle_signatory_signatory",
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_signatory_event"),
        sa.UniqueConstraint("cycle", "signatory", "number", name="uq_signatory_event_cycle_signatory_number"),
    )
    op.create_table(
        "withdrawal",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _moment("withdrawn"),
        sa.Column("reason", sa.Text(), nullable=False),
        *_author("withdrawal"),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name="fk_withdrawal_submission_submission"),
        sa.PrimaryKeyConstraint("sequence", name="pk_withdrawal"),
        sa.UniqueConstraint("submission", "revision", name="uq_withdrawal_submission_revision"),
    )


def _drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle", "signatory"], ["signatory.cycle", "signatory.id"], name="fk_draft_cycle_signatory_signatory"
        ),
        sa.PrimaryKeyConstraint("cycle", "signatory", name="pk_draft"),
    )
    op.create_table(
        "draft_part",
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        _moment("saved"),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle", "signatory"], ["draft.cycle", "draft.signatory"], name="fk_draft_part_cycle_signatory_draft"
        ),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_draft_part_account_account"),
        sa.ForeignKeyConstraint(["token"], ["token.id"], name="fk_draft_part_token_token"),
        sa.PrimaryKeyConstraint("cycle", "signatory", "part", name="pk_draft_part"),
    )
    op.create_table(
        "workbook_on_trial",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        _moment("received"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle", "signatory"],
            ["signatory.cycle", "signatory.id"],
            name="fk_workbook_on_trial_cycle_signatory_signatory",
        ),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_workbook_on_trial_account_account"),
        sa.ForeignKeyConstraint(["token"], ["token.id"], name="fk_workbook_on_trial_token_token"),
        sa.PrimaryKeyConstraint("id", name="pk_workbook_on_trial"),
    )


def _bulk() -> None:
    op.create_table(
        "bulk_job",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        *_author("bulk_job"),
        sa.Column("sha256", sa.String(), nullable=False),
        _moment("received"),
        _moment("finished", nullable=True),
        sa.ForeignKeyConstraint(["cycle"], ["cycle.id"], name="fk_bulk_job_cycle_cycle"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_job"),
    )
    op.create_index("ix_bulk_job_cycle", "bulk_job", ["cycle"])
    op.create_table(
        "bulk_file",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=name != "status") for name in ("status", "signatory", "submission")),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        _moment("done", nullable=True),
        sa.ForeignKeyConstraint(["job"], ["bulk_job.id"], name="fk_bulk_file_job_bulk_job"),
        sa.PrimaryKeyConstraint("job", "position", name="pk_bulk_file"),
    )
