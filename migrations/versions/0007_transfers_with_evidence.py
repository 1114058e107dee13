"""transfers with evidence

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-26 01:40:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
SUGGESTED = sa.text('suggested_transfer_id IS NOT NULL')


def upgrade():
    op.create_table('refused_transfers',
    sa.Column('out_id', BIG_ID, nullable=False),
    sa.Column('in_id', BIG_ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['in_id'], ['transactions.id'], name=op.f('fk_refused_transfers_in_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['out_id'], ['transactions.id'], name=op.f('fk_refused_transfers_out_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('out_id', 'in_id', name=op.f('pk_refused_transfers'))
    )
    with op.batch_alter_table('refused_transfers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refused_transfers_in_id'), ['in_id'], unique=False)
    with op.batch_alter_table('transactions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('suggested_transfer_id', BIG_ID, nullable=True))
        batch_op.create_index('ix_transactions_suggested_transfer_id', ['suggested_transfer_id'], unique=False, postgresql_where=SUGGESTED, sqlite_where=SUGGESTED)
        batch_op.create_foreign_key(batch_op.f('fk_transactions_suggested_transfer_id'), 'transactions', ['suggested_transfer_id'], ['id'], ondelete='SET NULL')


def downgrade():
    with op.batch_alter_table('transactions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_transactions_suggested_transfer_id'), type_='foreignkey')
        batch_op.drop_index('ix_transactions_suggested_transfer_id', postgresql_where=SUGGESTED, sqlite_where=SUGGESTED)
        batch_op.drop_column('suggested_transfer_id')
    op.drop_table('refused_transfers')
