"""What can be asked about a portfolio: which period, by which cost method, beside which benchmark."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct


class Question(Struct, frozen=True, kw_only=True):
    """start: at whose close the period begins, None: with the first activity. end: with whose close it ends.

    figure, symbol: explain this figure, of the portfolio or of one security; None: answer with all figures.
    about: 'dividends' for their calendar from `start` to `until`, as it is known at `end`.
    """

    end: date
    start: date | None = None
    lots: str = "fifo"
    fees: str = "fees_excluded"
    benchmark: str | None = None
    figure: str | None = None
    symbol: str | None = None
    about: Literal["figures", "dividends"] = "figures"
    until: date | None = None

    @property
    def key(self) -> str:
        """Return how an answer to this question is found."""
        return msgspec.json.encode(self).decode()


def question_of(key: str) -> Question:
    """Return what a key asks."""
    return msgspec.json.decode(key, type=Question)
