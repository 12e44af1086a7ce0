"""Every text that a leaf commits to can be erased; reminders to companies are on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.guards import rewording_statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ANNOTATION = "'urn:enregard:annotation:' || OLD.annotation"
ERASABLE_WORDS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "carry_forward",
        "texts",
        ("annotation", "revision", "created", "token"),
        f"{_ANNOTATION} || ':' || 'carry-forward' || ':' || OLD.revision",
    ),
    ("retraction", "reason", ("annotation", "created", "token"), f"{_ANNOTATION} || ':' || 'retraction'"),
    (
        "withholding",
        "reason",
        ("sequence", "annotation", "part", "item", "ground", "lifted", "organisation", "created", "token"),
        f"{_ANNOTATION} || ':' || 'withholding' || ':' || OLD.sequence",
    ),
    (
        "withdrawal",
        "reason",
        ("sequence", "submission", "revision", "withdrawn", "organisation", "account", "token"),
        "'urn:enregard:submission:' || OLD.submission || ':' || 'withdrawal' || ':' || OLD.revision",
    ),
    (
        "cycle_transition",
        "reason",
        (
            *("sequence", "cycle", "number", "phase", "cause", "at", "recorded", "opens", "closes", "replies_until"),
            *("organisation", "account", "token"),
        ),
        "'urn:enregard:cycle:' || OLD.cycle || ':' || 'transition' || ':' || OLD.number",
    ),
    (
        "accreditation",
        "ground",
        ("sequence", "organisation", "act", "cycle", "account", "speaker", "created"),
        "'urn:enregard:union:' || OLD.organisation || ':' || 'accreditation' || ':' || OLD.sequence",
    ),
    (
        "edition",
        "reason",
        (
            *("id", "cycle", "major", "minor", "framework", "framework_hash", "previous", "position", "program"),
            *("checklist", "organisation", "token", "published"),
        ),
        "'urn:enregard:edition:' || OLD.id",
    ),
    (
        "erasure",
        "reason",
        ("id", "subject", "leaf", "ground", "organisation", "token", "created"),
        "'urn:enregard:erasure:' || OLD.id",
    ),
)
"""Tables, the column of words in each that an erasure may replace, the columns that stay, and the name it is under."""
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let the words go where an erasure names them, and make the table of reminders."""
    dialect = op.get_bind().dialect.name
    for table, column, kept, name in ERASABLE_WORDS:
        for statement in rewording_statements(dialect, table, column, kept, f"erasure.subject = {name}"):
            op.execute(statement)
    op.create_table(
        "reminder",
        sa.Column("annotation", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("letters", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["annotation", "number"],
            ["annotation_version.annotation", "annotation_version.number"],
            name="fk_reminder_annotation_number_annotation_version",
        ),
        sa.ForeignKeyConstraint(
            ["cycle", "signatory"], ["signatory.cycle", "signatory.id"], name="fk_reminder_cycle_signatory_signatory"
        ),
        sa.PrimaryKeyConstraint("annotation", "number", "days", name="pk_reminder"),
    )
    op.create_index("ix_reminder_cycle_signatory", "reminder", ["cycle", "signatory"])


def downgrade() -> None:
    """There is no way back: what was filed is never dropped."""
    raise NotImplementedError("what was filed is never dropped")
