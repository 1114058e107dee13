"""civil days

Every transaction gets the day on which it happened for its owner, and whether its source told a time. Rows
that were stored before:

- of a file: the file's own day, which was `day` in their details where it was not the moment's day in UTC;
  no time where the moment is noon where the owner lives, as days without a time were kept;
- of a bank feed: a moment of midnight in UTC was a day without a time, and is that day; other moments, and
  those of the intake, fall on the day that it was in the owner's time zone;
- that their bank gave no moment: the day on which they were read, and no time.

`day` leaves the details of files' rows.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-25 09:12:44.051872

"""
import json
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OLD, NEW = 'ix_transactions_user_id_occurred_at_id', 'ix_transactions_user_id_booked_on'
OF_FILE = '(t.import_id IS NOT NULL AND t.connection_id IS NULL)'

POSTGRESQL = f"""
UPDATE transactions AS t SET
  booked_on = CASE
    WHEN {OF_FILE} AND said.day = to_char(said.utc + 1, 'YYYY-MM-DD') THEN said.utc + 1
    WHEN {OF_FILE} AND said.day = to_char(said.utc - 1, 'YYYY-MM-DD') THEN said.utc - 1
    WHEN {OF_FILE} THEN said.utc
    WHEN said.undated THEN said.here::date
    WHEN t.source <> 'intake' AND said.clock = TIME '00:00' THEN said.utc
    ELSE said.here::date END,
  has_time = CASE
    WHEN said.undated THEN false
    WHEN {OF_FILE} THEN said.here::time <> TIME '12:00'
    ELSE t.source = 'intake' OR said.clock <> TIME '00:00' END,
  details = CASE WHEN {OF_FILE} AND said.day IS NOT NULL
    THEN nullif((t.details::jsonb - 'day')::text, '{{}}')::json ELSE t.details END
FROM (
  SELECT x.id, x.details->>'day' AS day, coalesce(x.details->>'undated', '') = 'true' AS undated,
    (x.occurred_at AT TIME ZONE 'UTC')::date AS utc, (x.occurred_at AT TIME ZONE 'UTC')::time AS clock,
    x.occurred_at AT TIME ZONE u.time_zone AS here
  FROM transactions x JOIN users u ON u.id = x.user_id
) AS said WHERE said.id = t.id"""

SQLITE = f"""
UPDATE transactions AS t SET
  booked_on = told_day(occurred_at, details, {OF_FILE}, source, (SELECT time_zone FROM users WHERE id = user_id)),
  has_time = told_time(occurred_at, details, {OF_FILE}, source, (SELECT time_zone FROM users WHERE id = user_id)),
  details = CASE WHEN {OF_FILE} AND details IS NOT NULL AND json_extract(details, '$.day') IS NOT NULL
    THEN nullif(json_remove(details, '$.day'), '{{}}') ELSE details END"""


def upgrade():
    op.add_column('transactions', sa.Column('booked_on', sa.Date(), nullable=True))
    op.add_column('transactions', sa.Column('has_time', sa.Boolean(), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(POSTGRESQL)
        op.alter_column('transactions', 'booked_on', nullable=False)
        op.alter_column('transactions', 'has_time', nullable=False)
        op.drop_index(OLD, table_name='transactions')
        op.create_index(NEW, 'transactions', ['user_id', 'booked_on', 'occurred_at', 'id'], unique=False)
        return
    raw = op.get_bind().connection.driver_connection
    raw.create_function('told_day', 5, told_day, deterministic=True)
    raw.create_function('told_time', 5, told_time, deterministic=True)
    op.execute(SQLITE)
    with op.batch_alter_table('transactions', schema=None) as batch_op:
        batch_op.alter_column('booked_on', existing_type=sa.Date(), nullable=False)
        batch_op.alter_column('has_time', existing_type=sa.Boolean(), nullable=False)
        batch_op.drop_index(OLD)
        batch_op.create_index(NEW, ['user_id', 'booked_on', 'occurred_at', 'id'], unique=False)


def downgrade():
    op.drop_index(NEW, table_name='transactions')
    op.create_index(OLD, 'transactions', ['user_id', 'occurred_at', 'id'], unique=False)
    op.drop_column('transactions', 'has_time')  # SQLite does this in place
    op.drop_column('transactions', 'booked_on')


def told_day(occurred_at, details, of_file, source, zone):
    moment, said = _moment(occurred_at), json.loads(details) if details else {}
    utc = moment.date()
    if of_file:
        near = {(utc + timedelta(days=off)).isoformat() for off in (-1, 1)}
        return said['day'] if said.get('day') in near else utc.isoformat()
    if said.get('undated') is not True and source != 'intake' and moment.time() == moment.min.time():
        return utc.isoformat()
    return _day_here(occurred_at[:16], zone)


def told_time(occurred_at, details, of_file, source, zone):
    if details and json.loads(details).get('undated') is True:
        return 0
    moment = _moment(occurred_at)
    if of_file:
        here = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).time()
        return int(here.isoformat() != '12:00:00')
    return int(source == 'intake' or moment.time() != moment.min.time())


def _moment(text):
    return datetime.fromisoformat(text)


@lru_cache(maxsize=65_536)
def _day_here(minute: str, zone: str) -> str:
    there: date = _moment(minute).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    return there.isoformat()
