"""Why there is no forecast: always a sentence for people, never a guess in its place."""

from __future__ import annotations

from app.errors import Invalid


class NotEnoughData(Invalid):
    """There is not enough data for a forecast."""

    code, title = "not_enough_data", "Not enough data"


class UnusableBars(Invalid):
    """No model can learn from these bars."""

    code, title = "unusable_bars", "Unusable bars"


class NotConverged(Invalid):
    """A model came to no answer from these prices."""

    code, title = "not_converged", "No answer"


class Cancelled(Exception):
    """The fit was asked to end."""
