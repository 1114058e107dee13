"""GARCH(1,1) of hourly returns: variance by normal quasi-likelihood, tails by Student's t.

Sources: T. Bollerslev, Generalized Autoregressive Conditional Heteroskedasticity, Journal of Econometrics
1986; T. Bollerslev and J. Wooldridge, Quasi-Maximum Likelihood Estimation, Econometric Reviews 1992. The
t-likelihood's own variance is not used: on hourly crypto returns its persistence is 1 and its sum over a day
too large by a sixth to three quarters, while its degrees of freedom describe the tails well.
"""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple

import numpy as np

from app.domain.trading.models.contract import (
    HORIZONS_H,
    Kind,
    Origins,
    Parameters,
    Prediction,
    Step,
    Task,
    Watch,
    silence,
)
from app.domain.trading.models.history import Array, History, require_hours

PERCENT = 100.0
MAX_FITTED_HOURS = 5_000
MAX_PERSISTENCE = 0.9995
"""Of a variance's excess from hour to hour, halved after two months; without a limit it may never return."""
MIN_DEGREES, MAX_DEGREES = 2.1, 200.0
"""Of freedom: Student's t has a variance above 2, and is as good as normal far above."""


class Estimates(NamedTuple):
    """What was estimated, for returns in percent; nu is None under the normal distribution."""

    mu: float
    omega: float
    alpha: float
    beta: float
    nu: float | None


class Garch:
    """Each hour's variance by the hour before: its variance and its squared return."""

    name: ClassVar = "GARCH"
    kind: ClassVar = Kind.STATISTICAL
    tasks: ClassVar = frozenset({Task.VOLATILITY})
    min_hours: ClassVar = 1_000

    def fit(self, history: History, watch: Watch) -> Parameters:
        """Estimate from the newest hours, once for the variance and once for the tails."""
        require_hours(history, self.min_hours, self.name)
        returns = history.returns[1:][-MAX_FITTED_HOURS:] * PERCENT
        watch.check()
        normal = estimate(returns, "normal")
        watch.report(Step(1, 2))
        watch.check()
        tails = estimate(returns, "t").nu or MAX_DEGREES
        watch.report(Step(2, 2))
        shares = np.array([normal.alpha, normal.beta])
        shares *= min(1.0, MAX_PERSISTENCE / max(float(shares.sum()), MAX_PERSISTENCE))
        return {
            "mu": np.array([normal.mu / PERCENT]),
            "alpha_beta": shares,
            "level": np.array([np.mean(returns**2) / PERCENT**2]),
            "nu": np.clip([tails], MIN_DEGREES, MAX_DEGREES),
        }

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        alpha, beta = parameters["alpha_beta"].tolist()
        level = float(parameters["level"][0])
        coming = _next_variances(history.returns - parameters["mu"], alpha, beta, level)[origins]
        hours = np.arange(HORIZONS_H[-1])
        kept = np.cumsum((alpha + beta) ** hours)[np.array(HORIZONS_H) - 1]
        variance = np.array(HORIZONS_H) * level + (coming - level)[:, None] * kept
        return Prediction(mean=silence(origins), variance=variance, up=silence(origins))


def estimate(returns: Array, distribution: Literal["normal", "t"]) -> Estimates:
    """Estimate a GARCH(1,1) with a constant mean by package arch.

    returns: in percent.
    """
    from arch import arch_model

    fitted = arch_model(returns, dist=distribution, rescale=False).fit(disp="off", show_warning=False)
    values = dict(fitted.params)
    return Estimates(values["mu"], values["omega"], values["alpha[1]"], values["beta[1]"], values.get("nu"))


def _next_variances(surprises: Array, alpha: float, beta: float, level: float) -> Array:
    """Return the variance that each hour leaves for the next one.

    The level is the mean square of what was learnt from (variance targeting): with a persistence near 1
    the one that omega implies is hardly determined.
    """
    found, variance, constant = [], level, level * (1 - alpha - beta)
    for square in (surprises**2).tolist():
        variance = constant + alpha * square + beta * variance
        found.append(variance)
    return np.array(found)
