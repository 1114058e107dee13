"""How good predictions were that had been stored before the fact; nobody can edit them."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, and_, case, func, select

from app.domain.trading.evaluation.shares import wilson
from app.domain.trading.forecasts.tables import Prediction, PredictionScore
from app.domain.trading.forecasts.views import TIMEFRAMES
from app.domain.trading.instruments.service import get_shown_instrument
from app.domain.trading.models.terms import INTERVAL_SHARE, Task
from app.extensions import db

MIN_FOR_P = 30
"""Differences without overlap, below which the normal distribution says nothing of their mean."""
q, s = Prediction, PredictionScore


class ScoreRow(Struct, frozen=True):
    """What a model's predictions of one kind and horizon came to in a month, by when they were made.

    count: predictions that are scored. coverage: share of outcomes within the interval, beside the promise.
    skill: 1 less the mean loss over that of doing nothing; null where that says nothing. p: of such a
    difference under none, by those that do not overlap; null below MIN_FOR_P of them. accuracy: share of
    stated directions that came true, with its 95 % interval by Wilson, over trials, which do not overlap;
    null without any.
    """

    month: str
    model_name: str
    prediction_type: str
    timeframe: str
    count: int
    mean_loss: float
    skill: float | None
    p: float | None
    coverage: float | None
    promised_coverage: float | None
    trials: int
    accuracy: float | None
    accuracy_low: float | None
    accuracy_high: float | None


def scoreboard(symbol: str | None = None) -> list[ScoreRow]:
    """Return the board, newest month first; of one instrument or of all. Raises InstrumentNotFound."""
    keys = (s.month, q.model_name, q.task, q.horizon_h)
    wanted = _counted(*keys).group_by(*keys).order_by(s.month.desc(), q.horizon_h, q.task, q.model_name)
    if symbol is not None:
        wanted = wanted.where(q.instrument_id == get_shown_instrument(symbol).id)
    return [_row(row) for row in db.session.execute(wanted)]


def p_of_mean(count: int, total: float | None, squares: float | None) -> float | None:
    """Return the p, two-sided, of independent differences by their sum and that of their squares.

    None where there are too few, or all are the same.
    """
    if count < MIN_FOR_P or total is None or squares is None:
        return None
    mean = total / count
    variance = (squares / count - mean**2) / (count - 1)
    return math.erfc(abs(mean) / math.sqrt(2 * variance)) if variance > 0 else None


def interval_hits(instrument_id: int, since: datetime) -> tuple[int, int]:
    """Return how many intervals held, of how many that do not overlap, made since a moment."""
    held = func.coalesce(func.sum(case((s.covered.is_(True), 1), else_=0)), 0)
    wanted = (
        select(held, func.count())
        .join(q, q.id == s.prediction_id)
        .where(q.instrument_id == instrument_id, q.task == Task.INTERVAL.value)
        .where(q.made_at >= since, q.horizon_h == 1)
    )
    hits, of = db.session.execute(wanted).one()
    return int(hits), int(of)


def _counted(*keys: Any) -> Select[Any]:
    stated = and_(s.is_apart, s.right.is_not(None))
    came_true = and_(stated, s.right.is_(True))
    gained = case((s.is_apart, s.loss - s.naive_loss))
    return select(
        *keys, func.count(), func.avg(s.loss), func.avg(s.naive_loss),
        func.sum(case((s.covered.is_(True), 1), else_=0)),
        func.sum(case((stated, 1), else_=0)), func.sum(case((came_true, 1), else_=0)),
        func.count(gained), func.sum(gained), func.sum(gained * gained),
    ).join(q, q.id == s.prediction_id)  # fmt: skip


def _row(row: Any) -> ScoreRow:
    month, model, task, hours, count, loss, naive, covered, trials, right, *differences = row
    is_interval = task == Task.INTERVAL
    share = wilson(int(right), int(trials)) if trials else None
    return ScoreRow(
        month=month,
        model_name=model,
        prediction_type=task,
        timeframe=TIMEFRAMES[hours],
        count=count,
        mean_loss=loss,
        skill=1 - loss / naive if naive else None,
        p=p_of_mean(*differences),
        coverage=int(covered) / count if is_interval else None,
        promised_coverage=INTERVAL_SHARE if is_interval else None,
        trials=int(trials),
        accuracy=share.value if share else None,
        accuracy_low=share.low if share else None,
        accuracy_high=share.high if share else None,
    )
