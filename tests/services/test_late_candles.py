"""A prediction is scored once and at the right price, also where candles of its horizon come late or never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from app import clock
from app.db import transaction
from app.domain.trading.candles.timeframes import minute_of
from app.domain.trading.collection.coverage import keep_gaps
from app.domain.trading.collection.spans import Span
from app.domain.trading.forecasts.tables import Prediction, PredictionScore
from app.domain.trading.models.contract import Task
from app.domain.trading.models.history import HOUR_MS, Bars
from app.extensions import db
from tests.support import training as tr

q, s = Prediction, PredictionScore


@pytest.fixture
def bars() -> Bars:
    return tr.market(tr.HOURS + 72, interval_ms=HOUR_MS)


@pytest.fixture
def instrument_id(app: APIFlask) -> int:
    """A trained instrument at the end of its candles, which has predicted from there."""
    number = tr.add_market(app)
    assert tr.train(app).state == "done"
    tr.predict(app, number)
    return number


def store(app: APIFlask, instrument_id: int, bars: Bars, first: int, end: int) -> None:
    tr.store_market(app, instrument_id, bars, tr.HOURS + first, tr.HOURS + end)


def predict_at(app: APIFlask, instrument_id: int, hour: int) -> None:
    clock.freeze(tr.end_of(tr.HOURS + hour) + tr.LATE)
    tr.predict(app, instrument_id)


def scored(app: APIFlask) -> dict[int, float]:
    """Return the price that each horizon of the first predictions was scored by."""
    wanted = select(q.horizon_h, s.outcome).join(s, s.prediction_id == q.id)
    first = select(func.min(q.origin_at)).scalar_subquery()
    with app.app_context():
        rows = db.session.execute(wanted.where(q.task == Task.PRICE, q.origin_at == first)).all()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize("missing", [0, 2, 3])
def test_a_score_waits_for_candles_that_a_collection_may_still_bring(
    app: APIFlask, instrument_id: int, bars: Bars, missing: int
) -> None:
    """Pages come side by side, and one may fail: the newest hours are there, and one before them is not."""
    store(app, instrument_id, bars, 0, missing)
    store(app, instrument_id, bars, missing + 1, 6)
    predict_at(app, instrument_id, 6)
    closes = bars.close[tr.HOURS : tr.HOURS + 24].tolist()
    assert scored(app) == ({} if missing == 0 else {1: closes[0]})
    store(app, instrument_id, bars, missing, 7)
    predict_at(app, instrument_id, 7)
    assert scored(app) == {1: closes[0], 4: closes[3]}
    predict_at(app, instrument_id, 7)
    assert scored(app) == {1: closes[0], 4: closes[3]}


def test_what_the_exchange_never_had_is_not_waited_for(app: APIFlask, instrument_id: int, bars: Bars) -> None:
    store(app, instrument_id, bars, 1, 6)
    predict_at(app, instrument_id, 6)
    first = minute_of(tr.end_of(tr.HOURS))
    with app.app_context(), transaction():
        keep_gaps(instrument_id, [Span(first, first + 60)], first + 6 * 60)
    predict_at(app, instrument_id, 6)
    assert scored(app) == {1: bars.close[tr.HOURS - 1], 4: bars.close[tr.HOURS + 3]}


def test_after_two_days_what_is_missing_stays_missing(app: APIFlask, instrument_id: int, bars: Bars) -> None:
    store(app, instrument_id, bars, 1, 48)
    predict_at(app, instrument_id, 48)
    assert scored(app) == {}
    store(app, instrument_id, bars, 48, 50)
    predict_at(app, instrument_id, 50)
    assert scored(app)[1] == bars.close[tr.HOURS - 1]
    assert clock.now() - tr.end_of(tr.HOURS) > timedelta(days=2)
