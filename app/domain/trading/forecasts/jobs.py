"""The background jobs of forecasts."""

from __future__ import annotations

from enum import StrEnum

from app.jobs import send_once


class ForecastsJob(StrEnum):
    """Each job's name on the queue."""

    SWEEP = "trading.forecast_all"
    FORECAST = "trading.forecast"


ASK_AGAIN_MS = 120_000


def run_of(instrument_id: int) -> str:
    """Return the name of an instrument's lease."""
    return f"forecast:{instrument_id}"


def ask_forecast(instrument_id: int) -> None:
    """Have an instrument forecast, unless that waits already."""
    send_once(ForecastsJob.FORECAST, instrument_id, key=run_of(instrument_id), within_ms=ASK_AGAIN_MS)
