"""Predictions whose horizon has passed are compared with what came; each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from sqlalchemy import select

from app.clock import now
from app.db import insert_into
from app.domain.trading.candles.timeframes import MINUTES, Timeframe, minute_of
from app.domain.trading.collection.coverage import coverage_of
from app.domain.trading.collection.spans import Span
from app.domain.trading.evaluation.losses import qlike
from app.domain.trading.forecasts.logic.distribution import Distribution
from app.domain.trading.forecasts.logic.scores import ForecastScore, score
from app.domain.trading.forecasts.tables import Prediction, PredictionScore
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.contract import Task
from app.domain.trading.models.history import HOUR_MS, History
from app.extensions import db

WAITED_FOR = timedelta(days=2)
"""What is missing for longer stays missing: the price before it counts on."""
q, s = Prediction, PredictionScore
Set = Mapping[Task, Prediction]
"""The predictions of one origin and horizon, by task."""


class _Outcome(NamedTuple):
    close: float
    variance: float


def score_due(instrument_id: int, history: History) -> int:
    """Score what a history knows the outcome of; return how many predictions that were.

    Where candles of a horizon may still come, its score waits for them: it is stored once.
    """
    sets: dict[tuple[int, datetime], dict[Task, Prediction]] = defaultdict(dict)
    for each in _due(instrument_id, history):
        sets[each.horizon_h, each.origin_at][Task(each.task)] = each
    missing = _missing(instrument_id, list(sets))
    rows = []
    for (hours, origin_at), of_tasks in sets.items():
        span = _span(hours, origin_at)
        if any(each.first < span.end and each.end > span.first for each in missing):
            continue
        at = int((int(origin_at.timestamp() * 1000) - int(history.ended_at[0])) // HOUR_MS)
        variance = float(history.variance[at + 1 : at + hours + 1].sum())
        rows += _scores(of_tasks, _Outcome(float(history.close[at + hours]), variance))
    if rows:
        db.session.execute(insert_into(s).values(rows).on_conflict_do_nothing())
    return len(rows)


def _missing(instrument_id: int, due: list[tuple[int, datetime]]) -> list[Span]:
    """Return which candles of what is due lately are neither stored nor known to be none."""
    since = minute_of(now() - WAITED_FOR)
    spans = [span for hours, origin_at in due if (span := _span(hours, origin_at)).end > since]
    if not spans:
        return []
    interval = Timeframe(db.session.get_one(Instrument, instrument_id).interval)
    whole = Span(min(each.first for each in spans), max(each.end for each in spans))
    return [each for each in coverage_of(instrument_id, interval, whole).missing() if each.end > since]


def _span(hours: int, origin_at: datetime) -> Span:
    first = minute_of(origin_at)
    return Span(first, first + hours * MINUTES[Timeframe.H1])


def _due(instrument_id: int, history: History) -> list[Prediction]:
    first, last = (datetime.fromtimestamp(int(history.ended_at[at]) / 1000, UTC) for at in (0, -1))
    wanted = (
        select(q)
        .outerjoin(s, s.prediction_id == q.id)
        .where(s.prediction_id.is_(None), q.instrument_id == instrument_id)
        .where(q.due_at <= last, q.due_at > first + timedelta(hours=1), q.origin_at >= first)
    )
    return list(db.session.scalars(wanted))


def _scores(of_tasks: Set, outcome: _Outcome) -> list[dict[str, object]]:
    if set(of_tasks) != set(Task):
        return []
    found = score(_distribution(of_tasks), outcome.close)
    return [_row(each, task, found, outcome) for task, each in of_tasks.items()]


def _row(each: Prediction, task: Task, found: ForecastScore, outcome: _Outcome) -> dict[str, object]:
    realised = np.array([outcome.variance])
    of_variance = [float(qlike(np.array([value**2]), realised)[0]) for value in _deviations(each, task)]
    loss, naive = {
        Task.PRICE: (found.error, found.naive_error),
        Task.DIRECTION: (found.brier, found.naive_brier),
        Task.VOLATILITY: of_variance,
        Task.INTERVAL: (found.crps, None),
    }[task]
    is_told = task is Task.DIRECTION and each.predicted_value != 0.5 and outcome.close != each.last
    return {
        "prediction_id": each.id,
        "month": f"{each.origin_at:%Y-%m}",
        "outcome": float(np.sqrt(outcome.variance)) if task is Task.VOLATILITY else outcome.close,
        "loss": loss,
        "naive_loss": naive,
        "covered": found.covered if task is Task.INTERVAL else None,
        "right": (each.predicted_value > 0.5) == (outcome.close > each.last) if is_told else None,
        "is_apart": int(each.origin_at.timestamp()) // 3600 % each.horizon_h == 0,
        "scored_at": now(),
    }


def _deviations(each: Prediction, task: Task) -> tuple[float, float]:
    is_asked = task is Task.VOLATILITY
    return (each.predicted_value, each.naive_value) if is_asked else (each.deviation, each.deviation)


def _distribution(of_tasks: Set) -> Distribution:
    spread = of_tasks[Task.INTERVAL]
    return Distribution(
        horizon_h=spread.horizon_h, made_at=int(spread.origin_at.timestamp() * 1000), last=spread.last,
        expected=of_tasks[Task.PRICE].predicted_value, quantiles=np.array(spread.quantiles),
        up=of_tasks[Task.DIRECTION].predicted_value, deviation=spread.deviation,
    )  # fmt: skip
