"""How far a user's long work is: pushed as it goes, with the time that it will still take."""

from __future__ import annotations

import time

from app.jobs.events import JobFinished, JobProgress
from app.realtime import publisher, user_room


class Progress:
    """One run of a user's long work; begins when it is made.

    run: its name, 'import:7'. kind: 'import'. message: what it is about, for people.
    """

    def __init__(self, user_id: int, run: str, kind: str, message: str) -> None:
        self._room = user_room(user_id)
        self._run, self._kind, self._message = run, kind, message
        self._begun = time.monotonic()

    def tell(self, done: int, total: int) -> None:
        """Push how much is done; what it took so far says how long the rest will take."""
        passed, fraction = time.monotonic() - self._begun, min(done / total, 1.0)
        told = JobProgress(
            job=self._run,
            kind=self._kind,
            done=done,
            total=total,
            fraction=round(fraction, 4),
            eta_s=round(passed / fraction - passed, 1) if fraction else None,
            message=self._message,
        )
        publisher().publish(told, to=self._room)

    def finish(self, state: str, message: str) -> None:
        """Push how it ended: state 'done', 'failed' or 'cancelled'."""
        told = JobFinished(job=self._run, kind=self._kind, state=state, message=message)
        publisher().publish(told, to=self._room)
