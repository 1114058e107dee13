"""Spans of minutes: which of them are there, which are not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.candles.logic import Starts

MAX_PAGE_BARS = 1_000
"""What an exchange answers at once."""


class Span(NamedTuple):
    """From a minute on to before another."""

    first: int
    end: int

    def bars(self, step: int) -> int:
        """Return how many bars of so many minutes it holds."""
        return (self.end - self.first) // step


class Coverage:
    """Which bars of a span are known; step: the minutes of one."""

    def __init__(self, span: Span, step: int) -> None:
        self._span, self._step = span, step
        self._known: NDArray[np.bool_] = np.zeros(span.bars(step), dtype=bool)

    def note(self, starts: Starts) -> None:
        """Note bars by their starts; those outside the span are passed over."""
        inside = starts[(starts >= self._span.first) & (starts < self._span.end)]
        self._known[(inside - self._span.first) // self._step] = True

    def note_span(self, span: Span) -> None:
        """Note all bars of a span."""
        first, end = max(span.first, self._span.first), min(span.end, self._span.end)
        if first < end:
            at = -(-(first - self._span.first) // self._step)
            self._known[at : (end - self._span.first) // self._step] = True

    @property
    def known(self) -> int:
        return int(self._known.sum())

    def missing(self) -> list[Span]:
        """Return the spans of what is not known, oldest first."""
        edges = np.flatnonzero(np.diff(np.concatenate(([True], self._known, [True])).astype(np.int8)))
        minutes = (self._span.first + edges * self._step).tolist()
        return [Span(first, end) for first, end in zip(minutes[::2], minutes[1::2], strict=True)]


def pages(spans: Iterable[Span], step: int) -> Iterator[Span]:
    """Cut spans into what is asked for at once."""
    for span in spans:
        for first in range(span.first, span.end, MAX_PAGE_BARS * step):
            yield Span(first, min(first + MAX_PAGE_BARS * step, span.end))
