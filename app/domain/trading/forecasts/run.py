"""The hourly forecast of an instrument: predictions are stored before the fact, and scored after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
import structlog
from sqlalchemy import func, select

from app.clock import now, rfc3339
from app.db import insert_into, on_commit, transaction
from app.domain.market.topics import market_room
from app.domain.trading.candles.timeframes import moment_of
from app.domain.trading.forecasts.artefacts import load_artefact
from app.domain.trading.forecasts.events import PredictionMade
from app.domain.trading.forecasts.jobs import ask_forecast, run_of
from app.domain.trading.forecasts.logic.distribution import Distribution
from app.domain.trading.forecasts.logic.forecaster import Forecaster, forecast
from app.domain.trading.forecasts.prices import known_until, read_history
from app.domain.trading.forecasts.scores import score_due
from app.domain.trading.forecasts.tables import ModelArtefact, Prediction
from app.domain.trading.forecasts.versions import newest_artefact
from app.domain.trading.instruments.service import list_instruments
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import HORIZONS_H, Model, Task
from app.domain.trading.models.errors import NotEnoughData, UnusableBars
from app.domain.trading.models.history import Array, History
from app.domain.trading.models.naive import Ewma
from app.domain.trading.models.terms import INTERVAL_SHARE
from app.extensions import db
from app.jobs.lease import lease
from app.realtime import publisher

log = structlog.get_logger()
LEASE_S = 120
SEEN_HOURS = 220 * 24
"""What a forecast looks back on: 200 steps of a day, beyond which nothing weighs, and some."""
LOW, HIGH = (1 - INTERVAL_SHARE) / 2, (1 + INTERVAL_SHARE) / 2
LONGEST = timedelta(hours=HORIZONS_H[-1])
q = Prediction


class Forecasted(NamedTuple):
    """What was predicted at one origin, for those who decide by it in the same transaction."""

    instrument: Instrument
    artefact: ModelArtefact
    distributions: list[Distribution]


Decide = Callable[[Forecasted], None]


class _Said(NamedTuple):
    """What a forecaster says of a history's end. deviations: by the volatility model, and the naive one."""

    distributions: list[Distribution]
    deviations: Array
    naive_deviations: Array


def forecast_due() -> None:
    """Ask for the instruments of which an hour has ended that nothing was predicted after. A run."""
    with transaction():
        due = [each.id for each in list_instruments(shown_only=True) if _is_due(each)]
    for instrument_id in due:
        ask_forecast(instrument_id)


def forecast_instrument(instrument_id: int, decide: Decide, models: Sequence[Model] = MODELS) -> int:
    """Predict from the newest whole hour, score what is due, and return how many predictions were stored.

    A run: a transaction reads, one stores all. decide: called within the second one.
    """
    with lease(run_of(instrument_id), ttl_s=LEASE_S) as held:
        if held is None:
            return 0
        with transaction():
            instrument = db.session.get_one(Instrument, instrument_id)
            try:
                history = read_history(instrument, SEEN_HOURS)
            except (NotEnoughData, UnusableBars) as exc:
                log.warning("forecast.not_made", symbol=instrument.symbol, error=exc.detail)
                return 0
            is_due = _is_due(instrument)
            artefact = newest_artefact(instrument_id)
            forecaster = load_artefact(artefact)
        said = _say(forecaster, history, models) if is_due else None
        with transaction():
            score_due(instrument_id, history)
            return _store(instrument, artefact, forecaster, said, decide) if said else 0


def _is_due(instrument: Instrument) -> bool:
    known = known_until(instrument)
    if known is None or moment_of(known) + LONGEST <= now():
        return False
    newest = db.session.scalar(select(func.max(q.origin_at)).where(q.instrument_id == instrument.id))
    return newest is None or newest < moment_of(known)


def _say(forecaster: Forecaster, history: History, models: Sequence[Model]) -> _Said:
    by_name = {model.name: model for model in models}
    end = np.array([len(history) - 1])
    variances = np.array([
        by_name[name].predict(forecaster.parameters[name], history, end).variance[0, column]
        for column, hours in enumerate(HORIZONS_H)
        for name in [forecaster.chosen[Task.VOLATILITY, hours]]
    ])  # fmt: skip
    naive = Ewma().predict({}, history, end).variance[0]
    return _Said(forecast(forecaster, history, models), np.sqrt(variances), np.sqrt(naive))


def _store(
    instrument: Instrument, artefact: ModelArtefact, forecaster: Forecaster, said: _Said, decide: Decide
) -> int:
    made_at = now()
    rows = [
        {"instrument_id": instrument.id, "artefact_id": artefact.id, "made_at": made_at, **row}
        for column, each in enumerate(said.distributions)
        if _due_at(each) > made_at
        for row in _rows(each, forecaster, said, column)
    ]
    if not rows:
        return 0
    stored = db.session.scalars(insert_into(q).values(rows).on_conflict_do_nothing().returning(q.id)).all()
    if stored:
        ahead = [each for each in said.distributions if _due_at(each) > made_at]
        decide(Forecasted(instrument, artefact, ahead))
        told = PredictionMade(
            symbol=instrument.symbol, origin=rfc3339(_origin_at(ahead[0])), count=len(stored)
        )
        on_commit(lambda: publisher().publish(told, to=market_room(told.symbol)))
    return len(stored)


def _rows(
    said: Distribution, forecaster: Forecaster, all_said: _Said, column: int
) -> list[dict[str, object]]:
    deviation, naive_deviation = float(all_said.deviations[column]), float(all_said.naive_deviations[column])
    values = {
        Task.PRICE: (said.expected, said.last),
        Task.DIRECTION: (said.up, 0.5),
        Task.VOLATILITY: (deviation, naive_deviation),
        Task.INTERVAL: (said.price_at(0.5), said.last),
    }
    return [
        {
            "model_name": forecaster.chosen[task, said.horizon_h],
            "task": task.value,
            "horizon_h": said.horizon_h,
            "origin_at": _origin_at(said),
            "due_at": _due_at(said),
            "last": said.last,
            "predicted_value": predicted,
            "naive_value": naive,
            "confidence": said.confidence,
            "lower": said.price_at(LOW),
            "upper": said.price_at(HIGH),
            "coverage": INTERVAL_SHARE,
            "deviation": said.deviation,
            "quantiles": said.quantiles.tolist() if task is Task.INTERVAL else None,
        }
        for task, (predicted, naive) in values.items()
    ]


def _origin_at(said: Distribution) -> datetime:
    return datetime.fromtimestamp(said.made_at / 1000, UTC)


def _due_at(said: Distribution) -> datetime:
    return _origin_at(said) + timedelta(hours=said.horizon_h)
