"""Shares with their error. Source: E. Wilson, Probable Inference, JASA 1927."""

from __future__ import annotations

import math
from typing import NamedTuple

Z_95 = 1.959963984540054


class Share(NamedTuple):
    """A share with its 95 % interval by Wilson."""

    value: float
    low: float
    high: float


def wilson(right: int, of: int) -> Share:
    """Return a share of independent trials; it may be anything where there is none."""
    if not of:
        return Share(math.nan, 0.0, 1.0)
    share, square = right / of, Z_95**2 / of
    center = (share + square / 2) / (1 + square)
    reach = Z_95 / (1 + square) * math.sqrt(share * (1 - share) / of + square / of / 4)
    return Share(share, center - reach, center + reach)
