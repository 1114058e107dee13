"""Signals as they are shown while they hold, and what their rule would have earned."""

from __future__ import annotations

from sqlalchemy import select

from app.clock import now
from app.domain.trading.forecasts.errors import ForecastNotFound
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.signals.logic.terms import SignalSettings
from app.domain.trading.signals.tables import MarketSignal, SignalBacktest
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

m, b = MarketSignal, SignalBacktest


def current_signals(instrument: Instrument, horizon_h: int) -> SignalsView:
    """Return the newest signal at a horizon, beside those at the others.

    One whose horizon has passed is shown as a hold that says so. Raises ForecastNotFound before the first.
    """
    rows = [newest_signal(instrument.id, hours) for hours in SignalSettings().horizons_h]
    shown = {row.horizon_h: _view(row) for row in rows if row is not None}
    if horizon_h not in shown:
        raise ForecastNotFound
    return signals_view(instrument.symbol, shown[horizon_h], list(shown.values()), backtests(instrument))


def _view(row: MarketSignal) -> SignalView:
    view = signal_view(row)
    return expired(view) if view.valid_until <= now() else view


def backtests(instrument: Instrument) -> list[BacktestView]:
    """Return what the rule would have earned, by horizon."""
    wanted = select(b).where(b.instrument_id == instrument.id).order_by(b.horizon_h)
    return [backtest_view(row) for row in db.session.scalars(wanted)]


def newest_signal(instrument_id: int, horizon_h: int) -> MarketSignal | None:
    """Return the signal that was given last, None before the first."""
    wanted = select(m).where(m.instrument_id == instrument_id, m.horizon_h == horizon_h)
    return db.session.scalar(wanted.order_by(m.origin_at.desc()).limit(1))
