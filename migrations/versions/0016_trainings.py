"""trainings, predictions, signals

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-26 21:20:14.402117

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
ACTIVE = sa.text("state IN ('queued', 'running')")
MOMENT = sa.DateTime(timezone=True)
# What was said before the fact, and what became of it, is only ever added to.
KEPT = ('predictions', 'prediction_scores', 'market_signals')


def upgrade():
    op.create_table('trainings',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=6), nullable=False),
    sa.Column('models', sa.JSON(), nullable=False),
    sa.Column('left_out', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_by', BIG_ID, nullable=True),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('first_at', MOMENT, nullable=True),
    sa.Column('last_at', MOMENT, nullable=True),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('history', sa.LargeBinary(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=40), nullable=False),
    sa.Column('message', sa.String(length=300), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('started_at', MOMENT, nullable=True),
    sa.Column('finished_at', MOMENT, nullable=True),
    sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f('ck_trainings_state_known')),
    sa.CheckConstraint("mode IN ('auto', 'chosen')", name=op.f('ck_trainings_mode_known')),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_trainings_instrument_id')),
    sa.ForeignKeyConstraint(['asked_by'], ['users.id'], name=op.f('fk_trainings_asked_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trainings'))
    )
    with op.batch_alter_table('trainings', schema=None) as batch_op:
        batch_op.create_index('uq_trainings_instrument', ['instrument_id'], unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE)

    op.create_table('training_parts',
    sa.Column('training_id', BIG_ID, autoincrement=False, nullable=False),
    sa.Column('model', sa.String(length=40), nullable=False),
    sa.Column('part', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('loss', sa.Double(), nullable=True),
    sa.Column('seconds', sa.Double(), nullable=True),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.Column('finished_at', MOMENT, nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'left_out')", name=op.f('ck_training_parts_state_known')),
    sa.ForeignKeyConstraint(['training_id'], ['trainings.id'], name=op.f('fk_training_parts_training_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('training_id', 'model', 'part', name=op.f('pk_training_parts'))
    )
    op.create_table('model_artefacts',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('training_id', BIG_ID, nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('first_at', MOMENT, nullable=False),
    sa.Column('last_at', MOMENT, nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('code_version', sa.String(length=20), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('card', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_model_artefacts_instrument_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_artefacts')),
    sa.UniqueConstraint('instrument_id', 'version', name=op.f('uq_model_artefacts_instrument_id_version'))
    )
    numbers = ('last', 'predicted_value', 'naive_value', 'confidence', 'lower', 'upper', 'coverage', 'deviation')
    op.create_table('predictions',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('artefact_id', BIG_ID, nullable=False),
    sa.Column('model_name', sa.String(length=40), nullable=False),
    sa.Column('task', sa.String(length=12), nullable=False),
    sa.Column('horizon_h', sa.Integer(), nullable=False),
    sa.Column('origin_at', MOMENT, nullable=False),
    sa.Column('due_at', MOMENT, nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    *[sa.Column(name, sa.Double(), nullable=False) for name in numbers],
    sa.Column('quantiles', sa.JSON(none_as_null=True), nullable=True),
    sa.CheckConstraint('made_at < due_at', name=op.f('ck_predictions_before_the_fact')),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_predictions_instrument_id')),
    sa.ForeignKeyConstraint(['artefact_id'], ['model_artefacts.id'], name=op.f('fk_predictions_artefact_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_predictions')),
    sa.UniqueConstraint('instrument_id', 'model_name', 'task', 'horizon_h', 'origin_at', name='one_each')
    )
    with op.batch_alter_table('predictions', schema=None) as batch_op:
        batch_op.create_index('ix_predictions_due', ['instrument_id', 'due_at'], unique=False)
        batch_op.create_index('ix_predictions_newest', ['instrument_id', 'origin_at'], unique=False)

    op.create_table('prediction_scores',
    sa.Column('prediction_id', BIG_ID, nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('outcome', sa.Double(), nullable=False),
    sa.Column('loss', sa.Double(), nullable=False),
    sa.Column('naive_loss', sa.Double(), nullable=True),
    sa.Column('covered', sa.Boolean(), nullable=True),
    sa.Column('right', sa.Boolean(), nullable=True),
    sa.Column('is_apart', sa.Boolean(), nullable=False),
    sa.Column('scored_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['prediction_id'], ['predictions.id'], name=op.f('fk_prediction_scores_prediction_id')),
    sa.PrimaryKeyConstraint('prediction_id', name=op.f('pk_prediction_scores'))
    )
    op.create_table('market_signals',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('horizon_h', sa.Integer(), nullable=False),
    sa.Column('origin_at', MOMENT, nullable=False),
    sa.Column('generated_at', MOMENT, nullable=False),
    sa.Column('action', sa.String(length=4), nullable=False),
    *[sa.Column(name, sa.Double(), nullable=False) for name in ('confidence', 'probability', 'expected', 'costs')],
    *[sa.Column(name, sa.Double(), nullable=True) for name in ('entry_point', 'take_profit', 'stop_loss')],
    sa.Column('reasoning', sa.String(length=1000), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_market_signals_instrument_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_market_signals')),
    sa.UniqueConstraint('instrument_id', 'horizon_h', 'origin_at', name=op.f('uq_market_signals_instrument_id_horizon_h_origin_at'))
    )
    op.create_table('signal_backtests',
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('horizon_h', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_signal_backtests_instrument_id')),
    sa.PrimaryKeyConstraint('instrument_id', 'horizon_h', name=op.f('pk_signal_backtests'))
    )
    _keep_unchanged()


def _keep_unchanged():
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'what was predicted is not changed'; END $$"
        )
        for table in KEPT:
            op.execute(
                f'CREATE TRIGGER {table}_are_kept BEFORE UPDATE OR DELETE ON {table} '
                'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
            )
        return
    for table in KEPT:
        for change in ('UPDATE', 'DELETE'):
            op.execute(
                f'CREATE TRIGGER {table}_are_kept_from_{change.lower()} BEFORE {change} ON {table} '
                "BEGIN SELECT RAISE(ABORT, 'what was predicted is not changed'); END"
            )


def downgrade():
    for table in ('signal_backtests', 'market_signals', 'prediction_scores', 'predictions', 'model_artefacts',
                  'training_parts', 'trainings'):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_change()')
