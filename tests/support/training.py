"""A made-up market in the database, and trainings of it as workers run them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from apiflask import APIFlask
from sqlalchemy import select, update

from app import clock
from app.db import transaction
from app.domain.trading.candles.logic import BAR
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.timeframes import Timeframe
from app.domain.trading.forecasts.run import forecast_instrument
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import Model
from app.domain.trading.models.history import HOUR_MS, Bars
from app.domain.trading.signals.decisions import decide_signals
from app.domain.trading.training import service
from app.domain.trading.training.finish import finish_training
from app.domain.trading.training.plan import plan_training
from app.domain.trading.training.run import train_part
from app.domain.trading.training.tables import FINAL, Training, TrainingPart
from app.domain.trading.training.views import TrainingView, training_view
from app.extensions import db
from tests.support.candles import add_instrument
from tests.unit.forecasts.conftest import START_MS, market

HOURS = 3_100
PARTS = FINAL + 1
"""Of each model: its folds, and the final fit."""
LATE = timedelta(minutes=2)
"""After an hour's end, when its candles are there."""
CHEAP: tuple[Model, ...] = tuple(model for model in MODELS if model.name in {
    "last price", "EWMA 0.94", "majority direction", "log-HAR",
})  # fmt: skip
"""What needs none of the trainer's packages, and hardly any time."""


def end_of(hours: int) -> datetime:
    return datetime.fromtimestamp(START_MS / 1000, UTC) + timedelta(hours=hours)


def store_market(app: APIFlask, instrument_id: int, bars: Bars, first: int, end: int) -> None:
    """Store the bars of some hours of a market."""
    per_hour = HOUR_MS // bars.interval_ms
    of = slice(first * per_hour, end * per_hour)
    rows = np.zeros((end - first) * per_hour, dtype=BAR)
    rows["instrument"], rows["start"] = instrument_id, bars.opened_at[of] // 60_000
    rows["high"], rows["low"], rows["close"] = bars.high[of], bars.low[of], bars.close[of]
    rows["open"], rows["volume"], rows["trades"], rows["parts"] = bars.close[of], bars.volume[of], 5, 1
    rows["open"] = np.clip(rows["open"], rows["low"], rows["high"])
    frame = {60: Timeframe.H1, 15: Timeframe.M15}[bars.interval_ms // 60_000]
    with app.app_context(), transaction():
        store_candles(rows, frame)


def add_market(app: APIFlask, hours: int = HOURS, symbol: str = "BTCUSDT", **shape: float) -> int:
    """Make an instrument of hourly bars known, collected but not trained; the clock stands at its end."""
    number = add_instrument(app, symbol, "1h", has_data=True)
    store_market(app, number, market(hours, interval_ms=HOUR_MS, **shape), 0, hours)  # type: ignore[arg-type]
    clock.freeze(end_of(hours) + LATE)
    return number


def start(app: APIFlask, models: Sequence[str] | None = None, symbol: str = "BTCUSDT") -> int:
    with app.app_context(), transaction():
        return service.start_training(None, symbol, models).id


def plan(app: APIFlask, number: int, models: Sequence[Model] = CHEAP) -> TrainingView:
    with app.app_context():
        plan_training(number, models)
    return seen(app, number)


def parts(app: APIFlask, number: int) -> dict[tuple[str, int], TrainingPart]:
    with app.app_context():
        return {(each.model, each.part): each for each in service.parts_of(number)}


def open_parts(app: APIFlask, number: int) -> list[tuple[str, int]]:
    with app.app_context():
        return [(each.model, each.part) for each in service.parts_of(number) if each.state != "done"]


def run_parts(app: APIFlask, number: int, models: Sequence[Model] = CHEAP) -> None:
    for name, part in open_parts(app, number):
        with app.app_context():
            train_part(number, name, part, models)


def finish(app: APIFlask, number: int) -> TrainingView:
    with app.app_context():
        finish_training(number)
    return seen(app, number)


def train(app: APIFlask, models: Sequence[str] | None = None, *, of: Sequence[Model] = CHEAP) -> TrainingView:
    """Train BTCUSDT from the request to the end."""
    number = start(app, models)
    plan(app, number, of)
    run_parts(app, number, of)
    return finish(app, number)


def predict(app: APIFlask, instrument_id: int) -> int:
    with app.app_context():
        return forecast_instrument(instrument_id, decide_signals)


def seen(app: APIFlask, number: int) -> TrainingView:
    with app.app_context():
        row = service.get_training(number)
        return training_view(row, service.symbols_of([row])[row.instrument_id], service.parts_of(number))


def is_shown(app: APIFlask, instrument_id: int) -> bool:
    with app.app_context():
        return bool(
            db.session.scalar(select(Instrument.models_trained).where(Instrument.id == instrument_id))
        )


def set_training(app: APIFlask, number: int, **values: object) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Training).where(Training.id == number).values(**values))
