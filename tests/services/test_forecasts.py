"""Forecasts each hour: stored before the fact, changed by nobody, scored after it; signals from the same numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import clock
from app.db import transaction
from app.domain.market.topics import market_room
from app.domain.trading.forecasts import run
from app.domain.trading.forecasts.scoreboard import interval_hits, scoreboard
from app.domain.trading.forecasts.service import newest_predictions
from app.domain.trading.forecasts.tables import Prediction, PredictionScore
from app.domain.trading.instruments.service import get_instrument
from app.domain.trading.models.contract import HORIZONS_H, Task
from app.domain.trading.models.history import HOUR_MS, Bars
from app.domain.trading.signals.backtests import MAX_CURVE_POINTS
from app.domain.trading.signals.service import current_signals
from app.domain.trading.signals.tables import MarketSignal
from app.extensions import db, redis
from tests.support import training as tr
from tests.support.listener import log_of

q, s = Prediction, PredictionScore
ALL = len(HORIZONS_H) * len(Task)


@pytest.fixture
def bars() -> Bars:
    return tr.market(tr.HOURS + 48, interval_ms=HOUR_MS)


@pytest.fixture
def instrument_id(app: APIFlask) -> int:
    """A trained instrument at the end of its candles."""
    number = tr.add_market(app)
    assert tr.train(app).state == "done"
    return number


def advance(app: APIFlask, instrument_id: int, bars: Bars, first: int, end: int) -> None:
    """Let some hours pass, with their candles."""
    tr.store_market(app, instrument_id, bars, tr.HOURS + first, tr.HOURS + end)
    clock.freeze(tr.end_of(tr.HOURS + end) + tr.LATE)


def count(app: APIFlask, table: type[Prediction | PredictionScore | MarketSignal]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def asked_by_sweep(app: APIFlask) -> list[str]:
    with app.app_context():
        for key in redis().keys("asked:forecast:*"):
            redis().delete(key)
        run.forecast_due()
        return [key.decode() for key in redis().keys("asked:forecast:*")]


def test_each_task_and_horizon_is_predicted_once_an_hour_before_the_fact(
    app: APIFlask, instrument_id: int, bars: Bars
) -> None:
    assert tr.predict(app, instrument_id) == ALL
    assert tr.predict(app, instrument_id) == 0
    with app.app_context():
        rows = list(db.session.scalars(select(q)))
    assert {(row.task, row.horizon_h) for row in rows} == {(task, h) for task in Task for h in HORIZONS_H}
    assert {row.origin_at for row in rows} == {tr.end_of(tr.HOURS)}
    for row in rows:
        assert row.origin_at < row.made_at < row.due_at == row.origin_at + timedelta(hours=row.horizon_h)
        assert row.lower < row.last < row.upper
        assert 0.5 <= row.confidence < 1
        assert row.deviation > 0
    advance(app, instrument_id, bars, 0, 1)
    assert tr.predict(app, instrument_id) == ALL
    assert count(app, q) == 2 * ALL


def test_a_forecast_that_comes_late_is_not_made_for_what_has_happened(
    app: APIFlask, instrument_id: int
) -> None:
    clock.freeze(tr.end_of(tr.HOURS) + timedelta(hours=2))
    assert tr.predict(app, instrument_id) == ALL - len(Task)
    clock.freeze(tr.end_of(tr.HOURS) + timedelta(days=3))
    assert tr.predict(app, instrument_id) == 0


def test_an_hour_that_has_not_ended_is_not_predicted_from(app: APIFlask, instrument_id: int) -> None:
    tr.predict(app, instrument_id)
    clock.freeze(tr.end_of(tr.HOURS) + timedelta(minutes=59))
    assert asked_by_sweep(app) == []


def test_the_sweep_asks_for_an_hour_that_has_ended(app: APIFlask, instrument_id: int, bars: Bars) -> None:
    tr.predict(app, instrument_id)
    advance(app, instrument_id, bars, 0, 1)
    assert asked_by_sweep(app) == [f"asked:forecast:{instrument_id}"]


def test_predictions_are_scored_once_when_their_horizon_has_passed(
    app: APIFlask, instrument_id: int, bars: Bars
) -> None:
    tr.predict(app, instrument_id)
    for hour in range(5):
        advance(app, instrument_id, bars, hour, hour + 1)
        tr.predict(app, instrument_id)
    with app.app_context():
        scored = db.session.execute(
            select(q.task, q.horizon_h, func.count()).join(s).group_by(q.task, q.horizon_h)
        ).all()
        found = db.session.execute(select(q, s).join(s).where(q.task == "price", q.horizon_h == 1)).all()
    assert {(task, hours): n for task, hours, n in scored} == {
        (task, hours): n for task in Task for hours, n in {1: 5, 4: 2}.items()
    }
    for row, score in found:
        at = tr.HOURS - 1 + (row.due_at - tr.end_of(tr.HOURS)) // timedelta(hours=1)
        assert score.outcome == pytest.approx(bars.close[at])
        assert score.month == "2024-03"
    before = count(app, s)
    tr.predict(app, instrument_id)
    assert count(app, s) == before


def test_the_scoreboard_counts_what_was_scored(app: APIFlask, instrument_id: int, bars: Bars) -> None:
    for hour in range(9):
        tr.predict(app, instrument_id)
        advance(app, instrument_id, bars, hour, hour + 1)
    tr.predict(app, instrument_id)
    with app.app_context():
        board = scoreboard()
        assert [row.count for row in board] == [row.count for row in scoreboard("BTCUSDT")]
        held = db.session.scalars(
            select(s.covered).join(q).where(q.task == "interval", q.horizon_h == 1)
        ).all()
        hits = interval_hits(instrument_id, tr.end_of(0))
    hourly = {row.prediction_type: row for row in board if row.timeframe == "1h"}
    assert set(hourly) == set(Task)
    assert {row.count for row in hourly.values()} == {9}
    assert hourly["interval"].coverage == sum(map(bool, held)) / 9
    assert hits == (sum(map(bool, held)), 9)
    assert hourly["interval"].promised_coverage == 0.8
    assert hourly["interval"].skill is None
    price = hourly["price"]
    assert price.model_name != "last price" or price.skill == pytest.approx(0)
    assert hourly["direction"].trials in {0, 9}
    assert {row.timeframe for row in board} == {"1h", "4h"}


@pytest.mark.parametrize("table", ["predictions", "prediction_scores", "market_signals"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_nobody_can_edit_what_was_predicted(
    app: APIFlask, instrument_id: int, bars: Bars, table: str, change: str
) -> None:
    tr.predict(app, instrument_id)
    advance(app, instrument_id, bars, 0, 1)
    tr.predict(app, instrument_id)
    column = {"predictions": "last", "prediction_scores": "loss", "market_signals": "confidence"}[table]
    with (
        app.app_context(),
        pytest.raises(DBAPIError, match="what was predicted is not changed"),
        transaction(),
    ):
        db.session.execute(text(change.format(table, column, column)))


def test_a_prediction_after_the_fact_is_refused_by_the_database(app: APIFlask, instrument_id: int) -> None:
    tr.predict(app, instrument_id)
    with app.app_context():
        row = db.session.scalars(select(q).limit(1)).one()
        values = {each.name: getattr(row, each.name) for each in q.__table__.columns if each.name != "id"}
        late = values | {"model_name": "hindsight", "made_at": row.due_at}
        with pytest.raises(IntegrityError), transaction() as session:
            session.add(q(**late))


def test_a_signal_is_stored_with_each_forecast_and_holds_no_longer_than_its_horizon(
    app: APIFlask, instrument_id: int
) -> None:
    tr.predict(app, instrument_id)
    assert count(app, MarketSignal) == 2
    with app.app_context():
        instrument = get_instrument("BTCUSDT")
        found = current_signals(instrument, 24)
        assert [each.timeframe for each in found.signals] == ["4h", "1D"]
        assert (found.timeframe, found.symbol) == ("1D", "BTCUSDT")
        assert "8 of 10 outcomes" in found.reasoning
        assert 50 <= found.confidence < 100
        assert (found.entry_point is None) == (found.signal == "hold")
        clock.freeze(tr.end_of(tr.HOURS) + timedelta(hours=5))
        later = {each.timeframe: each for each in current_signals(instrument, 4).signals}
        assert later["4h"].signal == "hold"
        assert "its horizon has passed" in later["4h"].reasoning
        assert later["1D"].reasoning == found.reasoning


@pytest.mark.settings(
    trade_commission_bps=0.0, trade_spread_bps=0.0, trade_slippage_bps=0.0, signal_min_probability=0.5
)
def test_costs_are_settings(app: APIFlask, instrument_id: int) -> None:
    tr.predict(app, instrument_id)
    with app.app_context():
        found = current_signals(get_instrument("BTCUSDT"), 24)
        assert [each.costs for each in found.signals] == [0, 0]
        assert [each.round_trip for each in found.backtest] == [0, 0]
        assert "costs 0.00%" in found.reasoning


def test_the_backtest_stands_beside_holding_and_chance(app: APIFlask, instrument_id: int) -> None:
    tr.predict(app, instrument_id)
    with app.app_context():
        four_hours, day = current_signals(get_instrument("BTCUSDT"), 24).backtest
    assert (four_hours.timeframe, day.timeframe) == ("4h", "1D")
    assert four_hours.decisions > 5 * day.decisions > 0
    for each in (four_hours, day):
        assert each.first_at < each.last_at < tr.end_of(tr.HOURS)
        assert each.random_low <= each.random_median <= each.random_high
        assert each.trades == 0 or each.net < each.gross
        assert 0 < len(each.curve) <= MAX_CURVE_POINTS
        assert each.first_at < each.curve[0].at < each.curve[-1].at <= tr.end_of(tr.HOURS)
        assert (each.curve[-1].rule, each.curve[-1].hold) == pytest.approx((each.net, each.buy_and_hold))


def told(app: APIFlask) -> list[tuple[str, dict[str, Any]]]:
    """What those have heard who follow the market."""
    return [(name, envelope["data"]) for name, envelope in log_of(app, market_room("BTCUSDT"))]


def test_a_forecast_and_a_first_signal_are_pushed_once_they_are_stored(
    app: APIFlask, instrument_id: int, bars: Bars
) -> None:
    tr.predict(app, instrument_id)
    events = told(app)
    made = [data for name, data in events if name == "prediction.made"]
    assert [(each["symbol"], each["count"]) for each in made] == [("BTCUSDT", ALL)]
    assert datetime.fromisoformat(made[0]["origin"]) == tr.end_of(tr.HOURS)
    changed = [data for name, data in events if name == "signal.changed"]
    assert [each["timeframe"] for each in changed] == ["4h", "1D"]
    assert tr.predict(app, instrument_id) == 0
    assert told(app) == events


def test_a_signal_that_says_the_same_again_is_not_pushed_and_one_that_turns_is(
    app: APIFlask, instrument_id: int, bars: Bars
) -> None:
    tr.predict(app, instrument_id)
    before = len(told(app))
    advance(app, instrument_id, bars, 0, 1)
    with app.app_context():
        said = {
            each.timeframe: each.signal for each in current_signals(get_instrument("BTCUSDT"), 24).signals
        }
    tr.predict(app, instrument_id)
    with app.app_context():
        now_said = {each.timeframe: each for each in current_signals(get_instrument("BTCUSDT"), 24).signals}
    turned = [each for each in ("4h", "1D") if now_said[each].signal != said[each]]
    later = told(app)[before:]
    assert [data["timeframe"] for name, data in later if name == "signal.changed"] == turned
    assert [name for name, _ in later].count("prediction.made") == 1


def test_what_is_not_stored_is_not_pushed(app: APIFlask, instrument_id: int) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        run.forecast_instrument(instrument_id, fail)
    assert count(app, q) == 0
    assert told(app) == []


def test_predictions_say_how_they_compare_with_doing_nothing(app: APIFlask, instrument_id: int) -> None:
    tr.predict(app, instrument_id)
    with app.app_context():
        rows = newest_predictions(get_instrument("BTCUSDT"))
    assert len(rows) == ALL
    assert [row.timeframe for row in rows[::4]] == ["1h", "4h", "1D"]
    for row in rows:
        assert row.coverage == 0.8
        assert 0.6 < (row.measured_coverage or 0) < 1
        assert row.skill is not None
        naive = row.model_name in {"last price", "EWMA 0.94", "majority direction"}
        assert (row.skill == 0) if naive else (row.skill > -0.05)
