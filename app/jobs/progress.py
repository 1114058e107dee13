"""How far long work is: pushed as it goes, with the time that it will still take."""

from __future__ import annotations

import time

from app.jobs.events import JobFinished, JobProgress
from app.realtime import publisher


class Progress:
    """One run of long work; begins when it is made.

    room: who hears of it. run: its name, 'import:7'. kind: 'import'. message: what it is about, for people.
    already: how much an earlier run had done, which says nothing of how fast this one is.
    running_s: how long others have been at it, where several share one run.
    """

    def __init__(  # noqa: PLR0913 - each by its name
        self, room: str, run: str, kind: str, message: str, *, already: int = 0, running_s: float = 0.0
    ) -> None:
        self._room = room
        self._run, self._kind, self._message = run, kind, message
        self._begun, self._already = time.monotonic() - running_s, already

    def rate(self, done: int) -> float:
        """Return how much is done a second."""
        return (done - self._already) / max(time.monotonic() - self._begun, 1e-3)

    def tell(self, done: int, total: int, message: str | None = None) -> None:
        """Push how much is done; what it took so far says how long the rest will take."""
        rate = self.rate(done)
        told = JobProgress(
            job=self._run,
            kind=self._kind,
            done=done,
            total=total,
            fraction=round(min(done / total, 1.0), 4),
            eta_s=round(max(total - done, 0) / rate, 1) if rate > 0 else None,
            message=message or self._message,
        )
        publisher().publish(told, to=self._room)

    def finish(self, state: str, message: str) -> None:
        """Push how it ended: state 'done', 'partial', 'failed' or 'cancelled'."""
        told = JobFinished(job=self._run, kind=self._kind, state=state, message=message)
        publisher().publish(told, to=self._room)
