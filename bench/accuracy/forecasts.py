"""How good forecasts are over a year of hours that no model and no choice had seen.

Everything shown at an hour of that year was fitted, calibrated and chosen by the hours before it. The
constants of the methods were set on the years before.
"""

from __future__ import annotations

import math

import numpy as np

from app.domain.trading.evaluation.comparison import diebold_mariano, lags_for
from app.domain.trading.evaluation.folds import run_fold, walk_forward
from app.domain.trading.evaluation.losses import covered, qlike
from app.domain.trading.evaluation.report import Evaluation, evaluate
from app.domain.trading.evaluation.shown import Shown
from app.domain.trading.forecasts.logic.distribution import with_probability
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import HORIZONS_H, Kind, Task, Watch
from app.domain.trading.models.garch import estimate
from app.domain.trading.models.history import HOUR_MS, Array, History
from app.domain.trading.models.naive import Ewma
from app.domain.trading.models.targets import future_variances
from app.domain.trading.signals.logic.backtest import backtest
from app.domain.trading.signals.logic.terms import SignalSettings
from bench.figures import Row, all_of

YEAR_H = 8_760
CALIBRATION_H = 8_000
"""Predicted before that year, for the calibration to begin with."""
FOLD_H = 730
PUBLISHED = {"mu": 0.0564, "omega": 0.0175, "alpha": 0.1022, "beta": 0.8852}
"""Of the S&P 500's daily returns in percent, 1999 to 2018, in the documentation of package arch."""


def measure(symbol: str, history: History) -> list[Row]:
    """Return a symbol's rows: coverage at each horizon, variance of a day, direction, and the signal rule."""
    evaluation = _walk(history)
    rows = [row for hours in HORIZONS_H for row in _coverage(symbol, evaluation.shown[hours])]
    rows += _variance(symbol, history, evaluation.shown[24])
    rows += [_direction(symbol, evaluation, hours) for hours in HORIZONS_H]
    return [*rows, _signals(symbol, history, evaluation.shown[24])]


def garch_parameters() -> Row:
    """Compare our estimates on the data that package arch carries with those that it has published."""
    import arch.data.sp500

    prices = arch.data.sp500.load()["Adj Close"].to_numpy()
    found = estimate(100 * (prices[1:] / prices[:-1] - 1), "normal")._asdict()
    equal = [name for name, value in PUBLISHED.items() if round(found[name], 4) == value]
    said = ", ".join(f"{name} {found[name]:.4f}" for name in PUBLISHED)
    return all_of(
        "GARCH(1,1): equal", len(equal), "parameters", ("published by arch", len(PUBLISHED)), note=said
    )


def _walk(history: History) -> Evaluation:
    models = [model for model in MODELS if model.kind is not Kind.NETWORK]
    first = len(history) - HORIZONS_H[-1] - YEAR_H - CALIBRATION_H
    folds = walk_forward(len(history), first_test=first, folds=(YEAR_H + CALIBRATION_H) // FOLD_H)
    results = [run_fold(model, history, fold, Watch()) for model in models for fold in folds]
    return evaluate(history, results, tuple(model.name for model in models))


def _coverage(symbol: str, shown: Shown) -> list[Row]:
    quantiles = _last_year(
        np.stack([with_probability(row, up) for row, up in zip(shown.quantiles, shown.ups, strict=True)])
    )
    hit = covered(quantiles, _last_year(shown.returns), share=0.8)
    volatility = _last_year(shown.volatilities)
    calm, wild = np.quantile(volatility, [0.2, 0.8])
    fifths = {"calmest": hit[volatility <= calm].mean(), "wildest": hit[volatility >= wild].mean()}
    name = f"{symbol} {shown.horizon_h} h ahead: coverage of the 80 % interval"
    off = float(max(abs(share - 0.8) for share in fifths.values()))
    said = "; ".join(f"{fifth} fifth {100 * share:.1f} %" for fifth, share in fifths.items())
    return [
        Row(f"{name}, off by", 100 * float(abs(hit.mean() - 0.8)), "points", "allowed", 2, at_most=1,
            note=f"{100 * hit.mean():.1f} % of {hit.size:,} hours"),
        Row(f"{name}, calm and wild, off by", 100 * off, "points", "allowed", 6, at_most=1, note=said),
    ]  # fmt: skip


def _variance(symbol: str, history: History, shown: Shown) -> list[Row]:
    """Compare the variance shown for the day after each hour with EWMA's; and at midnights alone."""
    origins = _last_year(shown.origins)
    realised = future_variances(history)[origins, -1]
    ours = qlike(_last_year(shown.variances), realised)
    theirs = qlike(Ewma().predict({}, history, origins).variance[:, -1], realised)
    told = diebold_mariano(ours, theirs, lags=lags_for(ours.size, HORIZONS_H[-1]))
    apart = history.ended_at[origins] // HOUR_MS % 24 == 0
    daily = diebold_mariano(ours[apart], theirs[apart], lags=lags_for(int(apart.sum()), 1))
    name = f"{symbol} variance of a day"
    said = f"{ours[apart].mean():.3f} and {theirs[apart].mean():.3f}, p {daily.p:.2g}"
    return [
        Row(f"{name}, QLIKE", float(ours.mean()), "", "EWMA 0.94", float(theirs.mean()), at_most=1,
            note=f"{ours.size:,} hours"),
        Row(f"{name}, p by Diebold-Mariano", told.p, "", "significant", 0.01, at_most=1,
            note=f"two-sided, HAC variance; at the {int(apart.sum())} midnights alone: {said}"),
    ]  # fmt: skip


def _direction(symbol: str, evaluation: Evaluation, hours: int) -> Row:
    """Say how often ARIMA, the only one of these models with an opinion, had the side right."""
    ours = evaluation.choice(Task.DIRECTION, hours)
    price = evaluation.choice(Task.PRICE, hours)
    scores = evaluation.scores["ARIMA", hours]
    low, high = scores["accuracy_low"], scores["accuracy_high"]
    mae = scores["mae_ratio"]
    said = (
        f"95 % interval {100 * low:.1f} to {100 * high:.1f} %; MAE {mae:.4f} of the last price's; "
        f"chosen: {price.chosen}, {ours.chosen}"
    )
    return Row(
        f"{symbol} {hours} h ahead: ARIMA right", 100 * scores["accuracy"], "%", "a coin", 50, note=said
    )


def _signals(symbol: str, history: History, shown: Shown) -> Row:
    told = backtest(shown, history, SignalSettings())
    net, hold, low, middle, high = (
        f"{100 * math.expm1(each):+.1f}" for each in (told.net, told.buy_and_hold, *told.random)
    )
    said = f"net {net} %, buy and hold {hold} %, random entry {middle} % ({low} to {high})"
    return Row(
        f"{symbol} signals of a day, trades",
        len(told.trades),
        "trades",
        "decisions",
        told.decisions,
        note=said,
    )


def _last_year(values: Array) -> Array:
    return values[-YEAR_H:]
