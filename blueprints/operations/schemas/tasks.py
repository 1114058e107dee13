"""What is asked and answered of tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class AdminTaskOut(BaseModel):
    """A task. arguments: "…" where they are not shown. at: when it was sent, began, or is to begin."""

    id: str
    task: str
    arguments: str
    at: datetime | None


class AdminWorkerOut(BaseModel):
    """A worker. registered: the tasks it knows. processed: since it began. seen_at: when it last reported."""

    name: str
    pid: int
    queues: list[str]
    concurrency: int
    processed: int
    registered: list[str]
    active: list[AdminTaskOut]
    reserved: list[AdminTaskOut]
    scheduled: list[AdminTaskOut]
    seen_at: datetime


class AdminQueueOut(BaseModel):
    """A queue. depth: tasks that no worker has taken; oldest_s: how long the first of them waits.

    per_minute: done in a minute, of the last five. workers: how many take from it. waiting: the first twenty.
    """

    name: str
    depth: int
    oldest_s: float | None
    per_minute: float
    done: int
    failed: int
    workers: int
    waiting: list[AdminTaskOut]


class FailedTaskOut(BaseModel):
    """A task that failed. error: the exception's class; message: without what could be secret."""

    id: str
    task: str
    queue: str
    arguments: str
    error: str
    message: str
    worker: str
    at: datetime
    can_retry: bool


class TasksOut(BaseModel):
    """beat_seen_at: when the timetable last sent a task. failed: the newest hundred."""

    at: datetime
    beat_seen_at: datetime | None
    beat: Literal["ok", "silent"]
    workers: list[AdminWorkerOut]
    queues: list[AdminQueueOut]
    failed: list[FailedTaskOut]


class RetriedOut(BaseModel):
    """The id of the task that was sent anew."""

    id: str
