"""A model's probability of a rise to one that happens as often as it says; without evidence, one half.

Sources: J. Platt, Probabilistic Outputs for Support Vector Machines, 1999; B. Zadrozny, C. Elkan, KDD 2002
(isotonic); W. James, C. Stein, Estimation with Quadratic Loss, 1961 (what is not significant is shrunk away).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.trading.evaluation.comparison import lags_for, standard_error
from app.domain.trading.evaluation.losses import Rises, log_loss
from app.domain.trading.models.history import Array

MIN_PREDICTIONS = 500
HELD_BACK_SHARE = 0.4
"""Of the predictions, the newest: by them the curve is chosen and shrunk."""
GRID: Array = np.arange(41) / 40
"""Where a curve is kept; between its points it is straight."""


@dataclass(frozen=True, slots=True)
class ProbabilityCurve:
    """What a stated probability is worth: `values` at GRID, and how much of its distance from 1/2 is kept."""

    values: Array
    kept: float

    def __call__(self, up: Array) -> Array:
        """Return the calibrated probability of a rise, strictly between 0 and 1."""
        return np.clip(0.5 + self.kept * (np.interp(up, GRID, self.values) - 0.5), 0.001, 0.999)


EVEN = ProbabilityCurve(GRID, 0.0)
"""Says 1/2 of everything: what there is before there is evidence."""


def fit_curve(up: Array, rises: Rises, *, horizon_h: int) -> ProbabilityCurve:
    """Choose between Platt's curve, an isotonic one and none, by predictions held back; then shrink it.

    up: probabilities at consecutive hours, shape (n,), oldest first. rises: what happened.
    """
    rises = np.asarray(rises, dtype=np.float64)
    cut = int((1 - HELD_BACK_SHARE) * up.size)
    learnt, late = slice(None, max(cut - horizon_h, 1)), slice(cut, None)
    if up.size < MIN_PREDICTIONS or not {0.0, 1.0} <= {*rises[learnt].tolist()}:
        return EVEN
    curves = [curve(up[learnt], rises[learnt]) for curve in (_as_said, _platt, _isotonic)]
    losses = [float(log_loss(np.interp(up[late], GRID, values), rises[late]).mean()) for values in curves]
    best = int(np.argmin(losses))
    kept = _kept(np.interp(up[late], GRID, curves[best]) - 0.5, rises[late] - 0.5, horizon_h)
    return ProbabilityCurve((_as_said, _platt, _isotonic)[best](up, rises), kept) if kept else EVEN


def _kept(said: Array, happened: Array, horizon_h: int) -> float:
    """Return the share of a stated edge that its outcomes confirm: their slope, less what may be luck."""
    power = float(said @ said)
    if power < 1e-12:
        return 0.0
    slope = float(said @ happened) / power
    error = standard_error(said * (happened - slope * said), lags=lags_for(said.size, horizon_h))
    error *= said.size / power
    if slope <= 0 or error >= slope:
        return 0.0
    return min(slope, 1.0) * (1 - (error / slope) ** 2)


def _as_said(_up: Array, _rises: Array) -> Array:
    return GRID


def _platt(up: Array, rises: Array) -> Array:
    """Fit the curve to what moved; what of it holds for prices that stay as well is left to `_kept`."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    moved = rises != 0.5
    model = LogisticRegression().fit(_log_odds(up[moved])[:, None], rises[moved] > 0.5)
    return np.asarray(model.predict_proba(_log_odds(GRID)[:, None])[:, 1], dtype=np.float64)


def _isotonic(up: Array, rises: Array) -> Array:
    from sklearn.isotonic import IsotonicRegression  # type: ignore[import-untyped]

    return np.asarray(IsotonicRegression(out_of_bounds="clip").fit(up, rises).predict(GRID), dtype=np.float64)


def _log_odds(up: Array) -> Array:
    sure = np.clip(up, 0.001, 0.999)
    return np.log(sure / (1 - sure))
