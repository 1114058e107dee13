"""How many requests begin at once: of a burst a few at a time, so that it does not stand in memory whole."""

from __future__ import annotations

from collections import deque

from eventlet.event import Event
from eventlet.hubs import get_hub


class Pace:
    """Lets some requests begin in each pass of the hub, in the order in which they came.

    Nothing is held while a request is worked on, so a slow one keeps nobody waiting.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._begun = 0
        self._waiting: deque[Event] = deque()

    def wait(self) -> None:
        """Return when it is the caller's turn: at once, unless many came in the same pass."""
        if self._begun < self._most:
            self._begin()
            return
        turn = Event()
        self._waiting.append(turn)
        turn.wait()

    def _begin(self) -> None:
        if self._begun == 0:
            get_hub().schedule_call_global(0, self._go_on)
        self._begun += 1

    def _go_on(self) -> None:
        self._begun = 0
        for _ in range(min(self._most, len(self._waiting))):
            self._begin()
            self._waiting.popleft().send()
