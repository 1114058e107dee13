"""What a page hears of long work."""

from __future__ import annotations

from app.realtime import Event


class JobProgress(Event):
    """Long work goes on: `fraction` from 0 to 1, `eta_s` once it can be told."""

    name = "job.progress"
    audience = "user, or topic admin.jobs"
    burst = 5
    job: str
    kind: str
    done: int
    total: int | None
    fraction: float | None
    eta_s: float | None
    message: str


class JobFinished(Event):
    """Long work ended: state "done", "partial", "failed" or "cancelled"."""

    name = "job.finished"
    audience = "user, or topic admin.jobs"
    burst = 20
    when_fast = "list"
    plural = "jobs.finished"
    job: str
    kind: str
    state: str
    message: str
