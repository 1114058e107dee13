"""sign-ins: the spent refresh token, wrong codes in a row, known places

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-26 01:05:00

"""
import ipaddress

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# Columns are added and dropped as such: a table that Alembic builds anew on SQLite would take with it
# whatever refers to it.


def upgrade():
    op.add_column('auth_sessions', sa.Column('spent_jti', sa.String(length=36), nullable=True))
    op.add_column('auth_sessions', sa.Column('rotated_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_auth_sessions_revoked_at', 'auth_sessions', ['revoked_at'], unique=False)
    op.add_column('users', sa.Column('otp_failures', sa.Integer(), server_default='0', nullable=False))
    op.add_column('users', sa.Column('otp_retry_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('sign_in_places',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('block', sa.String(length=50), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sign_in_places_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'block', name=op.f('pk_sign_in_places'))
    )
    _know_where_people_signed_in()


def _know_where_people_signed_in():
    """The addresses that the security log has; they were in Redis alone before."""
    places = sa.table('sign_in_places', sa.column('user_id'), sa.column('block'), sa.column('last_at'))
    found = op.get_bind().execute(sa.text(
        "SELECT e.user_id, e.ip, MAX(e.at) FROM security_events e JOIN users u ON u.id = e.user_id "
        "WHERE e.event = 'login' AND e.outcome = 'success' GROUP BY e.user_id, e.ip"
    ))
    last = {}
    for user_id, ip, at in found:
        key = (user_id, _block(ip))
        last[key] = max(at, last.get(key, at))
    rows = [{'user_id': user_id, 'block': block, 'last_at': at} for (user_id, block), at in last.items()]
    if rows:
        op.bulk_insert(places, rows)


def _block(ip):
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 6:
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return ip


def downgrade():
    op.drop_table('sign_in_places')
    op.drop_column('users', 'otp_retry_at')
    op.drop_column('users', 'otp_failures')
    op.drop_index('ix_auth_sessions_revoked_at', table_name='auth_sessions')
    op.drop_column('auth_sessions', 'rotated_at')
    op.drop_column('auth_sessions', 'spent_jti')
