"""exchange rates

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-26 12:00:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
EXACT = sa.Numeric().with_variant(sa.String(length=62), 'sqlite')


def upgrade():
    op.create_table('exchange_rates',
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('rate', EXACT, nullable=False),
    sa.Column('source', sa.String(length=8), nullable=False),
    sa.CheckConstraint("source IN ('ecb', 'admin')", name=op.f('ck_exchange_rates_source_known')),
    sa.PrimaryKeyConstraint('currency', 'on', name=op.f('pk_exchange_rates'))
    )
    op.create_table('own_exchange_rates',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('user_id', BIG_ID, nullable=False),
    sa.Column('from_currency', sa.String(length=3), nullable=False),
    sa.Column('to_currency', sa.String(length=3), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('rate', EXACT, nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_own_exchange_rates_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_exchange_rates')),
    sa.UniqueConstraint('user_id', 'from_currency', 'to_currency', 'on', name=op.f('uq_own_exchange_rates_user_id_from_currency_to_currency_on'))
    )


def downgrade():
    op.drop_table('own_exchange_rates')
    op.drop_table('exchange_rates')
