"""What is written about an edition is found by an index: it stands with the edition's cycle and below the edition."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what annotations are about by edition."""
    op.create_index(op.f("ix_annotation_target_edition"), "annotation_target", ["edition"])


def downgrade() -> None:
    """Find them by reading all again."""
    op.drop_index(op.f("ix_annotation_target_edition"), table_name="annotation_target")
