"""Made-up markets with what real ones have: volatility that clusters, and days that are wilder than nights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from app.domain.trading.evaluation.folds import FoldResult, run_fold, walk_forward
from app.domain.trading.evaluation.report import Evaluation, evaluate
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import Kind, Watch
from app.domain.trading.models.history import HOUR_MS, Bars, History, hourly
from app.domain.trading.models.neural import Neural

START_MS = 1_700_006_400_000
"""2023-11-15 00:00 UTC."""
CHEAP = tuple(model for model in MODELS if model.kind is not Kind.NETWORK)
SMALL = (Neural("CNN", "Cnn", min_windows=500), Neural("GRU", "Gru", min_windows=500))


def market(hours: int, *, seed: int = 1, interval_ms: int = HOUR_MS // 4, drift: float = 0.0) -> Bars:
    """Make bars whose variance is a GARCH(1,1) process times a daily wave."""
    draw = np.random.default_rng(seed)
    size = hours * (HOUR_MS // interval_ms)
    per_bar = 2e-5 * interval_ms / HOUR_MS
    variance, steps = per_bar, np.empty(size)
    for at, shock in enumerate(draw.standard_normal(size)):
        steps[at] = np.sqrt(variance) * shock
        variance = 0.02 * per_bar + 0.08 * steps[at] ** 2 + 0.9 * variance
    opened_at = START_MS + np.arange(size) * interval_ms
    wave = 1 + 0.5 * np.sin(2 * np.pi * (opened_at % (24 * HOUR_MS)) / (24 * HOUR_MS))
    close = 100 * np.exp(np.cumsum(steps * np.sqrt(wave) + drift))
    spread = np.exp(np.abs(draw.standard_normal(size)) * np.sqrt(per_bar) / 2)
    opened = np.concatenate([[100.0], close[:-1]])
    return Bars(
        interval_ms=interval_ms,
        opened_at=opened_at,
        high=np.maximum(opened, close) * spread,
        low=np.minimum(opened, close) / spread,
        close=close,
        volume=draw.gamma(2.0, 50.0, size),
    )


@pytest.fixture(scope="session")
def history() -> History:
    return hourly(market(2_900))


@pytest.fixture(scope="session")
def results(history: History) -> list[FoldResult]:
    """Three folds of every model that is fitted in less than a second."""
    folds = walk_forward(len(history), first_test=1_560, folds=2)
    return [run_fold(model, history, fold, Watch()) for model in CHEAP for fold in folds]


@pytest.fixture(scope="session")
def evaluation(history: History, results: list[FoldResult]) -> Evaluation:
    return evaluate(history, results, tuple(model.name for model in CHEAP))


@pytest.fixture
def bars() -> Callable[..., Bars]:
    return market
