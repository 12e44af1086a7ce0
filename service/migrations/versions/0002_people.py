"""People of organisations: accounts, memberships, invitations, sessions, accreditations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.guards import guard_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this step; a union verified so far is accredited for all cycles."""
    _people()
    _ways_in()
    _accreditation()
    for table in ("token", "revision", "annotation_version"):
        # Plain SQL, because Alembic would copy the table on SQLite, and these tables are referred to or insert-only.
        op.execute(
            f'ALTER TABLE "{table}" ADD COLUMN account VARCHAR '
            f"CONSTRAINT fk_{table}_account_account REFERENCES account (id)"
        )
    op.add_column("token", sa.Column("label", sa.String(), nullable=True))
    op.add_column("organisation", sa.Column("likeness", sa.String(), nullable=True))
    op.create_index("ix_organisation_likeness", "organisation", ["likeness"])


def _people() -> None:
    """Who is a member of what, and by which invitation."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )
    op.create_table(
        "membership",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('admin', 'member')", name="ck_membership_role"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_membership_account_account"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_membership_organisation_organisation"),
        sa.PrimaryKeyConstraint("account", "organisation", name="pk_membership"),
    )
    op.create_index("ix_membership_organisation", "membership", ["organisation"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=True),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by"], ["account.id"], name="fk_invitation_accepted_by_account"),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name="fk_invitation_invited_by_account"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_invitation_organisation_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("digest", name="uq_invitation_digest"),
    )
    op.create_index("ix_invitation_organisation", "invitation", ["organisation"])


def _ways_in() -> None:
    """How people come in, and what holds them back."""
    op.create_table(
        "password_reset",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_password_reset_account_account"),
        sa.PrimaryKeyConstraint("id", name="pk_password_reset"),
        sa.UniqueConstraint("digest", name="uq_password_reset_digest"),
    )
    op.create_index("ix_password_reset_account", "password_reset", ["account"])
    op.create_index("ix_password_reset_expires", "password_reset", ["expires"])
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_session_account_account"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_session_organisation_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("digest", name="uq_session_digest"),
    )
    op.create_index("ix_session_account", "session", ["account"])
    op.create_index("ix_session_expires", "session", ["expires"])
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_identity_account_account"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identity"),
    )
    op.create_index("ix_identity_account", "identity", ["account"])
    op.create_table(
        "outside_sign_in",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("invitation", sa.String(), nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_outside_sign_in_account_account"),
        sa.ForeignKeyConstraint(["invitation"], ["invitation.id"], name="fk_outside_sign_in_invitation_invitation"),
        sa.PrimaryKeyConstraint("digest", name="pk_outside_sign_in"),
    )
    op.create_index("ix_outside_sign_in_expires", "outside_sign_in", ["expires"])
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("spent_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attempt"),
    )
    op.create_index("ix_attempt_spent_until", "attempt", ["spent_until"])


def _accreditation() -> None:
    """What unions are accredited for, as a record that only grows."""
    op.create_table(
        "accreditation",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("speaker", sa.String(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('granted', 'ended')", name="ck_accreditation_act"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_accreditation_account_account"),
        sa.ForeignKeyConstraint(["cycle"], ["cycle.id"], name="fk_accreditation_cycle_cycle"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name="fk_accreditation_organisation_organisation"
        ),
        sa.ForeignKeyConstraint(["speaker"], ["organisation.id"], name="fk_accreditation_speaker_organisation"),
        sa.PrimaryKeyConstraint("sequence", name="pk_accreditation"),
    )
    op.create_index("ix_accreditation_organisation_sequence", "accreditation", ["organisation", "sequence"])
    op.execute(
        "INSERT INTO accreditation (organisation, act, cycle, ground, account, speaker, created) "
        "SELECT id, 'granted', NULL, 'verified before accreditations were recorded', NULL, NULL, created "
        "FROM organisation WHERE kind = 'union' AND verified ORDER BY created, id"
    )
    for statement in guard_statements(op.get_bind().dialect.name, "accreditation", ("sequence",)):
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: what was filed is never dropped."""
    raise NotImplementedError("what was filed is never dropped")
