"""A trading platform that says what a test tells it to, and the four questions that a proxy asks it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from app.domain.trading.candles.views import CandleView, ChartView
from app.domain.trading.forecasts.views import PredictionView
from app.domain.trading.signals.views import SignalView, signals_view
from tests.support.provider_stub import Asked, Reply

MADE_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHART = "/instruments/BTCUSDT/data/1h"
PATHS = ("/instruments", CHART, "/instruments/BTCUSDT/predictions", "/instruments/BTCUSDT/signals")


def good(asked: Asked) -> Reply:
    """Answer as a platform does that is well."""
    return Reply(content_of(asked.path.removeprefix("/api/user")), headers=json_headers())


def json_headers(**more: str) -> dict[str, str]:
    return {"Content-Type": "application/json", **more}


def problem(status: int, code: str) -> Reply:
    body = {
        "type": f"urn:tidewatch:problem:{code}",
        "title": "No",
        "status": status,
        "detail": "No.",
        "code": code,
    }
    return Reply(body, status=status, headers={"Content-Type": "application/problem+json"})


def content_of(path: str) -> bytes:
    made: dict[str, Any] = {
        "instruments": [{"symbol": "BTCUSDT", "has_data": True, "models_trained": True}],
        "1h": _chart(),
        "predictions": [_prediction()],
        "signals": signals_view("BTCUSDT", _signal("1D", 24), [_signal("4h", 4), _signal("1D", 24)], []),
        "health": {"status": "healthy", "service": "Trading Platform User API"},
    }
    return msgspec.json.encode(made[path.rpartition("/")[2]])


def _chart() -> ChartView:
    return ChartView("BTCUSDT", "1h", 1, [CandleView(MADE_AT, 1.0, 3.0, 0.5, 2.0, 9.0, 4, 60, True)])


def _prediction() -> PredictionView:
    return PredictionView(
        "BTCUSDT", "log-HAR", "price", 2.0, 2.0, 0.5, "1D", MADE_AT, MADE_AT + timedelta(days=1), MADE_AT,
        2.0, 1.0, 3.0, 0.8, 0.79, 0.0,
    )  # fmt: skip


def _signal(timeframe: str, hours: int) -> SignalView:
    return SignalView(
        timeframe, "buy", 61.0, 0.6, 0.02, 0.003, 2.0, 2.2, 1.9, "Buy: the numbers say so.", MADE_AT,
        MADE_AT + timedelta(hours=hours),
    )  # fmt: skip
