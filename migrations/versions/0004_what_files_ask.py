"""what files ask, and which rows are one payment

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-26 01:10:00.000000

"""
from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_HAS_KEY = sa.text('card_key IS NOT NULL')
_IS_HOLD = sa.text("status = 'PENDING' AND import_id IS NOT NULL")
_SIGN = "CASE direction WHEN 'out' THEN '-' ELSE '+' END"
# Day, direction, amount and currency, as posting.keys.movement_key writes them.
_KEYS = {
    'sqlite': f"""
        UPDATE transactions SET natural_key =
            CASE WHEN status = 'PENDING' AND json_extract(details, '$.undated') THEN 'undated'
            ELSE replace(booked_on, '-', '') END
            || {_SIGN} || amount || currency,
            card_key = CASE WHEN length(json_extract(details, '$.rrn')) = 12
                THEN json_extract(details, '$.rrn') || ':'
                || substr(lower(coalesce(json_extract(details, '$.tid'), '')), 1, 19) END
        WHERE natural_key IS NOT NULL""",
    'postgresql': f"""
        UPDATE transactions SET natural_key =
            CASE WHEN status = 'PENDING' AND details->>'undated' = 'true' THEN 'undated'
            ELSE to_char(booked_on, 'YYYYMMDD') END
            || {_SIGN} || amount || currency,
            card_key = CASE WHEN length(details->>'rrn') = 12
                THEN (details->>'rrn') || ':' || left(lower(coalesce(details->>'tid', '')), 19) END
        WHERE natural_key IS NOT NULL""",
}


def upgrade():
    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('needs', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('answers', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('keep', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('skip', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('unconfirmed', sa.Integer(), server_default='0', nullable=False))
    op.add_column('transactions', sa.Column('card_key', sa.String(length=32), nullable=True))
    op.create_index('ix_transactions_card_key', 'transactions', ['card_key'], unique=False,
                    postgresql_where=_HAS_KEY, sqlite_where=_HAS_KEY)
    op.create_index('ix_transactions_holds_of_files', 'transactions', ['user_id'], unique=False,
                    postgresql_where=_IS_HOLD, sqlite_where=_IS_HOLD)
    op.execute(_KEYS[op.get_bind().dialect.name])


def downgrade():
    # The keys of before cannot be told from these; a file that is brought again then finds them new.
    op.drop_index('ix_transactions_holds_of_files', table_name='transactions', postgresql_where=_IS_HOLD, sqlite_where=_IS_HOLD)
    op.drop_index('ix_transactions_card_key', table_name='transactions', postgresql_where=_HAS_KEY, sqlite_where=_HAS_KEY)
    op.drop_column('transactions', 'card_key')
    with op.batch_alter_table('imports', schema=None) as batch_op:
        for name in ('unconfirmed', 'skip', 'keep', 'answers', 'needs', 'told'):
            batch_op.drop_column(name)
