"""Signals are decided with each forecast, and stored as they were given."""

from __future__ import annotations

from datetime import UTC, datetime

from app.clock import now
from app.db import insert_into, on_commit
from app.domain.market.topics import market_room
from app.domain.trading.forecasts.logic.forecaster import USUAL_FORECASTS
from app.domain.trading.forecasts.run import Forecasted
from app.domain.trading.forecasts.service import usual_deviation
from app.domain.trading.forecasts.views import TIMEFRAMES
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.signals.events import SignalChanged
from app.domain.trading.signals.logic.reasons import reasoning
from app.domain.trading.signals.logic.rule import Signal, decide
from app.domain.trading.signals.logic.terms import Action, SignalSettings
from app.domain.trading.signals.service import newest_signal
from app.domain.trading.signals.settings import signal_settings
from app.domain.trading.signals.tables import MarketSignal
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
    before = newest_signal(instrument.id, said.horizon_h)
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
