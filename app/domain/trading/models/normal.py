"""The normal distribution, without a package for it."""

from __future__ import annotations

import math

import numpy as np

from app.domain.trading.models.history import Array


def normal_cdf(values: Array) -> Array:
    """Return P(Z ≤ value) of the standard normal; NaN stays NaN."""
    flat = [0.5 * math.erfc(-value / math.sqrt(2)) for value in values.ravel().tolist()]
    return np.array(flat).reshape(values.shape)
