"""What a page hears of long work."""

from __future__ import annotations

from app.realtime import Event


class JobProgress(Event):
    """A user's long work goes on: `fraction` from 0 to 1, `eta_s` once it can be told."""

    name = "job.progress"
    burst = 5
    job: str
    kind: str
    done: int
    total: int | None
    fraction: float | None
    eta_s: float | None
    message: str


class JobFinished(Event):
    """A user's long work ended: state "done", "failed" or "cancelled"."""

    name = "job.finished"
    burst = 20
    when_fast = "list"
    plural = "jobs.finished"
    job: str
    kind: str
    state: str
    message: str
