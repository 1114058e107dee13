"""books that are kept

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-27 00:40:12.114802

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade():
    op.create_table('kept_books',
    sa.Column('portfolio_id', BIG_ID, autoincrement=False, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('version', BIG_ID, nullable=False),
    sa.Column('basis', sa.String(length=64), nullable=False),
    sa.Column('currencies', sa.JSON(), nullable=False),
    sa.Column('symbols', sa.JSON(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_kept_books_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('portfolio_id', name=op.f('pk_kept_books'))
    )


def downgrade():
    op.drop_table('kept_books')
