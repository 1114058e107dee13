"""administration of people

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-27 00:15:40.318276

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
MOMENTS = ('locked_at', 'signed_in_at', 'exported_at')


def upgrade():
    for name in MOMENTS:
        op.add_column('users', sa.Column(name, MOMENT, nullable=True))
    op.execute(
        "UPDATE users SET signed_in_at = (SELECT MAX(e.at) FROM security_events e "
        "WHERE e.user_id = users.id AND e.event = 'login' AND e.outcome = 'success')"
    )
    _number_for_good(True)
    op.create_table('password_links',
    sa.Column('user_id', BIG_ID, autoincrement=False, nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_password_links_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_password_links')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_password_links_fingerprint'))
    )


def downgrade():
    op.drop_table('password_links')
    _number_for_good(False)
    for name in MOMENTS:
        op.drop_column('users', name)


def _number_for_good(for_good):
    """Have SQLite give no number of an erased account again (AUTOINCREMENT); PostgreSQL never does.

    The table is written anew for that; env.py leaves foreign keys alone meanwhile.
    """
    if op.get_bind().dialect.name == 'sqlite':
        options = {'sqlite_autoincrement': for_good}
        with op.batch_alter_table('users', recreate='always', table_kwargs=options):
            pass
