"""the queue remembered

What the database remembers of the queue in Redis, and which flushed rows are still to be categorised.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-26 02:05:31.220418

"""
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    big_id = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('queue_memory',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('generation', sa.String(length=32), nullable=False),
    sa.Column('losses', sa.Integer(), nullable=False),
    sa.Column('lost_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lost_waiting', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_queue_memory_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_queue_memory'))
    )
    op.create_table('flushed_ranges',
    sa.Column('id', big_id, nullable=False),
    sa.Column('after_id', big_id, nullable=False),
    sa.Column('last_id', big_id, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flushed_ranges'))
    )


def downgrade():
    op.drop_table('flushed_ranges')
    op.drop_table('queue_memory')
