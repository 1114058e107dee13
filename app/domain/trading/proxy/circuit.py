"""When the platform is asked, and when it is left alone because it failed just now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar, cast

import structlog
from circuitbreaker import CircuitBreaker

from app.domain.trading.proxy.errors import CircuitOpen

T = TypeVar("T")
FAILURES_TO_OPEN = 3
"""In a row."""
OPEN_S = 1
log = structlog.get_logger()


class Circuit:
    """A breaker of one process: open after FAILURES_TO_OPEN failures; after OPEN_S one request tries again.

    The library lets all through once it may be tried again; a platform that hangs would hold all of them.
    """

    def __init__(self) -> None:
        self._breaker = CircuitBreaker(FAILURES_TO_OPEN, OPEN_S, name="trading platform")
        self._trial = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether the next request is refused."""
        return bool(self._breaker.opened)

    @property
    def is_closed(self) -> bool:
        """Whether all is well, as far as is known."""
        return bool(self._breaker.closed)

    def call(self, ask: Callable[[], T]) -> T:
        """Ask; whatever `ask` raises counts as a failure.

        Raises CircuitOpen at once while it is open, or while another request tries whether it may close.
        """
        if self._breaker.closed:
            return self._counted(ask)
        if self._breaker.opened or not self._trial.acquire(blocking=False):
            raise CircuitOpen
        try:
            return self._counted(ask)
        finally:
            self._trial.release()

    def _counted(self, ask: Callable[[], T]) -> T:
        was_closed = self.is_closed
        try:
            return cast(T, self._breaker.call(ask))
        finally:
            if was_closed != self.is_closed:
                log.warning("platform.circuit", state=self._breaker.state)
