"""markets

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-26 20:25:12.551042

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
ACTIVE = sa.text("state IN ('queued', 'running')")


def upgrade():
    op.create_table('instruments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('symbol', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('category', sa.String(length=20), nullable=False),
    sa.Column('base', sa.String(length=20), nullable=False),
    sa.Column('quote', sa.String(length=20), nullable=False),
    sa.Column('interval', sa.String(length=3), nullable=False),
    sa.Column('has_data', sa.Boolean(), nullable=False),
    sa.Column('models_trained', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instruments')),
    sa.UniqueConstraint('symbol', name=op.f('uq_instruments_symbol'))
    )
    # The months are tables of their own on PostgreSQL; whoever first writes to one makes it.
    op.create_table('candles',
    sa.Column('instrument_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('minute', sa.Integer(), autoincrement=False, nullable=False),
    *_values(),
    sa.PrimaryKeyConstraint('instrument_id', 'minute', name=op.f('pk_candles')),
    sqlite_with_rowid=False,
    postgresql_partition_by='RANGE (minute)'
    )
    op.create_table('rolled_bars',
    sa.Column('instrument_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('timeframe', sa.String(length=3), nullable=False),
    sa.Column('start', sa.Integer(), autoincrement=False, nullable=False),
    *_values(),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('instrument_id', 'timeframe', 'start', name=op.f('pk_rolled_bars')),
    sqlite_with_rowid=False
    )
    op.create_table('collections',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('symbol', sa.String(length=32), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_by', BIG_ID, nullable=True),
    sa.Column('first', sa.Integer(), nullable=True),
    sa.Column('end', sa.Integer(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('gaps', sa.Integer(), nullable=False),
    sa.Column('missing', sa.JSON(), nullable=False),
    sa.Column('message', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('queued', 'running', 'done', 'partial', 'failed', 'cancelled')", name=op.f('ck_collections_state_known')),
    sa.ForeignKeyConstraint(['asked_by'], ['users.id'], name=op.f('fk_collections_asked_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collections'))
    )
    with op.batch_alter_table('collections', schema=None) as batch_op:
        batch_op.create_index('uq_collections_symbol', ['symbol'], unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE)

    op.create_table('candle_gaps',
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('first', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_candle_gaps_instrument_id')),
    sa.PrimaryKeyConstraint('instrument_id', 'first', name=op.f('pk_candle_gaps'))
    )


def _values():
    prices = [sa.Column(name, sa.Double(), nullable=False) for name in ('open', 'high', 'low', 'close', 'volume')]
    return [*prices, sa.Column('trades', sa.Integer(), nullable=False)]


def downgrade():
    op.drop_table('candle_gaps')
    op.drop_table('collections')
    op.drop_table('rolled_bars')
    op.drop_table('candles')
    op.drop_table('instruments')
