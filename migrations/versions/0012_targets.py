"""targets

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-26 16:40:12.118204

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
EXACT = sa.Numeric().with_variant(sa.String(length=62), 'sqlite')


def upgrade():
    op.create_table('target_plans',
    sa.Column('portfolio_id', BIG_ID, nullable=False),
    sa.Column('grouping', sa.String(length=11), nullable=False),
    sa.Column('tolerance', EXACT, nullable=False),
    sa.CheckConstraint("grouping IN ('holding', 'asset_class', 'region', 'sector')", name=op.f('ck_target_plans_grouping_known')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_target_plans_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('portfolio_id', name=op.f('pk_target_plans'))
    )
    op.create_table('targets',
    sa.Column('portfolio_id', BIG_ID, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('weight', EXACT, nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['portfolio_id'], ['target_plans.portfolio_id'], name=op.f('fk_targets_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('portfolio_id', 'key', name=op.f('pk_targets'))
    )


def downgrade():
    op.drop_table('targets')
    op.drop_table('target_plans')
