"""accounts and balances

Accounts of their own, and the balances that banks, files and people state. Rows that were stored before are
tied to the account that they name; what their files said of balances is not known any more.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-26 12:00:00.000000

"""
import re
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
TIED = sa.text('account_id IS NOT NULL')
COVERED = ['account_id', 'booked_on', 'direction', 'status', 'amount', 'deleted_at']
MANUAL = sa.text("origin = 'manual'")
OF_A_FILE, OF_NONE = sa.text('import_id IS NOT NULL'), sa.text('import_id IS NULL')

# Which account a row names: who named it first decides what it is called and where it comes from.
NAMES = """
    SELECT user_id, account, currency, min(id) AS first, max(connection_id) AS connection_id,
      max(import_id) AS import_id
    FROM transactions WHERE account IS NOT NULL GROUP BY user_id, account, currency ORDER BY min(id)"""
TIE = """
    UPDATE transactions SET account_id = (
      SELECT n.account_id FROM account_names n
      WHERE n.user_id = transactions.user_id AND n.account = transactions.account
        AND n.currency = transactions.currency)
    WHERE account IS NOT NULL"""
IBAN, CURRENCY = re.compile(r'[a-z]{2}[0-9]{2}[a-z0-9]{11,30}'), re.compile(r'(?<=[0-9])[a-z]{3}$')


def upgrade():
    op.create_table('accounts',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('user_id', BIG_ID, nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('institution', sa.String(length=120), nullable=True),
    sa.Column('number', sa.String(length=64), nullable=True),
    sa.Column('key', sa.String(length=130), nullable=True),
    sa.Column('opening_balance', sa.BigInteger(), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('connection_id', BIG_ID, nullable=True),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('current', 'savings', 'card', 'cash', 'loan', 'brokerage', 'property', 'other')", name=op.f('ck_accounts_kind_known')),
    sa.CheckConstraint('opened_on IS NULL OR opening_balance IS NOT NULL', name=op.f('ck_accounts_opening_whole')),
    sa.CheckConstraint("origin IN ('manual', 'connection', 'import', 'intake')", name=op.f('ck_accounts_origin_known')),
    sa.ForeignKeyConstraint(['connection_id'], ['connections.id'], name=op.f('fk_accounts_connection_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_accounts_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('user_id', 'key', 'currency', name=op.f('uq_accounts_user_id_key_currency'))
    )
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accounts_connection_id'), ['connection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accounts_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_accounts_manual_name', ['user_id', 'name'], unique=True, postgresql_where=MANUAL, sqlite_where=MANUAL)

    op.create_table('balances',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('account_id', BIG_ID, nullable=False),
    sa.Column('stated_on', sa.Date(), nullable=False),
    sa.Column('balance', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('is_closing', sa.Boolean(), nullable=False),
    sa.Column('import_id', BIG_ID, nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("source IN ('bank', 'statement', 'person')", name=op.f('ck_balances_source_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_balances_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_balances_import_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_balances'))
    )
    with op.batch_alter_table('balances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_balances_import_id'), ['import_id'], unique=False)
        batch_op.create_index('uq_balances_said', ['account_id', 'stated_on', 'source'], unique=True, postgresql_where=OF_NONE, sqlite_where=OF_NONE)
        batch_op.create_index('uq_balances_import', ['account_id', 'stated_on', 'import_id'], unique=True, postgresql_where=OF_A_FILE, sqlite_where=OF_A_FILE)

    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', BIG_ID, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_imports_account_id'), 'accounts', ['account_id'], ['id'], ondelete='SET NULL')
    with op.batch_alter_table('transactions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', BIG_ID, nullable=True))
        batch_op.add_column(sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_transactions_account_id'), 'accounts', ['account_id'], ['id'], ondelete='SET NULL')
    _tie(op.get_bind())
    op.create_index('ix_transactions_account_id', 'transactions', COVERED, unique=False, postgresql_where=TIED, sqlite_where=TIED)


def downgrade():
    op.drop_index('ix_transactions_account_id', table_name='transactions', postgresql_where=TIED, sqlite_where=TIED)
    op.execute('DELETE FROM transactions WHERE deleted_at IS NOT NULL')  # the version before would show them
    with op.batch_alter_table('transactions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_transactions_account_id'), type_='foreignkey')
        batch_op.drop_column('deleted_at')
        batch_op.drop_column('account_id')
    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_imports_account_id'), type_='foreignkey')
        batch_op.drop_column('account_id')
    op.drop_table('balances')
    op.drop_table('accounts')


def _tie(connection):
    """Add the accounts that rows name, and tie the rows to them: names in Python, for they are few, rows in SQL."""
    op.execute('CREATE TEMPORARY TABLE account_names (user_id BIGINT, account VARCHAR(64), currency VARCHAR(3), account_id BIGINT)')
    known = {}
    for row in connection.execute(sa.text(NAMES)).all():
        key = _key(row.account)
        if key:
            number = known.get((row.user_id, key, row.currency)) or _add(connection, row, key)
            known[row.user_id, key, row.currency] = number
            connection.execute(
                sa.text('INSERT INTO account_names VALUES (:user_id, :account, :currency, :account_id)'),
                {'user_id': row.user_id, 'account': row.account, 'currency': row.currency, 'account_id': number},
            )
    op.execute('CREATE INDEX ix_account_names ON account_names (user_id, account, currency)')
    op.execute(TIE)
    op.execute('DROP TABLE account_names')


def _add(connection, row, key):
    origin = 'connection' if row.connection_id else 'import' if row.import_id else 'intake'
    insert = sa.text("""
        INSERT INTO accounts (user_id, name, kind, currency, institution, number, key, origin, connection_id,
          hidden, created_at)
        VALUES (:user_id, :account, 'current', :currency, (SELECT name FROM connections WHERE id = :connection),
          :account, :key, :origin, :connection, :no, :now) RETURNING id""")
    return connection.execute(
        insert.bindparams(sa.bindparam('no', type_=sa.Boolean()), sa.bindparam('now', type_=sa.DateTime(timezone=True))),
        {'user_id': row.user_id, 'account': row.account, 'currency': row.currency, 'key': key, 'origin': origin,
         'connection': row.connection_id, 'no': False, 'now': datetime.now(UTC)},
    ).scalar()


def _key(account):
    """Return an account's name as accounts.names.account_name compares it."""
    plain = ''.join(char for char in account.casefold() if char.isalnum())
    return plain if IBAN.fullmatch(plain) else CURRENCY.sub('', plain)
