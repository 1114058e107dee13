"""What the signal rule would have earned in a training's walk-forward, kept beside holding and chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete

from app.clock import now
from app.domain.trading.evaluation.shown import Shown
from app.domain.trading.models.history import History
from app.domain.trading.signals.logic.backtest import Backtest, backtest
from app.domain.trading.signals.settings import signal_settings
from app.domain.trading.signals.tables import SignalBacktest
from app.extensions import db
from app.json_values import JsonObject

MAX_CURVE_POINTS = 200
b = SignalBacktest


def keep_backtests(instrument_id: int, shown: Mapping[int, Shown], history: History) -> None:
    """Run the rule over what would have been shown, by the costs that are set; replaces the last figures."""
    settings = signal_settings()
    db.session.execute(delete(b).where(b.instrument_id == instrument_id))
    for hours in settings.horizons_h:
        found = backtest(shown[hours], history, settings)
        origins = shown[hours].origins
        span = {"first_at": _moment(history, origins[0]), "last_at": _moment(history, origins[-1])}
        figures = {
            **span,
            **figures_of(found),
            "round_trip": settings.round_trip,
            "curve": _curve(found, history),
        }
        db.session.add(b(instrument_id=instrument_id, horizon_h=hours, made_at=now(), figures=figures))


def figures_of(found: Backtest) -> JsonObject:
    return {
        "decisions": found.decisions,
        "trades": len(found.trades),
        "gross": found.gross,
        "net": found.net,
        "max_drawdown": found.max_drawdown,
        "won": None if math.isnan(found.won.value) else found.won.value,
        "won_low": found.won.low,
        "won_high": found.won.high,
        "buy_and_hold": found.buy_and_hold,
        "random_low": found.random[0],
        "random_median": found.random[1],
        "random_high": found.random[2],
    }


def _curve(found: Backtest, history: History) -> list[JsonObject]:
    """Return every so many points of the equity, the last one always."""
    step = -(-len(found.equity) // MAX_CURVE_POINTS)
    kept = found.equity[::-1][::step][::-1]
    return [{"at": _moment(history, each.at), "rule": each.rule, "hold": each.hold} for each in kept]


def _moment(history: History, at: Any) -> str:
    return datetime.fromtimestamp(int(history.ended_at[int(at)]) / 1000, UTC).isoformat()
