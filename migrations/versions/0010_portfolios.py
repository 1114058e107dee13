"""portfolios

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-26 12:29:52.587501

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
EXACT = sa.Numeric().with_variant(sa.String(length=62), 'sqlite')
SHARED = sa.text('portfolio_id IS NULL')
OWN = sa.text('portfolio_id IS NOT NULL')
LIVE = sa.text('deleted_at IS NULL')


def upgrade():
    op.create_table('portfolios',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('user_id', BIG_ID, nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('cash', sa.String(length=8), server_default='implicit', nullable=False),
    sa.Column('allow_shorts', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', BIG_ID, server_default='0', nullable=False),
    sa.Column('stale_from', sa.Date(), nullable=True),
    sa.CheckConstraint("cash IN ('tracked', 'implicit')", name=op.f('ck_portfolios_cash_known')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_portfolios_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portfolios'))
    )
    with op.batch_alter_table('portfolios', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portfolios_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_portfolios_user_id_name', ['user_id', 'name'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)

    op.create_table('investments',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('portfolio_id', BIG_ID, nullable=False),
    sa.Column('symbol', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('percent_of_par', sa.Boolean(), nullable=False),
    sa.Column('asset_class', sa.String(length=40), nullable=True),
    sa.Column('region', sa.String(length=40), nullable=True),
    sa.Column('sector', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_investments_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_investments')),
    sa.UniqueConstraint('portfolio_id', 'symbol', name=op.f('uq_investments_portfolio_id_symbol'))
    )
    op.create_table('price_series',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('portfolio_id', BIG_ID, nullable=True),
    sa.Column('symbol', sa.String(length=64), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('restated', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_price_series_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_series'))
    )
    with op.batch_alter_table('price_series', schema=None) as batch_op:
        batch_op.create_index('uq_price_series_portfolio_id_symbol', ['portfolio_id', 'symbol'], unique=True, sqlite_where=OWN, postgresql_where=OWN)
        batch_op.create_index('uq_price_series_symbol', ['symbol'], unique=True, sqlite_where=SHARED, postgresql_where=SHARED)

    op.create_table('activities',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('portfolio_id', BIG_ID, nullable=False),
    sa.Column('investment_id', BIG_ID, nullable=True),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('type', sa.String(length=13), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('quantity', EXACT, nullable=True),
    sa.Column('unit_price', EXACT, nullable=True),
    sa.Column('price_currency', sa.String(length=3), nullable=True),
    sa.Column('amount', EXACT, nullable=True),
    sa.Column('fee', EXACT, nullable=False),
    sa.Column('tax', EXACT, nullable=False),
    sa.Column('fx_rate', EXACT, nullable=True),
    sa.Column('received', EXACT, nullable=True),
    sa.Column('received_currency', sa.String(length=3), nullable=True),
    sa.Column('external_id', sa.String(length=100), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('is_opening', sa.Boolean(), nullable=False),
    sa.Column('row_key', sa.String(length=64), nullable=True),
    sa.Column('import_id', BIG_ID, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("type IN ('buy', 'sell', 'dividend', 'interest', 'fee', 'tax', 'deposit', 'withdrawal', 'split', 'transfer_in', 'transfer_out', 'fx_conversion')", name=op.f('ck_activities_type_known')),
    sa.ForeignKeyConstraint(['investment_id'], ['investments.id'], name=op.f('fk_activities_investment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_activities_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activities'))
    )
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_import_id'), ['import_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_investment_id'), ['investment_id'], unique=False)
        batch_op.create_index('ix_activities_portfolio_id_on', ['portfolio_id', 'on', 'id'], unique=False)
        batch_op.create_index('ix_activities_portfolio_id_row_key', ['portfolio_id', 'row_key'], unique=False)

    op.create_table('close_prices',
    sa.Column('series_id', BIG_ID, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('price', EXACT, nullable=False),
    sa.ForeignKeyConstraint(['series_id'], ['price_series.id'], name=op.f('fk_close_prices_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('series_id', 'on', name=op.f('pk_close_prices'))
    )
    op.create_table('market_splits',
    sa.Column('series_id', BIG_ID, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('ratio', EXACT, nullable=False),
    sa.ForeignKeyConstraint(['series_id'], ['price_series.id'], name=op.f('fk_market_splits_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('series_id', 'on', name=op.f('pk_market_splits'))
    )

    op.create_table('broker_imports',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('portfolio_id', BIG_ID, nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('preset', sa.String(length=40), nullable=True),
    sa.Column('preview', sa.LargeBinary(), nullable=True),
    sa.Column('error', sa.String(length=500), nullable=True),
    sa.Column('new', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('reading', 'asking', 'ready', 'refused', 'stored', 'undone')", name=op.f('ck_broker_imports_state_known')),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_broker_imports_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broker_imports'))
    )
    with op.batch_alter_table('broker_imports', schema=None) as batch_op:
        batch_op.create_index('ix_broker_imports_portfolio_id', ['portfolio_id', 'id'], unique=False)
    op.create_table('valuation_days',
    sa.Column('portfolio_id', BIG_ID, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('value', EXACT, nullable=True),
    sa.Column('twr', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_valuation_days_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('portfolio_id', 'on', name=op.f('pk_valuation_days'))
    )
    op.create_table('performance_answers',
    sa.Column('portfolio_id', BIG_ID, nullable=False),
    sa.Column('key', sa.String(length=400), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolios.id'], name=op.f('fk_performance_answers_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('portfolio_id', 'key', name=op.f('pk_performance_answers'))
    )


def downgrade():
    op.drop_table('performance_answers')
    op.drop_table('valuation_days')
    op.drop_table('broker_imports')
    op.drop_table('market_splits')
    op.drop_table('close_prices')
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_index('ix_activities_portfolio_id_row_key')
        batch_op.drop_index('ix_activities_portfolio_id_on')
        batch_op.drop_index(batch_op.f('ix_activities_investment_id'))
        batch_op.drop_index(batch_op.f('ix_activities_import_id'))

    op.drop_table('activities')
    with op.batch_alter_table('price_series', schema=None) as batch_op:
        batch_op.drop_index('uq_price_series_symbol', sqlite_where=SHARED, postgresql_where=SHARED)
        batch_op.drop_index('uq_price_series_portfolio_id_symbol', sqlite_where=OWN, postgresql_where=OWN)

    op.drop_table('price_series')
    op.drop_table('investments')
    with op.batch_alter_table('portfolios', schema=None) as batch_op:
        batch_op.drop_index('uq_portfolios_user_id_name', sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.drop_index(batch_op.f('ix_portfolios_user_id'))

    op.drop_table('portfolios')
