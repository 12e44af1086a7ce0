"""First doors: organisations, tokens, cycles, submissions and their revisions, annotations, idempotency keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.guards import guard_statements

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

GUARDED: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("revision", (("id",), ("submission", "number"))),
    ("population", (("revision", "population"),)),
    ("answer", (("revision", "indicator"),)),
    ("answer_value", (("revision", "indicator", "field"),)),
    ("evidence", (("revision", "indicator", "position"),)),
    ("commitment", (("revision", "position"),)),
    ("finding", (("revision", "position"),)),
    ("annotation", (("sequence",), ("id",))),
    ("annotation_version", (("annotation", "number"),)),
    ("annotation_motive", (("annotation", "number", "motive"),)),
    ("annotation_target", (("annotation",),)),
)
"""Insert-only tables, with their primary keys and unique columns."""



def upgrade() -> None:
    """Create every table, and the guards of those that are insert-only."""
    op.create_table('cycle',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('framework', sa.String(), nullable=False),
    sa.Column('framework_hash', sa.String(), nullable=False),
    sa.Column('opens', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_cycle')
    )
    op.create_table('organisation',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_organisation')
    )
    op.create_table('upload',
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('received', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name='pk_upload')
    )
    op.create_table('annotation',
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('organisation', sa.String(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation'], ['organisation.id'], name='fk_annotation_organisation_organisation'),
    sa.PrimaryKeyConstraint('sequence', name='pk_annotation'),
    sa.UniqueConstraint('id', name='uq_annotation_id')
    )
    op.create_index('ix_annotation_organisation', 'annotation', ['organisation'])
    op.create_table('idempotency_key',
    sa.Column('organisation', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('location', sa.String(), nullable=True),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation'], ['organisation.id'], name='fk_idempotency_key_organisation_organisation'),
    sa.PrimaryKeyConstraint('organisation', 'key', name='pk_idempotency_key')
    )
    op.create_index('ix_idempotency_key_created', 'idempotency_key', ['created'])
    op.create_table('signatory',
    sa.Column('cycle', sa.String(), nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('organisation', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=True),
    sa.Column('sector', sa.String(), nullable=True),
    sa.Column('headcount', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('left_on', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['cycle'], ['cycle.id'], name='fk_signatory_cycle_cycle'),
    sa.ForeignKeyConstraint(['organisation'], ['organisation.id'], name='fk_signatory_organisation_organisation'),
    sa.PrimaryKeyConstraint('cycle', 'id', name='pk_signatory'),
    sa.UniqueConstraint('cycle', 'organisation', name='uq_signatory_cycle_organisation')
    )
    op.create_index('ix_signatory_organisation', 'signatory', ['organisation'])
    op.create_table('token',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('organisation', sa.String(), nullable=False),
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('scopes', sa.String(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation'], ['organisation.id'], name='fk_token_organisation_organisation'),
    sa.PrimaryKeyConstraint('id', name='pk_token'),
    sa.UniqueConstraint('digest', name='uq_token_digest')
    )
    op.create_index('ix_token_organisation', 'token', ['organisation'])
    op.create_table('annotation_target',
    sa.Column('annotation', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('framework', sa.String(), nullable=True),
    sa.Column('cycle', sa.String(), nullable=True),
    sa.Column('clause', sa.String(), nullable=True),
    sa.Column('exact', sa.Text(), nullable=True),
    sa.Column('prefix', sa.Text(), nullable=True),
    sa.Column('suffix', sa.Text(), nullable=True),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('indicator', sa.String(), nullable=True),
    sa.Column('signatory', sa.String(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('edition', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['annotation'], ['annotation.id'], name='fk_annotation_target_annotation_annotation'),
    sa.PrimaryKeyConstraint('annotation', name='pk_annotation_target')
    )
    op.create_index('ix_annotation_target_clause', 'annotation_target', ['clause'])
    op.create_index('ix_annotation_target_cycle_signatory_indicator', 'annotation_target', ['cycle', 'signatory', 'indicator'])
    op.create_index('ix_annotation_target_indicator', 'annotation_target', ['indicator'])
    op.create_table('annotation_version',
    sa.Column('annotation', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('motivation', sa.String(), nullable=False),
    sa.Column('created', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token', sa.String(), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['annotation'], ['annotation.id'], name='fk_annotation_version_annotation_annotation'),
    sa.ForeignKeyConstraint(['token'], ['token.id'], name='fk_annotation_version_token_token'),
    sa.PrimaryKeyConstraint('annotation', 'number', name='pk_annotation_version')
    )
    op.create_table('submission',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('cycle', sa.String(), nullable=False),
    sa.Column('signatory', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['cycle', 'signatory'], ['signatory.cycle', 'signatory.id'], name='fk_submission_cycle_signatory_signatory'),
    sa.PrimaryKeyConstraint('id', name='pk_submission'),
    sa.UniqueConstraint('cycle', 'signatory', name='uq_submission_cycle_signatory')
    )
    op.create_table('annotation_motive',
    sa.Column('annotation', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('motive', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['annotation', 'number'], ['annotation_version.annotation', 'annotation_version.number'], name='fk_annotation_motive_annotation_number_annotation_version'),
    sa.PrimaryKeyConstraint('annotation', 'number', 'motive', name='pk_annotation_motive')
    )
    op.create_index('ix_annotation_motive_motive', 'annotation_motive', ['motive'])
    op.create_table('revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('received', sa.DateTime(timezone=True), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('organisation', sa.String(), nullable=False),
    sa.Column('token', sa.String(), nullable=True),
    sa.Column('upload', sa.String(), nullable=True),
    sa.Column('framework', sa.String(), nullable=False),
    sa.Column('framework_hash', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=True),
    sa.Column('sector', sa.String(), nullable=True),
    sa.Column('reference', sa.String(), nullable=True),
    sa.Column('publication', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['organisation'], ['organisation.id'], name='fk_revision_organisation_organisation'),
    sa.ForeignKeyConstraint(['submission'], ['submission.id'], name='fk_revision_submission_submission'),
    sa.ForeignKeyConstraint(['token'], ['token.id'], name='fk_revision_token_token'),
    sa.PrimaryKeyConstraint('id', name='pk_revision'),
    sa.UniqueConstraint('submission', 'number', name='uq_revision_submission_number')
    )
    op.create_table('answer',
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['revision'], ['revision.id'], name='fk_answer_revision_revision'),
    sa.PrimaryKeyConstraint('revision', 'indicator', name='pk_answer')
    )
    op.create_table('commitment',
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('clause', sa.String(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('target', sa.Numeric(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('target_date', sa.Date(), nullable=True),
    sa.Column('role', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['revision'], ['revision.id'], name='fk_commitment_revision_revision'),
    sa.PrimaryKeyConstraint('revision', 'position', name='pk_commitment')
    )
    op.create_table('finding',
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('path', sa.JSON(), nullable=False),
    sa.Column('indicator', sa.String(), nullable=True),
    sa.Column('field', sa.String(), nullable=True),
    sa.Column('found', sa.Text(), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['revision'], ['revision.id'], name='fk_finding_revision_revision'),
    sa.PrimaryKeyConstraint('revision', 'position', name='pk_finding')
    )
    op.create_table('population',
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('population', sa.String(), nullable=False),
    sa.Column('value', sa.Numeric(), nullable=False),
    sa.ForeignKeyConstraint(['revision'], ['revision.id'], name='fk_population_revision_revision'),
    sa.PrimaryKeyConstraint('revision', 'population', name='pk_population')
    )
    op.create_table('answer_value',
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(), nullable=False),
    sa.Column('field', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('value', sa.Numeric(), nullable=False),
    sa.ForeignKeyConstraint(['revision', 'indicator'], ['answer.revision', 'answer.indicator'], name='fk_answer_value_revision_indicator_answer'),
    sa.PrimaryKeyConstraint('revision', 'indicator', 'field', name='pk_answer_value')
    )
    op.create_table('evidence',
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['revision', 'indicator'], ['answer.revision', 'answer.indicator'], name='fk_evidence_revision_indicator_answer'),
    sa.PrimaryKeyConstraint('revision', 'indicator', 'position', name='pk_evidence')
    )
    for table, keys in GUARDED:
        for statement in guard_statements(op.get_bind().dialect.name, table, *keys):
            op.execute(statement)


def downgrade() -> None:
    """There is no way back before the first schema: what was filed is never dropped."""
    raise NotImplementedError("the first schema has no predecessor")
