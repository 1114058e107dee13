"""Signals: decided with each forecast, stored as they were given, and shown while they hold."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from app.clock import now
from app.db import insert_into, on_commit
from app.domain.market.topics import market_room
from app.domain.trading.forecasts.errors import ForecastNotFound
from app.domain.trading.forecasts.logic.forecaster import USUAL_FORECASTS
from app.domain.trading.forecasts.run import Forecasted
from app.domain.trading.forecasts.service import usual_deviation
from app.domain.trading.forecasts.views import TIMEFRAMES
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.signals.backtests import backtests_of
from app.domain.trading.signals.events import SignalChanged
from app.domain.trading.signals.logic.reasons import reasoning
from app.domain.trading.signals.logic.rule import Action, Signal, SignalSettings, decide
from app.domain.trading.signals.settings import signal_settings
from app.domain.trading.signals.tables import MarketSignal
from app.domain.trading.signals.views import (
    BacktestView,
    SignalsView,
    SignalView,
    backtest_view,
    expired,
    signal_view,
    signals_view,
)
from app.extensions import db
from app.realtime import publisher

m = MarketSignal


def decide_signals(made: Forecasted) -> None:
    """Decide on what was predicted, within the transaction that stores it."""
    settings = signal_settings()
    usual = made.artefact.card["usual_deviations"]
    for said in made.distributions:
        if said.horizon_h in settings.horizons_h:
            known = usual_deviation(made.instrument.id, said.horizon_h, USUAL_FORECASTS)
            signal = decide(said, known or usual[str(said.horizon_h)], settings)
            _keep(made.instrument, signal, settings)


def _keep(instrument: Instrument, signal: Signal, settings: SignalSettings) -> None:
    said = signal.distribution
    before = _newest(instrument.id, said.horizon_h)
    row = {
        "instrument_id": instrument.id,
        "horizon_h": said.horizon_h,
        "origin_at": datetime.fromtimestamp(said.made_at / 1000, UTC),
        "generated_at": now(),
        "action": signal.action.value,
        "confidence": said.confidence,
        "probability": signal.probability,
        "expected": signal.expected,
        "costs": signal.costs,
        "entry_point": None if signal.action is Action.HOLD else said.last,
        "take_profit": signal.target,
        "stop_loss": signal.stop,
        "reasoning": reasoning(signal, settings),
    }
    db.session.execute(insert_into(m).values(row).on_conflict_do_nothing())
    if before is None or before.action != signal.action:
        told = SignalChanged(
            symbol=instrument.symbol, timeframe=TIMEFRAMES[said.horizon_h], signal=signal.action.value,
            confidence=round(100 * said.confidence, 1),
        )  # fmt: skip
        on_commit(lambda: publisher().publish(told, to=market_room(told.symbol)))


def current_signals(instrument: Instrument, horizon_h: int) -> SignalsView:
    """Return the newest signal at a horizon, beside those at the others.

    One whose horizon has passed is shown as a hold that says so. Raises ForecastNotFound before the first.
    """
    rows = [_newest(instrument.id, hours) for hours in SignalSettings().horizons_h]
    shown = {row.horizon_h: _view(row) for row in rows if row is not None}
    if horizon_h not in shown:
        raise ForecastNotFound
    return signals_view(instrument.symbol, shown[horizon_h], list(shown.values()), backtests(instrument))


def _view(row: MarketSignal) -> SignalView:
    view = signal_view(row)
    return expired(view) if view.valid_until <= now() else view


def backtests(instrument: Instrument) -> list[BacktestView]:
    """Return what the rule would have earned, by horizon."""
    return [backtest_view(row) for row in backtests_of(instrument.id)]


def _newest(instrument_id: int, horizon_h: int) -> MarketSignal | None:
    wanted = select(m).where(m.instrument_id == instrument_id, m.horizon_h == horizon_h)
    return db.session.scalar(wanted.order_by(m.origin_at.desc()).limit(1))
