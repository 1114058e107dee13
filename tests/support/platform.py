"""A trading platform that says what a test tells it to, and the four questions that a proxy asks it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

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
    """Return what is answered at a path below /api/user; `more` is what a later version may add."""
    made: dict[str, Any] = {
        "instruments": [_instrument()],
        "1h": {"symbol": "BTCUSDT", "timeframe": "1h", "candle_count": 1, "candles": [_candle()]},
        "predictions": [_prediction()],
        "signals": _signal("1D", 24)
        | {"symbol": "BTCUSDT", "signals": [_signal("4h", 4), _signal("1D", 24)]},
        "health": {"status": "healthy", "service": "Trading Platform User API"},
    }
    return msgspec.json.encode(made[path.rpartition("/")[2]])


def _instrument() -> dict[str, Any]:
    return {
        "symbol": "BTCUSDT", "name": "Bitcoin", "category": "crypto", "has_data": True, "models_trained": True,
        "current_price": 2.0, "change_percent": None, "total_data_points": 60, "data_interval": "1m", "more": 1,
    }  # fmt: skip


def _candle() -> dict[str, Any]:
    return {
        "timestamp": MADE_AT,
        "open": 1.0,
        "high": 3.0,
        "low": 0.5,
        "close": 2.0,
        "volume": 9.0,
        "more": 1,
    }


def _prediction() -> dict[str, Any]:
    return {
        "symbol": "BTCUSDT", "model_name": "log-HAR", "prediction_type": "price", "predicted_value": 2.0,
        "confidence": 0.5, "timeframe": "1D", "timestamp": MADE_AT, "more": 1,
    }  # fmt: skip


def _signal(timeframe: str, hours: int) -> dict[str, Any]:
    return {
        "timeframe": timeframe, "signal": "buy", "confidence": 61.0, "entry_point": 2.0, "take_profit": 2.2,
        "stop_loss": 1.9, "reasoning": "Buy: the numbers say so.", "generated_at": MADE_AT,
        "valid_until": MADE_AT + timedelta(hours=hours), "more": 1,
    }  # fmt: skip
